//! Executes GraphQL on an [`ApiDefinition`] as AppSync does.
//!
//! ```
//! use std::sync::Arc;
//!
//! use appsynth_runtime::{
//!     Api, ApiDefinition, AuthType, Call, Caller, Code, DataSource, DataSourceError, GraphqlRequest,
//!     ResolverDefinition, ResolverKind,
//! };
//! use appsynth_util::Host;
//! use indexmap::IndexMap;
//! use serde_json::{Value, json};
//!
//! struct Greeter;
//!
//! #[async_trait::async_trait]
//! impl DataSource for Greeter {
//!     async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
//!         Ok(json!(format!("Hello, {}!", request["payload"].as_str().unwrap_or("you"))))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let mut definition = ApiDefinition::new("Greetings", "type Query { hello(name: String): String }");
//! definition.resolvers.insert(
//!     "Query.hello".parse().expect("a type and a field"),
//!     ResolverDefinition {
//!         kind: ResolverKind::Unit("greeter".to_owned()),
//!         code: Code::Vtl {
//!             request: Some(r#"{"payload": $util.toJson($ctx.args.name)}"#.to_owned()),
//!             response: Some("$util.toJson($ctx.result)".to_owned()),
//!         },
//!         label: "Query.hello".to_owned(),
//!         max_batch_size: 0,
//!         caching: None,
//!         conflict_handler: None,
//!     },
//! );
//! let sources = IndexMap::from([("greeter".to_owned(), Arc::new(Greeter) as Arc<dyn DataSource>)]);
//! let api = Api::new(definition, sources, Host::system()).expect("a valid API");
//! let request = GraphqlRequest {
//!     query: r#"{ hello(name: "Ada") }"#.to_owned(),
//!     ..GraphqlRequest::default()
//! };
//! let response = api.execute(request, Caller::new(AuthType::ApiKey)).await;
//! assert_eq!(response.data, json!({"hello": "Hello, Ada!"}));
//! # }
//! ```
//!
//! | step | module |
//! | --- | --- |
//! | definition → schema, compiled templates and modules | `program`, `code` |
//! | request → operation and variables | `requests`, `appsynth_schema` |
//! | operation → fields, at once or in order | `execute`, `collect` |
//! | field → who may have it, its resolver | `authorization`, `resolve`, `run`, `direct`, `batch` |
//! | answers that are kept | `cache` |
//! | resolver's value → the schema's type | `complete` |
//! | mutation's answer → subscribers' answers | `event`, `subscription`, `subscription_filter` |
//! | what all of them did, for a [`Tracer`] | `trace`, `field_tracing`, `steps` |
//!
//! Invariants: knows no HTTP and no store, for whoever loads an API brings its data sources as
//! [`DataSource`]s; errors come in the order of the fields, whichever ended first.

mod api;
mod at_hand;
mod authorization;
mod batch;
mod cache;
mod caller;
mod code;
mod collect;
mod complete;
mod data_source;
mod definition;
mod diagnostics;
mod direct;
pub mod evaluate;
mod event;
mod execute;
mod field_tracing;
mod info;
mod introspection;
mod path;
mod program;
mod request;
mod requests;
mod resolve;
mod response;
mod run;
mod selected;
mod steps;
mod subscription;
mod subscription_filter;
mod trace;

pub use api::Api;
pub use cache::{ApiCache, CachingBehavior, ResolverCaching};
pub use caller::{AuthType, Caller, FieldGrants};
pub use code::CompiledCode;
pub use data_source::{Call, DataSource, DataSourceError, Pace};
pub use definition::{
    ApiDefinition, AuthMode, Code, ConflictHandler, DataSourceName, FieldName, FunctionDefinition,
    FunctionId, NotAField, ResolverDefinition, ResolverKind,
};
pub use request::GraphqlRequest;
pub use response::{
    ErrorDetails, Extensions, Location, PathSegment, ResolverLog, Response, ResponseError,
};
pub use subscription::{Invalidation, MutationEvent, Subscribed, Subscription};
pub use subscription_filter::UnmetCondition;
pub use trace::{
    Denial, DeniedBy, FieldTrace, StepPart, StepTrace, TracedError, Tracer, ValueOrigin, Watch,
};
