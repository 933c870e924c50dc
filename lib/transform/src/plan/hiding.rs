//! Which answers of mutations keep values to themselves, because subscribers get those answers.

use appsynth_parallel as parallel;
use rustc_hash::{FxHashMap, FxHashSet};

use super::rules::hides_from_mutations;
use crate::model::{Entity, Model};

/// With fewer, another thread is not worth waking.
const ENTITIES_OF_A_THREAD: usize = 64;

/// The entities whose items are marked as a mutation's answer: some of their values, or of items that relations lead
/// to, look for the mark.
#[derive(Debug, Default)]
pub(super) struct Hiding<'a>(FxHashSet<&'a str>);

impl<'a> Hiding<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        let entities: Vec<&Entity> = model.entities.values().collect();
        let hiding = parallel::map(entities, ENTITIES_OF_A_THREAD, |entity| {
            hides_from_mutations(model, entity).then_some(entity.name.text.as_str())
        });
        let mut waiting: Vec<&str> = hiding.into_iter().flatten().collect();
        if waiting.is_empty() {
            return Self::default();
        }
        let leading = leading_to(model);
        let mut marked = FxHashSet::default();
        while let Some(name) = waiting.pop() {
            if marked.insert(name) {
                waiting.extend(leading.get(name).into_iter().flatten());
            }
        }
        Self(marked)
    }

    /// Whether the mutations of an entity mark what they answer.
    pub(super) fn marks_answers(&self, model: &Model, entity: &Entity) -> bool {
        self.marks(entity) && model.is_heard(entity)
    }

    /// Whether its items hand a mark on to those that their relations lead to.
    pub(super) fn marks(&self, entity: &Entity) -> bool {
        self.0.contains(entity.name.text.as_str())
    }
}

/// By entity: those whose relations lead to it.
fn leading_to(model: &Model) -> FxHashMap<&str, Vec<&str>> {
    let mut leading: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for entity in model.entities.values() {
        let relations = entity.fields.values().filter_map(|field| field.relation());
        for relation in relations {
            let from = entity.name.text.as_str();
            leading.entry(&relation.related).or_default().push(from);
        }
    }
    leading
}
