//! The queries, mutations and subscriptions of entities.

use appsynth_schema::ast::{FieldDefinition, InputValueDefinition, Type};
use indexmap::IndexMap;

use super::access::Access;
use super::filters::{condition_name, filter_name, subscription_name};
use super::keys::{Key, Keys};
use super::lists::Listing;
use super::modes::Modes;
use super::syntax::{field, input, list, named, required, subscribe};
use crate::model::{Entity, Operation, SubscriptionLevel};
use crate::names::capitalized;
use crate::options::Options;
use crate::plan::grants::Who;

/// An entity whose operations are written.
pub(super) struct Operations<'m> {
    pub(super) entity: &'m Entity,
    pub(super) access: &'m Access<'m>,
    pub(super) options: &'m Options,
}

impl<'m> Operations<'m> {
    pub(super) fn queries(&self, keys: &mut Keys<'m>) -> Vec<FieldDefinition> {
        let entity = self.entity;
        let mut fields = Vec::new();
        if let Some(name) = &entity.queries.get {
            let arguments = Key::primary(entity).all();
            fields.push(self.field(name, arguments, self.item(), Operation::Get));
        }
        if let Some(name) = &entity.queries.list {
            let arguments = self.list_arguments(keys);
            let ty = connection(entity, Listing::Whole);
            fields.push(self.field(name, arguments, ty, Operation::List));
        }
        if let Some(name) = &entity.queries.sync {
            let mut arguments = vec![filter(entity, Listing::Whole)];
            arguments.extend(page());
            arguments.push(input("lastSync", named("AWSTimestamp")));
            let ty = connection(entity, Listing::Whole);
            fields.push(self.field(name, arguments, ty, Operation::Sync));
        }
        for index in &entity.indexes {
            let Some(name) = &index.query else { continue };
            let key = Key::index(entity, index);
            let mut arguments = vec![key.required_partition()];
            arguments.extend(keys.sort(key));
            arguments.extend([sort_direction(), filter(entity, Listing::ByKey)]);
            arguments.extend(page());
            let ty = connection(entity, Listing::ByKey);
            let directives = self.access.index_query().directives(self.options);
            fields.push(field(name, arguments, ty, directives));
        }
        if let Some(name) = &entity.queries.search {
            let input_type = |what: &str| named(format!("Searchable{}{what}", entity.name));
            let mut arguments = vec![
                input("filter", input_type("FilterInput")),
                input("sort", list(input_type("SortInput"))),
            ];
            arguments.extend(page());
            arguments.push(input("from", named("Int")));
            arguments.push(input("aggregates", list(input_type("AggregationInput"))));
            let ty = input_type("Connection");
            fields.push(self.field(name, arguments, ty, Operation::Search));
        }
        fields
    }

    pub(super) fn mutations(&self) -> Vec<FieldDefinition> {
        let mutations = &self.entity.mutations;
        let each = [
            (&mutations.create, "Create", Operation::Create),
            (&mutations.update, "Update", Operation::Update),
            (&mutations.delete, "Delete", Operation::Delete),
        ];
        each.into_iter()
            .filter_map(|(name, verb, operation)| {
                let given = named(format!("{verb}{}Input", capitalized(&self.entity.name)));
                let arguments = vec![
                    input("input", required(given)),
                    input("condition", named(condition_name(self.entity))),
                ];
                Some(self.field(name.as_ref()?, arguments, self.item(), operation))
            })
            .collect()
    }

    pub(super) fn subscriptions(&self) -> Vec<FieldDefinition> {
        let (mutations, subscriptions) = (&self.entity.mutations, &self.entity.subscriptions);
        let mut heard: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for (names, mutation) in [
            (&subscriptions.on_create, &mutations.create),
            (&subscriptions.on_update, &mutations.update),
            (&subscriptions.on_delete, &mutations.delete),
        ] {
            let Some(mutation) = mutation else { continue };
            for name in names {
                heard.entry(name).or_default().push(mutation);
            }
        }
        let is_ruled = subscriptions.level == SubscriptionLevel::On;
        heard
            .into_iter()
            .map(|(name, mutations)| {
                let mut arguments = vec![input("filter", named(subscription_name(self.entity)))];
                let mut modes = Modes::NONE;
                if is_ruled {
                    arguments.extend(self.owner_arguments());
                    modes = self.access.operation(Operation::Listen);
                }
                let mut directives = vec![subscribe(&mutations)];
                directives.extend(modes.directives(self.options));
                field(name, arguments, self.item(), directives)
            })
            .collect()
    }

    /// Arguments that a subscriber names owners with. Fields that list owners have none.
    fn owner_arguments(&self) -> Vec<InputValueDefinition> {
        let mut arguments: Vec<InputValueDefinition> = Vec::new();
        for role in self.access.roles(Operation::Listen) {
            let Who::Owner { field: owner, .. } = role.who else {
                continue;
            };
            let is_list = self
                .entity
                .fields
                .get(owner)
                .is_some_and(|field| field.is_list());
            if !is_list && arguments.iter().all(|one| &*one.name != owner) {
                arguments.push(input(owner, named("String")));
            }
        }
        arguments
    }

    fn list_arguments(&self, keys: &mut Keys<'m>) -> Vec<InputValueDefinition> {
        let key = Key::primary(self.entity);
        let has_key = self.entity.primary_key.declared.is_some();
        let mut arguments = Vec::new();
        if has_key {
            arguments.push(key.optional_partition());
            arguments.extend(keys.sort(key));
        }
        arguments.push(filter(self.entity, Listing::Whole));
        arguments.extend(page());
        if has_key {
            arguments.push(sort_direction());
        }
        arguments
    }

    fn item(&self) -> Type {
        named(&*self.entity.name)
    }

    fn field(
        &self,
        name: &str,
        arguments: Vec<InputValueDefinition>,
        ty: Type,
        operation: Operation,
    ) -> FieldDefinition {
        let directives = self.access.operation(operation).directives(self.options);
        field(name, arguments, ty, directives)
    }
}

/// The type that lists of an entity have.
pub(super) fn connection(entity: &Entity, listing: Listing) -> Type {
    named(connection_name(entity, listing))
}

pub(super) fn connection_name(entity: &Entity, listing: Listing) -> String {
    format!("Model{}Connection", listing.spell(entity))
}

pub(super) fn filter(entity: &Entity, listing: Listing) -> InputValueDefinition {
    input("filter", named(filter_name(entity, listing)))
}

pub(super) fn sort_direction() -> InputValueDefinition {
    input("sortDirection", named("ModelSortDirection"))
}

pub(super) fn page() -> [InputValueDefinition; 2] {
    [
        input("limit", named("Int")),
        input("nextToken", named("String")),
    ]
}
