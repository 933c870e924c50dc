//! Reading one item by its key.

use appsynth_program::{Expr, Half, Present, let_, map, return_, stash, text, to_dynamodb, var};

use super::super::Code;
use super::super::keys::Key;
use super::answer::Answer;
use super::{filter, known_key, transformed_arguments};
use crate::model::Entity;

/// Reads by a query, because that takes a filter of the rules.
pub(super) fn code(entity: &Entity) -> Code {
    let is_key_declared = entity.primary_key.declared.is_some();
    let query = if is_key_declared {
        stash("modelQueryExpression")
    } else {
        map([
            ("expression", text("#id = :id")),
            ("expressionNames", map([("#id", text("id"))]).into()),
            (
                "expressionValues",
                map([(":id", to_dynamodb(var("args").get("id")).into())]).into(),
            ),
        ])
        .into()
    };
    let mut body = Vec::new();
    if !is_key_declared {
        body.push(let_("args", transformed_arguments()));
    }
    body.push(let_("read", query_request(query)));
    let known = known_key::of_get(&Key::primary(entity));
    body.extend(known_key::settle(entity, &known));
    body.push(filter::put_auth_filter(entity));
    Code::generated(
        Half::new(body, return_(var("read"))),
        Answer::of_query(entity).first(),
    )
}

/// A request for what a key condition finds.
pub(super) fn query_request(query: Expr) -> Present {
    map([
        ("version", text("2018-05-29")),
        ("operation", text("Query")),
        ("query", query),
    ])
}
