//! Fields that are stored under other names than the schema has, since their type was renamed.

use appsynth_program::{Stmt, empty_map, has_key, if_, let_, put, remove, text, var};

use crate::model::Entity;

/// The fields whose stored name differs, and that name.
fn renamed(entity: &Entity) -> impl Iterator<Item = (&str, &str)> {
    entity.fields.iter().filter_map(|(name, field)| {
        let stored = field.mapped_name.as_ref()?;
        Some((name.as_str(), stored.text.as_str()))
    })
}

/// Gives the members of the item that a variable holds the names they are stored under.
pub(super) fn to_stored(entity: &Entity, item: &'static str) -> Vec<Stmt> {
    let renamed = renamed(entity);
    renamed
        .map(|(field, stored)| rename(item, field, stored))
        .collect()
}

/// Gives the members of the item that a variable holds the names that the schema has.
pub(super) fn to_fields(entity: &Entity, item: &'static str) -> Vec<Stmt> {
    let renamed = renamed(entity);
    renamed
        .map(|(field, stored)| rename(item, stored, field))
        .collect()
}

fn rename(item: &'static str, from: &str, to: &str) -> Stmt {
    if_(
        has_key(var(item), from),
        [put(item, to, var(item).get(from)), remove(item, from)],
    )
}

/// Makes the names that stand in an expression of DynamoDB stand for stored names.
pub(super) fn in_names(entity: &Entity, names: &'static str) -> Vec<Stmt> {
    let renamed = renamed(entity);
    renamed
        .map(|(field, stored)| {
            let name = format!("#{field}");
            if_(
                has_key(var(names), name.as_str()),
                [put(names, name, text(stored))],
            )
        })
        .collect()
}

/// The same for an expression that a variable holds with its names.
pub(super) fn in_expression(entity: &Entity, expression: &'static str) -> Vec<Stmt> {
    let renamed = in_names(entity, "renamed");
    if renamed.is_empty() {
        return renamed;
    }
    let names = var(expression).get("expressionNames").or(empty_map());
    let mut body = vec![let_("renamed", names)];
    body.extend(renamed);
    body.push(put(expression, "expressionNames", var("renamed")));
    body
}
