//! Tables that are to be replaced by others of the same name.
//!
//! CloudFormation makes the new one before it deletes the old one, and so refuses the update while both have one
//! name. Once the old one may go, it takes two updates: the first has a table without a name of its own in its
//! place, the second gives the name, which is free then, to the table that is wanted.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html>

use appsynth_cloudformation::{Expr, LogicalId, Resource};
use appsynth_diagnostics::Diagnostic;
use appsynth_diagnostics::codes::deployment;

use super::compare::survives;
use super::{ResourceChange, TemplateTree};
use crate::kinds::is_table;

/// That a table and the one to replace it have the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SameName {
    /// What keeps the old table, and its name with it.
    kept_by: Vec<&'static str>,
}

impl SameName {
    /// Of a table that is replaced, unless the name changes with what it refers to.
    pub(super) fn of(old: &Resource, new: &Resource) -> Option<Self> {
        let name = |table: &Resource| table.properties.get("TableName").cloned();
        if !is_table(&new.kind) || name(old).is_none() || name(old) != name(new) {
            return None;
        }
        // Which of the two policies counts is not documented.
        let policies = [old, new].map(|table| survives(table.update_replace_policy));
        let protected = old.properties.get("DeletionProtectionEnabled") == Some(&Expr::Bool(true));
        let keeping = [
            (policies.contains(&true), "UpdateReplacePolicy: Retain"),
            (protected, "DeletionProtectionEnabled: true"),
        ];
        let kept_by = keeping.into_iter().filter(|(keeps, _)| *keeps);
        Some(Self {
            kept_by: kept_by.map(|(_, what)| what).collect(),
        })
    }
}

/// Why a table cannot be replaced at all, whoever consents.
pub(super) fn refusal(
    stack: &str,
    change: &ResourceChange,
    environment: &str,
) -> Option<Diagnostic> {
    let same_name = change.same_name.as_ref()?;
    if same_name.kept_by.is_empty() {
        return None;
    }
    let (name, kind) = (change.short_name(), &change.kind);
    let what = format!(
        "`{name}` ({kind}) cannot be replaced: the table that is there keeps its name, for it is kept itself ({})",
        same_name.kept_by.join(", ")
    );
    let refusal = Diagnostic::error(&deployment::NAME_KEPT, what)
        .note(format!(
            "in the stack `{stack}`, as {}; its {} cannot be changed",
            change.address,
            change.properties.join(" and ")
        ))
        .help("undo the change, or add what is new beside it under another name and move the data first")
        .help(format!(
            "to give its data up: undo the change, deploy with \
             `tables: {{ removal: delete, deletion-protection: false }}` in the environment `{environment}`, \
             then make the change again"
        ));
    Some(refusal)
}

/// Takes the name from each table that takes over that of another one, until that one is gone.
pub(super) fn make_room(first: &mut TemplateTree, changes: &[ResourceChange]) {
    for change in changes.iter().filter(|change| change.same_name.is_some()) {
        let ids = change.address.split('/');
        let ids: Vec<_> = ids.map(|id| LogicalId(id.to_owned())).collect();
        if let Some((id, path)) = ids.split_last() {
            first.edit(path, id, |table| {
                table.properties.remove("TableName");
                // It goes with the next update.
                table.properties.remove("DeletionProtectionEnabled");
            });
        }
    }
}
