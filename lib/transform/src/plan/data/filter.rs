//! Filters of what is read.

use appsynth_program::{
    Expr, Stmt, empty_list, empty_map, error, if_, is_empty, is_null, let_, map, not, push, put,
    remove, stash, to_filter_expression, var,
};

use super::rename;
use crate::model::Entity;

/// Puts into the request the filter of the rules and the caller's.
pub(super) fn put_filter(entity: &Entity) -> Vec<Stmt> {
    let caller = || var("args").get("filter");
    vec![
        let_("filters", empty_list()),
        if_(
            not(is_empty(stash("authFilter"))),
            [push("filters", stash("authFilter"))],
        ),
        if_(not(is_empty(caller())), [push("filters", caller())]),
        if_(
            not(is_empty(var("filters"))),
            put_expression(entity, map([("and", var("filters").into())]).into()),
        ),
    ]
}

/// Puts into the request the filter of the rules.
pub(super) fn put_auth_filter(entity: &Entity) -> Stmt {
    if_(
        not(is_empty(stash("authFilter"))),
        put_expression(entity, stash("authFilter")),
    )
}

fn put_expression(entity: &Entity, filter: Expr) -> Vec<Stmt> {
    let expression = || var("filter").get("expression");
    let mut body = vec![
        let_("filter", to_filter_expression(filter).or(empty_map())),
        if_(
            is_null(expression()),
            [error(
                "Unable to process the filter expression",
                "Unrecognized Filter",
            )],
        ),
        if_(
            is_empty(var("filter").get("expressionValues")),
            [remove("filter", "expressionValues")],
        ),
    ];
    body.extend(rename::in_expression(entity, "filter"));
    body.push(if_(
        not(is_empty(expression())),
        [put("read", "filter", var("filter"))],
    ));
    body
}
