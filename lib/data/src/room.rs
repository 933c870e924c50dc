//! Whether templates have room for a plan.

use std::collections::HashSet;

use appsynth_cloudformation::quotas::{
    MAX_OPERATION_RESOURCES, MAX_PARAMETERS, MAX_RESOURCES, MAX_TEMPLATE_BYTES,
};
use appsynth_transform::Plan;
use appsynth_transform::plan::{Home, SourceKind};
use rustc_hash::FxHashMap;

use crate::function::Functions;
use crate::layout::{Layout, Place};

/// How many resources one template gets. What the user adds needs room, too.
const RESOURCES: usize = MAX_RESOURCES - 50;

/// How many bytes of functions' code one template gets. There is much around them.
const CODE_BYTES: usize = MAX_TEMPLATE_BYTES / 2;

/// How many functions a template gets from others by parameters, and gives to others by as many outputs; some are
/// for data sources.
const SHARED: usize = MAX_PARAMETERS - 50;

/// How many resources one stack gets, nested ones included. What the user adds needs room, too.
const OPERATION: usize = MAX_OPERATION_RESOURCES - 200;

/// Whether one stack and those nested in it hold the plan.
pub(crate) fn fits_one_stack(plan: &Plan, layout: &Layout, functions: &Functions) -> bool {
    let homes = || plan.resolvers.values().map(|resolver| &resolver.home);
    let relations: HashSet<&Home> = homes()
        .filter(|home| matches!(home, Home::Relations(_)))
        .collect();
    let of_api = homes().filter(|home| matches!(home, Home::Api)).count();
    let others = plan
        .sources
        .values()
        .filter(|source| !matches!(source.kind, SourceKind::Table(_)));
    let nested = plan.tables.len() + relations.len() + layout.parts();
    let root = nested + 2 * others.count() + functions.count(&Place::Root) + of_api;
    // A table has a data source and a role.
    let all = nested + 3 * plan.tables.len() + functions.len() + plan.resolvers.len();
    root <= RESOURCES && all <= OPERATION
}

/// The models, and the relations of models, that take more than the one template that the layout has for them.
pub(crate) fn crowded(plan: &Plan, layout: &Layout, functions: &Functions) -> Vec<Home> {
    let mut loads: FxHashMap<Nested<'_>, Load> = FxHashMap::default();
    for (place, bytes) in functions.sizes() {
        if let Some(nested) = Nested::of_place(place) {
            let load = loads.entry(nested).or_default();
            load.functions += 1;
            load.bytes += bytes;
        }
    }
    for (coordinate, resolver) in &plan.resolvers {
        if let Some(nested) = Nested::of_home(&resolver.home) {
            let load = loads.entry(nested).or_default();
            load.resolvers += 1;
            load.used.extend(functions.pipeline(coordinate));
        }
    }
    let too_much = loads
        .into_iter()
        .filter_map(|(nested, mut load)| load.is_too_much().then(|| nested.home()));
    too_much.filter(|home| !layout.is_spread(home)).collect()
}

/// The nested stack of a model, or of the relations of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Nested<'a> {
    Entity(&'a str),
    Relations(&'a str),
}

impl<'a> Nested<'a> {
    fn of_place(place: &'a Place) -> Option<Self> {
        match place {
            Place::Entity(entity) => Some(Self::Entity(entity)),
            Place::Relations(entity) => Some(Self::Relations(entity)),
            Place::Root | Place::Part(..) | Place::Stack(..) => None,
        }
    }

    fn of_home(home: &'a Home) -> Option<Self> {
        match home {
            Home::Entity(entity) => Some(Self::Entity(entity)),
            Home::Relations(entity) => Some(Self::Relations(entity)),
            Home::Api => None,
        }
    }

    fn home(self) -> Home {
        match self {
            Self::Entity(entity) => Home::Entity(entity.to_owned()),
            Self::Relations(entity) => Home::Relations(entity.to_owned()),
        }
    }
}

/// What a template has.
#[derive(Debug, Default)]
struct Load {
    resolvers: usize,
    functions: usize,
    bytes: usize,
    /// The functions that its resolvers use, wherever they are.
    used: Vec<usize>,
}

impl Load {
    /// Where a model's table has many functions, they are those of relations, which use them from elsewhere; and
    /// where resolvers use many, most come from elsewhere.
    fn is_too_much(&mut self) -> bool {
        self.resolvers + self.functions > RESOURCES
            || self.bytes > CODE_BYTES
            || self.functions > SHARED
            || self.uses_too_many()
    }

    fn uses_too_many(&mut self) -> bool {
        if self.used.len() > SHARED {
            self.used.sort_unstable();
            self.used.dedup();
        }
        self.used.len() > SHARED
    }
}
