//! `@hasOne`: one related item.

use appsynth_diagnostics::Diagnostics;

use super::relations::{Keys, Side, by_fields, by_own_foreign_keys, by_references};
use crate::diagnostics::relations;
use crate::model::{Model, RelationKind};
use crate::read::Context;

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("hasOne") {
        let Some(side) = Side::read(model, at, RelationKind::HasOne, problems) else {
            continue;
        };
        let lookup = match &side.keys {
            Keys::Implicit => Some(by_own_foreign_keys(model, &side, problems)),
            Keys::Fields(fields) => by_fields(model, &side, fields, None, problems),
            Keys::References(references) => {
                by_references(context, model, &side, references, problems)
            }
        };
        if let Some(lookup) = lookup {
            side.settle(model, lookup, problems);
        }
    }
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    check_one_way(context, model, RelationKind::HasOne, problems);
}

/// With conflict resolution two entities may not have each other.
pub(super) fn check_one_way(
    context: &Context<'_>,
    model: &Model,
    kind: RelationKind,
    problems: &mut Diagnostics,
) {
    if !context.options.conflict_resolution {
        return;
    }
    for at in context.on_fields(kind.directive()) {
        let (own, related) = (&at.owner.name.text, &at.field.ty.named().text);
        let back = model.entities.get(related).and_then(|entity| {
            entity.fields.values().find(|field| {
                field.relation().is_some_and(|relation| {
                    relation.related == *own
                        && matches!(relation.kind, RelationKind::HasOne | RelationKind::HasMany)
                })
            })
        });
        if let Some(back) = back
            && own != related
        {
            problems.push(relations::mutual(at, related, back));
        }
    }
}
