//! Tables that a deployment would make although they are there already.

use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};

use super::{Action, Effect, Plan, ResourceChange, StackPlan, TemplateTree, compare};
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
    let mut problems = Diagnostics::new();
    let mut own = None;
    for stack in &plan.stacks {
        for named in named(stack) {
            // What a failed attempt has left goes before the next one begins.
            if !named.is_imported && was_taken_back(stack) {
                continue;
            }
            let connection = match &own {
                Some(connection) => connection,
                None => own.insert(plan.caller.connect(None).await?),
            };
            let is_there = is_there(connection, &named).await?;
            if let Some(problem) = problem(&named, is_there, &plan.options.target.environment) {
                problems.push(problem);
            }
        }
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

fn was_taken_back(stack: &StackPlan) -> bool {
    let deployed = stack.work.deployed.as_ref();
    deployed.is_some_and(|info| {
        info.status.is("ROLLBACK_COMPLETE") || info.status.is("UPDATE_ROLLBACK_COMPLETE")
    })
}

/// The named tables that a plan would make, or import only because the project says so.
fn named(stack: &StackPlan) -> Vec<Named<'_>> {
    let joins = |change: &ResourceChange| matches!(change.effect, Effect::Create | Effect::Import);
    let made = |change: &&ResourceChange| change.kind == TABLE && joins(change);
    let made: Vec<_> = stack.changes.iter().filter(made).collect();
    let mut found = Vec::new();
    if let Some(tree) = stack
        .work
        .steps
        .last()
        .filter(|_| stack.action != Action::Nothing)
    {
        find(tree, "", &made, &mut found);
    }
    found.retain(|one| !stack.work.imports.iter().any(|table| table == one.table));
    found
}

fn find<'t>(
    tree: &'t TemplateTree,
    prefix: &str,
    made: &[&'t ResourceChange],
    found: &mut Vec<Named<'t>>,
) {
    for (id, resource) in &tree.template.resources {
        let name = compare::name(id, resource, prefix);
        let change = made.iter().find(|change| change.name == name);
        let table = compare::text(&resource.properties, "TableName");
        if let (Some(change), Some(table)) = (change, table) {
            found.push(Named {
                change,
                table,
                is_imported: compare::is_imported(resource),
            });
        }
    }
    for (id, nested) in &tree.nested {
        find(nested, &format!("{prefix}{id}/"), made, found);
    }
}
