//! Making an item.

use appsynth_program::{
    Half, Stmt, comment, empty_map, if_, is_null, let_, map, put, put_all, remove, return_, stash,
    text, to_map_values, var,
};

use super::super::Code;
use super::super::keys::Key;
use super::{condition, init, object_key, rename, transformed_arguments, version};
use crate::model::Entity;

/// Puts an item, unless there is one of its key.
pub(super) fn code(entity: &Entity, is_versioned: bool, response: Half) -> Code {
    let mut body = vec![
        let_("args", transformed_arguments()),
        comment("Default values give way to what the caller sends."),
        let_("item", empty_map()),
        put_all("item", stash("defaultValues")),
        put_all("item", var("args").get("input")),
    ];
    body.extend(init::in_place_of_null(entity, "item"));
    body.push(put("item", "__typename", entity.name.text.as_str()));
    if is_versioned {
        body.extend(version::remove_metadata());
    }
    body.extend(rename::to_stored(entity, "item"));
    if object_key::composite_indexes(entity).next().is_some() {
        body.push(put_all("item", stash("indexKeys")));
    }
    body.extend(remove_null_keys(entity));
    body.push(let_(
        "write",
        map([
            ("version", text("2018-05-29")),
            ("operation", text("PutItem")),
            ("key", object_key::key_of(entity, var("item").into())),
            ("attributeValues", to_map_values(var("item"))),
        ]),
    ));
    body.extend(condition::put_condition(
        entity,
        condition::Expected::Nothing,
    ));
    Code::generated(Half::new(body, return_(var("write"))), response)
}

/// Takes away index keys that are null: DynamoDB takes no null for them, and leaves an item without one out
/// of the index.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-general-sparse-indexes.html>
fn remove_null_keys(entity: &Entity) -> Vec<Stmt> {
    let mut attributes: Vec<String> = Vec::new();
    for index in &entity.indexes {
        let key = Key::of_index(entity, index);
        let is_optional = |field: &str| {
            entity
                .fields
                .get(field)
                .is_none_or(|one| !one.ty.is_non_null())
        };
        if is_optional(key.partition) {
            attributes.push(key.partition_attribute().name);
        }
        if let Some(sort) = key
            .sort_attribute()
            .filter(|_| key.sort.iter().any(|field| is_optional(field)))
        {
            attributes.push(sort.name);
        }
    }
    let mut seen = Vec::new();
    let mut body = Vec::new();
    for attribute in attributes {
        if !seen.contains(&attribute) {
            body.push(if_(
                is_null(var("item").get(attribute.as_str())),
                [remove("item", attribute.as_str())],
            ));
            seen.push(attribute);
        }
    }
    if !body.is_empty() {
        body.insert(
            0,
            comment("An item without an index's key is left out of the index."),
        );
    }
    body
}
