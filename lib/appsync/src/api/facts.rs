//! What other constructs need to know of an API while they are built.

use appsynth_construct::{NodeId, Scope};
use appsynth_schema::{Schema, Valid};
use indexmap::{IndexMap, IndexSet};

use super::required::Required;

/// What an API's data sources, functions and resolvers need to know of it and of each other.
#[derive(Debug)]
pub(crate) struct ApiFacts {
    /// Unless it was refused.
    pub(crate) schema: Option<Valid<Schema>>,
    /// The construct path of each resolver, by field.
    pub(crate) resolvers: IndexMap<String, String>,
    /// What resolvers of a field have to run, by field.
    pub(crate) required: IndexMap<String, Required>,
    /// The construct path of each data source, by name.
    pub(crate) data_sources: IndexMap<String, String>,
    /// The names of pipeline functions.
    pub(crate) functions: IndexSet<String>,
    /// Where files for people are: empty, or a path that ends in `/`.
    folder: String,
}

impl ApiFacts {
    /// Nothing but the schema yet. `scope` is the API's.
    pub(super) fn new(scope: &mut Scope<'_>, schema: Option<Valid<Schema>>) -> Self {
        Self {
            schema,
            resolvers: IndexMap::new(),
            required: IndexMap::new(),
            data_sources: IndexMap::new(),
            functions: IndexSet::new(),
            folder: folder(scope),
        }
    }

    /// The path of a file for people, such as `resolvers/Query.getPost.js`, in the assembly.
    pub(crate) fn legible_path(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }
}

/// Most apps have one API: the first one's files are at the root of the assembly, those of others in a
/// folder named by their construct path.
fn folder(scope: &mut Scope<'_>) -> String {
    let node = scope.node();
    let apis = scope.recall_app::<Apis>();
    let is_first = apis.0.is_empty();
    apis.0.push(node);
    match is_first {
        true => String::new(),
        false => format!("{}/", scope.path()),
    }
}

/// The APIs of an app, in the order in which they were built.
#[derive(Debug, Default)]
pub(crate) struct Apis(pub(crate) Vec<NodeId>);
