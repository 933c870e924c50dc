//! `@mapsTo`, and `@refersTo` on a type: the name a type had when its table was made.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::Name;

use crate::arguments;
use crate::diagnostics::{fields, needs_model};
use crate::model::Model;
use crate::read::Context;

const DIRECTIVES: [&str; 2] = ["mapsTo", "refersTo"];

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for (definition, directive) in DIRECTIVES.iter().flat_map(|name| context.on_types(name)) {
        match model.entities.get_mut(&definition.name.text) {
            Some(entity) => entity.mapped_name = arguments::text(directive, "name").value(),
            None => problems.push(needs_model(directive, &definition.name)),
        }
    }
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    for (definition, directive) in DIRECTIVES.iter().flat_map(|name| context.on_types(name)) {
        let Some(name) = arguments::text(directive, "name").value() else {
            continue;
        };
        if !is_of_a_table(&name.text) {
            problems.push(fields::mapped_to_no_table(directive, &name));
            continue;
        }
        let is_called = |other: &&Name| other.text == name.text;
        let other = model.entities.values().find(|other| {
            let names = [Some(&other.name), other.mapped_name.as_ref()];
            let is_other = other.name.text != definition.name.text;
            is_other && names.iter().flatten().any(is_called)
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

/// Whether the name of a table may begin with this, which the API's id and the environment's name follow.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
fn is_of_a_table(name: &str) -> bool {
    let is_allowed = |one: char| one.is_ascii_alphanumeric() || "_-.".contains(one);
    !name.is_empty() && name.chars().all(is_allowed)
}
