//! What constructs know about each other while the tree is built.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;

use appsynth_parallel as parallel;

use crate::tree::{NodeIndex, ROOT};
use crate::{App, NodeId, Scope};

/// Facts by node and type.
#[derive(Debug, Default)]
pub(crate) struct Facts(BTreeMap<(NodeIndex, TypeId), Box<dyn Any + Send + Sync>>);

impl Facts {
    /// The fact of this type about a node.
    pub(crate) fn get<T: Any>(&self, at: NodeIndex) -> Option<&T> {
        self.0.get(&(at, TypeId::of::<T>()))?.downcast_ref()
    }

    /// Forgets all facts but those of one type. Nobody waits until they are gone.
    pub(crate) fn keep_only<T: Any>(&mut self) {
        let forgotten = self
            .0
            .extract_if(.., |(_, kind), _| *kind != TypeId::of::<T>());
        let forgotten: Vec<_> = forgotten.map(|(_, fact)| fact).collect();
        parallel::discard(forgotten);
    }
}

impl Scope<'_> {
    /// Remembers a fact about a construct for constructs that are built later; a node has one fact of each
    /// type.
    ///
    /// Handles are small and `Copy`; what they cannot carry, such as the schema of an API, is kept here.
    /// Facts do not show in templates. One about a node of another app is forgotten.
    pub fn remember<T: Any + Send + Sync>(&mut self, node: impl Into<NodeId>, fact: T) {
        if let Some(at) = self.tree.index(node.into()) {
            self.tree
                .facts
                .0
                .insert((at, TypeId::of::<T>()), Box::new(fact));
        }
    }

    /// The fact of this type about a construct.
    pub fn recall<T: Any>(&self, node: impl Into<NodeId>) -> Option<&T> {
        self.tree.facts.get(self.tree.index(node.into())?)
    }

    /// The fact of this type about a construct, to be changed.
    pub fn recall_mut<T: Any>(&mut self, node: impl Into<NodeId>) -> Option<&mut T> {
        let at = self.tree.index(node.into())?;
        self.tree
            .facts
            .0
            .get_mut(&(at, TypeId::of::<T>()))?
            .downcast_mut()
    }

    /// The fact of this type about the whole app, made with its default if there is none.
    pub fn recall_app<T: Any + Send + Sync + Default>(&mut self) -> &mut T {
        let facts = &mut self.tree.facts.0;
        let fact = facts.entry((ROOT, TypeId::of::<T>()));
        let fact = fact.or_insert_with(|| Box::new(T::default()));
        fact.downcast_mut()
            .expect("invariant: a fact has the type it is found by")
    }

    /// The root of the tree, for facts about the whole app.
    pub fn root(&self) -> NodeId {
        self.tree.handle(ROOT)
    }
}

impl App {
    /// The fact of this type about the whole app.
    pub fn recall<T: Any>(&self) -> Option<&T> {
        self.tree.facts.get(ROOT)
    }
}

#[cfg(test)]
mod tests {
    use crate::{App, CfnResource, Environment, MemoryFiles};

    #[test]
    fn a_node_has_one_fact_of_each_type() {
        let mut app = App::new(Environment::local(), MemoryFiles::new());
        let mut stack = app.stack("blog");
        let topic = stack.add("Topic", CfnResource::new("AWS::SNS::Topic"));
        stack.remember(topic, "first");
        stack.remember(topic, "second");
        stack.remember(topic, 3_u8);
        assert_eq!(stack.recall::<&str>(topic), Some(&"second"));
        if let Some(count) = stack.recall_mut::<u8>(topic) {
            *count += 1;
        }
        assert_eq!(stack.recall::<u8>(topic), Some(&4));
        assert_eq!(stack.recall::<u8>(stack.root()), None);
    }
}
