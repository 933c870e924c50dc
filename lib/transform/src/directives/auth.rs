//! `@auth`: who may do what with a type, a field or an operation.

mod rule;

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::Scalar;
use appsynth_schema::ast::{Directive, Name, Type, TypeKind, ValueKind};

use crate::arguments;
use crate::diagnostics::{auth, needs_model};
use crate::model::{
    AuthRule, AuthRules, Entity, EntityOrigin, Field, FieldKind, FieldOrigin, Model, Operation,
    Parent, Strategy, SubscriptionLevel,
};
use crate::plan::rules::is_hidden_from_mutations;
use crate::read::{Context, FieldUse, custom_field_of, new_field};

use rule::{Place, read_rule};

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for (definition, directive) in context.on_types("auth") {
        let Some(entity) = model.entities.get_mut(&definition.name.text) else {
            problems.push(needs_model(directive, &definition.name));
            continue;
        };
        let rules = read_rules(context, directive, Place::Entity, problems);
        entity.auth = Some(rules);
    }
    for at in context.on_fields("auth") {
        read_field(context, model, at, problems);
    }
    for entity in model.entities.values_mut() {
        add_owner_fields(entity);
    }
    read_global_rule(context, model);
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    check_closed(context, model, problems);
    check_roots(model, problems);
    for entity in model.entities.values() {
        check_readable(entity, problems);
        check_repeated(entity, problems);
        check_answers(model, entity, problems);
        check_events(model, entity, problems);
        for rule in rules_of(entity) {
            match &rule.strategy {
                Strategy::Owner { field, .. } => check_holds_text(entity, field, problems),
                Strategy::DynamicGroups { field, .. } => {
                    if entity.fields.contains_key(&field.text) {
                        check_holds_text(entity, field, problems);
                    } else {
                        problems.push(auth::missing_groups_field(entity, field));
                    }
                }
                Strategy::Public
                | Strategy::Private
                | Strategy::StaticGroups { .. }
                | Strategy::Custom => {}
            }
        }
    }
}

/// Adds the owner fields that rules need and the schema does not declare.
pub(super) fn add_owner_fields(entity: &mut Entity) {
    let owners: Vec<Name> = rules_of(entity)
        .filter_map(|rule| match &rule.strategy {
            Strategy::Owner { field, .. } => Some(field.clone()),
            _ => None,
        })
        .collect();
    for name in owners {
        let key = name.text.clone();
        entity
            .fields
            .entry(key)
            .or_insert_with(|| owner_field(name));
    }
}

fn owner_field(name: Name) -> Field {
    let ty = Type::Named(Name::new("String"));
    new_field(
        name,
        ty,
        FieldKind::Scalar(Scalar::String),
        FieldOrigin::Owner,
    )
}

/// The rules of an entity and of its fields.
fn rules_of(entity: &Entity) -> impl Iterator<Item = &crate::model::AuthRule> {
    let of_fields = entity
        .fields
        .values()
        .filter_map(|field| field.auth.as_ref());
    entity.auth.iter().chain(of_fields).flatten()
}

fn read_field(
    context: &Context<'_>,
    model: &mut Model,
    at: FieldUse<'_>,
    problems: &mut Diagnostics,
) {
    if matches!(at.owner.kind, TypeKind::Interface { .. }) {
        problems.push(auth::on_interface(at));
        return;
    }
    let is_entity = model.entities.contains_key(&at.owner.name.text);
    let place = if is_entity {
        Place::EntityField
    } else if context.root(&at.owner.name).is_some() {
        Place::RootField
    } else {
        Place::OtherField
    };
    let rules = read_rules(context, at.directive, place, problems);
    match model.field_mut(&at.owner.name, &at.field.name) {
        Some(field) => field.auth = Some(rules),
        None => custom_field_of(context, model, at).auth = Some(rules),
    }
}

fn read_rules(
    context: &Context<'_>,
    directive: &Directive,
    place: Place,
    problems: &mut Diagnostics,
) -> AuthRules {
    let rules = directive
        .argument("rules")
        .map_or(&[][..], arguments::items);
    if rules.is_empty() {
        problems.push(auth::no_rules(directive));
    }
    rules
        .iter()
        .filter_map(|value| read_rule(context, value, place, problems))
        .collect()
}

/// What is wrong with the rule harms nobody: it is looked at to tell that it opens nothing.
fn read_global_rule(context: &Context<'_>, model: &mut Model) {
    let value = context
        .schema
        .input_fields("AMPLIFY")
        .iter()
        .find(|field| &*field.name == "globalAuthRule")
        .and_then(|field| field.default_value.as_ref());
    if let Some(value) = value.filter(|value| matches!(value.kind, ValueKind::Object(_))) {
        model.global_auth_rule = read_rule(context, value, Place::Entity, &mut Diagnostics::new());
    }
}

/// Tells of models that nobody may use.
fn check_closed(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    let options = context.options;
    let is_closed = |entity: &&Entity| {
        let has_rules = rules_of(entity).next().is_some();
        !has_rules && entity.auth.is_none() && entity.origin == EntityOrigin::Declared
    };
    let mut closed = model.entities.values().filter(is_closed);
    let Some(first) = closed.next().filter(|_| !options.sandbox) else {
        return;
    };
    // Amplify's schemas open models by a rule that counts for its command line only.
    if let Some(rule) = &model.global_auth_rule {
        problems.push(auth::global_rule(rule, first));
    } else if !options.iam_callers && options.admin_roles.is_empty() {
        problems.push(auth::closed(first, closed.count()));
    }
}

/// Rules by a field of the item let nobody in where there is no item.
fn check_roots(model: &Model, problems: &mut Diagnostics) {
    let roots = model.custom_fields.iter();
    for custom in roots.filter(|one| matches!(one.parent, Parent::Root(..))) {
        for rule in custom.auth.iter().flatten() {
            if let Strategy::Owner { .. } | Strategy::DynamicGroups { .. } = rule.strategy {
                problems.push(auth::owner_of_root(custom, rule));
            }
        }
    }
}

/// Whoever may read any field has to be let read every required field: a null there fails the whole item.
fn check_readable(entity: &Entity, problems: &mut Diagnostics) {
    // Amplify does not look where there are no events, or everyone receives them.
    let looks = entity.subscriptions.level == SubscriptionLevel::On;
    if !looks || entity.fields.values().all(|field| field.auth.is_none()) {
        return;
    }
    let declared = || {
        let fields = entity.fields.values();
        fields.filter(|field| field.origin == FieldOrigin::Declared)
    };
    let readers = |field: &'_ Field| -> Vec<AuthRule> {
        let rules = field.auth.iter().chain(&entity.auth).next();
        let rules = rules.into_iter().flatten();
        rules
            .filter(|rule| rule.operations.reads())
            .cloned()
            .collect()
    };
    for required in declared().filter(|field| field.ty.is_non_null()) {
        let let_in = readers(required);
        let left_out = declared().find(|field| {
            readers(field)
                .iter()
                .any(|rule| !let_in.iter().any(|one| one.covers(rule)))
        });
        if let Some(readable) = left_out {
            problems.push(auth::unreadable_field(entity, required, readable));
        }
    }
}

/// Subscribers get what a mutation answers, so related items that fewer may read are null there; where they are
/// required, there is no answer at all, after the item was written.
fn check_answers(model: &Model, entity: &Entity, problems: &mut Diagnostics) {
    let required = entity
        .fields
        .values()
        .filter(|field| field.ty.is_non_null());
    let relations = required.filter_map(|field| Some((field, field.relation()?)));
    for (field, relation) in relations {
        if is_hidden_from_mutations(model, entity, field) && model.is_heard(entity) {
            problems.push(auth::hidden_required(entity, field, relation));
        }
    }
}

/// Events do not tell all owners by several claims apart; these may subscribe by other rules only.
fn check_events(model: &Model, entity: &Entity, problems: &mut Diagnostics) {
    let is_filtered = entity.subscriptions.level == SubscriptionLevel::On;
    if !is_filtered || !model.is_heard(entity) {
        return;
    }
    let listening = || rules_of(entity).filter(|rule| rule.operations.contains(Operation::Listen));
    for rule in listening() {
        let Strategy::Owner { field, claim } = &rule.strategy else {
            continue;
        };
        let mut others = listening().filter(|one| !matches!(one.strategy, Strategy::Owner { .. }));
        if !claim.is_told_by_events() && !others.any(|one| one.covers(rule)) {
            problems.push(auth::owner_of_events(entity, rule, field, claim));
        }
    }
}

/// No two rules of a type may let in the same callers: Amplify takes them for one rule said twice.
fn check_repeated(entity: &Entity, problems: &mut Diagnostics) {
    let rules = entity.auth.as_deref().unwrap_or_default();
    for (position, rule) in rules.iter().enumerate() {
        let before = rules.iter().take(position);
        if entity.origin == EntityOrigin::Declared
            && let Some(first) = before.into_iter().find(|first| first.repeats(rule))
        {
            problems.push(auth::rule_twice(entity, rule, first));
        }
    }
}

fn check_holds_text(entity: &Entity, name: &Name, problems: &mut Diagnostics) {
    let Some(field) = entity.fields.get(&name.text) else {
        return;
    };
    let holds_text = match field.kind {
        FieldKind::Scalar(scalar) => !matches!(
            scalar,
            Scalar::Int | Scalar::Float | Scalar::Boolean | Scalar::Timestamp
        ),
        FieldKind::Enum(_) => true,
        FieldKind::Embedded(_)
        | FieldKind::Abstract(_)
        | FieldKind::Entity(_)
        | FieldKind::Relation(_) => false,
    };
    if !holds_text {
        problems.push(auth::field_type(entity, name, field));
    }
}
