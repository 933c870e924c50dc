//! Halves that are the same, kept once.

use std::sync::Arc;

use appsynth_program::Half;
use rustc_hash::FxHashSet;

use super::{Code, HalfCode, Step};

/// The halves of a plan. Most are the same for many resolvers: keeping one of each saves memory, and whoever
/// prints them prints it once.
#[derive(Debug, Default)]
pub(super) struct SharedHalves {
    known: FxHashSet<Arc<Half>>,
    /// The addresses of those that are known: they need no look at what is in them.
    addresses: FxHashSet<*const Half>,
}

impl SharedHalves {
    /// Puts halves that are known in the place of those of steps.
    pub(super) fn share_steps(&mut self, steps: &mut [Step]) {
        for step in steps {
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
            if self.addresses.contains(&Arc::as_ptr(own)) {
                continue;
            }
            match self.known.get(own) {
                Some(known) => *own = Arc::clone(known),
                None => {
                    self.addresses.insert(Arc::as_ptr(own));
                    self.known.insert(Arc::clone(own));
                }
            }
        }
    }
}
