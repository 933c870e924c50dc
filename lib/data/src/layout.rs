//! Which stack a construct is in.
//!
//! As long as CloudFormation takes it, the API's own stack holds everything: what depends on no model
//! directly, and a nested stack for each model and for its relations. A function is where its data source
//! is, so that all that use it share it.
//!
//! A model or its relations that take more than a template holds are spread over a fixed number of further nested
//! stacks: the resolvers of fields, each with the function that reads a table.
//!
//! Beyond that, there are further top-level stacks: for functions without a data source, for models, for
//! relations and for custom fields, each a fixed number of them and each needing only those before it. A hash
//! of its own name tells where something is, so that nothing else moves it.

use std::collections::HashSet;

use appsynth_construct::{NodeId, Scope};
use appsynth_transform::Plan;
use appsynth_transform::plan::{Home, Resolver, SourceKind};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// Finds the scope of what is to be built.
#[derive(Debug)]
pub(crate) struct Layout {
    root: NodeId,
    /// The number of further top-level stacks of each kind; none while one stack is enough.
    stacks: Option<u32>,
    /// What is spread over several nested stacks.
    spread: HashSet<Home>,
    /// Models whose tables go by another name, with that name.
    renamed: FxHashMap<String, String>,
    scopes: FxHashMap<Place, NodeId>,
}

/// A scope that constructs are added to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// What depends on no model.
    Root,
    /// A model's table and operations.
    Entity(String),
    /// A model's relations.
    Relations(String),
    /// One of the nested stacks that these, of this model, are spread over.
    Part(Kind, String, u32),
    /// One of the top-level stacks of a kind.
    Stack(Kind, u32),
}

/// The kinds of further top-level stacks, in the order they need each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Functions,
    Models,
    Relations,
    Fields,
}

impl Layout {
    pub(crate) fn new(root: NodeId, stacks: Option<u32>, plan: &Plan) -> Self {
        let tables = plan.tables.iter();
        let renamed = tables.filter(|(model, table)| **model != table.name);
        Self {
            root,
            stacks,
            spread: HashSet::new(),
            renamed: renamed
                .map(|(model, table)| (model.clone(), table.name.clone()))
                .collect(),
            scopes: FxHashMap::from_iter([(Place::Root, root)]),
        }
    }

    /// Over how many nested stacks a model or its relations are spread that one does not hold.
    const PARTS: u32 = 16;

    /// Spreads models, or their relations, over several nested stacks.
    pub(crate) fn spread(&mut self, crowded: impl IntoIterator<Item = Home>) {
        self.spread.extend(crowded);
    }

    pub(crate) fn is_spread(&self, home: &Home) -> bool {
        self.spread.contains(home)
    }

    /// How many nested stacks there may be besides those of models and of relations.
    pub(crate) fn parts(&self) -> usize {
        self.spread.len() * Self::PARTS as usize
    }

    /// Where a resolver is.
    pub(crate) fn of_resolver(&self, resolver: &Resolver) -> Place {
        let part = |kind, entity: &str| {
            let number = bucket(resolver.coordinate(), Self::PARTS);
            Place::Part(kind, entity.to_owned(), number)
        };
        let is_spread = self.is_spread(&resolver.home);
        match (&resolver.home, self.stacks) {
            // Operations stay with the functions of the model's table.
            (Home::Entity(entity), _) if is_spread && resolver.type_name == *entity => {
                part(Kind::Models, entity)
            }
            (Home::Relations(entity), _) if is_spread => part(Kind::Relations, entity),
            (Home::Entity(entity), _) => Place::Entity(entity.clone()),
            (Home::Relations(entity), _) => Place::Relations(entity.clone()),
            (Home::Api, None) => Place::Root,
            (Home::Api, Some(count)) => {
                Place::Stack(Kind::Fields, bucket(resolver.coordinate(), count))
            }
        }
    }

    /// Where a data source is.
    pub(crate) fn of_source(kind: &SourceKind) -> Place {
        match kind {
            SourceKind::Table(entity) => Place::Entity(entity.clone()),
            SourceKind::None
            | SourceKind::Function { .. }
            | SourceKind::Http(_)
            | SourceKind::Search => Place::Root,
        }
    }

    /// Where a function is: with its data source, unless that would take the function's id from one
    /// top-level stack to another, or out of a model's stack that has no room for it, where the resolver needs no
    /// more than the data source's name.
    pub(crate) fn of_function(&self, kind: &SourceKind, resolver: Place, digest: &[u8]) -> Place {
        match (kind, self.stacks) {
            (SourceKind::None, Some(count)) => Place::Stack(Kind::Functions, bucket(digest, count)),
            (_, Some(_)) => resolver,
            (SourceKind::Table(entity), None) if self.is_spread(&Home::Entity(entity.clone())) => {
                resolver
            }
            (kind, None) => Self::of_source(kind),
        }
    }

    /// The scope of a place, made when it is first asked for.
    pub(crate) fn scope<'s>(&mut self, within: &'s mut Scope<'_>, place: &Place) -> Scope<'s> {
        let node = self.node(within, place);
        within.within(node)
    }

    fn node(&mut self, within: &mut Scope<'_>, place: &Place) -> NodeId {
        if let Some(node) = self.scopes.get(place) {
            return *node;
        }
        let node = match place {
            Place::Root => self.root,
            Place::Stack(kind, number) => {
                let mut root = within.within(self.root);
                root.stack_beside(&format!("{}-{number}", kind.name()))
                    .shown_with(self.root)
                    .node()
            }
            Place::Entity(entity) => self.nested(within, Kind::Models, &self.stored(entity)),
            Place::Relations(entity) => self.nested(within, Kind::Relations, &self.stored(entity)),
            Place::Part(kind, entity, number) => {
                self.nested(within, *kind, &format!("{}-{number}", self.stored(entity)))
            }
        };
        self.scopes.insert(place.clone(), node);
        node
    }

    /// The name that a model had when its table was made: what it is called now moves nothing.
    fn stored(&self, entity: &str) -> String {
        let name = self.renamed.get(entity).map_or(entity, String::as_str);
        name.to_owned()
    }

    fn nested(&mut self, within: &mut Scope<'_>, kind: Kind, name: &str) -> NodeId {
        match self.stacks {
            None => {
                let mut root = within.within(self.root);
                let mut group = root.scope(kind.group()).shown_with(self.root);
                group.nested_stack(name).shown_with(self.root).node()
            }
            Some(count) => {
                let root = self.root;
                let stack = Place::Stack(kind, bucket(name, count));
                let mut scope = self.scope(within, &stack);
                scope.nested_stack(name).shown_with(root).node()
            }
        }
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Functions => "functions",
            Self::Models => "models",
            Self::Relations => "relations",
            Self::Fields => "fields",
        }
    }

    /// The scope around nested stacks of this kind.
    fn group(self) -> &'static str {
        match self {
            Self::Functions => "Functions",
            Self::Models => "Models",
            Self::Relations => "Relations",
            Self::Fields => "Fields",
        }
    }
}

/// One of so many buckets, told by the name alone.
fn bucket(name: impl AsRef<[u8]>, count: u32) -> u32 {
    let digest = Sha256::digest(name);
    let (first, _) = digest
        .split_first_chunk()
        .expect("invariant: SHA-256 has 32 bytes");
    u32::from_be_bytes(*first) % count.max(1)
}
