//! What is to be built for a [`Model`](crate::Model): the schema AppSync gets, tables, data sources and resolvers.
//!
//! A plan is intent: it knows no construct and no template. Users' overrides and slots edit it before
//! constructs exist.

mod build;
mod checks;
mod code;
mod custom;
mod data;
mod grants;
mod hiding;
mod keys;
mod local;
mod mark;
mod origin;
mod printing;
mod resolver;
pub mod rules;
mod schema;
mod slot;
mod source;
mod table;

use appsynth_schema::Document;
use indexmap::IndexMap;

pub use build::{plan, plan_printed};
pub use code::{Code, HalfCode, Language, Printed, UserFile};
pub use mark::{Deployed, Own, Piece};
pub use origin::Origin;
pub use printing::Printing;
pub use resolver::{Home, Resolver, Step};
pub(crate) use schema::{Modes, clashes};
pub use slot::Slot;
pub use source::{Source, SourceKind};
pub use table::{KeyAttribute, Table, TableIndex};

/// Reads what schemas of plans have built in, unless that was done before.
pub(crate) fn prepare() {
    schema::prepare();
}

/// Everything a schema with directives comes to.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The schema that AppSync gets: without the directives, with everything they generate.
    pub schema: Document,
    /// A table for each entity, by the entity's name, in the model's order.
    pub tables: IndexMap<String, Table>,
    /// Data sources by name.
    pub sources: IndexMap<String, Source>,
    /// Resolvers by field, such as `Query.getPost`.
    pub resolvers: IndexMap<String, Resolver>,
    /// What the roles of the identity pool may ask for.
    pub identity_pool: IdentityPoolAccess,
    /// What of the schema tables and resolvers are for, by what the schema calls it: `Post` for a model with
    /// all its operations, `Post.comments` for a field.
    pub origins: IndexMap<String, Origin>,
}

/// The fields that callers of an identity pool may ask for, such as `Query.getPost`, or `Post` for all
/// fields of a type. Each becomes a resource of a policy that allows `appsync:GraphQL`.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-iam-authorization>
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentityPoolAccess {
    /// By those who signed in.
    pub authenticated: Vec<String>,
    /// By those who did not.
    pub unauthenticated: Vec<String>,
}
