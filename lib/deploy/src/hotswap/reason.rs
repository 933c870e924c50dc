//! What no service takes.

use appsynth_cloudformation::Template;

use crate::kinds::NESTED_STACK;
use crate::plan::{Effect, ResourceChange};

/// What else than resources changes in a template: what comes of it is CloudFormation's to say.
pub(super) fn reasons_beside(
    old: &Template,
    new: &Template,
    stack: &str,
) -> impl Iterator<Item = String> {
    let parts = [
        ("parameters", old.parameters != new.parameters),
        ("mappings", old.mappings != new.mappings),
        ("conditions", old.conditions != new.conditions),
        ("outputs", old.outputs != new.outputs),
    ];
    let changed = parts.into_iter().filter(|(_, differs)| *differs);
    changed
        .map(move |(part, _)| format!("  the {part} of `{stack}`: they are CloudFormation's own"))
}

/// Why a change needs CloudFormation; none if it does not.
pub(super) fn reason(change: &ResourceChange) -> Option<String> {
    let swappable: Option<&[&str]> = match change.kind.as_str() {
        "AWS::AppSync::Resolver"
        | "AWS::AppSync::FunctionConfiguration"
        | "AWS::AppSync::GraphQLSchema"
        | "AWS::AppSync::DataSource" => None,
        "AWS::Lambda::Function" => Some(&["Code"]),
        NESTED_STACK => Some(&["TemplateURL"]),
        _ => Some(&[]),
    };
    match &change.effect {
        Effect::NoEffect => None,
        Effect::Create | Effect::Import => {
            Some("it is new, and CloudFormation has to know of it".to_owned())
        }
        Effect::Delete => Some("CloudFormation has to delete what it has made".to_owned()),
        Effect::Replace => Some(format!("{} replaces it", change.properties.join(", "))),
        Effect::Indexes { .. } => Some("its indexes change".to_owned()),
        Effect::InPlace => {
            let swappable = swappable?;
            let others = change
                .properties
                .iter()
                .filter(|one| !swappable.contains(&one.as_str()));
            let others: Vec<_> = others.map(String::as_str).collect();
            (!others.is_empty()).then(|| format!("no service takes {} alone", others.join(", ")))
        }
    }
}
