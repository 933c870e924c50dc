//! Constructs for AppSync and what it works with: APIs, data sources, resolvers, tables, functions, roles.
//!
//! ```
//! use appsynth_appsync::{
//!     Api, Auth, Code, DataSource, Days, Key, Resolver, SchemaSource, Table, string,
//! };
//! use appsynth_construct::{App, Environment, MemoryFiles};
//!
//! let mut app = App::new(Environment::local(), MemoryFiles::new());
//! let mut stack = app.stack("blog");
//! let posts = stack.add("Posts", Table::new(Key::partition(string("id"))));
//! let schema = SchemaSource::text("type Query { getPost(id: ID!): Post } type Post { id: ID! }");
//! let api = stack.add("Api", Api::new(schema, Auth::api_key(Days(7))));
//! let source = stack.add("PostsSource", DataSource::table(api, posts));
//! let code = Code::vtl_inline(
//!     r#"{"version": "2018-05-29", "operation": "GetItem",
//!         "key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}}"#,
//!     "$util.toJson($ctx.result)",
//! );
//! stack.add("GetPost", Resolver::unit(api.field("Query.getPost"), source, code));
//! stack.output("Url", api.url());
//!
//! let synthesis = app.synth().expect("no mistakes");
//! assert_eq!(synthesis.stacks[0].template.resources.len(), 7);
//! ```
//!
//! A spec (`Table`) says what is wanted and is consumed by `Scope::add`, which gives a small `Copy` handle
//! (`TableRef`). External resources have the same handles as owned ones. What AWS would refuse is reported
//! when the construct is added, all of it together, with the line that added it.
//!
//! Invariants: a role may do what was asked for and no more; the same constructs and files give the same
//! template, on any day.

mod api;
mod arn;
mod caching;
mod code;
mod code_use;
mod conflict;
mod data_source;
mod database;
mod diagnostics;
mod event_bus;
mod field;
mod function;
mod function_configuration;
mod log_group;
mod name;
mod properties;
mod reference;
mod removal;
mod resolver;
mod role;
mod search_domain;
mod table;
mod time;
mod unresolved;
mod user_pool;

pub use api::{
    Api, ApiRef, Auth, Cache, CacheInstance, CachingBehavior, CheckedDocument, CustomDomain,
    DefaultAction, LambdaAuthorizer, LogLevel, Logging, Metrics, MetricsScope, OidcIssuer,
    SchemaSource, UserPoolAccess, Visibility,
};
pub use caching::Caching;
pub use code::{Code, Module, Text, read_module};
pub use code_use::{CodeUse, FieldOfCode, code_uses, note_code};
pub use conflict::ConflictHandler;
pub use data_source::{
    Abilities, Access, BedrockRuntime, DataSource, DataSourceRef, DeltaSync, DynamoDb, EventBridge,
    Http, Lambda, NoTarget, OpenSearch, RelationalDatabase, Signature, Target,
};
pub use database::{DatabaseCluster, DatabaseClusterRef, Secret, SecretRef};
pub use event_bus::{EventBus, EventBusRef};
pub use field::Field;
pub use function::{Architecture, ExternalFunction, Function, FunctionCode, FunctionRef, Runtime};
pub use function_configuration::{FunctionConfiguration, FunctionConfigurationRef};
pub use log_group::{LogGroup, LogGroupRef};
pub use removal::RemovalPolicy;
pub use resolver::{PipelineResolver, Resolver, ResolverRef};
pub use role::{ExternalRole, Grant, Grants, Principal, Role, RoleRef, Statement};
pub use search_domain::{SearchDomain, SearchDomainRef};
pub use table::{
    Attribute, AttributeType, Billing, Capacity, Encryption, ExternalTable, GlobalIndex, Key,
    LocalIndex, Projection, StreamView, Table, TableClass, TableRef, binary, number, string,
};
pub use time::{Days, Seconds};
pub use unresolved::unresolved_fields;
pub use user_pool::{UserPool, UserPoolRef};
