//! What is generated, for people: the code of each function as a file, and which functions run for a field.

use std::collections::BTreeSet;
use std::sync::Arc;

use appsynth_appsync::ApiRef;
use appsynth_construct::Scope;
use appsynth_transform::Plan;
use appsynth_transform::plan::{
    Code, HalfCode, KeyAttribute, Printed, Resolver, Slot, SourceKind, Step, Table, UserFile,
};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::code::{self, legible};
use crate::function::Functions;

/// Up to so many functions of pipelines are each listed under the names of all fields they run for. Beyond,
/// writing the same files again and again would take most of the time, and a function that several fields
/// share is listed once, by its own name.
const REPEATED: usize = 1_000;

/// The files below the API's folder, each with its text: the functions, and `plan.json`, which tells those of each
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
    /// Takes no scope, so that it can be made while constructs are added.
    pub(crate) fn of(
        plan: &Plan,
        functions: &Functions,
        awaited: &IndexMap<String, usize>,
    ) -> Self {
        let steps = plan.resolvers.values().map(|resolver| resolver.steps.len());
        let repeats = steps.sum::<usize>() <= REPEATED;
        let mut listed = Listed::default();
        for (coordinate, resolver) in &plan.resolvers {
            let mut pipeline = Vec::new();
            for (step, index) in resolver.steps.iter().zip(functions.pipeline(coordinate)) {
                let name = functions.name(*index);
                let place = place(resolver, step);
                let own = own_name(resolver, step);
                let is_shared = functions.is_shared(*index);
                let file = match is_shared && !repeats {
                    true => format!("functions/{name}"),
                    false => own,
                };
                listed.add(functions, *index, step, file);
                pipeline.push(json!([place, name]));
            }
            if !awaited.contains_key(coordinate) {
                let pipeline = Value::Array(pipeline);
                listed.resolvers.insert(coordinate.clone(), pipeline);
            }
        }
        let tables = plan.tables.iter();
        let tables: Map<String, Value> = tables
            .map(|(model, planned)| (model.clone(), table(planned)))
            .collect();
        let sources = plan.sources.iter();
        let sources: Map<String, Value> = sources
            .map(|(name, source)| (name.clone(), kind(&source.kind).into()))
            .collect();
        let plan = json!({
            "tables": tables,
            "sources": sources,
            "resolvers": listed.resolvers,
            "functions": listed.functions,
        });
        let mut files = listed.files;
        files.push(("plan.json".to_owned(), plan.to_string().into()));
        Self(files)
    }

    pub(crate) fn add(self, scope: &mut Scope<'_>, api: ApiRef) {
        for (file, text) in self.0 {
            let path = api.legible_path(scope, &file);
            scope.legible_file(path, text);
        }
    }
}

fn table(planned: &Table) -> Value {
    let indexes = planned.indexes.iter().map(|index| {
        let keys = keys(&index.partition, index.sort.as_ref());
        (index.name.clone(), json!({ "keys": keys }))
    });
    json!({
        "keys": keys(&planned.partition, planned.sort.as_ref()),
        "indexes": indexes.collect::<Map<_, _>>(),
    })
}

fn keys(partition: &KeyAttribute, sort: Option<&KeyAttribute>) -> Vec<String> {
    let keys = std::iter::once(partition).chain(sort);
    keys.map(|key| key.name.clone()).collect()
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
struct Listed {
    resolvers: Map<String, Value>,
    functions: IndexMap<String, Value>,
    files: Vec<(String, Arc<str>)>,
    /// Files without their endings.
    written: BTreeSet<String>,
}

const DATA: &str = "data";

impl Listed {
    fn add(&mut self, functions: &Functions, index: usize, step: &Step, file: String) {
        if self.written.contains(&file) {
            return;
        }
        let code = functions.code(index);
        let endings = code::files(code).map(|(ending, _)| ending);
        let names: Vec<String> = endings.map(|ending| format!("{file}.{ending}")).collect();
        self.files.extend(files(&file, step, code));
        self.written.insert(file);
        let function = self.functions.entry(functions.name(index).to_owned());
        function.or_insert_with(|| {
            let mut function = json!({ "source": step.source, "files": names });
            let own: Vec<&str> = user_files(&step.code)
                .map(|file| file.path.as_str())
                .collect();
            if !own.is_empty() {
                function["from"] = own.into();
            }
            function
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
    let coordinate = format!("{}.{}", resolver.type_name, resolver.field_name);
    match place(resolver, step).as_str() {
        DATA => coordinate,
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
