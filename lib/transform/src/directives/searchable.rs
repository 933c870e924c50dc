//! `@searchable`: a query that searches in OpenSearch.

use appsynth_diagnostics::Diagnostics;

use crate::arguments::{self, Given};
use crate::diagnostics::{fields, needs_model};
use crate::model::Model;
use crate::names::{capitalized, plural};
use crate::read::Context;

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for (definition, directive) in context.on_types("searchable") {
        let Some(entity) = model.entities.get_mut(&definition.name.text) else {
            problems.push(needs_model(directive, &definition.name));
            continue;
        };
        let derived = format!("search{}", plural(&capitalized(&definition.name)));
        entity.is_searchable = true;
        entity.queries.search = match arguments::object(directive, "queries") {
            // Unlike in `@model`, Amplify takes `null` here for no map at all.
            Given::Absent | Given::Null => Some(derived),
            Given::Value(map) => match arguments::member_text(map, "search") {
                Given::Absent => Some(derived),
                Given::Null => None,
                Given::Value(name) => fields::check_name(&name, problems).then_some(name.text),
            },
        };
    }
}

pub(super) fn check(_: &Context<'_>, _: &Model, _: &mut Diagnostics) {}
