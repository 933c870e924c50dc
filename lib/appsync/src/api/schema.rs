//! Where a schema comes from.

use appsynth_construct::{Asset, Scope, Value};
use appsynth_diagnostics::{Diagnostics, SourceId};
use appsynth_resources::appsync as cfn;
use appsynth_schema::{Document, Schema, Valid};

use crate::diagnostics;
use crate::reference::join;

/// The source of a schema.
#[derive(Debug, Clone)]
pub enum SchemaSource {
    /// A file, by its path in the project.
    File(String),
    /// Several files, in this order.
    Files(Vec<String>),
    /// The `.graphql` and `.gql` files of a folder and those below, in alphabetical order.
    Folder(String),
    /// The text itself.
    Text(String),
    /// A schema that is in no text.
    Document(Box<CheckedDocument>),
}

/// A document that was checked and printed, which takes long enough to be done beside something else.
#[derive(Debug, Clone)]
pub struct CheckedDocument {
    text: String,
    schema: Result<Valid<Schema>, Diagnostics>,
}

impl From<Document> for CheckedDocument {
    fn from(document: Document) -> Self {
        Self {
            text: appsynth_schema::print(&document),
            schema: appsynth_schema::validate(document),
        }
    }
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
        if let Self::Document(document) = self {
            let CheckedDocument { text, schema } = *document;
            let valid = match schema {
                Ok(valid) => Some(valid),
                Err(problems) => {
                    for problem in problems {
                        scope.report(problem);
                    }
                    None
                }
            };
            return (text, valid);
        }
        let ids = self.read(scope);
        if ids.is_empty() {
            return (String::new(), None);
        }
        let (document, mut problems) = appsynth_schema::parse(scope.sources(), ids.iter().copied());
        let has_extensions = document.types().any(|one| one.extend);
        let mut valid = None;
        if !problems.has_errors() {
            match appsynth_schema::validate(document) {
                Ok(schema) => valid = Some(schema),
                Err(more) => problems.extend(more),
            }
        }
        for problem in problems {
            scope.report(problem);
        }
        // AppSync knows no `extend`, and several files may have a `schema` in one of them only.
        let as_written = ids.len() == 1 && !has_extensions;
        let text = match (&valid, ids.as_slice()) {
            (_, [id]) if as_written => scope.text(*id).to_owned(),
            (Some(schema), _) => schema.to_string(),
            (None, _) => String::new(),
        };
        (text, valid)
    }

    /// Its texts, in order, if it is in texts; what cannot be read is reported.
    pub fn read(self, scope: &mut Scope<'_>) -> Vec<SourceId> {
        let paths = match self {
            Self::Text(text) => {
                let name = format!("{} (schema)", scope.path());
                return vec![scope.source(name, text)];
            }
            Self::Document(_) => return Vec::new(),
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

/// From this size on a schema is uploaded: a template has up to 1 MB with everything else in it.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const UPLOADED_BYTES: usize = 400_000;

/// The largest schema that AppSync takes by its quotas, in bytes.
///
/// <https://docs.aws.amazon.com/general/latest/gr/appsync.html>
const MOST_BYTES: usize = 1_000_000;

/// The resource of a schema.
pub(super) fn resource(
    scope: &mut Scope<'_>,
    api_id: Value<String>,
    text: String,
) -> cfn::CfnGraphQLSchema {
    if text.len() > MOST_BYTES {
        scope.report(diagnostics::schema_size(text.len(), MOST_BYTES));
    }
    let schema = cfn::CfnGraphQLSchema::new(api_id);
    if text.len() < UPLOADED_BYTES {
        return cfn::CfnGraphQLSchema {
            definition: Some(text.into()),
            ..schema
        };
    }
    let asset = scope.asset(Asset::bytes("graphql", text));
    let object = format!("/{}", asset.object_key);
    let location = join(["s3://".into(), asset.bucket, object.as_str().into()]);
    cfn::CfnGraphQLSchema {
        definition_s3_location: Some(location),
        ..schema
    }
}

/// The path of a file.
impl From<&str> for SchemaSource {
    fn from(path: &str) -> Self {
        Self::file(path)
    }
}
