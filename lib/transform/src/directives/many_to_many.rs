//! `@manyToMany`: two types that each have any number of the other, through a join model.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::{Name, Type};
use indexmap::IndexMap;

use super::auth::add_owner_fields;
use super::model::{add_id, add_timestamps, default_operations};
use super::relations::{Side, add_foreign_key, key_types, limit};
use crate::arguments;
use crate::diagnostics::{fields, relations};
use crate::model::{
    AuthRule, AuthRules, Entity, EntityOrigin, Field, FieldKind, FieldOrigin, Index, IndexOrigin,
    KeyPair, Lookup, Model, Relation, RelationKind, RelationStyle,
};
use crate::names::{by_fields, capitalized, uncapitalized};
use crate::read::{Context, FieldUse, blank_entity, new_field};

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    let mut groups: IndexMap<String, Vec<FieldUse<'_>>> = IndexMap::new();
    for at in context.on_fields("manyToMany") {
        if let Some(side) = Side::read(model, at, RelationKind::ManyToMany, problems)
            && let Some(name) = arguments::text(at.directive, "relationName").value()
            && fields::check_name(&name, problems)
        {
            // Names that differ in the first letter's case name one join model.
            groups.entry(capitalized(&name)).or_default().push(side.at);
        }
    }
    for (relation, sides) in groups {
        let spelled = sides.iter().find_map(|at| {
            let name = arguments::text(at.directive, "relationName").value()?;
            Some(name.text)
        });
        let spelled = spelled.as_ref().unwrap_or(&relation);
        let [one, two] = sides.as_slice() else {
            problems.push(relations::sides(spelled, &sides));
            continue;
        };
        let is_pair = one.field.ty.named().text == two.owner.name.text
            && two.field.ty.named().text == one.owner.name.text
            && one.owner.name.text != two.owner.name.text;
        if !is_pair {
            problems.push(relations::sides(spelled, &sides));
            continue;
        }
        if let Some(taken) = context.schema.type_definition(&relation) {
            problems.push(relations::join_name(*one, &relation, &taken.name));
        } else if let Some(taken) = model.entities.get(&relation) {
            problems.push(relations::join_name(*one, &relation, &taken.name));
        } else {
            add_join(context, model, &relation, [*one, *two], problems);
        }
    }
}

pub(super) fn check(_: &Context<'_>, _: &Model, _: &mut Diagnostics) {}

fn add_join(
    context: &Context<'_>,
    model: &mut Model,
    name: &str,
    sides: [FieldUse<'_>; 2],
    problems: &mut Diagnostics,
) {
    let [one, two] = sides;
    let origin = EntityOrigin::Join {
        sides: sides.map(|side| side.owner.name.text.clone()),
    };
    let mut join = blank_entity(
        Name {
            text: name.to_owned(),
            span: one.directive.span,
        },
        origin,
        IndexMap::new(),
    );
    default_operations(&mut join, context.options);
    add_id(&mut join);
    for side in [one, two] {
        let keys = add_side(model, &mut join, side);
        let lookup = Lookup {
            index: Some(index_name(stored_name(model, &side.owner.name))),
            keys,
        };
        let relation = Relation {
            kind: RelationKind::ManyToMany,
            related: name.to_owned(),
            style: RelationStyle::Implicit,
            lookup,
            limit: limit(side, problems),
            span: side.directive.span,
        };
        if let Some(field) = model.field_mut(&side.owner.name, &side.field.name) {
            field.kind = FieldKind::Relation(relation);
        }
    }
    join.auth = rules_of_both(model, [one, two]);
    add_timestamps(&mut join);
    add_owner_fields(&mut join);
    model.entities.insert(name.to_owned(), join);
}

/// Adds what the join model knows of one side; how that side finds its pairs.
fn add_side(model: &Model, join: &mut Entity, side: FieldUse<'_>) -> Vec<KeyPair> {
    let owner = &side.owner.name;
    let keys = key_types(model, owner, None);
    let stored_owner = stored_name(model, owner);
    let mut pairs = Vec::new();
    let mut stored_keys = Vec::new();
    for (position, (key, field)) in keys.iter().enumerate() {
        // Only the partition key gets a capital here, unlike in other foreign keys.
        let suffix = if position == 0 {
            capitalized(key)
        } else {
            key.clone()
        };
        let foreign_key = |owner: &str| format!("{}{suffix}", uncapitalized(owner));
        let (name, stored) = (foreign_key(owner), foreign_key(stored_owner));
        let mapped = (name != stored).then(|| Name::new(stored.clone()));
        add_foreign_key(join, &name, mapped, field, true);
        stored_keys.push(stored);
        pairs.push(KeyPair {
            own: key.clone(),
            related: name,
        });
    }
    let foreign: Vec<String> = pairs.iter().map(|pair| pair.related.clone()).collect();
    if let Some((partition, sort)) = foreign.split_first() {
        join.indexes.push(Index {
            name: index_name(stored_owner),
            partition: partition.clone(),
            sort: sort.to_vec(),
            query: Some(by_fields(
                &join.name,
                stored_keys.iter().map(String::as_str),
            )),
            origin: IndexOrigin::Relation,
            span: side.directive.span,
        });
    }
    let field = way_back(owner, side, &pairs);
    join.fields.insert(field.name.text.clone(), field);
    pairs
}

/// The field of the join model that gives the item of one side.
fn way_back(owner: &Name, side: FieldUse<'_>, pairs: &[KeyPair]) -> Field {
    let relation = Relation {
        kind: RelationKind::BelongsTo,
        related: owner.text.clone(),
        style: RelationStyle::Fields,
        lookup: Lookup {
            index: None,
            keys: pairs
                .iter()
                .map(|pair| KeyPair {
                    own: pair.related.clone(),
                    related: pair.own.clone(),
                })
                .collect(),
        },
        limit: 1,
        span: side.directive.span,
    };
    let named = Type::Named(Name::new(owner.text.clone()));
    new_field(
        Name::new(uncapitalized(owner)),
        Type::NonNull(Box::new(named)),
        FieldKind::Relation(relation),
        FieldOrigin::Join,
    )
}

/// The name that the type had when its table was made.
fn stored_name<'a>(model: &'a Model, owner: &'a Name) -> &'a Name {
    let entity = model.entities.get(&owner.text);
    let mapped = entity.and_then(|entity| entity.mapped_name.as_ref());
    mapped.unwrap_or(owner)
}

fn index_name(owner: &str) -> String {
    format!("by{owner}")
}

/// The rules of both sides, those of the first in front. Of the same callers the second side's rule decides, as in
/// Amplify: together they would be let do more than either rule says.
fn rules_of_both(model: &Model, sides: [FieldUse<'_>; 2]) -> Option<AuthRules> {
    let rules_of = |side: FieldUse<'_>| model.entities.get(&side.owner.name.text)?.auth.as_ref();
    let [first, second] = sides.map(rules_of);
    if first.is_none() && second.is_none() {
        return None;
    }
    let second = second.into_iter().flatten();
    let first = first.into_iter().flatten().cloned();
    let first = first.filter_map(|rule| {
        let mut second = second.clone();
        second.try_fold(rule, AuthRule::without_callers_of)
    });
    Some(first.chain(second.clone().cloned()).collect())
}
