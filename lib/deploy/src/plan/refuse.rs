//! What is not done without consent.

use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};

use super::origin::nearest;
use super::{Effect, Options, Plan, ResourceChange, lost_api, same_name};
use crate::DeployError;
use crate::consent::{self, Loss as _};
use crate::kinds::{API, is_table};
use crate::names::full_name;

/// Refuses a plan that loses data for which nobody has given consent by name.
pub(super) fn check(plan: &Plan) -> Result<(), DeployError> {
    let losses = losses(plan);
    let environment = &plan.options.target.environment;
    let impossible = |loss: &Loss<'_>| {
        let refusal = same_name::refusal(loss.stack, loss.change, environment)?;
        Some(loss.with_origin(refusal))
    };
    let mut diagnostics: Diagnostics = losses.iter().filter_map(impossible).collect();
    let possible = losses.into_iter().filter(|loss| impossible(loss).is_none());
    diagnostics.extend(refusals(&possible.collect::<Vec<_>>(), &plan.options));
    if diagnostics.is_empty() {
        Ok(())
    } else {
        Err(DeployError::Refused { diagnostics })
    }
}

/// Something that would be lost, and the stack that it is in.
#[derive(Clone, Copy)]
struct Loss<'p> {
    stack: &'p str,
    change: &'p ResourceChange,
    /// The API whose replacement makes it so, for the table's name has the API's id in it.
    because_of: Option<&'p ResourceChange>,
    /// What of the project it is for, if that still is there.
    origin: Option<&'p str>,
}

impl Loss<'_> {
    fn full_name(&self) -> String {
        full_name(self.stack, &self.change.address)
    }

    fn with_origin(&self, refusal: Diagnostic) -> Diagnostic {
        match self.origin {
            Some(origin) => refusal.note(format!("it is of {origin}")),
            None => refusal,
        }
    }
}

impl consent::Loss for Loss<'_> {
    fn is_called(&self, name: &str) -> bool {
        self.change.is_called(name) || name == self.full_name()
    }
}

fn losses(plan: &Plan) -> Vec<Loss<'_>> {
    let of_stack = plan.stacks.iter().flat_map(|stack| {
        let changes = stack.changes.iter();
        let api = changes
            .clone()
            .find(|change| change.kind == API && change.effect == Effect::Replace);
        let losing =
            changes.filter(|change| change.loses_data() || lost_api::is_lost(plan, change));
        losing.map(move |change| Loss {
            stack: &stack.name,
            change,
            because_of: api.filter(|_| change.properties == ["TableName"]),
            origin: nearest(&change.name, &plan.stack_of(stack).origins),
        })
    });
    of_stack.collect()
}

/// The names of losses to consent to that mean none.
pub(super) fn needless(plan: &Plan) -> impl Iterator<Item = &str> {
    let losses = losses(plan);
    let names = plan.options.allow_data_loss.iter().map(String::as_str);
    names.filter(move |name| !losses.iter().any(|loss| loss.is_called(name)))
}

fn refusals(losses: &[Loss<'_>], options: &Options) -> Diagnostics {
    let lacking = consent::lacking(losses, &options.allow_data_loss);
    let refused = lacking.into_iter().map(|loss| {
        let mut names = [loss.change.short_name(), &loss.change.name].into_iter();
        let unique = names.find(|name| consent::is_unique(losses, name));
        let name = unique.map_or_else(|| loss.full_name(), str::to_owned);
        let refusal = match loss.change.kind == API {
            true => {
                let environment = &options.target.environment;
                lost_api::refusal(loss.stack, loss.change, &name, environment)
            }
            false => refusal(loss, &name),
        };
        loss.with_origin(refusal)
    });
    refused.collect()
}

fn refusal(loss: &Loss<'_>, name: &str) -> Diagnostic {
    let Loss {
        stack,
        change,
        because_of,
        ..
    } = loss;
    let kind = &change.kind;
    let what = match (&change.effect, &change.expires_by) {
        (Effect::Replace, _) => format!(
            "`{name}` ({kind}) would be replaced, for its {} cannot be changed",
            change.properties.join(" and ")
        ),
        (Effect::Delete, _) => format!("`{name}` ({kind}) would be removed"),
        (_, Some(attribute)) => {
            format!("items of `{name}` ({kind}) would be deleted by the time in `{attribute}`")
        }
        (_, None) => format!("data of `{name}` ({kind}) would be lost"),
    };
    let data = if change.retained {
        "its data would stay where it is, but outside the stack, and no API would find it"
    } else if change.takes_away() {
        "its data would be deleted with it"
    } else {
        "those that are there already and whose time has passed would go, too"
    };
    let mut refusal = Diagnostic::error(&deployment::DATA_LOSS, what).note(format!(
        "in the stack `{stack}`, as {}; {data}",
        change.address
    ));
    if let Some(api) = because_of {
        refusal = refusal.note(format!(
            "its name may have the id of the API {} in it, which would be replaced: {} cannot be changed",
            api.name,
            api.properties.join(" and ")
        ));
    }
    if change.effect == Effect::Delete && is_of_a_model(change) {
        refusal = refusal.help(format!(
            "if its type has another name now: `@mapsTo(name: \"{}\")` on that type keeps the table",
            change.short_name()
        ));
    }
    if change.effect == Effect::Delete {
        refusal = refusal.help(
            "if it is in the project under another name or in another place, `appsynth refactor` tells CloudFormation so",
        );
    }
    if change.takes_away() {
        refusal = refusal.help(
            "undo the change, or add what is new beside it under another name and move the data first",
        );
    }
    refusal.help(format!("to let it happen: `--allow-data-loss {name}`"))
}

/// Whether this is the table of a model, as far as its place in the construct tree tells.
fn is_of_a_model(change: &ResourceChange) -> bool {
    is_table(&change.kind) && change.name.ends_with("/Table/Resource")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(path: &str, address: &str) -> ResourceChange {
        ResourceChange {
            name: path.to_owned(),
            logical_id: "Table".to_owned(),
            address: address.to_owned(),
            kind: "AWS::DynamoDB::Table".to_owned(),
            effect: Effect::Delete,
            properties: Vec::new(),
            holds_data: true,
            retained: false,
            same_name: None,
            expires_by: None,
        }
    }

    fn loss<'p>(stack: &'p str, change: &'p ResourceChange) -> Loss<'p> {
        Loss {
            stack,
            change,
            because_of: None,
            origin: None,
        }
    }

    fn refused(losses: &[Loss<'_>], allowed: &str) -> usize {
        let options = Options {
            allow_data_loss: vec![allowed.to_owned()],
            ..Options::default()
        };
        refusals(losses, &options).iter().count()
    }

    #[test]
    fn the_table_of_a_model_is_called_by_its_model() {
        let (post, comment) = (
            table("blog/Models/Post/Table/Resource", "Post/Table"),
            table("blog/Models/Comment/Table/Resource", "Comment/Table"),
        );
        let losses = [&post, &comment].map(|change| loss("blog", change));
        assert_eq!(refused(&losses, "Post"), 1);
        assert_eq!(refused(&losses, "Comment/Table"), 1);
        // What all of them have in common is the name of none.
        assert_eq!(refused(&losses, "Table"), 2);
    }

    #[test]
    fn a_name_that_means_two_is_consent_to_neither() {
        let (one, other) = (
            table("a/Posts/Resource", "Posts"),
            table("b/Posts/Resource", "Posts"),
        );
        let losses = [loss("a", &one), loss("b", &other)];
        assert_eq!(refused(&losses, "Posts"), 2);
        assert_eq!(refused(&losses, "a/Posts"), 1);
        assert_eq!(refused(&losses, "b/Posts/Resource"), 1);
    }
}
