//! `@primaryKey`: the fields that identify an item.

use appsynth_diagnostics::Diagnostics;

use super::keys::sort_fields;
use crate::arguments;
use crate::diagnostics::{keys, needs_model};
use crate::model::{Model, PrimaryKey, Strategy};
use crate::read::{Context, FieldUse};

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    let mut seen: Vec<FieldUse<'_>> = Vec::new();
    for key in context.on_fields("primaryKey") {
        let Some(entity) = model.entities.get_mut(&key.owner.name.text) else {
            problems.push(needs_model(key.directive, &key.owner.name));
            continue;
        };
        if let Some(first) = seen
            .iter()
            .find(|one| one.owner.name.text == key.owner.name.text)
        {
            problems.push(keys::second_primary_key(key, *first));
            continue;
        }
        seen.push(key);
        let field = entity.fields.get(&key.field.name.text);
        if !field.is_some_and(|field| field.is_orderable()) {
            problems.push(keys::partition_type(key));
        } else if !key.field.ty.is_non_null() {
            problems.push(keys::nullable(
                &key.field.name,
                &key.field.ty,
                key.directive,
            ));
        }
        let sort = sort_fields(entity, key, problems);
        for name in arguments::texts(key.directive, "sortKeyFields").unwrap_or_default() {
            if let Some(field) = entity.fields.get(&name.text)
                && sort.contains(&name.text)
                && !field.ty.is_non_null()
            {
                problems.push(keys::nullable(&field.name, &field.ty, key.directive));
            }
        }
        entity.primary_key = PrimaryKey {
            partition: key.field.name.text.clone(),
            sort,
            declared: key.directive.span,
        };
    }
}

pub(super) fn check(_: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    for entity in model.entities.values() {
        if entity.primary_key.declared.is_none()
            && let Some(id) = entity.fields.get(&entity.primary_key.partition)
            && !id.is_orderable()
        {
            problems.push(keys::id_type(entity, id));
        }
        for rule in entity.auth.iter().flatten() {
            if let Strategy::Owner { field, .. } = &rule.strategy
                && entity.primary_key.sort.contains(&field.text)
            {
                problems.push(keys::sort_key_is_owner(entity, field, rule));
            }
        }
    }
}
