//! Tables that exist already and that models take for theirs.

use appsynth_cloudformation::{Expr, LogicalId, Map, Resource};
use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};

use super::{Plan, ResourceChange, StackPlan, TemplateTree, compare, origin_of};
use crate::DeployError;
use crate::existing_table;

/// What constructs write beside a data source whose table they do not make: which key and indexes it needs.
const DEMAND: &str = "appsynth:table";

/// Looks whether the tables of new and changed data sources are as the schema needs them; gives what is wrong.
pub(super) async fn check(plan: &Plan) -> Result<Diagnostics, DeployError> {
    let taken: Vec<_> = plan.stacks.iter().flat_map(taken).collect();
    let mut problems = Diagnostics::new();
    if taken.is_empty() {
        return Ok(problems);
    }
    let own = plan.caller.connect(None).await?;
    for one in taken {
        let table = one.table;
        let shortcoming = match own.table(table).await? {
            Some(actual) => {
                existing_table::shortcoming(&actual, one.demand.key, &one.demand.indexes)
            }
            None => Some("there is no such table".to_owned()),
        };
        if let Some(shortcoming) = shortcoming {
            let origins = &plan.stack_of(one.stack).origins;
            let origin = origin_of(one.tree, &one.id.0, origins);
            let origin = origin.unwrap_or_else(|| one.change.name.clone());
            let what = format!("{origin} cannot have the table `{table}`: {shortcoming}");
            problems.push(Diagnostic::error(&deployment::OTHER_TABLE, what));
        }
    }
    Ok(problems)
}

/// A data source that is new or changes, and its table.
struct Taken<'p> {
    stack: &'p StackPlan,
    tree: &'p TemplateTree,
    id: &'p LogicalId,
    change: &'p ResourceChange,
    demand: Demand<'p>,
    table: &'p str,
}

fn taken(stack: &StackPlan) -> Vec<Taken<'_>> {
    let last = stack.work.steps.last();
    let levels = last.into_iter().flat_map(TemplateTree::levels);
    let mut found = Vec::new();
    for level in levels {
        for (address, id, resource) in level.resources(|one| one.metadata.contains_key(DEMAND)) {
            let mut changes = stack.changes.iter();
            let change = changes.find(|change| change.address == address);
            if let (Some(change), Some(demand), Some(table)) =
                (change, Demand::of(resource), table(resource))
            {
                found.push(Taken {
                    stack,
                    tree: level.tree,
                    id,
                    change,
                    demand,
                    table,
                });
            }
        }
    }
    found
}

/// What a table has to have.
struct Demand<'t> {
    key: &'t str,
    /// Names and keys.
    indexes: Vec<(&'t str, &'t str)>,
}

impl<'t> Demand<'t> {
    fn of(resource: &'t Resource) -> Option<Self> {
        let demand = map(resource.metadata.get(DEMAND)?)?;
        let indexes = map(demand.get("indexes")?)?.iter();
        let indexes = indexes.filter_map(|(name, key)| match key {
            Expr::Text(key) => Some((name.as_str(), key.as_str())),
            _ => None,
        });
        Some(Self {
            key: compare::text(demand, "key")?,
            indexes: indexes.collect(),
        })
    }
}

/// The table's name.
fn table(resource: &Resource) -> Option<&str> {
    compare::text(
        map(resource.properties.get("DynamoDBConfig")?)?,
        "TableName",
    )
}

fn map(value: &Expr) -> Option<&Map> {
    match value {
        Expr::Map(map) => Some(map),
        _ => None,
    }
}
