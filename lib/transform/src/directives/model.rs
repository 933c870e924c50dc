//! `@model`: a type that is stored, with generated operations.

use appsynth_diagnostics::{Diagnostics, Span};
use appsynth_schema::Scalar;
use appsynth_schema::ast::{Directive, Name, OperationType, Type};
use indexmap::IndexMap;

use super::lengths;
use super::operations::with_places;
use crate::arguments::{self, Given};
use crate::diagnostics::{fields, operations};
use crate::model::{
    Entity, Field, FieldKind, FieldOrigin, Model, Mutations, Parent, Queries, SubscriptionLevel,
    Subscriptions, Timestamps,
};
use crate::names::{capitalized, plural};
use crate::options::Options;
use crate::read::{Context, new_field};

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for (definition, directive) in context.on_types("model") {
        let Some(entity) = model.entities.get_mut(&definition.name.text) else {
            problems.push(operations::model_on_root(definition, directive));
            continue;
        };
        let given = Names {
            directive,
            problems: &mut *problems,
        };
        given.read(entity, context.options);
        if !definition
            .fields()
            .iter()
            .any(|field| field.directive("primaryKey").is_some())
        {
            add_id(entity);
        }
        add_timestamps(entity);
    }
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    let mut taken: IndexMap<(OperationType, &str), Option<Span>> = IndexMap::new();
    for custom in &model.custom_fields {
        if let Parent::Root(operation, _) = custom.parent {
            taken.insert((operation, &custom.field.name), custom.field.name.span);
        }
    }
    for entity in model.entities.values() {
        check_reserved(context, entity, problems);
        let operations = with_places(context, entity);
        lengths::check(entity, &operations, problems);
        for (operation, name, place) in operations {
            match taken.get(&(operation, name)) {
                Some(first) => {
                    let entity = &entity.name;
                    problems.push(operations::clash(operation, name, entity, place, *first));
                }
                None => {
                    taken.insert((operation, name), place);
                }
            }
        }
    }
}

/// Checks that no field has the name of something that stands beside it.
fn check_reserved(context: &Context<'_>, entity: &Entity, problems: &mut Diagnostics) {
    let indexes = entity.indexes.iter().flat_map(|index| index.key_fields());
    let keys: Vec<&str> = entity.key_fields().chain(indexes).collect();
    for field in entity.fields.values() {
        let name: &str = &field.name;
        let is_compared = matches!(field.kind, FieldKind::Scalar(_) | FieldKind::Enum(_));
        let is_version = ["_version", "_deleted", "_lastChangedAt"].contains(&name);
        let is_argument = ["filter", "limit", "nextToken", "sortDirection"].contains(&name);
        if is_compared && ["and", "or", "not"].contains(&name)
            || is_version && context.options.conflict_resolution
            || is_argument && keys.contains(&name)
        {
            problems.push(fields::reserved(entity, field));
        }
    }
}

/// The operations of an entity as they are without arguments.
pub(super) fn default_operations(entity: &mut Entity, options: &Options) {
    let name = capitalized(&entity.name);
    let many = plural(&name);
    entity.queries = Queries {
        get: Some(format!("get{name}")),
        list: Some(format!("list{many}")),
        sync: options.conflict_resolution.then(|| format!("sync{many}")),
        search: None,
    };
    entity.mutations = Mutations {
        create: Some(format!("create{name}")),
        update: Some(format!("update{name}")),
        delete: Some(format!("delete{name}")),
    };
    entity.subscriptions = Subscriptions {
        level: SubscriptionLevel::On,
        on_create: vec![format!("onCreate{name}")],
        on_update: vec![format!("onUpdate{name}")],
        on_delete: vec![format!("onDelete{name}")],
    };
}

/// Adds the key that an entity has without `@primaryKey`.
pub(super) fn add_id(entity: &mut Entity) {
    if !entity.fields.contains_key("id") {
        let ty = Type::NonNull(Box::new(Type::Named(Name::new("ID"))));
        let kind = FieldKind::Scalar(Scalar::Id);
        let field = new_field(Name::new("id"), ty, kind, FieldOrigin::Id);
        entity.fields.shift_insert(0, "id".to_owned(), field);
    }
}

/// Adds the timestamp fields that the schema does not declare.
pub(super) fn add_timestamps(entity: &mut Entity) {
    let Timestamps {
        created_at,
        updated_at,
    } = entity.timestamps.clone();
    for name in [created_at, updated_at].into_iter().flatten() {
        let key = name.text.clone();
        entity.fields.entry(key).or_insert_with(|| timestamp(name));
    }
}

fn timestamp(name: Name) -> Field {
    let ty = Type::NonNull(Box::new(Type::Named(Name::new("AWSDateTime"))));
    let kind = FieldKind::Scalar(Scalar::DateTime);
    new_field(name, ty, kind, FieldOrigin::Timestamp)
}

/// The names that the arguments of one `@model` give.
struct Names<'a> {
    directive: &'a Directive,
    problems: &'a mut Diagnostics,
}

impl Names<'_> {
    fn read(mut self, entity: &mut Entity, options: &Options) {
        default_operations(entity, options);
        let queries = &mut entity.queries;
        self.set("queries", "get", &mut queries.get);
        self.set("queries", "list", &mut queries.list);
        self.set("queries", "sync", &mut queries.sync);
        let mutations = &mut entity.mutations;
        self.set("mutations", "create", &mut mutations.create);
        self.set("mutations", "update", &mut mutations.update);
        self.set("mutations", "delete", &mut mutations.delete);
        self.read_subscriptions(&mut entity.subscriptions);
        forget_what_never_happens(entity);
        self.set_timestamp("createdAt", &mut entity.timestamps.created_at);
        self.set_timestamp("updatedAt", &mut entity.timestamps.updated_at);
    }

    fn read_subscriptions(&mut self, subscriptions: &mut Subscriptions) {
        let level = match arguments::object(self.directive, "subscriptions") {
            Given::Absent => SubscriptionLevel::On,
            Given::Null => SubscriptionLevel::Off,
            Given::Value(map) => match arguments::member_text(map, "level").value().as_deref() {
                Some("off") => SubscriptionLevel::Off,
                Some("public") => SubscriptionLevel::Public,
                _ => SubscriptionLevel::On,
            },
        };
        subscriptions.level = level;
        let lists = [
            ("onCreate", &mut subscriptions.on_create),
            ("onUpdate", &mut subscriptions.on_update),
            ("onDelete", &mut subscriptions.on_delete),
        ];
        for (member, names) in lists {
            if level == SubscriptionLevel::Off {
                names.clear();
                continue;
            }
            let Given::Value(map) = arguments::object(self.directive, "subscriptions") else {
                continue;
            };
            match arguments::member(map, member) {
                Given::Absent => {}
                Given::Null => names.clear(),
                Given::Value(_) => {
                    let given = arguments::member_texts(map, member).unwrap_or_default();
                    // Amplify takes an empty list for none that is given.
                    if !given.is_empty() {
                        *names = self.valid(given);
                    }
                }
            }
        }
    }

    /// A name in a map of names; null, for the map or the name, means none.
    fn set(&mut self, map: &str, member: &str, name: &mut Option<String>) {
        match arguments::object(self.directive, map) {
            Given::Absent => {}
            Given::Null => *name = None,
            Given::Value(value) => match arguments::member_text(value, member) {
                Given::Absent => {}
                Given::Null => *name = None,
                Given::Value(given) => *name = self.valid(vec![given]).pop(),
            },
        }
    }

    fn set_timestamp(&mut self, member: &str, name: &mut Option<Name>) {
        match arguments::object(self.directive, "timestamps") {
            Given::Absent => {}
            Given::Null => *name = None,
            Given::Value(value) => match arguments::member_text(value, member) {
                Given::Absent => {}
                Given::Null => *name = None,
                Given::Value(given) => {
                    *name = fields::check_name(&given, self.problems).then_some(given);
                }
            },
        }
    }

    fn valid(&mut self, names: Vec<Name>) -> Vec<String> {
        names
            .into_iter()
            .filter(|name| fields::check_name(name, self.problems))
            .map(|name| name.text)
            .collect()
    }
}

/// Takes away the subscriptions to mutations that there are not.
fn forget_what_never_happens(entity: &mut Entity) {
    let (mutations, subscriptions) = (&entity.mutations, &mut entity.subscriptions);
    let pairs = [
        (&mutations.create, &mut subscriptions.on_create),
        (&mutations.update, &mut subscriptions.on_update),
        (&mutations.delete, &mut subscriptions.on_delete),
    ];
    for (mutation, names) in pairs {
        if mutation.is_none() {
            names.clear();
        }
    }
}
