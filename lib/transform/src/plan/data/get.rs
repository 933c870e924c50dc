//! Reading one item by its key.

use appsynth_program::{
    Comparison, Condition, Expr, Half, Present, compare, empty_map, end_if, first, if_, is_empty,
    let_, map, null, put_all, result, return_, stash, text, to_dynamodb, unauthorized, var,
};

use super::super::Code;
use super::{fail_with_data_source, filter, operation, transformed_arguments};

/// Reads by a query, because that takes a filter of the rules.
pub(super) fn code(is_key_declared: bool) -> Code {
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
    body.push(filter::put_auth_filter());
    Code::generated(Half::new(body, return_(var("read"))), response(None))
}

/// A request for what a key condition finds.
pub(super) fn query_request(query: Expr) -> Present {
    map([
        ("version", text("2018-05-29")),
        ("operation", text("Query")),
        ("query", query),
    ])
}

/// The one item that was found. If the rules' filter hid it, the caller may not see it. The item is marked as
/// a mutation's under the condition.
pub(super) fn response(marked: Option<Condition>) -> Half {
    let items = || result().get("items");
    let found = match marked {
        None => Half::new([], return_(first(items()))),
        Some(condition) => Half::new(
            [
                let_("item", empty_map()),
                put_all("item", first(items())),
                if_(condition, [operation::mark("item")]),
            ],
            return_(var("item")),
        ),
    };
    let hidden = if_(
        compare(result().get("scannedCount"), Comparison::Greater, 0),
        [unauthorized()],
    );
    let end = end_if(
        is_empty(items()),
        Half::new([hidden], return_(null())),
        found,
    );
    Half::new([fail_with_data_source()], end)
}
