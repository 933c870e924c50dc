//! From the model to the plan.

use std::cell::RefCell;

use super::checks::Checks;
use super::origin::origins;
use super::schema::schema;
use super::shared::SharedHalves;
use super::{Plan, Resolver, Source, custom, data, keys};
use crate::model::Model;
use crate::options::Options;

/// What is to be built for a model: its schema, and the tables, data sources and resolvers behind it.
pub fn plan(model: &Model, options: &Options) -> Plan {
    let planner = Planner {
        model,
        options,
        halves: RefCell::default(),
        checks: Checks::default(),
    };
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
        for resolver in data::resolvers(&planner, entity) {
            plan.add_resolver(resolver);
        }
    }
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

/// What the parts of a plan are made from.
pub(super) struct Planner<'a> {
    pub(super) model: &'a Model,
    pub(super) options: &'a Options,
    pub(super) halves: RefCell<SharedHalves>,
    pub(super) checks: Checks<'a>,
}

impl Plan {
    fn add_source(&mut self, source: Source) {
        self.sources.entry(source.name.clone()).or_insert(source);
    }

    fn add_resolver(&mut self, resolver: Resolver) {
        self.resolvers.insert(resolver.coordinate(), resolver);
    }
}
