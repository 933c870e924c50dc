//! Halves that are the same, kept once.

use std::sync::Arc;

use appsynth_program::Half;
use rustc_hash::FxHashSet;

use super::{Code, HalfCode, Resolver};

/// The halves of a plan. Most are the same for many resolvers: keeping one of each saves memory, and whoever
/// prints them prints it once.
#[derive(Debug, Default)]
pub(super) struct SharedHalves(FxHashSet<Arc<Half>>);

impl SharedHalves {
    /// Puts halves that are known in the place of a resolver's own.
    pub(super) fn share(&mut self, resolver: &mut Resolver) {
        self.share_code(&mut resolver.around);
        for step in &mut resolver.steps {
            self.share_code(&mut step.code);
        }
    }

    fn share_code(&mut self, code: &mut Code) {
        let Code::Halves { request, response } = code else {
            return;
        };
        for half in [request, response] {
            let HalfCode::Generated(own) = half else {
                continue;
            };
            match self.0.get(own) {
                Some(known) => *own = Arc::clone(known),
                None => {
                    self.0.insert(Arc::clone(own));
                }
            }
        }
    }
}
