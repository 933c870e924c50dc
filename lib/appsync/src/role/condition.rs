//! Conditions of policies.

use appsynth_cloudformation::Map;
use appsynth_construct::{Expr, NodeId};

/// What has to hold, by operator and key.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Conditions(Map<NodeId>);

impl Conditions {
    /// Has this hold, too.
    pub(super) fn add(&mut self, operator: String, key: String, value: Expr) {
        let keys = self.0.entry(operator);
        if let Expr::Map(keys) = keys.or_insert_with(|| Expr::Map(Map::new())) {
            keys.insert(key, value);
        }
    }

    /// The member of a statement; none if nothing has to hold.
    pub(super) fn properties(&self) -> Option<Expr> {
        (!self.0.is_empty()).then(|| Expr::Map(self.0.clone()))
    }
}
