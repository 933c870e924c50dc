//! `@belongsTo`: the way back of `@hasOne` or `@hasMany`.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::Name;

use super::relations::{Keys, Side, by_fields, by_own_foreign_keys, by_own_references, same_names};
use crate::arguments;
use crate::diagnostics::relations;
use crate::model::{KeyPair, Lookup, Model, Relation, RelationKind, RelationStyle};
use crate::read::Context;

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("belongsTo") {
        let Some(side) = Side::read(model, at, RelationKind::BelongsTo, problems) else {
            continue;
        };
        if !has_counterpart(context, &side) {
            problems.push(relations::belongs_to_nothing(at));
            continue;
        }
        let lookup = match &side.keys {
            Keys::Implicit => Some(implicit(model, &side, problems)),
            Keys::Fields(fields) => by_fields(model, &side, fields, None, problems),
            Keys::References(references) => {
                if has_references(context, &side, references) {
                    by_own_references(model, &side, references, problems)
                } else {
                    problems.push(relations::missing_counterpart(at, references));
                    None
                }
            }
        };
        if let Some(lookup) = lookup {
            side.settle(model, lookup, problems);
        }
    }
}

pub(super) fn check(_: &Context<'_>, _: &Model, _: &mut Diagnostics) {}

/// The key is where the other side looks for it; a `@hasOne` has no key on this side, so one is added.
fn implicit(model: &mut Model, side: &Side<'_>, problems: &mut Diagnostics) -> Lookup {
    match back(model, side) {
        Some(relation)
            if relation.kind == RelationKind::HasMany
                || relation.style == RelationStyle::References =>
        {
            let pairs = relation.lookup.keys.iter();
            Lookup {
                index: None,
                keys: pairs
                    .map(|pair| KeyPair {
                        own: pair.related.clone(),
                        related: pair.own.clone(),
                    })
                    .collect(),
            }
        }
        Some(_) | None => by_own_foreign_keys(model, side, problems),
    }
}

/// The relation of the related entity that leads here: the first, but for one by an index, whose keys are of its own
/// choosing.
fn back<'a>(model: &'a Model, side: &Side<'_>) -> Option<&'a Relation> {
    let fields = model.entities.get(&side.related)?.fields.values();
    let candidates: Vec<&Relation> = fields
        .filter_map(|field| field.relation())
        .filter(|relation| relation.related == side.own && relation.kind != RelationKind::BelongsTo)
        .collect();
    let by_index = |relation: &Relation| {
        relation.kind == RelationKind::HasMany && relation.style == RelationStyle::Fields
    };
    candidates
        .iter()
        .find(|relation| !by_index(relation))
        .or_else(|| candidates.first())
        .copied()
}

/// The directives of the related type that lead here.
fn counterparts<'a>(
    context: &Context<'a>,
    side: &Side<'_>,
) -> impl Iterator<Item = &'a appsynth_schema::ast::Directive> {
    let fields = context
        .schema
        .type_definition(&side.related)
        .map_or(&[][..], |definition| definition.fields());
    fields
        .iter()
        .filter(|field| field.ty.named().text == side.own)
        .flat_map(|field| &field.directives)
        .filter(|directive| matches!(&*directive.name, "hasOne" | "hasMany"))
}

fn has_counterpart(context: &Context<'_>, side: &Side<'_>) -> bool {
    counterparts(context, side).next().is_some()
}

fn has_references(context: &Context<'_>, side: &Side<'_>, references: &[Name]) -> bool {
    counterparts(context, side)
        .any(|directive| same_names(arguments::texts(directive, "references"), references))
}
