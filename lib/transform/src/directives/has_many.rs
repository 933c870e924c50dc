//! `@hasMany`: any number of related items.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::Name;

use super::has_one::check_one_way;
use super::relations::{Keys, Side, by_fields, by_references, by_related_foreign_keys};
use crate::arguments;
use crate::diagnostics::relations;
use crate::model::{Lookup, Model, RelationKind};
use crate::read::Context;

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("hasMany") {
        let Some(side) = Side::read(model, at, RelationKind::HasMany, problems) else {
            continue;
        };
        let index = arguments::text(at.directive, "indexName").value();
        let lookup = match (&side.keys, &index) {
            (Keys::Implicit, None) => Some(by_related_foreign_keys(model, &side, problems)),
            (Keys::Implicit, Some(index)) => {
                let key = &model.entities[&side.own].primary_key.partition;
                let fields = [Name::new(key.clone())];
                by_index(model, &side, &fields, index, problems)
            }
            (Keys::Fields(fields), Some(index)) => by_index(model, &side, fields, index, problems),
            (Keys::Fields(fields), None) => by_fields(model, &side, fields, None, problems),
            (Keys::References(references), _) => {
                by_references(context, model, &side, references, problems)
            }
        };
        if let Some(lookup) = lookup {
            side.settle(model, lookup, problems);
        }
    }
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    check_one_way(context, model, RelationKind::HasMany, problems);
}

fn by_index(
    model: &Model,
    side: &Side<'_>,
    fields: &[Name],
    index: &Name,
    problems: &mut Diagnostics,
) -> Option<Lookup> {
    let related = model.entities.get(&side.related)?;
    if related.index(index).is_none() {
        problems.push(relations::unknown_index(related, index));
        return None;
    }
    by_fields(model, side, fields, Some(index), problems)
}
