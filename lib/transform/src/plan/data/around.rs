//! What stands around a resolver's functions.

use appsynth_program::{
    Half, Stmt, empty_list, empty_map, map, prev_result, return_, stash_put, text,
};
use rustc_hash::FxHashMap;

use super::super::build::Planner;
use super::super::printing::Printer;
use super::super::rules::{Protected, auth_stash};
use super::super::{Code, Deployed, Own, Source};
use crate::model::Entity;

/// What was made.
pub(in super::super) type Arounds = FxHashMap<Key, Code>;

/// What the code depends on, beside names and options.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in super::super) struct Key {
    has_table: bool,
    /// The name that the table has instead of the model's. It may have any letters.
    mapped_name: Option<String>,
    /// What the rules put into the stash.
    auth: Vec<Stmt>,
    is_printed: bool,
}

/// Fills the stash as functions expect it, and returns the last function's result.
///
/// What is known only when the API is deployed stands here and in no function, so that resolvers can share
/// functions.
pub(in super::super) fn code(
    planner: &Planner<'_>,
    table: Option<&Entity>,
    what: &Protected<'_>,
    printer: Option<&mut Printer<'_>>,
) -> Code {
    let mapped_name = table.and_then(|entity| entity.mapped_name.as_ref());
    let key = Key {
        has_table: table.is_some(),
        mapped_name: mapped_name.map(|name| name.text.clone()),
        auth: auth_stash(planner.model, planner.options, what),
        is_printed: printer.is_some(),
    };
    let make = |key: &Key| {
        let body = stash(planner, key).into_iter().chain(key.auth.clone());
        let mut code = Code::generated(
            Half::new(body, return_(empty_map())),
            Half::new([], return_(prev_result())),
        );
        if let Some(printer) = printer {
            printer.print_code(&mut code);
        }
        code
    };
    let mut arounds = planner.arounds.borrow_mut();
    arounds.entry(key).or_insert_with_key(make).clone()
}

fn stash(planner: &Planner<'_>, key: &Key) -> Vec<Stmt> {
    let kind = if key.has_table {
        "AMAZON_DYNAMODB"
    } else {
        "NONE"
    };
    let mut body = vec![
        stash_put("typeName", Own::TypeName.mark()),
        stash_put("fieldName", Own::FieldName.mark()),
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
    if key.has_table {
        let environment = planner.options.environment.as_deref().unwrap_or("NONE");
        let (model, api) = (Own::Model.mark(), Deployed::ApiId.mark());
        let name = key.mapped_name.as_ref().unwrap_or(&model);
        let table = format!("{name}-{api}-{environment}");
        body.push(stash_put("dataSourceName", Source::of_table(&model)));
        body.push(stash_put("tableName", table));
    }
    body
}
