//! The code of all steps with what tells it from other code.

use std::sync::Arc;

use appsynth_parallel as parallel;
use appsynth_transform::Plan;
use appsynth_transform::plan::{Language, Printed};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use crate::code;

/// The SHA-256 of a function's data source and code.
pub(crate) type Digest = [u8; 32];

/// A thread that digests fewer takes longer to start.
const DIGESTS_OF_A_THREAD: usize = 64;

/// The code of the steps of a plan.
#[derive(Debug)]
pub(crate) struct Codes {
    /// By resolver and step, in the plan's order: indices into `distinct`.
    steps: Vec<Vec<usize>>,
    distinct: Vec<(Arc<Printed>, Digest)>,
}

impl Codes {
    pub(crate) fn of(plan: &Plan, language: Language) -> Self {
        let mut found = FxHashMap::default();
        let mut distinct = Vec::new();
        let steps = plan.resolvers.values().map(|resolver| {
            let steps = resolver.steps.iter().map(|step| {
                let source = step.source.as_str();
                let code = code::printed(&step.code, language);
                // All code is kept, so that no other gets its address.
                let key = (source, Arc::as_ptr(&code));
                *found.entry(key).or_insert_with(|| {
                    distinct.push((source, code));
                    distinct.len() - 1
                })
            });
            steps.collect()
        });
        let steps = steps.collect();
        let distinct = parallel::map(distinct, DIGESTS_OF_A_THREAD, |(source, code)| {
            let digest = digest(source, &code);
            (code, digest)
        });
        Self { steps, distinct }
    }

    /// The code of each resolver's steps, in the plan's order.
    pub(crate) fn by_resolver(
        &self,
    ) -> impl Iterator<Item = impl Iterator<Item = &(Arc<Printed>, Digest)>> {
        let steps = self.steps.iter();
        steps.map(|steps| steps.iter().map(|index| &self.distinct[*index]))
    }
}

fn digest(source: &str, code: &Printed) -> Digest {
    let mut sha = Sha256::new();
    sha.update(source);
    for (_, text) in code::files(code) {
        sha.update([0]);
        sha.update(text.as_bytes());
    }
    sha.finalize().into()
}
