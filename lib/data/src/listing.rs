//! What is generated, for people: the code of each function as a file, and which functions run for a field.

use std::sync::Arc;

use appsynth_construct::{EarlyFiles, Scope};
use appsynth_transform::Plan;
use appsynth_transform::plan::{
    Code, HalfCode, KeyAttribute, Printed, Resolver, Slot, SourceKind, Step, Table, UserFile,
};
use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::code::{self, legible};
use crate::function::Functions;

/// Up to so many functions of pipelines are each listed under the names of all fields they run for. Beyond,
/// writing the same files again and again would take most of the time, and a function that several fields
/// share is listed once, by its own name.
const REPEATED: usize = 1_000;

/// The files, by their paths in the assembly, each with its text: the functions, and `plan.json`, which tells those of each
/// field.
///
/// ```json
/// {
///   "tables": { "Post": { "keys": ["id"], "indexes": { "byAuthor": { "keys": ["author", "date"] } } } },
///   "sources": { "NONE_DS": "nothing", "PostTable": "the table of Post" },
///   "resolvers": { "Query.getPost": [["auth.1", "auth_0123456789"], ["data", "QueryGetPostDataResolverFn"]] },
///   "functions": { "auth_0123456789": { "source": "NONE_DS", "files": ["functions/auth_0123456789.js"] } }
/// }
/// ```
///
/// Fields that the user resolves are not among the resolvers.
#[derive(Debug)]
pub(crate) struct Listing(Vec<(String, Arc<str>)>);

impl Listing {
    /// Takes no scope, so that it can be made while constructs are added. `folder` is that of the API's files for
    /// people.
    pub(crate) fn of(
        folder: &str,
        plan: &Plan,
        functions: &Functions,
        awaited: &IndexMap<String, usize>,
    ) -> Self {
        let steps = plan.resolvers.values().map(|resolver| resolver.steps.len());
        let repeats = steps.sum::<usize>() <= REPEATED;
        let mut listed = Listed::default();
        let (mut resolvers, mut around) = (IndexMap::new(), IndexMap::new());
        for (coordinate, resolver) in &plan.resolvers {
            let mut pipeline = Vec::new();
            for (step, index) in resolver.steps.iter().zip(functions.pipeline(coordinate)) {
                let name = functions.name(*index);
                let place = place(resolver, step);
                let is_shared = functions.is_shared(*index);
                let file = match is_shared && !repeats {
                    true => format!("functions/{name}"),
                    false => name_at(coordinate, &place),
                };
                listed.add(functions, *index, step, file);
                pipeline.push((place, name));
            }
            if !awaited.contains_key(coordinate) {
                resolvers.insert(coordinate.as_str(), pipeline);
            }
            let own: Vec<_> = user_files(&resolver.around).collect();
            if !own.is_empty() {
                let paths = own.iter().map(|file| file.path.as_str());
                around.insert(coordinate.as_str(), paths.collect());
            }
        }
        let tables = plan.tables.iter();
        let sources = plan.sources.iter();
        let plan = PlanFile {
            tables: tables
                .map(|(model, planned)| (model.as_str(), table(planned)))
                .collect(),
            sources: sources
                .map(|(name, source)| (name.as_str(), kind(&source.kind)))
                .collect(),
            resolvers,
            around,
            functions: listed.functions,
        };
        let plan = serde_json::to_string(&plan).expect("invariant: a plan has text keys");
        let mut files = listed.files;
        files.push(("plan.json".to_owned(), plan.into()));
        for (path, _) in &mut files {
            path.insert_str(0, folder);
        }
        Self(files)
    }

    /// Hands the files to whoever waits for them.
    pub(crate) fn hand_over(self, early: Option<&EarlyFiles>) -> Self {
        if let Some(early) = early {
            early.hand_over(&self.0);
        }
        self
    }

    pub(crate) fn add(self, scope: &mut Scope<'_>) {
        for (path, text) in self.0 {
            scope.legible_file(path, text);
        }
    }
}

/// `plan.json`
#[derive(Debug, Serialize)]
struct PlanFile<'p> {
    tables: IndexMap<&'p str, ListedTable<'p>>,
    sources: IndexMap<&'p str, String>,
    /// Place and function of each step.
    resolvers: IndexMap<&'p str, Vec<(String, &'p str)>>,
    /// The user's files with the response of a resolver itself.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    around: IndexMap<&'p str, Vec<&'p str>>,
    functions: IndexMap<&'p str, ListedFunction<'p>>,
}

#[derive(Debug, Serialize)]
struct ListedTable<'p> {
    keys: Vec<&'p str>,
    indexes: IndexMap<&'p str, ListedIndex<'p>>,
}

#[derive(Debug, Serialize)]
struct ListedIndex<'p> {
    keys: Vec<&'p str>,
}

#[derive(Debug, Serialize)]
struct ListedFunction<'p> {
    source: &'p str,
    files: Vec<String>,
    /// The user's files that it was made from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    from: Vec<&'p str>,
}

fn table(planned: &Table) -> ListedTable<'_> {
    let indexes = planned.indexes.iter().map(|index| {
        let keys = keys(&index.partition, index.sort.as_ref());
        (index.name.as_str(), ListedIndex { keys })
    });
    ListedTable {
        keys: keys(&planned.partition, planned.sort.as_ref()),
        indexes: indexes.collect(),
    }
}

fn keys<'p>(partition: &'p KeyAttribute, sort: Option<&'p KeyAttribute>) -> Vec<&'p str> {
    let keys = std::iter::once(partition).chain(sort);
    keys.map(|key| key.name.as_str()).collect()
}

fn kind(kind: &SourceKind) -> String {
    match kind {
        SourceKind::None => "nothing".to_owned(),
        SourceKind::Table(entity) => format!("the table of {entity}"),
        SourceKind::Function { .. } => "a Lambda function".to_owned(),
        SourceKind::Http(_) => "an HTTP endpoint".to_owned(),
        SourceKind::Search => "OpenSearch".to_owned(),
    }
}

#[derive(Debug, Default)]
struct Listed<'p> {
    functions: IndexMap<&'p str, ListedFunction<'p>>,
    files: Vec<(String, Arc<str>)>,
    /// Files without their endings.
    written: FxHashSet<String>,
}

const DATA: &str = "data";

impl<'p> Listed<'p> {
    fn add(&mut self, functions: &'p Functions, index: usize, step: &'p Step, file: String) {
        if self.written.contains(&file) {
            return;
        }
        let code = functions.code(index);
        let endings = code::files(code).map(|(ending, _)| ending);
        let names: Vec<String> = endings.map(|ending| format!("{file}.{ending}")).collect();
        self.files.extend(files(&file, step, code));
        self.written.insert(file);
        let function = self.functions.entry(functions.name(index));
        function.or_insert_with(|| ListedFunction {
            source: &step.source,
            files: names,
            from: user_files(&step.code)
                .map(|file| file.path.as_str())
                .collect(),
        });
    }
}

/// The files of a function's code, by their paths below the API's folder; `name` is that of a file without its
/// ending.
pub(crate) fn files(name: &str, step: &Step, code: &Printed) -> Vec<(String, Arc<str>)> {
    let texts = code::files(code);
    let texts = texts.map(|(ending, text)| (format!("resolvers/{name}.{ending}"), legible(text)));
    let mut files: Vec<_> = texts.collect();
    if let Code::Module(module) = &step.code
        && let Some(map) = &module.source_map
    {
        files.push((format!("resolvers/{name}.js.map"), map.as_str().into()));
    }
    files
}

/// The name of a file with the code of a function, without its ending.
pub(crate) fn own_name(resolver: &Resolver, step: &Step) -> String {
    name_at(&resolver.coordinate(), &place(resolver, step))
}

fn name_at(coordinate: &str, place: &str) -> String {
    match place {
        DATA => coordinate.to_owned(),
        place => format!("{coordinate}.{place}"),
    }
}

/// The place in the pipeline as names of files have it: `postAuth.1`, or `data` for the function that a file
/// without a slot replaces.
fn place(resolver: &Resolver, step: &Step) -> String {
    if step.slot == Slot::Data {
        let last = resolver.steps.iter().rfind(|step| step.slot == Slot::Data);
        if last.is_some_and(|last| last.index == step.index) {
            return DATA.to_owned();
        }
    }
    format!("{}.{}", step.slot.name(), step.index + 1)
}

fn user_files(code: &Code) -> impl Iterator<Item = &UserFile> {
    let (first, second) = match code {
        Code::Module(file) => (Some(file), None),
        Code::Printed(_) => (None, None),
        Code::Halves { request, response } => (template(request), template(response)),
    };
    first.into_iter().chain(second)
}

/// A half of the user's; what stands in for one that is missing has no path.
fn template(half: &HalfCode) -> Option<&UserFile> {
    match half {
        HalfCode::Template(file) => Some(file).filter(|file| !file.path.is_empty()),
        HalfCode::Generated(_) => None,
    }
}
