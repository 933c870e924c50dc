//! The tables that an assembly declares, those of nested stacks included.

use appsynth_assembly::Stack;
use appsynth_cloudformation::{Expr, Intrinsic, LogicalId, Resource, SubPart, Template};

use crate::DeployError;
use crate::kinds::TABLE;
use crate::plan::{TemplateTree, is_called, is_imported, name_of, named_text, short_name};

/// A table of a template.
#[derive(Debug, Clone)]
pub(super) struct Declared<'a> {
    pub(super) stack: &'a Stack,
    /// The nested stacks on the way to its template; empty at the top.
    pub(super) path: Vec<LogicalId>,
    pub(super) id: LogicalId,
    /// The construct path or logical id.
    pub(super) name: String,
    pub(super) resource: Resource,
    /// Whether anything in its template needs its stream.
    pub(super) stream_is_read: bool,
}

impl Declared<'_> {
    pub(super) fn is_called(&self, name: &str) -> bool {
        is_called(name, &self.name, &self.id.0)
    }

    pub(super) fn short_name(&self) -> &str {
        short_name(&self.name, &self.id.0)
    }

    /// Whether the project says that it is there already and is to be imported.
    pub(super) fn is_marked(&self) -> bool {
        is_imported(&self.resource)
    }

    /// What the template says that DynamoDB calls it.
    pub(super) fn table(&self) -> Option<&str> {
        named_text(&self.resource.properties, "TableName")
    }
}

/// The tables of these stacks.
pub(super) fn all<'a>(stacks: &[&'a Stack]) -> Result<Vec<Declared<'a>>, DeployError> {
    let mut found = Vec::new();
    for stack in stacks {
        let tree = TemplateTree::of_file(&stack.name, &stack.template)?;
        find(stack, &tree, (&[], ""), &mut found);
    }
    Ok(found)
}

fn find<'a>(
    stack: &'a Stack,
    tree: &TemplateTree,
    (path, prefix): (&[LogicalId], &str),
    found: &mut Vec<Declared<'a>>,
) {
    let resources = tree.template.resources.iter();
    for (id, resource) in resources.filter(|(_, resource)| resource.kind == TABLE) {
        found.push(Declared {
            stack,
            path: path.to_vec(),
            id: id.clone(),
            name: name_of(id, resource, prefix),
            resource: resource.clone(),
            stream_is_read: reads_stream(&tree.template, id),
        });
    }
    for (id, nested) in &tree.nested {
        let path = [path, std::slice::from_ref(id)].concat();
        find(stack, nested, (&path, &format!("{prefix}{id}/")), found);
    }
}

/// The type of the resource that a name means.
pub(super) fn kind_of(stacks: &[&Stack], name: &str) -> Result<Option<String>, DeployError> {
    fn find(tree: &TemplateTree, name: &str) -> Option<String> {
        let resources = tree.template.resources.iter();
        let mut named = resources.filter(|(id, one)| is_called(name, &name_of(id, one, ""), &id.0));
        let within = || tree.nested.values().find_map(|nested| find(nested, name));
        named
            .next()
            .map(|(_, one)| one.kind.clone())
            .or_else(within)
    }
    for stack in stacks {
        let tree = TemplateTree::of_file(&stack.name, &stack.template)?;
        if let Some(kind) = find(&tree, name) {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}

fn reads_stream(template: &Template, table: &LogicalId) -> bool {
    let mut found = false;
    let mut look = |intrinsic: &Intrinsic| match intrinsic {
        Intrinsic::GetAtt(id, Expr::Text(attribute)) => {
            found |= id == table && attribute == "StreamArn";
        }
        Intrinsic::Sub(parts, _) => {
            found |= parts.iter().any(|part| {
                matches!(part, SubPart::GetAtt(id, attribute) if id == table && attribute == "StreamArn")
            });
        }
        _ => {}
    };
    let of_resources = template.resources.values();
    let values = of_resources.flat_map(|resource| resource.properties.values());
    let values = values.chain(template.outputs.values().map(|output| &output.value));
    for value in values {
        value.visit_intrinsics(&mut look);
    }
    found
}
