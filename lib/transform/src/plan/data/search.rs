//! Searching in OpenSearch.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-elasticsearch.html>

use appsynth_program::{
    Expr, Half, Kind, Stmt, Utility, call, concat, contains, empty_list, empty_map, error,
    for_each, for_entries, if_, if_else, is, is_empty, is_present, item, let_, list, map, not,
    push, put, put_all, result, return_, set, stash, text, var,
};
use appsynth_schema::Scalar;

use super::super::Code;
use super::super::keys::attribute_name;
use super::{aggregates, fail_with_data_source, rename, transformed_arguments};
use crate::model::{Entity, FieldKind};

const DEFAULT_LIMIT: i64 = 100;

/// Searches in the entity's index. `limits_aggregates` says whether the stash has the fields that the caller may
/// have counted.
pub(super) fn code(entity: &Entity, limits_aggregates: bool) -> Code {
    let name = entity.mapped_name.as_ref().unwrap_or(&entity.name);
    let mut body = vec![
        let_("args", transformed_arguments()),
        let_(
            "body",
            map([
                ("size", var("args").get("limit").or(DEFAULT_LIMIT).into()),
                ("version", false.into()),
            ]),
        ),
    ];
    body.extend(put_start());
    body.extend(put_sort(entity));
    body.extend(put_query());
    body.extend(aggregates::put_wanted(limits_aggregates));
    let request = map([
        ("version", text("2018-05-29")),
        ("operation", text("GET")),
        ("path", text(format!("/{}/_search", name.to_lowercase()))),
        ("params", map([("body", var("body").into())]).into()),
    ]);
    Code::generated(Half::new(body, return_(request)), response(entity))
}

/// Where the page begins: after the last one, or at a number.
fn put_start() -> [Stmt; 2] {
    let token = || var("args").get("nextToken");
    let from = || var("args").get("from");
    let last = call(Utility::ParseJson, [call(Utility::Base64Decode, [token()])]);
    [
        if_(
            is_present(token()),
            [
                let_("last", last.or("")),
                if_(
                    not(is(Kind::List, var("last"))),
                    [error("Invalid pagination token given.", "BadRequest")],
                ),
                put("body", "search_after", var("last")),
            ],
        ),
        if_(is_present(from()), [put("body", "from", from())]),
    ]
}

/// Sorts by what the caller wants and then by the primary key, so that pages have an order.
fn put_sort(entity: &Entity) -> Vec<Stmt> {
    let exact = entity
        .fields
        .iter()
        .filter(|(_, field)| is_indexed_exactly(&field.kind))
        .map(|(name, _)| text(attribute_name(entity, name)));
    let mut key = entity.key_fields();
    let first = key.next().unwrap_or_default();
    let sorted = |order: Expr| {
        [
            let_("order", empty_map()),
            put("order", var("path"), map([("order", order)])),
            push("sort", var("order")),
        ]
    };
    let mut by_caller = vec![let_("field", item("wanted").get("field").or(first))];
    by_caller.extend(path_of("field"));
    by_caller.push(push("fields", var("field")));
    by_caller.extend(sorted(item("wanted").get("direction").or("desc").into()));
    let mut by_key = path_of("keyField");
    by_key.extend(sorted(text("desc")));
    vec![
        // What is not text is found by its own name, text by that of its unanalysed form.
        let_("exactFields", list(exact)),
        let_("fields", empty_list()),
        let_("sort", empty_list()),
        for_each("wanted", var("args").get("sort"), by_caller),
        for_each(
            "keyField",
            list(std::iter::once(first).chain(key).map(text)),
            [if_(not(contains(var("fields"), item("keyField"))), by_key)],
        ),
        put("body", "sort", var("sort")),
    ]
}

/// Declares `path`: where OpenSearch has the values of the field that a variable names, as they are.
pub(super) fn path_of(field: &'static str) -> Vec<Stmt> {
    vec![
        let_("path", concat([item(field)])),
        if_(
            not(contains(var("exactFields"), item(field))),
            [set("path", concat([item(field), text(".keyword")]))],
        ),
    ]
}

/// Whether OpenSearch takes the values for numbers, truth values or dates, and not for text.
fn is_indexed_exactly(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Scalar(
            Scalar::Int
                | Scalar::Float
                | Scalar::Boolean
                | Scalar::Timestamp
                | Scalar::Date
                | Scalar::DateTime
        )
    )
}

/// The caller's filter and that of the rules.
fn put_query() -> Vec<Stmt> {
    let filter = || var("args").get("filter");
    let dsl = |filter: Expr| call(Utility::ToElasticsearchQueryDsl, [filter]);
    let must = vec![
        let_("must", empty_list()),
        if_(not(is_empty(filter())), [push("must", dsl(filter()))]),
        if_else(
            is_present(stash("authFilter").get("or")),
            auth_filter(),
            // A user's function has put a query of its own there.
            [if_(
                not(is_empty(stash("authFilter"))),
                [push("must", stash("authFilter"))],
            )],
        ),
    ];
    let mut body = must;
    body.push(if_else(
        is_empty(var("must")),
        [put(
            "body",
            "query",
            map([("match_all", empty_map().into())]),
        )],
        [put(
            "body",
            "query",
            map([("bool", map([("must", var("must").into())]).into())]),
        )],
    ));
    body
}

/// Adds that one of the rules' tests has to hold.
fn auth_filter() -> Vec<Stmt> {
    let mut body = tests_of(stash("authFilter").get("or"));
    body.push(push("must", one_of_the_tests()));
    body
}

/// Declares `tests`, those of a filter of the rules. Their values are compared as they are: a search for words
/// would also find owners whose names contain the caller's.
pub(super) fn tests_of(filters: Expr) -> Vec<Stmt> {
    let term = |word: &str| {
        vec![
            let_("term", empty_map()),
            put(
                "term",
                concat([item("field"), text(".keyword")]),
                item("value"),
            ),
            push("tests", map([(word, var("term").into())])),
        ]
    };
    vec![
        let_("tests", empty_list()),
        for_each(
            "rule",
            filters,
            [for_entries(
                ("field", "test"),
                item("rule"),
                [for_entries(
                    ("operator", "value"),
                    item("test"),
                    [if_else(
                        is(Kind::List, item("value")),
                        term("terms"),
                        term("term"),
                    )],
                )],
            )],
        ),
    ]
}

/// That one of `tests` holds.
pub(super) fn one_of_the_tests() -> Expr {
    map([(
        "bool",
        map([
            ("should", var("tests").into()),
            ("minimum_should_match", 1.into()),
        ])
        .into(),
    )])
    .into()
}

fn response(entity: &Entity) -> Half {
    let mut each = vec![
        let_("item", empty_map()),
        put_all("item", item("hit").get("_source")),
    ];
    each.extend(rename::to_fields(entity, "item"));
    each.extend([
        push("items", var("item")),
        put(
            "page",
            "nextToken",
            call(
                Utility::Base64Encode,
                [call(Utility::ToJson, [item("hit").get("sort")])],
            ),
        ),
    ]);
    let mut body = vec![
        fail_with_data_source(),
        let_("items", empty_list()),
        let_(
            "page",
            map([
                ("items", var("items").into()),
                ("total", result().get("hits").get("total").get("value")),
            ]),
        ),
        for_each("hit", result().get("hits").get("hits"), each),
    ];
    body.extend(aggregates::answers());
    body.push(put("page", "aggregateItems", var("aggregates")));
    Half::new(body, return_(var("page")))
}
