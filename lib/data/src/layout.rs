//! Which stack a construct is in.
//!
//! As long as CloudFormation takes it, the API's own stack holds everything: what depends on no model
//! directly, and a nested stack for each model and for its relations. A function is where its data source
//! is, so that all that use it share it.
//!
//! Beyond that, there are further top-level stacks: for functions without a data source, for models, for
//! relations and for custom fields, each a fixed number of them and each needing only those before it. A hash
//! of its own name tells where something is, so that nothing else moves it.

use std::collections::HashMap;

use appsynth_construct::{NodeId, Scope};
use appsynth_transform::plan::{Home, SourceKind};
use sha2::{Digest, Sha256};

/// Finds the scope of what is to be built.
#[derive(Debug)]
pub(crate) struct Layout {
    root: NodeId,
    /// The number of further top-level stacks of each kind; none while one stack is enough.
    stacks: Option<u32>,
    scopes: HashMap<Place, NodeId>,
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
    pub(crate) fn new(root: NodeId, stacks: Option<u32>) -> Self {
        Self {
            root,
            stacks,
            scopes: HashMap::from([(Place::Root, root)]),
        }
    }

    /// Where a resolver is.
    pub(crate) fn of_resolver(&self, home: &Home, coordinate: &str) -> Place {
        match home {
            Home::Entity(entity) => Place::Entity(entity.clone()),
            Home::Relations(entity) => Place::Relations(entity.clone()),
            Home::Api => match self.stacks {
                None => Place::Root,
                Some(count) => Place::Stack(Kind::Fields, bucket(coordinate, count)),
            },
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
    /// top-level stack to another where the resolver needs no more than the data source's name.
    pub(crate) fn of_function(&self, kind: &SourceKind, resolver: Place, digest: &[u8]) -> Place {
        match (kind, self.stacks) {
            (SourceKind::None, Some(count)) => Place::Stack(Kind::Functions, bucket(digest, count)),
            (_, Some(_)) => resolver,
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
                    .node()
            }
            Place::Entity(entity) => self.nested(within, Kind::Models, entity),
            Place::Relations(entity) => self.nested(within, Kind::Relations, entity),
        };
        self.scopes.insert(place.clone(), node);
        node
    }

    fn nested(&mut self, within: &mut Scope<'_>, kind: Kind, entity: &str) -> NodeId {
        match self.stacks {
            None => {
                let mut root = within.within(self.root);
                root.scope(kind.group()).nested_stack(entity).node()
            }
            Some(count) => {
                let stack = Place::Stack(kind, bucket(entity, count));
                let mut scope = self.scope(within, &stack);
                scope.nested_stack(entity).node()
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
