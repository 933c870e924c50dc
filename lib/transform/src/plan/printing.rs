//! Printing a plan's code as soon as it is made.

use std::collections::HashSet;
use std::collections::hash_map::Entry;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use appsynth_program::Half;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{Code, Language, Printed, Step};

/// How generated code of a plan is printed.
#[derive(Debug, Clone, Default)]
pub struct Printing {
    /// The language of all of it.
    pub language: Language,
    /// The fields, such as `Query.getPost`, whose resolvers stay as they are: the user's code takes the place of
    /// halves of theirs.
    pub except: HashSet<String>,
}

/// Prints code; what is the same is printed once or twice and kept once.
///
/// Halves take several times the memory of their text. Most are one model's own and are dropped when they are
/// printed, before the next are made; those that come a second time stay, to be recognized.
#[derive(Debug)]
pub(super) struct Printer<'a> {
    pub(super) printing: &'a Printing,
    /// By the hash of two halves; those that came once have nothing yet.
    known: FxHashMap<u64, Option<Known>>,
}

#[derive(Debug)]
struct Known {
    halves: [Arc<Half>; 2],
    printed: Arc<Printed>,
}

impl<'a> Printer<'a> {
    pub(super) fn new(printing: &'a Printing) -> Self {
        Self {
            printing,
            known: FxHashMap::default(),
        }
    }

    pub(super) fn print_steps(&mut self, steps: &mut [Step]) {
        for step in steps {
            self.print_code(&mut step.code);
        }
    }

    pub(super) fn print_code(&mut self, code: &mut Code) {
        if let Some(halves) = code.generated_halves() {
            *code = Code::Printed(self.printed(halves));
        }
    }

    fn printed(&mut self, halves: [&Arc<Half>; 2]) -> Arc<Printed> {
        let print = || {
            Arc::new(Printed::of(
                halves.map(AsRef::as_ref),
                self.printing.language,
            ))
        };
        match self.known.entry(FxBuildHasher.hash_one(halves)) {
            Entry::Vacant(entry) => {
                entry.insert(None);
                print()
            }
            Entry::Occupied(mut entry) => match entry.get() {
                Some(known) if known.halves.each_ref() == halves => Arc::clone(&known.printed),
                Some(_) => print(),
                None => {
                    let printed = print();
                    entry.insert(Some(Known {
                        halves: halves.map(Arc::clone),
                        printed: Arc::clone(&printed),
                    }));
                    printed
                }
            },
        }
    }
}
