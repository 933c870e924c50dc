//! Inputs that compare the fields of an entity: filters of lists, conditions of mutations, filters of
//! subscriptions.

use std::collections::{HashMap, HashSet};

use appsynth_schema::Scalar;
use appsynth_schema::ast::{Definition, InputValueDefinition, Type};
use indexmap::{IndexMap, IndexSet};

use super::lists::Listing;
use super::syntax::{input, input_object, list, named};
use crate::model::{
    AuthRule, Entity, Field, FieldKind, FieldOrigin, IndexOrigin, Model, RelationKind,
    RelationStyle, Strategy,
};
use crate::names::capitalized;
use crate::options::Options;

/// The filter inputs of a schema.
pub(super) struct Filters<'m> {
    options: &'m Options,
    /// Foreign keys that the directive of another entity implies, by the entity that has the directive.
    implied: HashMap<&'m str, IndexMap<&'m str, &'m Field>>,
    /// The same keys by the entity that holds them.
    held: HashSet<(&'m str, &'m str)>,
    /// Those of them that are implied by the relation without which there would be no list of the entity.
    listing: HashSet<(&'m str, &'m str)>,
    /// Enums that are compared, alone or in lists.
    enums: IndexSet<(&'m str, bool)>,
}

impl<'m> Filters<'m> {
    pub(super) fn new(model: &'m Model, options: &'m Options) -> Self {
        let mut implied: HashMap<&str, IndexMap<&str, &Field>> = HashMap::new();
        let (mut held, mut listing) = (HashSet::new(), HashSet::new());
        let mut listed = listed_by_index(model);
        for entity in model.entities.values() {
            let relations = entity.fields.values().filter_map(Field::relation);
            for relation in relations {
                let lists = match relation.kind {
                    RelationKind::HasMany | RelationKind::ManyToMany => {
                        listed.insert(&relation.related)
                    }
                    RelationKind::HasOne | RelationKind::BelongsTo => continue,
                };
                if relation.kind != RelationKind::HasMany
                    || relation.style != RelationStyle::Implicit
                {
                    continue;
                }
                for pair in &relation.lookup.keys {
                    if let Some(key) = model.field(&relation.related, &pair.related)
                        && key.origin == FieldOrigin::ForeignKey
                    {
                        let held_key = (relation.related.as_str(), pair.related.as_str());
                        held.insert(held_key);
                        if lists {
                            listing.insert(held_key);
                        }
                        let keys = implied.entry(&entity.name).or_default();
                        keys.insert(&pair.related, key);
                    }
                }
            }
        }
        Self {
            options,
            implied,
            held,
            listing,
            enums: IndexSet::new(),
        }
    }

    /// The filter of queries that give several items.
    pub(super) fn filter(&mut self, entity: &'m Entity, listing: Listing) -> Definition {
        let name = filter_name(entity, listing);
        // Where only indexes and relations give several items, Amplify leaves out what it adds before there is a list.
        let lists = listing == Listing::Whole;
        let of_listing = &self.listing;
        let is_added = |field: &Field| {
            matches!(field.origin, FieldOrigin::Id | FieldOrigin::Timestamp)
                || of_listing.contains(&(&*entity.name, &*field.name))
        };
        let fields: Vec<&Field> = entity
            .fields
            .values()
            .filter(|field| lists || !is_added(field))
            .collect();
        let mut members: Vec<InputValueDefinition> = fields
            .into_iter()
            .filter_map(|field| self.member(field))
            .collect();
        if lists && !entity.fields.contains_key("id") {
            members.push(input("id", named("ModelIDInput")));
        }
        self.finish(name, members, true)
    }

    /// The condition of mutations: everything but the id, and but the primary key where directives say keys, unless
    /// it names an owner.
    pub(super) fn condition(&mut self, entity: &'m Entity) -> Definition {
        let says_keys = entity.primary_key.declared.is_some()
            || entity
                .indexes
                .iter()
                .any(|index| index.origin == IndexOrigin::Declared);
        let is_key = |field: &Field| {
            let is_id = &*field.name == "id" && base(field) == Some("ID");
            is_id || says_keys && entity.key_fields().any(|key| *field.name == *key)
        };
        let (keys, others): (Vec<&Field>, Vec<_>) =
            entity.fields.values().partition(|field| is_key(field));
        let (owners, _) = named_by_rules(entity);
        let owners = keys.iter().filter(|key| owners.contains(&*key.name));
        let owners = owners.map(|key| input(&*key.name, named("ModelStringInput")));
        let members = others.into_iter().filter_map(|field| self.member(field));
        let members = members.chain(owners).collect();
        self.finish(condition_name(entity), members, true)
    }

    /// The filter of subscriptions. Owners' fields have the operators of lists, fields that name groups are
    /// left to the rules, and a foreign key is a member at the entity whose directive implies it.
    pub(super) fn subscription(&self, entity: &'m Entity) -> Definition {
        let (owners, groups) = named_by_rules(entity);
        let own = entity.fields.values().filter(|field| {
            !groups.contains(&*field.name) && !self.held.contains(&(&*entity.name, &*field.name))
        });
        let implied = self.implied.get(&*entity.name);
        let implied = implied.into_iter().flat_map(IndexMap::values).copied();
        let mut members: Vec<InputValueDefinition> = own
            .chain(implied)
            .filter_map(|field| {
                let ty = if owners.contains(&*field.name) {
                    "ModelStringInput".to_owned()
                } else {
                    format!("ModelSubscription{}Input", base(field)?)
                };
                Some(input(&*field.name, named(ty)))
            })
            .collect();
        if !entity.fields.contains_key("id") {
            members.push(input("id", named("ModelSubscriptionIDInput")));
        }
        self.finish(subscription_name(entity), members, false)
    }

    /// The inputs of the enums that were compared.
    pub(super) fn enum_inputs(&self) -> impl Iterator<Item = Definition> {
        self.enums.iter().map(|(name, in_list)| {
            let value = || named(*name);
            if *in_list {
                input_object(
                    format!("Model{name}ListInput"),
                    vec![
                        input("eq", list(value())),
                        input("ne", list(value())),
                        input("contains", value()),
                        input("notContains", value()),
                    ],
                )
            } else {
                input_object(
                    format!("Model{name}Input"),
                    vec![input("eq", value()), input("ne", value())],
                )
            }
        })
    }

    fn member(&mut self, field: &'m Field) -> Option<InputValueDefinition> {
        let name = if let FieldKind::Enum(name) = &field.kind {
            // A non-null list is compared as if it were one value.
            let in_list = matches!(field.ty, Type::List(_));
            self.enums.insert((name, in_list));
            let suffix = if in_list { "List" } else { "" };
            format!("Model{name}{suffix}Input")
        } else {
            format!("Model{}Input", base(field)?)
        };
        Some(input(&*field.name, named(name)))
    }

    fn finish(
        &self,
        name: String,
        mut members: Vec<InputValueDefinition>,
        has_not: bool,
    ) -> Definition {
        if self.options.conflict_resolution {
            members.push(input("_deleted", named("ModelBooleanInput")));
        }
        add_logic(&mut members, &name, has_not);
        input_object(name, members)
    }
}

/// Adds `and`, `or` and `not`.
pub(super) fn add_logic(members: &mut Vec<InputValueDefinition>, name: &str, has_not: bool) {
    members.push(input("and", list(named(name))));
    members.push(input("or", list(named(name))));
    if has_not {
        members.push(input("not", named(name)));
    }
}

/// The entities that queries by an index give several items of.
fn listed_by_index(model: &Model) -> HashSet<&str> {
    let entities = model.entities.values();
    let listed = entities.filter(|entity| entity.indexes.iter().any(|one| one.query.is_some()));
    listed.map(|entity| &*entity.name.text).collect()
}

pub(super) fn filter_name(entity: &Entity, listing: Listing) -> String {
    format!("Model{}FilterInput", listing.spell(entity))
}

pub(super) fn condition_name(entity: &Entity) -> String {
    format!("Model{}ConditionInput", capitalized(&entity.name))
}

pub(super) fn subscription_name(entity: &Entity) -> String {
    format!("ModelSubscription{}FilterInput", capitalized(&entity.name))
}

/// The scalar whose operators a field's values are compared with; enums are texts.
pub(super) fn base(field: &Field) -> Option<&'static str> {
    match field.kind {
        FieldKind::Scalar(scalar) => Some(base_scalar(scalar)),
        FieldKind::Enum(_) => Some("String"),
        FieldKind::Embedded(_)
        | FieldKind::Abstract(_)
        | FieldKind::Entity(_)
        | FieldKind::Relation(_) => None,
    }
}

fn base_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Id => "ID",
        Scalar::Int | Scalar::Timestamp => "Int",
        Scalar::Float => "Float",
        Scalar::Boolean => "Boolean",
        Scalar::String
        | Scalar::Date
        | Scalar::Time
        | Scalar::DateTime
        | Scalar::Email
        | Scalar::Json
        | Scalar::Url
        | Scalar::Phone
        | Scalar::IpAddress => "String",
    }
}

/// The fields that rules find owners and groups in.
fn named_by_rules(entity: &Entity) -> (HashSet<&str>, HashSet<&str>) {
    let (mut owners, mut groups) = (HashSet::new(), HashSet::new());
    let of_fields = entity
        .fields
        .values()
        .filter_map(|field| field.auth.as_ref());
    for AuthRule { strategy, .. } in entity.auth.iter().chain(of_fields).flatten() {
        match strategy {
            Strategy::Owner { field, .. } => {
                owners.insert(&**field);
            }
            Strategy::DynamicGroups { field, .. } => {
                groups.insert(&**field);
            }
            Strategy::Public
            | Strategy::Private
            | Strategy::StaticGroups { .. }
            | Strategy::Custom => {}
        }
    }
    (owners, groups)
}
