//! Functions of pipelines, shared by all that would have the same.

use std::sync::Arc;

use appsynth_appsync::{ConflictHandler, FunctionConfiguration, FunctionConfigurationRef};
use appsynth_construct::Scope;
use appsynth_transform::Plan;
use appsynth_transform::plan::{Printed, Resolver, Slot, SourceKind, Step};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::code::{self, DeployedTexts};
use crate::data::Built;
use crate::digest::{Codes, Digest};
use crate::layout::{Layout, Place};

/// The functions that a plan comes to.
#[derive(Debug, Default)]
pub(crate) struct Functions {
    /// In the order they are first used.
    all: IndexMap<Key, Entry, FxBuildHasher>,
    /// The functions of each resolver's steps, as indices into `all`.
    pipelines: FxHashMap<String, Vec<usize>>,
}

/// What makes two functions the same.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    place: Place,
    code: Digest,
}

#[derive(Debug)]
struct Entry {
    source: String,
    code: Arc<Printed>,
    id: String,
    name: String,
    /// Its name when several resolvers use it.
    shared_name: String,
    uses: usize,
}

impl Functions {
    /// Finds what is the same among the steps of all resolvers.
    pub(crate) fn collect(plan: &Plan, layout: &Layout, codes: &Codes) -> Self {
        let mut functions = Self::default();
        for ((coordinate, resolver), codes) in plan.resolvers.iter().zip(codes.by_resolver()) {
            let home = layout.of_resolver(resolver);
            let steps = resolver.steps.iter().zip(codes);
            let steps = steps.map(|(step, (code, digest))| {
                let kind = &plan.sources[&step.source].kind;
                let key = Key {
                    place: layout.of_function(kind, home.clone(), digest),
                    code: *digest,
                };
                let entry = functions.all.entry(key);
                let index = entry.index();
                let new = || Entry::new(resolver, step, kind, *digest, Arc::clone(code));
                entry.or_insert_with(new).uses += 1;
                index
            });
            let steps = steps.collect();
            functions.pipelines.insert(coordinate.clone(), steps);
        }
        functions
    }

    /// How many there are in a place.
    pub(crate) fn count(&self, place: &Place) -> usize {
        self.all.keys().filter(|key| key.place == *place).count()
    }

    /// The place of each, with the bytes of its code.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (&Place, usize)> {
        self.all.iter().map(|(key, entry)| {
            let texts = code::files(&entry.code);
            (&key.place, texts.map(|(_, text)| text.len()).sum())
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Adds them, in the order of [`Self::pipeline`]'s indices. `conflict_handler` gives what those of a data
    /// source do about conflicts.
    pub(crate) fn add(
        &self,
        scope: &mut Scope<'_>,
        layout: &mut Layout,
        built: &Built,
        deployed: DeployedTexts,
        conflict_handler: impl Fn(&str) -> Option<ConflictHandler>,
    ) -> Vec<FunctionConfigurationRef> {
        let functions = self.all.iter().map(|(key, entry)| {
            let source = built.sources[&entry.source];
            let mut function =
                FunctionConfiguration::new(source, code::function_code(&entry.code, deployed))
                    .name(entry.name());
            if let Some(handler) = conflict_handler(&entry.source) {
                function = function.sync(handler);
            }
            let mut scope = layout.scope(scope, &key.place);
            let whole = scope.node();
            let mut group = scope.scope("Functions").shown_with(whole);
            group.part(&entry.id, function)
        });
        functions.collect()
    }

    /// The functions of a resolver.
    pub(crate) fn pipeline(&self, coordinate: &str) -> &[usize] {
        self.pipelines.get(coordinate).map_or(&[], Vec::as_slice)
    }

    /// Whether several steps have it.
    pub(crate) fn is_shared(&self, index: usize) -> bool {
        self.all[index].uses > 1
    }

    /// A function's code.
    pub(crate) fn code(&self, index: usize) -> &Printed {
        &self.all[index].code
    }

    /// A function's name.
    pub(crate) fn name(&self, index: usize) -> &str {
        self.all[index].name()
    }
}

impl Entry {
    fn new(
        resolver: &Resolver,
        step: &Step,
        kind: &SourceKind,
        digest: Digest,
        code: Arc<Printed>,
    ) -> Self {
        let digest = &hexadecimal(&digest);
        let name = own_name(resolver, step);
        // An id that says what the function does would change with it, and so would its place in stacks
        // that others use; but what is only ever one resolver's keeps its id when it is edited.
        let is_own = !step.code.is_generated()
            || step.slot == Slot::Data && matches!(kind, SourceKind::Table(_));
        let shared_name = match (step.slot, kind) {
            (Slot::Data, SourceKind::None) => format!("DataResolver_{digest}"),
            (Slot::Data, _) => format!("{}_DataResolver_{digest}", step.source),
            (slot, SourceKind::None) => format!("{}_{digest}", slot.name()),
            (slot, _) => format!("{}_{}_{digest}", step.source, slot.name()),
        };
        Self {
            source: step.source.clone(),
            code,
            id: match is_own {
                true => name.clone(),
                false => shared_name.clone(),
            },
            name,
            shared_name,
            uses: 0,
        }
    }

    fn name(&self) -> &str {
        match self.uses {
            1 => &self.name,
            _ => &self.shared_name,
        }
    }
}

/// The name of a function that one resolver uses, as Amplify's transformer names it.
pub(crate) fn own_name(resolver: &Resolver, step: &Step) -> String {
    let (type_name, field) = (&resolver.type_name, &resolver.field_name);
    match step.slot {
        Slot::Data => format!("{type_name}{}DataResolverFn", first_upper(field)),
        slot => format!("{type_name}{field}{}{}Function", slot.name(), step.index),
    }
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Ten hexadecimal digits of it: enough for names.
fn hexadecimal(digest: &Digest) -> String {
    let [a, b, c, d, e, ..] = *digest;
    format!("{:010x}", u64::from_be_bytes([0, 0, 0, a, b, c, d, e]))
}
