//! `@mapsTo`: the name a type had when its table was made.

use appsynth_diagnostics::Diagnostics;

use crate::arguments;
use crate::diagnostics::{fields, needs_model};
use crate::model::Model;
use crate::read::Context;

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for (definition, directive) in context.on_types("mapsTo") {
        match model.entities.get_mut(&definition.name.text) {
            Some(entity) => entity.mapped_name = arguments::text(directive, "name").value(),
            None => problems.push(needs_model(directive, &definition.name)),
        }
    }
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    for (definition, directive) in context.on_types("mapsTo") {
        let Some(name) = arguments::text(directive, "name").value() else {
            continue;
        };
        let other = model.entities.values().find(|other| {
            let is_other = other.name.text != definition.name.text;
            let maps_too = other
                .mapped_name
                .as_ref()
                .is_some_and(|mapped| mapped.text == name.text);
            is_other && (other.name.text == name.text || maps_too)
        });
        if let Some(other) = other {
            problems.push(fields::mapping_clash(
                directive,
                &definition.name,
                &name,
                &other.name,
            ));
        }
    }
}
