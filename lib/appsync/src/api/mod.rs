//! GraphQL APIs.

mod auth;
mod cache;
mod check;
mod domain;
mod facts;
mod logging;
mod metrics;
mod required;
mod schema;

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::appsync as cfn;
use indexmap::IndexMap;

pub use auth::{Auth, DefaultAction, LambdaAuthorizer, OidcIssuer, UserPoolAccess};
pub use cache::{Cache, CacheInstance, CachingBehavior};
pub(crate) use check::is_endpoint;
pub use domain::CustomDomain;
pub(crate) use facts::{ApiFacts, Apis};
pub use logging::{LogLevel, Logging};
pub use metrics::{Metrics, MetricsScope};
pub(crate) use required::check_required;
pub use schema::{CheckedDocument, SchemaSource};

use crate::field::Field;
use crate::reference::{attribute, join};
use crate::role::{Grant, Statement};

/// A GraphQL API of AppSync.
///
/// Unless said otherwise it is reached from the internet, answers introspection, limits neither the depth
/// of queries nor (below AppSync's 10,000) the resolvers they run, writes no logs, traces and enhanced
/// metrics, and caches nothing.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-graphqlapi.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Api {
    /// What can be asked, and where its text is from.
    pub schema: SchemaSource,
    /// The authorization mode of everything that names none in the schema.
    pub auth: Auth,
    /// Modes that types and fields of the schema may name besides.
    pub additional_auth: Vec<Auth>,
    /// The name; by default the construct's id.
    pub name: Option<String>,
    /// What is logged; nothing unless set.
    pub logging: Option<Logging>,
    /// Whether requests are traced with X-Ray; not unless set.
    pub xray: bool,
    /// Enhanced metrics; none unless set.
    pub metrics: Option<Metrics>,
    /// Whether clients may ask for the schema; they may unless set.
    pub introspection: bool,
    /// How deep queries may nest, 1 to 75; any depth unless set.
    pub query_depth_limit: Option<u32>,
    /// How many resolvers a request may run, 1 to 10,000; 10,000 unless set.
    pub resolver_count_limit: Option<u32>,
    /// `ctx.env` of the resolvers.
    pub environment: IndexMap<String, String>,
    /// From where it can be reached.
    pub visibility: Visibility,
    /// Whom to ask about it, up to 256 characters.
    pub owner_contact: Option<String>,
    /// A cache of answers; none unless set.
    pub cache: Option<Cache>,
    /// A domain name of its own; none unless set.
    pub domain: Option<CustomDomain>,
    /// Tags of the API; none unless set.
    pub tags: IndexMap<String, String>,
}

/// An API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiRef {
    node: NodeId,
    schema: NodeId,
    api_key: Option<NodeId>,
    domain: Option<NodeId>,
}

/// From where an API can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// From the internet.
    #[default]
    Global,
    /// Only through interface endpoints of VPCs.
    Private,
}

impl Api {
    /// An API with this schema, whose callers are known by `auth` unless the schema says otherwise.
    pub fn new(schema: impl Into<SchemaSource>, auth: Auth) -> Self {
        Self {
            schema: schema.into(),
            auth,
            additional_auth: Vec::new(),
            name: None,
            logging: None,
            xray: false,
            metrics: None,
            introspection: true,
            query_depth_limit: None,
            resolver_count_limit: None,
            environment: IndexMap::new(),
            visibility: Visibility::default(),
            owner_contact: None,
            cache: None,
            domain: None,
            tags: IndexMap::new(),
        }
    }

    /// Adds an authorization mode for what names it in the schema, such as `@aws_iam`.
    #[must_use]
    pub fn also(mut self, auth: Auth) -> Self {
        self.additional_auth.push(auth);
        self
    }

    /// Names the API.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Writes logs, such as [`LogLevel::Error`].
    #[must_use]
    pub fn log(mut self, logging: impl Into<Logging>) -> Self {
        self.logging = Some(logging.into());
        self
    }

    /// Traces requests with X-Ray, or not.
    #[must_use]
    pub fn xray(mut self, enabled: bool) -> Self {
        self.xray = enabled;
        self
    }

    /// Records enhanced metrics.
    #[must_use]
    pub fn metrics(mut self, metrics: Metrics) -> Self {
        self.metrics = Some(metrics);
        self
    }

    /// Lets clients ask for the schema, or not.
    #[must_use]
    pub fn introspection(mut self, enabled: bool) -> Self {
        self.introspection = enabled;
        self
    }

    /// Refuses queries that nest deeper than this, 1 to 75.
    #[must_use]
    pub fn query_depth_limit(mut self, limit: u32) -> Self {
        self.query_depth_limit = Some(limit);
        self
    }

    /// Refuses requests that would run more resolvers than this, 1 to 10,000.
    #[must_use]
    pub fn resolver_count_limit(mut self, limit: u32) -> Self {
        self.resolver_count_limit = Some(limit);
        self
    }

    /// Adds a member of `ctx.env`.
    #[must_use]
    pub fn environment(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Sets from where it can be reached.
    #[must_use]
    pub fn visibility(mut self, visibility: Visibility) -> Self {
        self.visibility = visibility;
        self
    }

    /// Says whom to ask about it.
    #[must_use]
    pub fn owner_contact(mut self, contact: impl Into<String>) -> Self {
        self.owner_contact = Some(contact.into());
        self
    }

    /// Caches answers.
    #[must_use]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// Gives it a domain name of its own.
    #[must_use]
    pub fn domain(mut self, domain: CustomDomain) -> Self {
        self.domain = Some(domain);
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }

    fn resource(
        &self,
        scope: &Scope<'_>,
        name: &str,
        log_config: Option<cfn::GraphQLApiLogConfig>,
    ) -> cfn::CfnGraphQLApi {
        let additional = self.additional_auth.iter();
        let environment = self.environment.iter();
        cfn::CfnGraphQLApi {
            additional_authentication_providers: additional
                .map(|auth| auth.additional(scope))
                .collect(),
            enhanced_metrics_config: self.metrics.map(Into::into),
            environment_variables: environment
                .map(|(name, value)| (name.clone(), value.as_str().into()))
                .collect(),
            introspection_config: (!self.introspection)
                .then(|| cfn::GraphQLApiIntrospectionConfig::Disabled.into()),
            log_config,
            owner_contact: self.owner_contact.as_deref().map(Into::into),
            query_depth_limit: self.query_depth_limit.map(|limit| i64::from(limit).into()),
            resolver_count_limit: self
                .resolver_count_limit
                .map(|limit| i64::from(limit).into()),
            visibility: match self.visibility {
                Visibility::Global => None,
                Visibility::Private => Some(cfn::GraphQLApiVisibility::Private.into()),
            },
            xray_enabled: self.xray.then(|| true.into()),
            ..self.auth.api(scope, name)
        }
    }
}

impl Construct for Api {
    type Handle = ApiRef;

    fn build(self, scope: &mut Scope<'_>) -> ApiRef {
        for problem in check::problems(&self) {
            scope.report(problem);
        }
        for (key, value) in &self.tags {
            scope.tag(key, value);
        }
        let node = scope.node();
        let name = self.name.clone().unwrap_or_else(|| own_id(scope));
        let log_config = self
            .logging
            .as_ref()
            .map(|logging| logging.build(scope, node));
        let resource = self.resource(scope, &name, log_config);
        scope.part("Resource", resource);

        let (text, parsed) = self.schema.load(scope);
        let facts = ApiFacts::new(scope, parsed);
        scope.legible_file(facts.legible_path("schema.graphql"), text.as_str());
        let schema = schema::resource(scope, attribute(node, "ApiId"), text);
        let schema = scope.part("Schema", schema).node();
        scope.remember(node, facts);

        let modes = || std::iter::once(&self.auth).chain(&self.additional_auth);
        let api_key = modes().find_map(|auth| auth.build_api_key(scope, node));
        for auth in modes() {
            auth.permit_authorizer(scope, node);
        }
        if let Some(cache) = self.cache {
            cache.build(scope, node);
        }
        let domain = self.domain.map(|domain| domain.build(scope, node));
        ApiRef {
            node,
            schema,
            api_key,
            domain,
        }
    }
}

impl ApiRef {
    /// A field to attach a resolver to, such as `Query.getPost`.
    pub fn field(self, coordinate: impl Into<String>) -> Field {
        Field {
            api: self,
            coordinate: coordinate.into(),
        }
    }

    /// The address of GraphQL requests.
    pub fn url(self) -> Value<String> {
        attribute(self.node, "GraphQLUrl")
    }

    /// The address of subscriptions.
    pub fn realtime_url(self) -> Value<String> {
        attribute(self.node, "RealtimeUrl")
    }

    /// The id that AppSync gives the API.
    pub fn id(self) -> Value<String> {
        attribute(self.node, "ApiId")
    }

    /// The ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "Arn")
    }

    /// The API key; none unless an authorization mode is [`Auth::api_key`].
    pub fn api_key(self) -> Option<Value<String>> {
        self.api_key.map(|key| attribute(key, "ApiKey"))
    }

    /// Where DNS is to point the custom domain to, as a CNAME or alias; none unless the API has one.
    pub fn domain_target(self) -> Option<Value<String>> {
        self.domain
            .map(|domain| attribute(domain, "AppSyncDomainName"))
    }

    /// Leave to call these fields, such as `Query.getPost`, or `Query.*`, with IAM authorization.
    pub fn call<'a>(self, fields: impl IntoIterator<Item = &'a str>) -> Grant {
        let resource = |field: &str| {
            let path = field.replacen('.', "/fields/", 1);
            join([self.arn(), format!("/types/{path}").as_str().into()])
        };
        Statement::allow(["appsync:GraphQL"], fields.into_iter().map(resource)).into()
    }

    /// The path of a file for people in the assembly, such as `resolvers/Query.getPost.js`: the first API of an
    /// app has its files at the root, others in a folder of their own.
    pub fn legible_path(self, scope: &Scope<'_>, path: &str) -> String {
        let facts = scope.recall::<ApiFacts>(self);
        facts.map_or_else(|| path.to_owned(), |facts| facts.legible_path(path))
    }

    /// The schema's node: resolvers and functions wait for it.
    pub(crate) fn schema(self) -> NodeId {
        self.schema
    }
}

impl From<ApiRef> for NodeId {
    fn from(api: ApiRef) -> Self {
        api.node
    }
}

/// The last part of the construct path.
pub(crate) fn own_id(scope: &Scope<'_>) -> String {
    let path = scope.path();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}
