//! Everything that stacks are written with: `use appsynth::prelude::*`.

pub use appsynth_appsync::{
    Access, Api, ApiRef, Architecture, Auth, Billing, Cache, CacheInstance, Caching,
    CachingBehavior, Capacity, Code, ConflictHandler, CustomDomain, DataSource, DataSourceRef,
    DatabaseCluster, DatabaseClusterRef, Days, DefaultAction, DeltaSync, Encryption, EventBus,
    EventBusRef, ExternalTable, Field, Function, FunctionCode, FunctionConfiguration,
    FunctionConfigurationRef, FunctionRef, GlobalIndex, Grant, Grants, Key, LambdaAuthorizer,
    LocalIndex, LogGroup, LogGroupRef, LogLevel, Logging, Metrics, MetricsScope, OidcIssuer,
    PipelineResolver, Principal, Projection, RemovalPolicy, Resolver, ResolverRef, Role, RoleRef,
    Runtime, SchemaSource, SearchDomain, SearchDomainRef, Seconds, Secret, SecretRef, Statement,
    StreamView, Table, TableClass, TableRef, UserPool, UserPoolAccess, UserPoolRef, Visibility,
    binary, number, string,
};
pub use appsynth_construct::{
    App, Asset, CfnCondition, CfnMapping, CfnOutput, CfnParameter, CfnResource, CfnRule,
    ConditionRef, Construct, DeletionPolicy, Environment, Expr, Intrinsic, MappingRef, MemoryFiles,
    NestedStackOptions, NodeId, ParameterRef, Pseudo, ResourceOptions, Scope, StackOptions,
    SubPart, Value,
};
pub use appsynth_data::{
    ConflictHandlers, DataRef, GraphqlSchema, IdentityPool, Language, Slot, TableSettings,
};
pub use appsynth_diagnostics::Diagnostic;
