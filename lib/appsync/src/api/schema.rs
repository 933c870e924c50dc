//! Where a schema comes from.

use appsynth_construct::Scope;
use appsynth_diagnostics::SourceId;
use appsynth_schema::{Schema, Valid};

use crate::diagnostics;

/// The source of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaSource {
    /// A file, by its path in the project.
    File(String),
    /// Several files, in this order.
    Files(Vec<String>),
    /// The `.graphql` and `.gql` files of a folder and those below, in alphabetical order.
    Folder(String),
    /// The text itself.
    Text(String),
}

impl SchemaSource {
    /// A file, by its path in the project.
    pub fn file(path: impl Into<String>) -> Self {
        Self::File(path.into())
    }

    /// Several files, in this order.
    pub fn files<P: Into<String>>(paths: impl IntoIterator<Item = P>) -> Self {
        Self::Files(paths.into_iter().map(Into::into).collect())
    }

    /// The `.graphql` and `.gql` files of a folder and those below.
    pub fn folder(path: impl Into<String>) -> Self {
        Self::Folder(path.into())
    }

    /// The text itself.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The schema as AppSync is to get it, and as it is understood; mistakes in it are reported.
    pub(super) fn load(self, scope: &mut Scope<'_>) -> (String, Option<Valid<Schema>>) {
        let ids = self.read(scope);
        if ids.is_empty() {
            return (String::new(), None);
        }
        let (document, mut problems) = appsynth_schema::parse(scope.sources(), ids.iter().copied());
        let mut valid = None;
        if !problems.has_errors() {
            match appsynth_schema::validate(&document) {
                Ok(schema) => valid = Some(schema),
                Err(more) => problems.extend(more),
            }
        }
        for problem in problems {
            scope.report(problem);
        }
        // AppSync knows no `extend`, and several files may have a `schema` in one of them only.
        let as_written = ids.len() == 1 && !document.types().any(|one| one.extend);
        let text = match (&valid, ids.as_slice()) {
            (_, [id]) if as_written => scope.text(*id).to_owned(),
            (Some(schema), _) => schema.to_string(),
            (None, _) => String::new(),
        };
        (text, valid)
    }

    /// Its texts, in order; what cannot be read is reported.
    pub fn read(self, scope: &mut Scope<'_>) -> Vec<SourceId> {
        let paths = match self {
            Self::Text(text) => {
                let name = format!("{} (schema)", scope.path());
                return vec![scope.source(name, text)];
            }
            Self::File(path) => vec![path],
            Self::Files(paths) => paths,
            Self::Folder(folder) => {
                let Some(mut paths) = scope.list(&folder) else {
                    return Vec::new();
                };
                paths.retain(|path| path.ends_with(".graphql") || path.ends_with(".gql"));
                if paths.is_empty() {
                    scope.report(diagnostics::folder_without_schema(&folder));
                }
                paths
            }
        };
        paths.iter().filter_map(|path| scope.read(path)).collect()
    }
}

/// The path of a file.
impl From<&str> for SchemaSource {
    fn from(path: &str) -> Self {
        Self::file(path)
    }
}
