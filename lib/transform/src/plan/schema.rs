//! The schema that AppSync gets: what the user declares without the directives, and everything they
//! generate.

mod access;
mod clashes;
mod endpoints;
mod entities;
mod filters;
mod identity_pool;
mod inputs;
mod keys;
mod lists;
mod modes;
mod operations;
mod plain_types;
mod roots;
mod search;
mod shared;
mod syntax;

use std::collections::{HashMap, HashSet};

use appsynth_schema::Document;
use appsynth_schema::ast::{Definition, OperationType};
use indexmap::IndexMap;

use super::IdentityPoolAccess;
use crate::model::{Entity, Model, Operation, Parent};
use crate::options::Options;

use access::Access;
pub(crate) use clashes::clashes;
use endpoints::Endpoints;
use filters::Filters;
use inputs::Inputs;
use keys::Keys;
use lists::Lists;
pub(crate) use modes::Modes;
use operations::Operations;
use plain_types::PlainTypes;
use roots::Roots;
pub(super) use search::aggregate_fields;

/// Reads the definitions that schemas share, unless that was done before.
pub(super) fn prepare() {
    shared::prepare();
}

/// The schema of a model, and what the roles of an identity pool may ask of it.
pub(crate) fn schema(model: &Model, options: &Options) -> (Document, IdentityPoolAccess) {
    let (mut definitions, identity_pool) = definitions(model, options);
    keep_first(&mut definitions);
    (Document { definitions }, identity_pool)
}

/// Everything that is declared and generated, be it of the same name.
fn definitions(model: &Model, options: &Options) -> (Vec<Definition>, IdentityPoolAccess) {
    let access: IndexMap<&str, Access<'_>> = model
        .entities
        .values()
        .map(|entity| (&*entity.name, Access::new(entity, options)))
        .collect();
    let mut parts = Parts {
        model,
        options,
        plain: PlainTypes::new(model, options, &access),
        lists: lists::of_model(model, &access),
        keys: Keys::default(),
        endpoints: Endpoints::new(model),
        filters: Filters::new(model, options),
        inputs: Inputs::new(model, options),
        roots: Roots::new(model, options),
        types: Vec::new(),
        searchers: Modes::NONE,
    };
    parts.add_declared();
    for access in access.values() {
        parts.add_entity(access);
    }
    let identity_pool = identity_pool::access(model, access.values());
    (parts.into_definitions(), identity_pool)
}

/// A schema while it is put together.
struct Parts<'m> {
    model: &'m Model,
    options: &'m Options,
    plain: PlainTypes<'m>,
    /// The lists of entities; entities that nothing lists are not in it.
    lists: HashMap<&'m str, Lists>,
    keys: Keys<'m>,
    endpoints: Endpoints<'m>,
    filters: Filters<'m>,
    inputs: Inputs<'m>,
    roots: Roots,
    types: Vec<Definition>,
    /// The modes that reach searches.
    searchers: Modes,
}

impl<'m> Parts<'m> {
    fn add_declared(&mut self) {
        for custom in &self.model.custom_fields {
            if let Parent::Root(operation, _) = custom.parent {
                let field = self.plain.root_field(custom, &mut self.endpoints);
                if custom.auth.is_some() {
                    self.roots.add_ruled(operation, [field]);
                } else {
                    self.roots.add_open(operation, field);
                }
            }
        }
        for definition in self.model.types.values() {
            let definition = self.plain.definition(definition, &mut self.endpoints);
            self.types.push(definition);
        }
    }

    fn add_entity(&mut self, access: &'m Access<'m>) {
        let (entity, options) = (access.entity(), self.options);
        let readers = access.readers();
        self.types.push(entities::entity_type(
            self.model,
            options,
            entity,
            readers,
            &mut self.keys,
            &mut self.endpoints,
        ));
        if let Some(lists) = self.lists.get(&*entity.name) {
            for listing in lists.of(entity) {
                let connection = entities::connection_type(entity, listing, options, lists.modes);
                self.types.push(connection);
                self.types.push(self.filters.filter(entity, listing));
            }
        }
        self.add_operations(entity, access);
        if entity.queries.search.is_some() {
            let modes = access.operation(Operation::Search);
            self.types.extend(search::types(entity, options, modes));
            self.searchers = self.searchers.and(access.readers());
        }
    }

    fn add_operations(&mut self, entity: &'m Entity, access: &'m Access<'m>) {
        let operations = Operations {
            entity,
            access,
            options: self.options,
        };
        let queries = operations.queries(&mut self.keys);
        let mutations = operations.mutations();
        let subscriptions = operations.subscriptions();
        if !mutations.is_empty() {
            self.types.push(self.filters.condition(entity));
        }
        if entity.mutations.create.is_some() {
            self.types.push(self.inputs.create(entity));
        }
        if entity.mutations.update.is_some() {
            self.types.push(self.inputs.update(entity));
        }
        if entity.mutations.delete.is_some() {
            self.types.push(self.inputs.delete(entity));
        }
        if !subscriptions.is_empty() {
            self.types.push(self.filters.subscription(entity));
        }
        self.roots.add_ruled(OperationType::Query, queries);
        self.roots.add_ruled(OperationType::Mutation, mutations);
        self.roots
            .add_ruled(OperationType::Subscription, subscriptions);
    }

    fn into_definitions(mut self) -> Vec<Definition> {
        let mut definitions = self.roots.into_definitions();
        definitions.append(&mut self.types);
        definitions.extend(self.inputs.embedded());
        definitions.extend(self.endpoints.into_inputs());
        definitions.extend(self.filters.enum_inputs());
        definitions.extend(
            self.keys
                .composite_inputs(|name| self.model.entities.get(name)),
        );
        shared::add_used(&mut definitions, &self.searchers.directives(self.options));
        definitions
    }
}

/// Drops generated types that the schema declares itself: those come first.
fn keep_first(definitions: &mut Vec<Definition>) {
    let mut seen = HashSet::new();
    definitions.retain(|one| match one {
        Definition::Type(one) => seen.insert(one.name.text.clone()),
        _ => true,
    });
}
