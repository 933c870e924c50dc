//! Everything that can be said about a template without deploying it.

use crate::problems::Anchor;
use crate::{Place, Problems, Template};

impl Template {
    /// All that is wrong: references, circles, properties of resources, quotas. `bytes` is the size of the
    /// template's text.
    pub fn check(&self, bytes: usize) -> Problems {
        let mut problems = self.check_references();
        if let Err(circle) = self.dependency_order() {
            let first = circle.cycle.first().map(|id| id.0.as_str());
            problems.add(
                Place::of(&["Resources", first.unwrap_or_default()]),
                Anchor::Key,
                circle.into(),
            );
        }
        problems.append(self.check_properties());
        problems.append(self.check_quotas(bytes));
        problems
    }
}
