//! The key attributes of an item that is written.

use appsynth_program::{
    Expr, Stmt, all, any, empty_map, error_without_type, hand_on, has_key, if_, if_else, is_null,
    is_present, let_, map, not, null, put, put_all, stash, stash_put, to_dynamodb, var,
};

use super::super::Code;
use super::super::keys::Key;
use super::{hands_on, local, transformed_arguments};
use crate::model::{Entity, Index};

/// Puts the primary key into the stash.
pub(super) fn code(key: &Key<'_>) -> Code {
    let mut attributes = vec![(
        key.partition_attribute().name,
        to_dynamodb(var("item").get(key.partition)).into(),
    )];
    if let Some(attribute) = key.sort_attribute() {
        let value = key.sort_value(|field| var("item").get(field));
        attributes.push((attribute.name, to_dynamodb(value).into()));
    }
    let mut body = Vec::from(item_of_input());
    body.extend([
        let_("metadata", stash("metadata").or(empty_map())),
        put("metadata", "modelObjectKey", map(attributes)),
        stash_put("metadata", var("metadata")),
    ]);
    local(body)
}

/// The primary key as the steps before left it, or the `id` that goes without saying.
pub(super) fn key_of(entity: &Entity, item: Expr) -> Expr {
    if entity.primary_key.declared.is_some() {
        stash("metadata").get("modelObjectKey")
    } else {
        map([("id", to_dynamodb(item.get("id")).into())]).into()
    }
}

/// The indexes whose sort keys are made of several fields, each such key once. One that is the primary key's is written
/// with that, and never changed.
pub(super) fn composite_indexes(entity: &Entity) -> impl Iterator<Item = &Index> {
    let indexes = || entity.indexes.iter().enumerate();
    indexes()
        .filter(|(_, index)| index.sort.len() > 1 && index.sort != entity.primary_key.sort)
        .filter(move |(at, index)| {
            indexes()
                .take(*at)
                .all(|(_, other)| other.sort != index.sort)
        })
        .map(|(_, index)| index)
}

/// Puts the composite sort keys of indexes into the stash, as texts, or null where all their fields are. `completed`
/// changes `item`, which has what the caller gives, before. `doing` is what a message calls the mutation.
pub(super) fn of_indexes(entity: &Entity, doing: &str, completed: Vec<Stmt>) -> Option<Code> {
    let mut body = Vec::from(item_of_input());
    body.extend(completed);
    body.push(let_("keys", empty_map()));
    let mut has_any = false;
    for index in composite_indexes(entity) {
        body.push(put_index_key(entity, index, doing));
        has_any = true;
    }
    body.push(stash_put("indexKeys", var("keys")));
    if hands_on(entity) {
        body.push(hand_on(var("keys")));
    }
    has_any.then(|| local(body))
}

fn put_index_key(entity: &Entity, index: &Index, doing: &str) -> Stmt {
    let key = Key::of_index(entity, index);
    let item = |field: &str| var("item").get(field);
    let attribute = key.sort_attribute().map(|one| one.name).unwrap_or_default();
    let missing = index.sort.iter().map(|field| {
        if_(
            any([
                not(has_key(var("item"), field.as_str())),
                all([
                    is_null(item(field)),
                    any(index.sort.iter().map(|other| is_present(item(other)))),
                ]),
            ]),
            [error_without_type(format!(
                "When {doing} any part of the composite sort key for @index '{}', you must provide all fields \
                 for the key. Missing key: '{field}'.",
                index.name
            ))],
        )
    });
    let first = index.sort.first().map_or("", String::as_str);
    let value = key.sort_value(item);
    let mut given: Vec<Stmt> = missing.collect();
    given.push(if_else(
        is_null(item(first)),
        [put("keys", attribute.clone(), null())],
        [put("keys", attribute, value)],
    ));
    if_(
        any(index
            .sort
            .iter()
            .map(|field| has_key(var("item"), field.as_str()))),
        given,
    )
}

/// Declares `item`: the default values and what the caller gives.
pub(super) fn item_of_input() -> [Stmt; 3] {
    [
        let_("item", empty_map()),
        put_all("item", stash("defaultValues")),
        put_all("item", transformed_arguments().get("input")),
    ]
}
