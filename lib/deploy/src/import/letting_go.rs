//! A stack that lets go of tables, which stay in DynamoDB as they are.
//!
//! Two updates of it: the first has the tables retained and writes what they are called in place of whatever
//! refers to them, which changes no other resource; the second takes them out of the template. What the stack
//! serves goes on being served.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-revert.html>

use appsynth_assembly::Destination;
use indexmap::IndexMap;
use serde_json::Value;

use super::literal::{Names, Step, without};
use super::update::Update;
use crate::aws::{Caller, Change, ChangeSetKind, Connection, Owner};
use crate::observe::Observer;
use crate::plan::json;
use crate::{DeployError, Extent, foresee, recover};

/// A table that its stack lets go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedTable {
    /// The name of the stack that has it.
    pub stack: String,
    /// What the stack calls it.
    pub logical_id: String,
    /// What DynamoDB calls it.
    pub table: String,
}

/// A stack and the tables that it lets go.
#[derive(Debug)]
pub(super) struct LettingGo {
    pub(super) stack: String,
    /// What its resources are called, by logical id.
    pub(super) tables: IndexMap<String, Names>,
}

impl LettingGo {
    /// Adds a table to the stack that has it.
    pub(super) fn add(all: &mut Vec<Self>, owner: &Owner, names: Names) {
        let known = all.iter_mut().position(|one| one.stack == owner.stack);
        let at = known.unwrap_or_else(|| {
            all.push(Self {
                stack: owner.stack.clone(),
                tables: IndexMap::new(),
            });
            all.len() - 1
        });
        all[at].tables.insert(owner.logical_id.clone(), names);
    }

    pub(super) fn released(&self) -> impl Iterator<Item = ReleasedTable> {
        self.tables.iter().map(|(logical_id, names)| ReleasedTable {
            stack: self.stack.clone(),
            logical_id: logical_id.clone(),
            table: names.name.clone(),
        })
    }

    /// Looks whether the stack's template can be rewritten; why not, if it cannot.
    pub(super) async fn obstacle(&self, own: &Connection) -> Result<Option<String>, DeployError> {
        match json(&self.stack, &own.template(&self.stack).await?) {
            Ok(template) => Ok(self.rewritten(&template, Step::Retain).err()),
            Err(error @ DeployError::Template { .. }) => Ok(Some(error.to_string())),
            Err(error) => Err(error),
        }
    }

    /// The stack's template after a step. Why it cannot be told, if it cannot.
    fn rewritten(&self, template: &Value, step: Step) -> Result<Value, String> {
        without(template, &self.tables, step)
    }

    /// Has the stack let its tables go, from wherever it is.
    pub(super) async fn carry_out(
        &self,
        (own, caller): (&Connection, &Caller),
        beside: &Destination,
        extent: Extent,
        observer: &dyn Observer,
    ) -> Result<(), DeployError> {
        for step in [Step::Retain, Step::Remove] {
            let Some(info) = recover::at_rest(own, &self.stack).await? else {
                return Err(self.failure("it is gone".to_owned()));
            };
            let template = json(&self.stack, &own.template(&info.id).await?)?;
            let next = self.rewritten(&template, step);
            let next = next.map_err(|reason| self.failure(reason))?;
            if next == template {
                continue;
            }
            let is_own = |(key, _): &(String, String)| !key.starts_with("aws:");
            let update = Update {
                connection: own,
                caller,
                stack: &self.stack,
                id: &info.id,
                kind: ChangeSetKind::Update,
                text: next.to_string(),
                beside,
                tags: info.tags.into_iter().filter(is_own).collect(),
                role: None,
                number: match step {
                    Step::Retain => (1, 2),
                    Step::Remove => (2, 2),
                },
            };
            let unforeseen = |changes: &[Change]| self.unforeseen(step, changes);
            update.carry_out(unforeseen, extent, observer).await?;
            if extent == Extent::Prepare {
                return Ok(());
            }
        }
        Ok(())
    }

    /// What a change set would do beyond what the step is for.
    fn unforeseen(&self, step: Step, changes: &[Change]) -> Option<String> {
        changes.iter().find_map(|change| {
            let is_let_go = self.tables.contains_key(&change.logical_id);
            let is_foreseen = match (change.action.as_str(), step) {
                ("Remove", Step::Remove) => is_let_go && change.policy == "Retain",
                ("Modify", _) => foresee::loss(change).is_none(),
                // What takes the place of the last resource.
                ("Add", Step::Remove) => change.kind == super::literal::PLACEHOLDER,
                _ => false,
            };
            (!is_foreseen).then(|| {
                let policy = match change.policy.as_str() {
                    "" => String::new(),
                    policy => format!(" ({policy})"),
                };
                let (action, id, kind) = (&change.action, &change.logical_id, &change.kind);
                format!("CloudFormation would {action} {id} ({kind}){policy}, which was not to be")
            })
        })
    }

    fn failure(&self, reason: String) -> DeployError {
        DeployError::ChangeSet {
            stack: self.stack.clone(),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{AMPLIFY_TABLE, API, NESTED_STACK, TABLE};

    fn change(action: &str, id: &str, kind: &str, (replacement, policy): (&str, &str)) -> Change {
        Change {
            logical_id: id.to_owned(),
            physical_id: String::new(),
            kind: kind.to_owned(),
            action: action.to_owned(),
            replacement: replacement.to_owned(),
            policy: policy.to_owned(),
            nested: None,
        }
    }

    fn unforeseen(step: Step, change: Change) -> Option<String> {
        let letting_go = LettingGo {
            stack: "old".to_owned(),
            tables: [("Posts".to_owned(), Names::default())].into(),
        };
        letting_go.unforeseen(step, &[change])
    }

    #[test]
    fn only_what_is_retained_leaves_and_only_in_the_second_step() {
        let gone = |policy| change("Remove", "Posts", TABLE, ("", policy));
        assert_eq!(unforeseen(Step::Remove, gone("Retain")), None);
        assert!(unforeseen(Step::Remove, gone("Delete")).is_some());
        assert!(unforeseen(Step::Remove, gone("")).is_some());
        assert!(unforeseen(Step::Retain, gone("Retain")).is_some());
        let other = change("Remove", "Comments", TABLE, ("", "Retain"));
        assert!(unforeseen(Step::Remove, other).is_some());
    }

    #[test]
    fn nothing_that_holds_data_is_replaced_and_nothing_is_made() {
        let replaced = |kind| change("Modify", "X", kind, ("True", ""));
        assert!(unforeseen(Step::Retain, replaced(TABLE)).is_some());
        assert!(unforeseen(Step::Retain, replaced(AMPLIFY_TABLE)).is_some());
        // What would take tables of others along.
        assert!(unforeseen(Step::Retain, replaced(NESTED_STACK)).is_some());
        assert!(unforeseen(Step::Retain, replaced(API)).is_some());
        assert_eq!(unforeseen(Step::Retain, replaced("AWS::IAM::Policy")), None);
        let made = change("Add", "X", "AWS::SQS::Queue", ("", ""));
        assert!(unforeseen(Step::Remove, made).is_some());
    }
}
