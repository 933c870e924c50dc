//! One environment's overrides laid over the rest of the file.

use crate::node::{Mapping, Node, Value};

/// Lays `overlay` over `base`: mappings are merged key by key, anything else replaces, null takes away.
pub(crate) fn merge(base: &mut Mapping, overlay: &Mapping) {
    for (key, over) in overlay {
        match (base.get_mut(key).map(|node| &mut node.value), &over.value) {
            (_, Value::Null) => {
                base.shift_remove(key);
            }
            (Some(Value::Mapping(below)), Value::Mapping(above)) => merge(below, above),
            _ => {
                base.insert(key.clone(), without_nulls(over));
            }
        }
    }
}

/// A value that nothing lies below: there, null takes nothing away.
fn without_nulls(node: &Node) -> Node {
    let mut node = node.clone();
    if let Value::Mapping(entries) = &mut node.value {
        let above = std::mem::take(entries);
        merge(entries, &above);
    }
    node
}
