//! Changing an item.

use appsynth_program::{
    Half, Stmt, comment, concat, empty_list, empty_map, for_entries, has_key, if_, if_else,
    in_templates, is_empty, is_null, item, join, let_, map, not, push, put, put_all, remove,
    return_, stash, text, to_dynamodb, var,
};

use super::super::Code;
use super::super::keys::Key;
use super::{condition, hands_on, object_key, rename, transformed_arguments, version};
use crate::model::{Entity, Index};

/// Sets the attributes that are given and removes those that are null.
pub(super) fn code(entity: &Entity, is_versioned: bool, response: Half) -> Code {
    let mut body = vec![
        let_("args", transformed_arguments()),
        let_("item", empty_map()),
        put_all("item", stash("defaultValues")),
        put_all("item", var("args").get("input")),
        let_(
            "write",
            map([
                ("version", text("2018-05-29")),
                ("operation", text("UpdateItem")),
                ("key", object_key::key_of(entity, var("item").into())),
            ]),
        ),
        comment("Null removes an attribute."),
        let_("sets", empty_list()),
        let_("removals", empty_list()),
        let_("names", empty_map()),
        let_("values", empty_map()),
    ];
    body.extend(entity.key_fields().map(|field| remove("item", field)));
    let keys =
        object_key::composite_indexes(entity).filter_map(|index| key_attribute(entity, index));
    let handed_on: Vec<_> = keys.map(|attribute| remove("item", attribute)).collect();
    if hands_on(entity) && !handed_on.is_empty() {
        body.push(in_templates(handed_on));
    }
    if is_versioned {
        body.push(version::put_version());
        body.extend(version::remove_metadata());
    }
    body.push(for_entries(
        ("attribute", "value"),
        var("item"),
        set_or_remove(),
    ));
    body.extend(rename::in_names(entity, "names"));
    body.extend(object_key::composite_indexes(entity).map(|index| set_index_key(entity, index)));
    body.extend(put_update());
    body.extend(condition::put_condition(entity, condition::Expected::Item));
    Code::generated(Half::new(body, return_(var("write"))), response)
}

fn set_or_remove() -> Vec<Stmt> {
    vec![
        let_("name", concat([text("#"), item("attribute")])),
        put("names", var("name"), item("attribute")),
        if_else(
            is_null(item("value")),
            [push("removals", var("name"))],
            [
                let_("placeholder", concat([text(":"), item("attribute")])),
                put("values", var("placeholder"), to_dynamodb(item("value"))),
                push(
                    "sets",
                    concat([var("name").into(), text(" = "), var("placeholder").into()]),
                ),
            ],
        ),
    ]
}

fn key_attribute(entity: &Entity, index: &Index) -> Option<String> {
    let key = Key::of_index(entity, index);
    key.sort_attribute().map(|attribute| attribute.name)
}

/// The attribute's name holds a `#`, which its placeholder may not.
fn set_index_key(entity: &Entity, index: &Index) -> Stmt {
    let key = Key::of_index(entity, index);
    let attribute = key_attribute(entity, index).unwrap_or_default();
    let placeholder = key.sort_placeholder().unwrap_or_default();
    let value = || stash("indexKeys").get(attribute.as_str());
    if_(
        has_key(stash("indexKeys"), attribute.as_str()),
        [
            put("names", format!("#{placeholder}"), attribute.as_str()),
            if_else(
                is_null(value()),
                [push("removals", text(format!("#{placeholder}")))],
                [
                    put("values", format!(":{placeholder}"), to_dynamodb(value())),
                    push("sets", text(format!("#{placeholder} = :{placeholder}"))),
                ],
            ),
        ],
    )
}

fn put_update() -> Vec<Stmt> {
    let clause = |word: &str, list: &'static str| {
        if_(
            not(is_empty(var(list))),
            [push(
                "clauses",
                concat([text(word), join(var(list), ", ").into()]),
            )],
        )
    };
    vec![
        let_("clauses", empty_list()),
        clause("SET ", "sets"),
        clause("REMOVE ", "removals"),
        if_(
            not(is_empty(var("clauses"))),
            [
                let_(
                    "update",
                    map([
                        ("expression", join(var("clauses"), " ").into()),
                        ("expressionNames", var("names").into()),
                    ]),
                ),
                if_(
                    not(is_empty(var("values"))),
                    [put("update", "expressionValues", var("values"))],
                ),
                put("write", "update", var("update")),
            ],
        ),
    ]
}
