//! The construct that builds what directives stand for: from a schema with `@model` and its like to an API
//! with tables, data sources, functions and resolvers, in stacks that stay within CloudFormation's quotas.
//!
//! A schema is read to a [`Model`](appsynth_transform::Model) and planned to a
//! [`Plan`](appsynth_transform::Plan) by `appsynth-transform`; here the plan becomes constructs of
//! `appsynth-appsync`. Nothing here knows what a directive means.
//!
//! Invariants: the same plan gives the same constructs; what one model adds moves no resource of another to
//! another stack; a role may do what the functions with its data source ask for and no more.

mod access;
mod amplify_names;
mod build;
mod code;
mod conflict;
mod data;
mod diagnostics;
mod digest;
mod edit;
mod file_name;
mod function;
mod graphql_schema;
mod hand_made;
mod identity_pool;
mod layout;
mod listing;
mod needs;
mod origin;
mod own_code;
mod pipeline;
mod resolver;
mod room;
mod search;
mod source;
mod table;

pub use access::access_tables;
pub use appsynth_transform::plan::rules::{AccessRow, AccessTable, Caller, Verdict};
pub use appsynth_transform::plan::{Language, Slot};
pub use appsynth_transform::{AuthMode, Needs};
pub use build::prepare;
pub use conflict::ConflictHandlers;
pub use data::DataRef;
pub use edit::{Edit, Part};
pub use file_name::FileName;
pub use graphql_schema::{GraphqlSchema, IdentityPool, TableSettings};
pub use hand_made::{SlotFunctions, slot_functions};
pub use needs::schema_needs;
