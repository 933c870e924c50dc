//! Reading many items.

use appsynth_program::{
    Half, Stmt, if_, if_else, is_empty, is_present, let_, map, not, put, return_, same, stash,
    text, var,
};

use super::super::Code;
use super::super::keys::Key;
use super::answer::Answer;
use super::{filter, key_argument, known_key, transformed_arguments};
use crate::model::{Entity, Index};

/// How many items come at once when the request does not say.
pub(super) const DEFAULT_LIMIT: i64 = 100;

/// Reads all items, or those of a partition where the key is declared and given.
pub(super) fn code(entity: &Entity) -> Code {
    let mut body = page(DEFAULT_LIMIT);
    if entity.primary_key.declared.is_some() {
        body.extend(known_key::settle_if_given(entity, &Key::primary(entity)));
    }
    body.extend(filter::put_filter(entity));
    if entity.primary_key.declared.is_some() {
        let query = || stash("modelQueryExpression");
        let mut by_key = vec![
            put("read", "operation", "Query"),
            put("read", "query", query()),
        ];
        by_key.extend(direction());
        body.push(if_else(
            not(is_empty(query())),
            by_key,
            [put("read", "operation", "Scan")],
        ));
    } else {
        body.push(put("read", "operation", "Scan"));
    }
    Code::generated(
        Half::new(body, return_(var("read"))),
        Answer::of_query(entity).page(),
    )
}

/// Reads the items of a partition of an index.
pub(super) fn of_index(entity: &Entity, index: &Index) -> Code {
    let key = Key::of_index(entity, index);
    let mut body = Vec::new();
    if key.sort.is_empty() {
        body.push(key_argument::refuse_direction());
    }
    body.extend(page(DEFAULT_LIMIT));
    body.extend(known_key::settle(entity, &known_key::of_list(&key)));
    body.extend(filter::put_filter(entity));
    body.extend(key_argument::query(&key));
    body.extend([
        put("read", "operation", "Query"),
        put("read", "index", index.name.as_str()),
        put("read", "query", var("query")),
    ]);
    body.extend(direction());
    Code::generated(
        Half::new(body, return_(var("read"))),
        Answer::of_query(entity).page(),
    )
}

/// Begins a request for as many items as the caller wants, from where the caller left off.
pub(super) fn page(limit: i64) -> Vec<Stmt> {
    let args = |name: &str| var("args").get(name);
    vec![
        let_("args", transformed_arguments()),
        let_(
            "read",
            map([
                ("version", text("2018-05-29")),
                ("limit", args("limit").or(limit).into()),
            ]),
        ),
        if_(
            is_present(args("nextToken")),
            [put("read", "nextToken", args("nextToken"))],
        ),
    ]
}

/// Puts into the request in which order the sort key goes.
pub(super) fn direction() -> [Stmt; 1] {
    [if_else(
        same(var("args").get("sortDirection"), "DESC"),
        [put("read", "scanIndexForward", false)],
        [put("read", "scanIndexForward", true)],
    )]
}
