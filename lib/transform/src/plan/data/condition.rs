//! The condition that an item has to meet to be written.

use appsynth_program::{
    Name, Stmt, comment, empty_map, for_each, if_, is_empty, item, let_, list, map, not, push, put,
    remove, stash, to_condition_expression, var,
};

use super::super::keys::Key;
use super::rename;
use crate::model::Entity;

/// What a write expects to find under its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Item,
    Nothing,
}

/// Puts into the request what has to be there, and whatever the caller and functions before this one ask for.
pub(super) fn put_condition(entity: &Entity, expected: Expected) -> Vec<Stmt> {
    let partition = Key::primary(entity).partition_attribute().name;
    let (exists, meaning) = match expected {
        Expected::Item => (true, "The item has to be there."),
        Expected::Nothing => (false, "An item of this key must not be there yet."),
    };
    let on_key = map([("attributeExists", exists.into())]);
    let conditions = Name::from("conditions");
    let mut body = vec![
        comment(meaning),
        let_(
            conditions.clone(),
            list([map([(partition, on_key.into())]).into()]),
        ),
        for_each(
            "condition",
            stash("conditions"),
            [push(conditions.clone(), item("condition"))],
        ),
        if_(
            not(is_empty(var("args").get("condition"))),
            [push(conditions.clone(), var("args").get("condition"))],
        ),
        let_(
            "condition",
            to_condition_expression(map([("and", var(conditions).into())])).or(empty_map()),
        ),
        if_(
            is_empty(var("condition").get("expressionValues")),
            [remove("condition", "expressionValues")],
        ),
    ];
    body.extend(rename::in_expression(entity, "condition"));
    body.push(put("write", "condition", var("condition")));
    body
}
