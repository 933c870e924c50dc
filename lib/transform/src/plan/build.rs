//! From the model to the plan.

use indexmap::IndexMap;

use super::schema::schema;
use super::{Plan, Source, SourceKind, data, keys};
use crate::model::Model;
use crate::options::Options;

/// What is to be built for a model: its schema, and the tables, data sources and resolvers behind it.
pub fn plan(model: &Model, options: &Options) -> Plan {
    let planner = Planner { model, options };
    let (schema, identity_pool) = schema(model, options);
    let entities = || model.entities.values();
    let mut plan = Plan {
        schema,
        identity_pool,
        tables: entities()
            .map(|entity| (entity.name.text.clone(), keys::table(entity, options)))
            .collect(),
        sources: planner.sources(),
        resolvers: IndexMap::new(),
    };
    let resolvers = entities().flat_map(|entity| data::resolvers(&planner, entity));
    for resolver in resolvers {
        plan.resolvers.insert(resolver.coordinate(), resolver);
    }
    plan
}

/// What the parts of a plan are made from.
pub(super) struct Planner<'a> {
    pub(super) model: &'a Model,
    pub(super) options: &'a Options,
}

impl Planner<'_> {
    fn sources(&self) -> IndexMap<String, Source> {
        let none = Source {
            name: Source::NONE.to_owned(),
            kind: SourceKind::None,
        };
        let tables = self.model.entities.values().map(|entity| Source {
            name: Source::of_table(&entity.name),
            kind: SourceKind::Table(entity.name.text.clone()),
        });
        std::iter::once(none)
            .chain(tables)
            .map(|source| (source.name.clone(), source))
            .collect()
    }
}
