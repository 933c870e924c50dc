//! What is not done without consent.

use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};

use super::{Effect, Plan, ResourceChange};
use crate::DeployError;

/// Refuses a plan that loses data for which nobody has given consent by name.
pub(super) fn check(plan: &Plan) -> Result<(), DeployError> {
    let mut diagnostics = Diagnostics::new();
    for stack in &plan.stacks {
        for change in stack.changes.iter().filter(|change| change.loses_data()) {
            let allowed = &plan.options.allow_data_loss;
            if !allowed.iter().any(|name| change.is_called(name)) {
                diagnostics.push(data_loss(&stack.name, change));
            }
        }
    }
    if diagnostics.is_empty() {
        Ok(())
    } else {
        Err(DeployError::Refused { diagnostics })
    }
}

fn data_loss(stack: &str, change: &ResourceChange) -> Diagnostic {
    let name = change.short_name();
    let what = match change.effect {
        Effect::Replace => format!(
            "`{name}` ({}) would be replaced, for its {} cannot be changed",
            change.kind,
            change.properties.join(" and ")
        ),
        _ => format!("`{name}` ({}) would be removed", change.kind),
    };
    let data = if change.retained {
        "its data would stay where it is, but outside the stack, and no API would find it"
    } else {
        "its data would be deleted with it"
    };
    let mut refusal = Diagnostic::error(&deployment::DATA_LOSS, what).note(format!(
        "in the stack `{stack}`, as {}; {data}",
        change.logical_id
    ));
    if change.effect == Effect::Delete {
        refusal = refusal.help(
            "if it is in the project under another name or in another place, `appsynth refactor` tells CloudFormation so",
        );
    }
    refusal
        .help("undo the change, or add what is new beside it under another name and move the data first")
        .help(format!("to let it happen: `--allow-data-loss {name}`"))
}
