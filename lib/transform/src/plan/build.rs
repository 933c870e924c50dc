//! From the model to the plan.

use std::cell::RefCell;

use appsynth_parallel as parallel;

use super::checks::Checks;
use super::data::around::Arounds;
use super::origin::origins;
use super::schema::schema;
use super::shared::SharedHalves;
use super::{Plan, Resolver, Source, custom, data, keys};
use crate::model::{Entity, Model};
use crate::options::Options;

/// What is to be built for a model: its schema, and the tables, data sources and resolvers behind it.
pub fn plan(model: &Model, options: &Options) -> Plan {
    let (schema, identity_pool) = schema(model, options);
    let mut plan = Plan {
        schema,
        identity_pool,
        origins: origins(model),
        ..Plan::default()
    };
    plan.add_source(Source::none());
    for (name, entity) in &model.entities {
        plan.tables
            .insert(name.clone(), keys::table(entity, options));
        plan.add_source(Source::table(name));
        if entity.queries.search.is_some() {
            plan.add_source(Source::search());
        }
    }
    for resolver in entity_resolvers(model, options) {
        plan.add_resolver(resolver);
    }
    let planner = Planner::new(model, options);
    for field in &model.custom_fields {
        for source in custom::sources(field) {
            plan.add_source(source);
        }
        if let Some(resolver) = custom::resolver(&planner, field) {
            plan.add_resolver(resolver);
        }
    }
    plan
}

/// The resolvers of all entities.
fn entity_resolvers(model: &Model, options: &Options) -> impl Iterator<Item = Resolver> {
    let entities: Vec<&Entity> = model.entities.values().collect();
    let parts = parallel::parts(&entities, ENTITIES_OF_A_THREAD, |entities| {
        let planner = Planner::new(model, options);
        let resolvers = entities.iter().map(|entity| data::resolvers(&planner, entity));
        resolvers.flatten().collect::<Vec<_>>()
    });
    parts.into_iter().flatten()
}

const ENTITIES_OF_A_THREAD: usize = 4;

/// What the parts of a plan are made from.
pub(super) struct Planner<'a> {
    pub(super) model: &'a Model,
    pub(super) options: &'a Options,
    pub(super) halves: RefCell<SharedHalves>,
    pub(super) checks: Checks<'a>,
    pub(super) arounds: RefCell<Arounds>,
}

impl<'a> Planner<'a> {
    fn new(model: &'a Model, options: &'a Options) -> Self {
        Self {
            model,
            options,
            halves: RefCell::default(),
            checks: Checks::default(),
            arounds: RefCell::default(),
        }
    }
}

impl Plan {
    fn add_source(&mut self, source: Source) {
        self.sources.entry(source.name.clone()).or_insert(source);
    }

    fn add_resolver(&mut self, resolver: Resolver) {
        self.resolvers.insert(resolver.coordinate(), resolver);
    }
}
