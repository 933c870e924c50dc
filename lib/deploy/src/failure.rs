//! Why a stack could not be deployed: the causes, not what follows from them.

use std::fmt;

use appsynth_cloudformation::LogicalId;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::DeployError;
use crate::aws::Event;
use crate::follow::Followed;
use crate::kinds::{NESTED_STACK, is_table};
use crate::names::short_name;
use crate::plan::{TemplateTree, origin_of, path_of};

/// Why a stack could not be deployed, and what it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackFailure {
    /// The name of the stack of the assembly.
    pub stack: String,
    /// What it ended as, such as `UPDATE_ROLLBACK_COMPLETE`.
    pub status: String,
    /// The resources that failed by themselves.
    pub causes: Vec<FailedResource>,
    /// What CloudFormation says of the stack as a whole, if no resource failed.
    pub reason: String,
}

/// A resource that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedResource {
    /// What of the user's input it was made for, if that is known, such as `` `@model` Post
    /// (schema.graphql:12)``.
    pub origin: Option<String>,
    /// What it is to the user: a resolver's field, else the construct path or logical id.
    pub name: String,
    /// The logical id, those of nested stacks before it.
    pub logical_id: String,
    /// The type.
    pub kind: String,
    /// Such as `CREATE_FAILED`.
    pub status: String,
    /// In AWS's words.
    pub reason: String,
}

impl FailedResource {
    /// What to do about it, where AWS's words do not tell.
    fn help(&self) -> Option<String> {
        let is_there = is_table(&self.kind) && self.reason.contains("already exists");
        is_there.then(|| {
            let name = short_name(&self.name, &self.logical_id);
            format!(
                "to take it in with its items: give its name to `{name}` (that of a model in `imported-tables`), \
                 then `appsynth import {name}` with `--env`"
            )
        })
    }
}

impl fmt::Display for StackFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for cause in &self.causes {
            if let Some(origin) = &cause.origin {
                write!(f, "{origin}: ")?;
            }
            writeln!(f, "{} ({}): {}", cause.name, cause.kind, cause.reason)?;
            writeln!(f, "  {} in `{}`", cause.logical_id, self.stack)?;
            if let Some(help) = cause.help() {
                writeln!(f, "  {help}")?;
            }
        }
        if self.causes.is_empty() {
            writeln!(f, "{}", self.reason)?;
        }
        write!(
            f,
            "the stack `{}` is {}: {}",
            self.stack,
            self.status,
            state(&self.status)
        )
    }
}

/// What a status means for whoever waits for the deployment.
fn state(status: &str) -> &'static str {
    match status {
        "ROLLBACK_COMPLETE" => "nothing of it was made; the next deployment begins anew",
        "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_ROLLBACK_COMPLETE" => "it is as it was before",
        "UPDATE_ROLLBACK_FAILED" => "it could not be taken back; `appsynth rollback` tries again",
        "DELETE_FAILED" => "it is still there in part; `appsynth destroy` tries again",
        _ => "it needs a look before the next deployment",
    }
}

/// The causes among the events of an operation.
pub(crate) async fn find(
    followed: Followed<'_>,
    status: &str,
    events: &[Event],
) -> Result<StackFailure, DeployError> {
    let causes = causes(followed, events.to_vec(), followed.tree, String::new()).await?;
    let stack = followed.stack;
    let mut of_stack = events.iter().filter(|event| event.logical_id == stack);
    let reason =
        of_stack.find(|event| !event.reason.is_empty() && event.reason != "User Initiated");
    Ok(StackFailure {
        stack: stack.to_owned(),
        status: status.to_owned(),
        causes,
        reason: match reason {
            Some(event) => event.reason.clone(),
            None => without_reason(status).to_owned(),
        },
    })
}

/// CloudFormation gives no reason for an update that somebody cancels.
fn without_reason(status: &str) -> &'static str {
    match status.starts_with("UPDATE_ROLLBACK") {
        true => "the update was cancelled, not by this command",
        false => "CloudFormation says no reason",
    }
}

fn causes<'a>(
    followed: Followed<'a>,
    events: Vec<Event>,
    tree: &'a TemplateTree,
    prefix: String,
) -> BoxFuture<'a, Result<Vec<FailedResource>, DeployError>> {
    async move {
        let mut found = Vec::new();
        let stack = events
            .first()
            .map(|event| event.stack.clone())
            .unwrap_or_default();
        for event in events
            .iter()
            .filter(|event| event.status.ends_with("_FAILED"))
        {
            if event.is_of_stack(&stack) || is_consequence(&event.reason) {
                continue;
            }
            if event.kind == NESTED_STACK && !event.physical_id.is_empty() {
                let nothing = TemplateTree::default();
                let id = LogicalId(event.logical_id.clone());
                let nested = tree.nested.get(&id).unwrap_or(&nothing);
                let within = followed
                    .connection
                    .events_since(&event.physical_id, None, None)
                    .await?;
                let within = latest(within, &event.physical_id);
                let prefix = format!("{prefix}{}/", event.logical_id);
                let inner = causes(followed, within, nested, prefix).await?;
                if !inner.is_empty() {
                    found.extend(inner);
                    continue;
                }
            }
            found.push(FailedResource {
                origin: origin_of(tree, &event.logical_id, followed.origins),
                name: path_of(tree, &event.logical_id),
                logical_id: format!("{prefix}{}", event.logical_id),
                kind: event.kind.clone(),
                status: event.status.clone(),
                reason: event.reason.clone(),
            });
        }
        Ok(found)
    }
    .boxed()
}

/// The events of a stack's latest operation.
pub(crate) fn latest(events: Vec<Event>, stack: &str) -> Vec<Event> {
    const BEGINNINGS: [&str; 2] = ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"];
    let begins =
        |event: &Event| event.is_of_stack(stack) && BEGINNINGS.contains(&event.status.as_str());
    let start = events.iter().rposition(begins).unwrap_or(0);
    events.into_iter().skip(start).collect()
}

/// Whether a resource failed only because another one did.
pub(crate) fn is_consequence(reason: &str) -> bool {
    [
        "Resource creation cancelled",
        "Resource update cancelled",
        "Resource creation Cancelled",
    ]
    .iter()
    .any(|text| reason.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_is_there_already_can_be_taken_in() {
        let table = |reason: &str| FailedResource {
            origin: None,
            name: "blog-dev/Data/Models/Post/Table/Resource".to_owned(),
            logical_id: "DataModelsPost/TableCD117FA1".to_owned(),
            kind: "AWS::DynamoDB::Table".to_owned(),
            status: "CREATE_FAILED".to_owned(),
            reason: reason.to_owned(),
        };
        let there = table("Table already exists: Post-abc-dev");
        assert_eq!(
            there.help().expect("a help"),
            "to take it in with its items: give its name to `Post` (that of a model in `imported-tables`), \
             then `appsynth import Post` with `--env`"
        );
        assert_eq!(table("Access denied").help(), None);
    }
}
