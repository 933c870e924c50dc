//! The tables that an assembly declares, those of nested stacks included.

use appsynth_assembly::Stack;
use appsynth_cloudformation::{Expr, Intrinsic, LogicalId, Resource, SubPart, Template};

use crate::DeployError;
use crate::kinds::TABLE;
use crate::names::{is_called, short_name};
use crate::plan::{TemplateTree, is_imported, named_text, path_or};

/// A table of a template.
#[derive(Debug, Clone)]
pub(super) struct Declared<'a> {
    pub(super) stack: &'a Stack,
    /// The nested stacks on the way to its template; empty at the top.
    pub(super) path: Vec<LogicalId>,
    pub(super) id: LogicalId,
    /// The logical ids that lead to it.
    pub(super) address: String,
    /// The construct path, else the address.
    pub(super) name: String,
    pub(super) resource: Resource,
    /// Whether anything in its template needs its stream.
    pub(super) stream_is_read: bool,
}

impl Declared<'_> {
    pub(super) fn is_called(&self, name: &str) -> bool {
        is_called(name, &self.name, &self.address)
    }

    pub(super) fn short_name(&self) -> &str {
        short_name(&self.name, &self.address)
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
        for level in tree.levels() {
            let tables = level.resources(|one| one.kind == TABLE);
            found.extend(tables.map(|(address, id, resource)| Declared {
                stack,
                path: level.path.clone(),
                id: id.clone(),
                name: path_or(&address, resource),
                address,
                resource: resource.clone(),
                stream_is_read: reads_stream(&level.tree.template, id),
            }));
        }
    }
    Ok(found)
}

/// The type of the resource that a name means.
pub(super) fn kind_of(stacks: &[&Stack], name: &str) -> Result<Option<String>, DeployError> {
    for stack in stacks {
        let tree = TemplateTree::of_file(&stack.name, &stack.template)?;
        for level in tree.levels() {
            let is_meant = |(address, _, one): &(String, _, &Resource)| {
                is_called(name, &path_or(address, one), address)
            };
            if let Some((_, _, one)) = level.resources(|_| true).find(is_meant) {
                return Ok(Some(one.kind.clone()));
            }
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
