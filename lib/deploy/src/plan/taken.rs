//! Tables that exist already and that models take for theirs.

use appsynth_cloudformation::{Expr, Map, Resource};
use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};

use super::{Plan, TemplateTree, compare, origin_of};
use crate::DeployError;
use crate::existing_table;

/// What constructs write beside a data source whose table they do not make: which key and indexes it needs.
const DEMAND: &str = "appsynth:table";

/// Looks whether the tables of new and changed data sources are as the schema needs them; gives what is wrong.
pub(super) async fn check(plan: &Plan) -> Result<Diagnostics, DeployError> {
    let mut problems = Diagnostics::new();
    let mut own = None;
    for stack in &plan.stacks {
        let origins = &plan.stack_of(stack).origins;
        let mut taken = Vec::new();
        if let Some(tree) = stack.work.steps.last() {
            find(tree, &mut taken);
        }
        for (tree, id, resource) in taken {
            let name = compare::name(id, resource, "");
            if !stack.changes.iter().any(|change| change.name == name) {
                continue;
            }
            let (Some(demand), Some(table)) = (Demand::of(resource), table(resource)) else {
                continue;
            };
            let connection = match &own {
                Some(connection) => connection,
                None => own.insert(plan.caller.connect(None).await?),
            };
            let shortcoming = match connection.table(table).await? {
                Some(actual) => existing_table::shortcoming(&actual, demand.key, &demand.indexes),
                None => Some("there is no such table".to_owned()),
            };
            if let Some(shortcoming) = shortcoming {
                let origin = origin_of(tree, &id.0, origins).unwrap_or(name);
                let what = format!("{origin} cannot have the table `{table}`: {shortcoming}");
                problems.push(Diagnostic::error(&deployment::OTHER_TABLE, what));
            }
        }
    }
    Ok(problems)
}

type Found<'t> = (
    &'t TemplateTree,
    &'t appsynth_cloudformation::LogicalId,
    &'t Resource,
);

fn find<'t>(tree: &'t TemplateTree, found: &mut Vec<Found<'t>>) {
    let resources = tree.template.resources.iter();
    let taken = resources.filter(|(_, resource)| resource.metadata.contains_key(DEMAND));
    found.extend(taken.map(|(id, resource)| (tree, id, resource)));
    for nested in tree.nested.values() {
        find(nested, found);
    }
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
