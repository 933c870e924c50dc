//! What stands around a resolver's functions.

use appsynth_program::{Half, empty_list, empty_map, map, prev_result, return_, stash_put, text};

use super::super::build::Planner;
use super::super::rules::{Protected, auth_stash};
use super::super::{Code, Deployed, Source};
use crate::model::Entity;

/// Fills the stash as functions expect it, and returns the last function's result.
///
/// What is known only when the API is deployed stands here and in no function, so that resolvers can share
/// functions.
pub(in super::super) fn code(
    planner: &Planner<'_>,
    (type_name, field_name): (&str, &str),
    table: Option<&Entity>,
    what: &Protected<'_>,
) -> Code {
    let kind = if table.is_some() {
        "AMAZON_DYNAMODB"
    } else {
        "NONE"
    };
    let mut body = vec![
        stash_put("typeName", type_name),
        stash_put("fieldName", field_name),
        stash_put("conditions", empty_list()),
        stash_put(
            "metadata",
            map([
                ("dataSourceType", text(kind)),
                ("apiId", Deployed::ApiId.expr()),
            ]),
        ),
        stash_put("connectionAttributes", empty_map()),
    ];
    if let Some(entity) = table {
        body.push(stash_put("dataSourceName", Source::of_table(&entity.name)));
        body.push(stash_put("tableName", table_name(planner, entity)));
    }
    body.extend(auth_stash(planner.model, planner.options, what));
    Code::generated(
        Half::new(body, return_(empty_map())),
        Half::new([], return_(prev_result())),
    )
}

/// The name of an entity's table in DynamoDB.
fn table_name(planner: &Planner<'_>, entity: &Entity) -> String {
    let name = entity.mapped_name.as_ref().unwrap_or(&entity.name);
    let environment = planner.options.environment.as_deref().unwrap_or("NONE");
    format!("{name}-{}-{environment}", Deployed::ApiId.mark())
}
