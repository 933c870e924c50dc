//! Executes GraphQL on an [`ApiDefinition`] as AppSync does.
//!
//! Knows no HTTP and no store: whoever loads an API brings its data sources as [`DataSource`]s.

mod api;
mod authorization;
mod caller;
mod code;
mod collect;
mod complete;
mod data_source;
mod definition;
mod diagnostics;
mod execute;
mod info;
mod introspection;
mod path;
mod program;
mod request;
mod resolve;
mod response;

pub use api::Api;
pub use caller::{AuthType, Caller};
pub use data_source::{DataSource, DataSourceError};
pub use definition::{
    ApiDefinition, AuthMode, Code, DataSourceName, FieldName, FunctionDefinition, FunctionId,
    ResolverDefinition, ResolverKind,
};
pub use request::GraphqlRequest;
pub use response::{ErrorDetails, Location, PathSegment, Response, ResponseError};
