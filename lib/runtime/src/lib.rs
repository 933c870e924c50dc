//! Executes GraphQL on an [`ApiDefinition`] as AppSync does.
//!
//! Knows no HTTP and no store: whoever loads an API brings its data sources as [`DataSource`]s.

mod data_source;
mod definition;

pub use data_source::{DataSource, DataSourceError};
pub use definition::{
    ApiDefinition, AuthMode, Code, DataSourceName, FieldName, FunctionDefinition, FunctionId,
    ResolverDefinition, ResolverKind,
};
