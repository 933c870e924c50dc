//! Tables that a deployment would make although they are there already.

use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};
use indexmap::IndexMap;

use super::{Effect, Plan, ResourceChange, StackPlan, TemplateTree, compare};
use crate::DeployError;
use crate::aws::Connection;
use crate::kinds::TABLE;

/// A table that is to be made, and has a name of its own.
struct Named<'t> {
    change: &'t ResourceChange,
    table: &'t str,
    /// Whether the project says that it is there already.
    is_imported: bool,
}

/// Looks whether named tables that a plan would make are there already, and whether those are that the project
/// says are; gives what is wrong.
pub(super) async fn check(plan: &Plan) -> Result<Diagnostics, DeployError> {
    let mut open = Vec::new();
    for stack in &plan.stacks {
        // What a failed attempt has left goes before the next one begins.
        let was_taken_back = stack.work.was_taken_back();
        let named = named(stack).into_iter();
        open.extend(named.filter(|one| one.is_imported || !was_taken_back));
    }
    let mut problems = Diagnostics::new();
    if open.is_empty() {
        return Ok(problems);
    }
    let own = plan.caller.connect(None).await?;
    for named in open {
        let is_there = is_there(&own, &named).await?;
        problems.extend(problem(&named, is_there, &plan.options.target.environment));
    }
    Ok(problems)
}

/// Who may not look is told by CloudFormation, which makes no table of a name that is taken; but what has to
/// be there is not passed over.
async fn is_there(connection: &Connection, named: &Named<'_>) -> Result<bool, DeployError> {
    match connection.table(named.table).await {
        Ok(table) => Ok(table.is_some()),
        Err(error) if error.is_denial() && !named.is_imported => Ok(false),
        Err(error) => Err(error),
    }
}

fn problem(named: &Named<'_>, is_there: bool, environment: &str) -> Option<Diagnostic> {
    let (name, table) = (named.change.short_name(), named.table);
    let problem = |what: String| Some(Diagnostic::error(&deployment::NOT_YET_IMPORTED, what));
    match (is_there, named.is_imported) {
        (true, _) => {
            let what =
                format!("the table `{table}` of `{name}` is there already, outside the stack");
            let import =
                format!("`appsynth import --env {environment} {name}` takes it in as it is");
            problem(what).map(|problem| problem.help(import))
        }
        (false, true) => {
            let what = format!("there is no table `{table}`, which `{name}` is to have");
            problem(what).map(|problem| {
                problem.help("correct its name, or leave it out where a new table is wanted")
            })
        }
        (false, false) => None,
    }
}

/// The named tables that a plan would make, or import only because the project says so.
fn named(stack: &StackPlan) -> Vec<Named<'_>> {
    let joins = |change: &&ResourceChange| {
        change.kind == TABLE && matches!(change.effect, Effect::Create | Effect::Import)
    };
    let joining = stack.changes.iter().filter(joins);
    let joining: IndexMap<_, _> = joining
        .map(|change| (change.address.as_str(), change))
        .collect();
    let last = stack.work.steps.last();
    let levels = last.into_iter().flat_map(TemplateTree::levels);
    let mut found = Vec::new();
    for level in levels {
        for (address, _, resource) in level.resources(|one| one.kind == TABLE) {
            let change = joining.get(address.as_str());
            let table = compare::text(&resource.properties, "TableName");
            if let (Some(change), Some(table)) = (change, table) {
                found.push(Named {
                    change,
                    table,
                    is_imported: compare::is_imported(resource),
                });
            }
        }
    }
    found.retain(|one| !stack.work.imports.iter().any(|table| table == one.table));
    found
}
