//! `@refersTo` on a field: the name that stored data knows it by.

use appsynth_diagnostics::Diagnostics;

use crate::arguments;
use crate::diagnostics::{fields, needs_model};
use crate::model::Model;
use crate::read::Context;

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("refersTo") {
        match model.field_mut(&at.owner.name, &at.field.name) {
            Some(field) => field.mapped_name = arguments::text(at.directive, "name").value(),
            None => problems.push(needs_model(at.directive, &at.owner.name)),
        }
    }
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    for at in context.on_fields("refersTo") {
        let (Some(entity), Some(name)) = (
            model.entities.get(&at.owner.name.text),
            arguments::text(at.directive, "name").value(),
        ) else {
            continue;
        };
        let other = entity.fields.values().find(|other| {
            let is_other = other.name.text != at.field.name.text;
            let maps_too = other
                .mapped_name
                .as_ref()
                .is_some_and(|mapped| mapped.text == name.text);
            is_other && (other.name.text == name.text || maps_too)
        });
        if let Some(other) = other {
            let from = &at.field.name;
            problems.push(fields::mapping_clash(
                at.directive,
                from,
                &name,
                &other.name,
            ));
        }
    }
}
