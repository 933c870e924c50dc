//! An API as the executor needs it: everything resolved, nothing of CloudFormation left.

use std::str::FromStr;

use indexmap::IndexMap;
use serde_json::Value;

use crate::{ApiCache, ResolverCaching};

/// The name of a data source within its API.
pub type DataSourceName = String;
/// The id of a pipeline function within its API.
pub type FunctionId = String;

/// A field of an object type, such as `Query.getPost`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldName {
    /// `Query`
    pub type_name: String,
    /// `getPost`
    pub field_name: String,
}

/// A GraphQL API.
#[derive(Debug, Clone)]
pub struct ApiDefinition {
    /// The API's name.
    pub name: String,
    /// The API's id, as `ctx.stash` and ARNs show it.
    pub api_id: String,
    /// The schema in GraphQL's language, `@aws_…` directives included.
    pub schema: String,
    /// The default authorization mode.
    pub default_auth: AuthMode,
    /// Additional modes.
    pub additional_auth: Vec<AuthMode>,
    /// `ctx.env`
    pub environment: IndexMap<String, String>,
    /// Whether introspection is answered.
    pub introspection: bool,
    /// How deep a query may nest; `None` is AppSync's 0, unlimited.
    pub query_depth_limit: Option<u32>,
    /// How many resolvers an operation may run; AppSync's default and maximum is 10,000.
    pub resolver_count_limit: u32,
    /// Resolvers by field.
    pub resolvers: IndexMap<FieldName, ResolverDefinition>,
    /// What is kept of answers, if anything.
    pub cache: Option<ApiCache>,
    /// Pipeline functions by id.
    pub functions: IndexMap<FunctionId, FunctionDefinition>,
}

impl ApiDefinition {
    /// An API without resolvers, with AppSync's defaults: API keys, introspection, no limit of depth.
    pub fn new(name: impl Into<String>, schema: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            api_id: name.clone(),
            name,
            schema: schema.into(),
            default_auth: AuthMode::ApiKey,
            additional_auth: Vec::new(),
            environment: IndexMap::new(),
            introspection: true,
            query_depth_limit: None,
            resolver_count_limit: 10_000,
            cache: None,
            resolvers: IndexMap::new(),
            functions: IndexMap::new(),
        }
    }
}

impl FromStr for FieldName {
    type Err = NotAField;

    /// Reads `Type.field`.
    fn from_str(text: &str) -> Result<Self, NotAField> {
        match text.split_once('.') {
            Some((type_name, field_name)) if !type_name.is_empty() && !field_name.is_empty() => {
                Ok(Self {
                    type_name: type_name.to_owned(),
                    field_name: field_name.to_owned(),
                })
            }
            _ => Err(NotAField(text.to_owned())),
        }
    }
}

/// A text that is not of the form `Type.field`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not of the form `Type.field`")]
pub struct NotAField(String);

/// A way of telling who is asking.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html>
#[derive(Debug, Clone, PartialEq)]
pub enum AuthMode {
    /// `API_KEY`
    ApiKey,
    /// `AWS_IAM`
    Iam,
    /// `AMAZON_COGNITO_USER_POOLS`, with `UserPoolConfig`.
    UserPool(Value),
    /// `OPENID_CONNECT`, with `OpenIDConnectConfig`.
    Oidc(Value),
    /// `AWS_LAMBDA`, with `LambdaAuthorizerConfig`.
    Lambda(Value),
}

impl AuthMode {
    /// As AppSync calls it, such as `API_KEY`.
    pub fn name(&self) -> &'static str {
        self.auth_type().name()
    }
}

/// How a field is resolved.
#[derive(Debug, Clone)]
pub struct ResolverDefinition {
    /// Unit or pipeline.
    pub kind: ResolverKind,
    /// The resolver's own code.
    pub code: Code,
    /// Where the code came from, for errors: the template's logical id and the file's familiar name.
    pub label: String,
    /// Items in a Lambda batch; 0 means one call each.
    pub max_batch_size: u32,
    /// How its answers are kept in an API with a cache of resolvers.
    pub caching: Option<ResolverCaching>,
    /// What is done about conflicts between versions of an item; none if they are not looked for.
    pub conflict_handler: Option<ConflictHandler>,
}

/// What is done when a request is about a version of an item that is not the newest.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-resolution.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConflictHandler {
    /// `OPTIMISTIC_CONCURRENCY`: the change is refused.
    OptimisticConcurrency,
    /// `AUTOMERGE`: the change is merged where it does not touch what is there.
    Automerge,
    /// `LAMBDA`: the function of this ARN decides.
    Lambda(String),
}

/// The two kinds of resolver.
#[derive(Debug, Clone)]
pub enum ResolverKind {
    /// One data source.
    Unit(DataSourceName),
    /// Functions one after the other, each with a data source of its own.
    Pipeline(Vec<FunctionId>),
}

/// A function of pipelines.
#[derive(Debug, Clone)]
pub struct FunctionDefinition {
    /// The function's name.
    pub name: String,
    /// What it asks, by the name in the API's definition.
    pub data_source: DataSourceName,
    /// How the request is made and the answer read.
    pub code: Code,
    /// As for resolvers.
    pub label: String,
    /// As for resolvers.
    pub max_batch_size: u32,
    /// As for resolvers.
    pub conflict_handler: Option<ConflictHandler>,
}

/// The code of a resolver or function.
#[derive(Debug, Clone)]
pub enum Code {
    /// Mapping templates; an absent half of a pipeline resolver passes through.
    Vtl {
        /// The request template.
        request: Option<String>,
        /// The response template.
        response: Option<String>,
    },
    /// An APPSYNC_JS module with `request` and `response`.
    Js(String),
    /// No code: direct Lambda, or a pipeline without code of its own around it.
    Direct,
}
