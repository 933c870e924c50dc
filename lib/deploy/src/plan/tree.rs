//! A stack's template with those nested in it.

use appsynth_assembly::TemplateFile;
use appsynth_cloudformation::evaluate::{Evaluator, PseudoParameters};
use appsynth_cloudformation::{LogicalId, Resource, Template};
use appsynth_diagnostics::{Sources, render};
use indexmap::IndexMap;

use super::compare::{self, Live};
use super::steps::point_to;
use crate::DeployError;
use crate::aws::{Caller, dns_suffix};

/// A template with those of its nested stacks.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct TemplateTree {
    pub(crate) template: Template,
    /// The text, as long as it is that of `template`.
    pub(crate) text: Option<String>,
    pub(crate) nested: IndexMap<LogicalId, TemplateTree>,
}

impl TemplateTree {
    /// The templates of an assembly's stack.
    pub(crate) fn of_file(stack: &str, file: &TemplateFile) -> Result<Self, DeployError> {
        let mut nested = IndexMap::new();
        for (id, file) in &file.nested {
            nested.insert(LogicalId(id.clone()), Self::of_file(stack, file)?);
        }
        Ok(Self {
            template: read(stack, &file.text)?,
            text: Some(file.text.clone()),
            nested,
        })
    }

    /// Changes a resource of the template or of one nested in it, to which `path` leads; what is not there is left.
    pub(crate) fn edit(
        &mut self,
        path: &[LogicalId],
        id: &LogicalId,
        change: impl FnOnce(&mut Resource),
    ) {
        let Some((first, rest)) = path.split_first() else {
            if let Some(resource) = self.template.resources.get_mut(id) {
                let before = resource.clone();
                change(resource);
                if *resource != before {
                    self.text = None;
                }
            }
            return;
        };
        if let Some(nested) = self.nested.get_mut(first) {
            nested.edit(rest, id, change);
            if nested.text.is_none() {
                point_to(&mut self.template, first, nested);
                self.text = None;
            }
        }
    }

    /// The template and those nested in it, each before what is nested in it.
    pub(crate) fn levels(&self) -> Vec<Level<'_>> {
        let mut levels = Vec::new();
        self.add_levels(Vec::new(), &mut levels);
        levels
    }

    fn add_levels<'t>(&'t self, path: Vec<LogicalId>, levels: &mut Vec<Level<'t>>) {
        levels.push(Level {
            path: path.clone(),
            tree: self,
        });
        for (id, nested) in &self.nested {
            nested.add_levels([path.as_slice(), std::slice::from_ref(id)].concat(), levels);
        }
    }
}

/// A template of a tree.
#[derive(Debug)]
pub(crate) struct Level<'t> {
    /// The nested stacks on the way to it.
    pub(crate) path: Vec<LogicalId>,
    pub(crate) tree: &'t TemplateTree,
}

impl<'t> Level<'t> {
    /// Its resources of which this holds, with the addresses that they have in
    /// [`ResourceChange`](super::ResourceChange).
    pub(crate) fn resources(
        &self,
        is_meant: impl Fn(&Resource) -> bool,
    ) -> impl Iterator<Item = (String, &'t LogicalId, &'t Resource)> {
        let resources = self.tree.template.resources.iter();
        let meant = resources.filter(move |(_, resource)| is_meant(resource));
        meant.map(|(id, resource)| (address(&self.path, id), id, resource))
    }
}

/// The logical ids that lead to a resource.
pub(crate) fn address(path: &[LogicalId], id: &LogicalId) -> String {
    let mut address = String::new();
    for nested in path {
        address.push_str(&nested.0);
        address.push('/');
    }
    address + &id.0
}

/// Reads the text of a template.
pub(crate) fn read(stack: &str, text: &str) -> Result<Template, DeployError> {
    let mut sources = Sources::new();
    let id = sources.add(stack, text);
    let (template, diagnostics) = Template::read(&sources, id);
    template.ok_or_else(|| DeployError::Template {
        stack: stack.to_owned(),
        reason: render::concise(&diagnostics, &sources),
    })
}

/// The text of a template as JSON, to be rewritten and sent back: not if anything in it is not understood.
pub(crate) fn json(stack: &str, text: &str) -> Result<serde_json::Value, DeployError> {
    let failed = |reason: String| DeployError::Template {
        stack: stack.to_owned(),
        reason,
    };
    let parse = |text: &str| serde_json::from_str(text).map_err(|error| failed(error.to_string()));
    if text.trim_start().starts_with('{') {
        return parse(text);
    }
    let mut sources = Sources::new();
    let id = sources.add(stack, text);
    match Template::read(&sources, id) {
        (Some(template), problems) if problems.is_empty() => parse(&template.to_json()),
        (_, problems) => Err(failed(render::concise(&problems, &sources))),
    }
}

/// The resources that are there with these parameters. If that cannot be told, all of them.
pub(crate) fn live(
    template: &Template,
    parameters: &IndexMap<String, String>,
    stack: &str,
    caller: &Caller,
) -> Live {
    let pseudo = pseudo_parameters(stack, caller);
    // What a parameter of Systems Manager says decides about no resource that appsynth makes.
    let ssm = |_: &str| Some(String::new());
    match Evaluator::new(template, pseudo, parameters, &ssm) {
        Ok(evaluator) => evaluator.resources().map(|(id, _)| id.clone()).collect(),
        Err(_) => template.resources.keys().cloned().collect(),
    }
}

pub(crate) fn pseudo_parameters(stack: &str, caller: &Caller) -> PseudoParameters {
    PseudoParameters {
        account_id: caller.account.clone(),
        region: caller.region.clone(),
        partition: caller.partition.clone(),
        url_suffix: dns_suffix(&caller.region).to_owned(),
        stack_name: stack.to_owned(),
        stack_id: String::new(),
        notification_arns: Vec::new(),
    }
}

/// The construct path of a resource, else its logical id after `prefix`.
pub(crate) fn resource_name(template: &Template, logical_id: &str, prefix: &str) -> String {
    let id = LogicalId(logical_id.to_owned());
    match template.resources.get(&id) {
        Some(resource) => compare::path_or(&format!("{prefix}{logical_id}"), resource),
        None => format!("{prefix}{logical_id}"),
    }
}

/// What a resource is to the user: the field of a resolver, else the construct path or logical id.
pub(crate) fn path_of(tree: &TemplateTree, logical_id: &str) -> String {
    let id = LogicalId(logical_id.to_owned());
    let Some(resource) = tree.template.resources.get(&id) else {
        return logical_id.to_owned();
    };
    let path = compare::path_or(logical_id, resource);
    let property = |name| compare::text(&resource.properties, name);
    match (
        resource.kind.as_str(),
        property("TypeName"),
        property("FieldName"),
    ) {
        ("AWS::AppSync::Resolver", Some(parent), Some(field)) => {
            format!("{parent}.{field} at {path}")
        }
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_of_nested_stacks_have_addresses() {
        let tree = |nested| TemplateTree {
            template: read(
                "blog",
                r#"{"Resources": {"Table": {"Type": "AWS::DynamoDB::Table"}}}"#,
            )
            .expect("a template"),
            text: None,
            nested,
        };
        let within = |id: &str, tree| IndexMap::from([(LogicalId(id.to_owned()), tree)]);
        let post = tree(within("More", tree(IndexMap::new())));
        let tree = tree(within("Post", post));
        let levels = tree.levels();
        let resources = levels.iter().flat_map(|level| level.resources(|_| true));
        let addresses: Vec<_> = resources.map(|(address, ..)| address).collect();
        assert_eq!(addresses, ["Table", "Post/Table", "Post/More/Table"]);
    }

    #[test]
    fn templates_in_yaml_are_rewritten_unless_something_in_them_is_unknown() {
        let text = "Resources:\n  Posts: { Type: AWS::DynamoDB::Table }\nOutputs:\n  Name: { Value: !Ref Posts }\n";
        let template = json("old", text).expect("a template");
        let name = serde_json::json!({ "Ref": "Posts" });
        assert_eq!(template["Outputs"]["Name"]["Value"], name);
        let unknown = json("old", &format!("{text}Unheard: {{ Of: 1 }}\n"));
        assert!(matches!(unknown, Err(DeployError::Template { .. })));
    }
}
