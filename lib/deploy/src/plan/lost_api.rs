//! APIs that are deleted while others are made in their place.
//!
//! The new one has another URL, another id and other keys, which every client has to be told. That it is the same
//! API to its user, CloudFormation cannot know: a construct that moves has another logical id.

use appsynth_diagnostics::Diagnostic;
use appsynth_diagnostics::codes::deployment;

use super::{Effect, Plan, ResourceChange, StackPlan};
use crate::kinds::API;

/// Whether a change takes an API away for another one.
pub(super) fn is_lost(plan: &Plan, change: &ResourceChange) -> bool {
    change.kind == API
        && match change.effect {
            Effect::Replace => true,
            Effect::Delete => plan.stacks.iter().any(makes_api),
            _ => false,
        }
}

fn makes_api(stack: &StackPlan) -> bool {
    let mut changes = stack.changes.iter();
    changes.any(|change| change.kind == API && change.effect == Effect::Create)
}

/// Says what goes with an API, and how it is kept.
pub(super) fn refusal(
    stack: &str,
    change: &ResourceChange,
    name: &str,
    environment: &str,
) -> Diagnostic {
    let is_replaced = change.effect == Effect::Replace;
    let what = match is_replaced {
        true => format!(
            "the API `{name}` would be replaced, for its {} cannot be changed",
            change.properties.join(" and ")
        ),
        false => format!("the API `{name}` would be removed and another one made in its place"),
    };
    let refusal = Diagnostic::error(&deployment::ANOTHER_API, what).note(format!(
        "in the stack `{stack}`, as {}; its URL, its id and its keys would go, and clients with the old ones fail",
        change.address
    ));
    let refusal = match is_replaced {
        true => refusal.help("undo the change, or add another API beside it until its clients have moved"),
        false => refusal.help(format!(
            "`appsynth refactor --env {environment}` keeps them: it tells CloudFormation that both are the same API"
        )),
    };
    refusal.help(format!("to let it happen: `--allow-data-loss {name}`"))
}
