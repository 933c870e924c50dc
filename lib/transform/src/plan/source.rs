//! Data sources.

use crate::model::Template;

/// A data source of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name, such as `PostTable`.
    pub name: String,
    /// What it reaches.
    pub kind: SourceKind,
}

/// What a data source reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKind {
    /// Nothing: `NONE_DS`.
    None,
    /// The table of this entity.
    Table(String),
    /// A Lambda function.
    Function {
        /// The function's name, as `@function` says it.
        name: Template,
        /// Its region, if not the API's.
        region: Option<String>,
        /// Its account, if not the API's.
        account: Option<String>,
    },
    /// An HTTP endpoint: scheme, host and port.
    Http(Template),
    /// The OpenSearch domain of `@searchable`.
    Search,
}

impl Source {
    /// The data source that reaches nothing.
    pub(super) fn none() -> Self {
        Self {
            name: Self::NONE.to_owned(),
            kind: SourceKind::None,
        }
    }

    /// The data source of an entity's table.
    pub(super) fn table(entity: &str) -> Self {
        Self {
            name: Self::of_table(entity),
            kind: SourceKind::Table(entity.to_owned()),
        }
    }

    /// The data source of all searches.
    pub(super) fn search() -> Self {
        Self {
            name: Self::SEARCH.to_owned(),
            kind: SourceKind::Search,
        }
    }

    /// The name of the data source that reaches nothing.
    pub const NONE: &'static str = "NONE_DS";

    /// The name of the data source that searches.
    pub const SEARCH: &'static str = "OpenSearchDataSource";

    /// The name of the data source of an entity's table.
    pub fn of_table(entity: &str) -> String {
        format!("{entity}Table")
    }
}
