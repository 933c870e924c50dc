//! Which types lists of entities need, and who reaches them.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::access::Access;
use super::modes::Modes;
use crate::model::{Entity, Model, Operation, RelationKind};
use crate::names::capitalized;

/// What gives several items of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    /// The queries over the whole table.
    Whole,
    /// Queries of indexes, and relations.
    ByKey,
}

impl Listing {
    /// The entity's name in the names of the list's types: in those of the queries over the whole table Amplify
    /// gives it a capital.
    pub(super) fn spell(self, entity: &Entity) -> String {
        match self {
            Self::Whole => capitalized(&entity.name),
            Self::ByKey => entity.name.text.clone(),
        }
    }
}

/// The lists of an entity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lists {
    /// The modes that reach them.
    pub(super) modes: Modes,
    by_key: bool,
}

impl Lists {
    /// The lists that have types of their own.
    pub(super) fn of(self, entity: &Entity) -> impl Iterator<Item = Listing> {
        let whole = is_listed_whole(entity);
        let shared = whole && Listing::Whole.spell(entity) == *entity.name.text;
        let by_key = self.by_key && !shared;
        let whole = whole.then_some(Listing::Whole);
        whole.into_iter().chain(by_key.then_some(Listing::ByKey))
    }
}

/// The lists of each entity: those of its own queries and of relations to it.
pub(super) fn of_model<'m>(
    model: &'m Model,
    access: &IndexMap<&'m str, Access<'m>>,
) -> HashMap<&'m str, Lists> {
    let mut found: HashMap<&str, Lists> = HashMap::new();
    for (name, access) in access {
        let entity = access.entity();
        let by_index = entity.indexes.iter().any(|index| index.query.is_some());
        if by_index || is_listed_whole(entity) {
            let lists = found.entry(name).or_default();
            lists.modes = lists.modes.and(match by_index {
                true => access.index_query(),
                false => access.operation(Operation::List),
            });
            lists.by_key |= by_index;
        }
    }
    let mut related: HashSet<&str> = HashSet::new();
    for (entity, access) in model.entities.values().zip(access.values()) {
        for relation in entity.fields.values().filter_map(|one| one.relation()) {
            if matches!(
                relation.kind,
                RelationKind::HasMany | RelationKind::ManyToMany
            ) {
                let lists = found.entry(&relation.related).or_default();
                lists.modes = lists.modes.and(match related.contains(&*relation.related) {
                    false => access.ruled_readers(),
                    true => access.ruled_readers_again(),
                });
                if entity.auth.is_some() {
                    related.insert(&relation.related);
                }
                lists.by_key = true;
            }
        }
    }
    found
}

fn is_listed_whole(entity: &Entity) -> bool {
    entity.queries.list.is_some() || entity.queries.sync.is_some()
}
