//! From the model to the plan.

use std::cell::{RefCell, RefMut};

use appsynth_parallel as parallel;

use super::checks::Checks;
use super::data::around::Arounds;
use super::hiding::Hiding;
use super::origin::origins;
use super::printing::{Printer, Printing};
use super::schema::schema;
use super::{Plan, Resolver, Source, custom, data, keys};
use crate::model::{Entity, Model};
use crate::options::Options;

/// What is to be built for a model: its schema, and the tables, data sources and resolvers behind it.
pub fn plan(model: &Model, options: &Options) -> Plan {
    plan_with(model, options, None)
}

/// The same with its code printed, which takes less time and memory than to print it later.
pub fn plan_printed(model: &Model, options: &Options, printing: &Printing) -> Plan {
    plan_with(model, options, Some(printing))
}

fn plan_with(model: &Model, options: &Options, printing: Option<&Printing>) -> Plan {
    let resolvers = || {
        let hiding = Hiding::of(model);
        let resolvers = entity_resolvers(model, options, printing, &hiding);
        (resolvers, hiding)
    };
    let (schema, (resolvers, hiding)) = parallel::both(|| schema(model, options), resolvers);
    let (schema, identity_pool) = schema;
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
    plan.resolvers
        .reserve(resolvers.iter().map(Vec::len).sum::<usize>() + model.custom_fields.len());
    for resolver in resolvers.into_iter().flatten() {
        plan.add_resolver(resolver);
    }
    let planner = Planner::new(model, options, printing, &hiding);
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

/// The resolvers of each entity.
fn entity_resolvers(
    model: &Model,
    options: &Options,
    printing: Option<&Printing>,
    hiding: &Hiding<'_>,
) -> Vec<Vec<Resolver>> {
    let entities: Vec<&Entity> = model.entities.values().collect();
    let planner = || Planner::new(model, options, printing, hiding);
    parallel::map_with(entities, ENTITIES_OF_A_THREAD, planner, |own, entity| {
        data::resolvers(own, entity)
    })
}

const ENTITIES_OF_A_THREAD: usize = 4;

/// What the parts of a plan are made from.
pub(super) struct Planner<'a> {
    pub(super) model: &'a Model,
    pub(super) options: &'a Options,
    /// None if code is not to be printed.
    printer: Option<RefCell<Printer<'a>>>,
    pub(super) checks: Checks<'a>,
    pub(super) arounds: RefCell<Arounds>,
    pub(super) hiding: &'a Hiding<'a>,
}

impl<'a> Planner<'a> {
    fn new(
        model: &'a Model,
        options: &'a Options,
        printing: Option<&'a Printing>,
        hiding: &'a Hiding<'a>,
    ) -> Self {
        Self {
            model,
            options,
            printer: printing.map(|printing| RefCell::new(Printer::new(printing))),
            checks: Checks::default(),
            arounds: RefCell::default(),
            hiding,
        }
    }

    /// What prints the code of a field's resolver, if it is to be printed.
    pub(super) fn printer_of(
        &self,
        (type_name, field_name): (&str, &str),
    ) -> Option<RefMut<'_, Printer<'a>>> {
        let printer = self.printer.as_ref()?.borrow_mut();
        let except = &printer.printing.except;
        let is_excepted =
            !except.is_empty() && except.contains(&format!("{type_name}.{field_name}"));
        (!is_excepted).then_some(printer)
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
