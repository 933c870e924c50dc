//! A stack that lets go of tables, which stay in DynamoDB as they are.
//!
//! Two updates of it: the first has the tables retained and writes what they are called in place of whatever
//! refers to them, which changes no other resource; the second takes them out of the template. What the stack
//! serves goes on being served.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-revert.html>

use appsynth_assembly::Destination;
use appsynth_cloudformation::Template;
use appsynth_diagnostics::Sources;
use indexmap::IndexMap;
use serde_json::Value;
use uuid::Uuid;

use super::TABLE_KINDS;
use super::literal::{Names, without};
use crate::aws::{
    Caller, Change, ChangeSetKind, ChangeSetRequest, ChangeSetState, Connection, Owner,
};
use crate::follow::{self, Followed};
use crate::observe::{Happening, Observer};
use crate::plan::{Origins, TemplateTree, holds_data, read};
use crate::run::{discard, prepared};
use crate::{DeployError, Extent, upload};

/// A table that its stack lets go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedTable {
    /// The stack.
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

/// How far the stack has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Retain,
    Remove,
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
        let template = value(&own.template(&self.stack).await?);
        Ok(
            match template.map(|template| self.rewritten(&template, Step::Retain)) {
                Ok(Ok(_)) => None,
                Ok(Err(why)) | Err(why) => Some(why),
            },
        )
    }

    /// The stack's template after a step. Why it cannot be told, if it cannot.
    fn rewritten(&self, template: &Value, step: Step) -> Result<Value, String> {
        without(template, &self.tables, step == Step::Remove)
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
            let text = own.template(&self.stack).await?;
            let template = value(&text).map_err(|reason| self.failure(reason))?;
            let next = self.rewritten(&template, step);
            let next = next.map_err(|reason| self.failure(reason))?;
            if next == template {
                continue;
            }
            let text = next.to_string();
            let url = upload::text(caller, beside, text.clone()).await?;
            let done = self
                .update((own, url), (&text, step), extent, observer)
                .await?;
            if !done {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One update; whether it was carried out.
    async fn update(
        &self,
        (own, template_url): (&Connection, String),
        (text, step): (&str, Step),
        extent: Extent,
        observer: &dyn Observer,
    ) -> Result<bool, DeployError> {
        let stack = self.stack.as_str();
        let Some(info) = own.stack(stack).await? else {
            return Err(self.failure("it is gone".to_owned()));
        };
        let template = read(stack, text)?;
        let name = format!("appsynth-{}", Uuid::new_v4());
        let parameters = template.parameters.keys();
        let is_own = |(key, _): &(String, String)| !key.starts_with("aws:");
        let request = ChangeSetRequest {
            stack: info.id.clone(),
            name: name.clone(),
            kind: ChangeSetKind::Update,
            template_url,
            parameters: parameters.map(|name| (name.0.clone(), None)).collect(),
            tags: info.tags.into_iter().filter(is_own).collect(),
            role: None,
            notification_arns: Vec::new(),
            nested: false,
            import_existing: false,
        };
        own.create_change_set(&request).await?;
        let change_set = prepared(own, &info.id, &name).await?;
        let reason = match change_set.state {
            ChangeSetState::Failed(reason) => Some(reason),
            ChangeSetState::Empty => Some("nothing would change".to_owned()),
            ChangeSetState::Pending | ChangeSetState::Ready => {
                self.unforeseen(step, &change_set.changes)
            }
        };
        if let Some(reason) = reason {
            discard(own, &info.id, &name, false).await?;
            return Err(self.failure(reason));
        }
        if extent == Extent::Prepare {
            observer.saw(stack, Happening::Prepared { change_set: name });
            return Ok(false);
        }
        let update = match step {
            Step::Retain => 1,
            Step::Remove => 2,
        };
        let began = Happening::Began {
            update,
            updates: 2,
            resources: change_set.changes.len(),
        };
        observer.saw(stack, began);
        let token = format!("appsynth-{}", Uuid::new_v4());
        own.execute_change_set(&info.id, &name, &token).await?;
        let followed = Followed {
            connection: own,
            stack,
            id: &info.id,
            tree: &TemplateTree {
                template,
                ..TemplateTree::default()
            },
            origins: &Origins::default(),
        };
        follow::until_done(followed, &token, observer).await?;
        Ok(true)
    }

    /// What a change set would do beyond what the step is for.
    fn unforeseen(&self, step: Step, changes: &[Change]) -> Option<String> {
        changes.iter().find_map(|change| {
            let is_let_go = self.tables.contains_key(&change.logical_id);
            let holds = holds_data(&change.kind) || TABLE_KINDS.contains(&change.kind.as_str());
            let is_foreseen = match (change.action.as_str(), step) {
                ("Remove", Step::Remove) => is_let_go && change.policy == "Retain",
                ("Modify", _) => !(holds && change.replacement == "True"),
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

/// A template as JSON; why it cannot be rewritten, if it cannot.
fn value(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let mut sources = Sources::new();
    let id = sources.add("template", text);
    let (template, problems) = Template::read(&sources, id);
    match template {
        Some(template) if problems.is_empty() => {
            serde_json::from_str(&template.to_json()).map_err(|error| error.to_string())
        }
        _ => Err("its template has parts that are not understood, and is not rewritten".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    const TABLE: &str = "AWS::DynamoDB::Table";

    #[test]
    fn templates_in_yaml_are_rewritten_too_unless_something_in_them_is_unknown() {
        let text = "Resources:\n  Posts: { Type: AWS::DynamoDB::Table }\nOutputs:\n  Name: { Value: !Ref Posts }\n";
        let template = value(text).expect("a template");
        assert_eq!(
            template["Outputs"]["Name"]["Value"],
            serde_json::json!({ "Ref": "Posts" })
        );
        assert!(value(&format!("{text}Unheard: {{ Of: 1 }}\n")).is_err());
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
        assert!(unforeseen(Step::Retain, replaced("Custom::AmplifyDynamoDBTable")).is_some());
        assert_eq!(unforeseen(Step::Retain, replaced("AWS::IAM::Policy")), None);
        let made = change("Add", "X", "AWS::SQS::Queue", ("", ""));
        assert!(unforeseen(Step::Remove, made).is_some());
    }
}
