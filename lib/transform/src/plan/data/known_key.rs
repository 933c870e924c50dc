//! The rules' filter where it is about the key that is asked for.
//!
//! DynamoDB does not filter by attributes of the key of a query. What the filter asks of them is known before:
//! the key has the value that lets the caller see the items, or it has not.

use appsynth_program::{
    Condition, Expr, Kind, Stmt, all, any, arg, contains, empty_list, empty_map, for_each, if_,
    if_else, is, is_empty, is_present, is_true, item, let_, map, not, push, same, set, stash,
    stash_put, unauthorized, var,
};

use super::super::grants::{Access, Who};
use super::super::keys::Key;
use crate::model::Entity;

/// The fields that are attributes of the key, with the values that are asked for.
pub(super) type Known<'a> = Vec<(&'a str, Expr)>;

/// What the arguments of a query for one item say.
pub(super) fn of_get<'a>(key: &Key<'a>) -> Known<'a> {
    let mut known = vec![(key.partition, arg(key.partition))];
    if let [sort] = key.sort {
        known.push((sort, arg(sort.as_str())));
    }
    known
}

/// What the arguments of a query for many items say: of the sort key only whether it equals something.
pub(super) fn of_list<'a>(key: &Key<'a>) -> Known<'a> {
    let mut known = vec![(key.partition, arg(key.partition))];
    if let [sort] = key.sort {
        known.push((sort, arg(sort.as_str()).get("eq")));
    }
    known
}

/// Leaves in the filter of the rules what is not known. Who may see the items by what is known needs no filter;
/// who may not, and by nothing else, is refused.
pub(super) fn settle(entity: &Entity, known: &Known<'_>) -> Option<Stmt> {
    let grants = Access::of(entity).grants;
    let is_asked_for = |field: &str| {
        grants.iter().any(|grant| match grant.role.who {
            Who::Owner { field: named, .. } | Who::GroupOf { field: named, .. } => named == field,
            _ => false,
        })
    };
    let known: Vec<_> = known.iter().filter(|one| is_asked_for(one.0)).collect();
    if known.is_empty() {
        return None;
    }
    let asks = |field: &str| item("one").get(field);
    let is_about_key = any(known.iter().map(|(field, _)| is_present(asks(field))));
    let is_met = any(known.iter().flat_map(|(field, value)| -> [Condition; 2] {
        let names = || asks(field).get("in");
        [
            same(asks(field).get("eq"), value.clone()),
            all([is(Kind::List, names()), contains(names(), value.clone())]),
        ]
    }));
    let alternatives = || stash("authFilter").get("or");
    Some(if_(
        is_present(alternatives()),
        [
            let_("isMet", false),
            let_("others", empty_list()),
            for_each(
                "one",
                alternatives(),
                [if_else(
                    is_about_key,
                    [if_(is_met, [set("isMet", true)])],
                    [push("others", item("one"))],
                )],
            ),
            if_else(
                is_true(var("isMet")),
                [stash_put("authFilter", empty_map())],
                [
                    if_(is_empty(var("others")), [unauthorized()]),
                    stash_put("authFilter", map([("or", var("others").into())])),
                ],
            ),
        ],
    ))
}

/// The same where items are read without a key if the partition is not given.
pub(super) fn settle_if_given(entity: &Entity, key: &Key<'_>) -> Option<Stmt> {
    let settled = settle(entity, &of_list(key))?;
    Some(if_(not(is_empty(arg(key.partition))), [settled]))
}
