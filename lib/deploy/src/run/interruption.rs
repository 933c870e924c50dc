//! What is left of a deployment that somebody ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Run;
use super::update::discard;
use crate::DeployError;
use crate::aws::ChangeSetKind;

/// What an interruption finds a stack in.
#[derive(Debug, Clone)]
pub(super) enum Phase {
    /// Nothing was changed; the change set, and the stack if it is for a new one, can go again.
    Preparing {
        change_set: String,
        kind: ChangeSetKind,
    },
    /// CloudFormation goes on by itself.
    Executing(ChangeSetKind),
}

/// The phases of the stacks that are not done, by name.
#[derive(Debug, Default)]
pub(super) struct Phases(Mutex<BTreeMap<String, Phase>>);

impl Phases {
    pub(super) fn enter(&self, stack: &str, phase: Phase) {
        self.all().insert(stack.to_owned(), phase);
    }

    pub(super) fn leave(&self, stack: &str) {
        self.all().remove(stack);
    }

    /// What came of following an update. CloudFormation goes on with what could not be followed to its end.
    pub(super) fn end(&self, stack: &str, done: &Result<(), DeployError>) {
        if matches!(done, Ok(()) | Err(DeployError::Failed(_))) {
            self.leave(stack);
        }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Phase>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run<'_> {
    /// Takes back what has not begun, and says what goes on.
    pub(super) async fn interrupted(&self) -> DeployError {
        let phases = self.phases.all().clone();
        let (mut created, mut updated) = (Vec::new(), Vec::new());
        for (stack, phase) in phases {
            let plan = self.plan.stacks.iter().find(|plan| plan.name == stack);
            match (phase, plan) {
                (Phase::Executing(kind), _) if kind.creates() => {
                    created.push(format!("`{stack}`"));
                }
                (Phase::Executing(_), _) => updated.push(format!("`{stack}`")),
                (Phase::Preparing { change_set, kind }, Some(plan)) => {
                    // What cannot be cleaned up harms nobody: the next deployment passes over it.
                    let _ = discard(&plan.work.connection, &stack, &change_set, &kind).await;
                }
                (Phase::Preparing { .. }, None) => {}
            }
        }
        let environment = &self.plan.options.target.environment;
        DeployError::Interrupted {
            state: going_on(&created, &updated, environment),
        }
    }
}

/// What CloudFormation goes on with, and what can be done about it. It takes back updates; of a stack that is being
/// made there is nothing that it could go back to.
fn going_on(created: &[String], updated: &[String], environment: &str) -> String {
    let all = [created, updated].concat();
    if all.is_empty() {
        return "no stack is being changed".to_owned();
    }
    let mut text = format!(
        "CloudFormation goes on with {}; `appsynth deploy --env {environment}` waits for it and goes on",
        all.join(", ")
    );
    if !updated.is_empty() {
        let updated = updated.join(", ");
        text.push_str(&format!(
            ", `appsynth rollback --env {environment}` takes back {updated}"
        ));
    }
    if !created.is_empty() {
        let created = created.join(", ");
        text.push_str(&format!(
            ", `appsynth destroy --env {environment}` removes {created}, which are new, and all other stacks"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StackFailure;

    fn failed(stack: &str) -> DeployError {
        DeployError::Failed(Box::new(StackFailure {
            stack: stack.to_owned(),
            status: "UPDATE_ROLLBACK_COMPLETE".to_owned(),
            causes: Vec::new(),
            reason: String::new(),
        }))
    }

    /// A stack that failed was named by an interruption of those that were still going on.
    #[test]
    fn cloudformation_goes_on_with_what_has_not_come_to_its_end() {
        let phases = Phases::default();
        for stack in ["api", "posts", "comments", "relations"] {
            phases.enter(stack, Phase::Executing(ChangeSetKind::Update));
        }
        phases.end("api", &Ok(()));
        phases.end("posts", &Err(failed("posts")));
        phases.end("comments", &Err(DeployError::NoRegion));
        let left: Vec<_> = phases.all().keys().cloned().collect();
        assert_eq!(left, ["comments", "relations"]);
    }

    #[test]
    fn stacks_that_are_new_cannot_be_taken_back() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(going_on(&[], &[], "dev"), "no stack is being changed");
        assert_eq!(
            going_on(&names(&["`api`"]), &names(&["`posts`"]), "dev"),
            "CloudFormation goes on with `api`, `posts`; `appsynth deploy --env dev` waits for it and goes on, \
             `appsynth rollback --env dev` takes back `posts`, `appsynth destroy --env dev` removes `api`, which are \
             new, and all other stacks"
        );
    }
}
