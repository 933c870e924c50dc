//! `api`

use std::time::Duration;

use appsynth_diagnostics::{Diagnostics, Span};
use indexmap::IndexMap;

use super::Spanned;
use super::auth::{self, Auth};
use crate::diagnostics;
use crate::fields::Fields;
use crate::node::{Node, Value};
use crate::values::{
    DAY, HOUR, SECOND, boolean, choice, duration, integer, list, map, spanned_text, text, text_map,
};

/// A GraphQL API.
///
/// Limits: <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateGraphqlApi.html>
#[derive(Debug, Clone)]
pub struct Api {
    /// The API's name; the app's by default.
    pub name: String,
    /// A `.graphql` file or a folder of them, relative to the project.
    pub schema: Spanned<String>,
    /// The folder of resolver files, relative to the project; `resolvers` by default.
    pub resolvers: Spanned<String>,
    /// What pipelines without code of their own are written in.
    pub resolver_runtime: ResolverRuntime,
    /// Who may ask.
    pub auth: Auth,
    /// Logging to CloudWatch; none by default.
    pub log: Option<Log>,
    /// AWS X-Ray tracing; off by default.
    pub xray: bool,
    /// CloudWatch metrics of operations, resolvers and data sources; none by default.
    pub metrics: bool,
    /// Whether introspection is answered; it is by default.
    pub introspection: bool,
    /// How deep a query may nest, 1 to 75; unlimited by default.
    pub query_depth_limit: Option<u32>,
    /// How many resolvers an operation may run, 1 to 10,000; the most by default.
    pub resolver_count_limit: Option<u32>,
    /// `ctx.env`. Not for secrets: whoever may describe the API can read them.
    pub environment: IndexMap<String, String>,
    /// Public by default.
    pub visibility: Visibility,
    /// Whom to ask about the API.
    pub owner_contact: Option<String>,
    /// Server-side caching; none by default.
    pub cache: Option<Cache>,
    /// A custom domain; none by default.
    pub domain: Option<Domain>,
    /// Whether API keys may do everything with models that have no rules; they may not by default.
    pub sandbox: bool,
    /// Roles whose sessions may do everything that the rules of models are about.
    pub admin_roles: Vec<String>,
    /// What is done about conflicting versions of models' items, which have versions then; nothing by
    /// default.
    pub conflict_resolution: Option<ConflictResolution>,
    /// Over how many stacks models are spread; by default as few as CloudFormation takes.
    pub stacks: Option<u32>,
    /// Where the file names it.
    pub span: Span,
}

/// The folder of resolver files that need not be there.
pub(crate) const RESOLVERS: &str = "resolvers";

/// What is done about conflicting versions of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictResolution {
    /// What holds for all models that `models` has not.
    pub default: ConflictHandler,
    /// What holds for single models, by their names.
    pub models: IndexMap<String, ConflictHandler>,
}

/// What is done about conflicting versions of an item.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-sync.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConflictHandler {
    /// The change is refused.
    OptimisticConcurrency,
    /// The change is merged where it can be.
    Automerge,
    /// A Lambda function decides: one of `functions`, or the name or ARN of another.
    Lambda(Spanned<String>),
}

/// A language of resolvers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResolverRuntime {
    /// APPSYNC_JS
    #[default]
    Js,
    /// Velocity templates
    Vtl,
}

/// Where an API can be reached from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// The internet.
    #[default]
    Public,
    /// VPC endpoints only.
    Private,
}

/// Logging to CloudWatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Which fields are logged.
    pub level: LogLevel,
    /// How long logs are kept; forever by default.
    pub retention: Option<Duration>,
    /// Whether headers, context and templates are left out; they are not by default.
    pub exclude_verbose_content: bool,
}

/// Which fields are logged.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_LogConfig.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// No fields.
    None,
    /// Fields with errors.
    Error,
    /// Also what resolvers log as information.
    Info,
    /// Also what resolvers log for debugging.
    Debug,
    /// All fields.
    All,
}

/// Server-side caching.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiCache.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    /// Whole requests, or the resolvers that say so.
    pub behavior: CacheBehavior,
    /// The smallest by default.
    pub size: CacheSize,
    /// How long entries live, up to an hour.
    pub ttl: Duration,
}

/// The size of a cache's instance, 1.5 GB to 310 GB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CacheSize {
    /// `SMALL`
    #[default]
    Small,
    /// `MEDIUM`
    Medium,
    /// `LARGE`
    Large,
    /// `XLARGE`
    Xlarge,
    /// `LARGE_2X`
    Large2x,
    /// `LARGE_4X`
    Large4x,
    /// `LARGE_8X`
    Large8x,
    /// `LARGE_12X`
    Large12x,
}

/// What is cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CacheBehavior {
    /// `FULL_REQUEST_CACHING`
    #[default]
    FullRequest,
    /// `PER_RESOLVER_CACHING`
    PerResolver,
}

/// A custom domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Such as `api.example.com`.
    pub name: String,
    /// The ARN of a certificate in `us-east-1`.
    pub certificate: String,
}

pub(super) fn read(node: &Node, problems: &mut Diagnostics) -> Option<Api> {
    let mut fields = Fields::open("`api`", node, problems)?;
    let name = fields.optional("name", text);
    let schema = fields.required("schema", spanned_text);
    let resolvers = fields.optional("resolvers", spanned_text);
    let resolver_runtime = fields.optional(
        "resolver-runtime",
        choice(&[("js", ResolverRuntime::Js), ("vtl", ResolverRuntime::Vtl)]),
    );
    let auth = fields.required("auth", auth::read);
    let log = fields.optional("log", read_log);
    let xray = fields.optional("xray", boolean);
    let metrics = fields.optional("metrics", boolean);
    let introspection = fields.optional("introspection", boolean);
    let query_depth_limit = fields.optional("query-depth-limit", integer(1..=75));
    let resolver_count_limit = fields.optional("resolver-count-limit", integer(1..=10_000));
    let environment = fields.optional("environment", text_map);
    let visibility = fields.optional(
        "visibility",
        choice(&[
            ("public", Visibility::Public),
            ("private", Visibility::Private),
        ]),
    );
    let owner_contact = fields.optional("owner-contact", text);
    let cache = fields.optional("cache", read_cache);
    let domain = fields.optional("domain", read_domain);
    let sandbox = fields.optional("sandbox", boolean);
    let admin_roles = fields.optional("admin-roles", list(text));
    let conflict_resolution = fields.optional("conflict-resolution", read_conflict_resolution);
    let stacks = fields.optional("stacks", integer(1..=100));
    fields.close();
    Some(Api {
        name: name.unwrap_or_default(),
        schema: schema?,
        resolvers: resolvers.unwrap_or_else(|| Spanned {
            value: RESOLVERS.to_owned(),
            span: node.key_place(),
        }),
        resolver_runtime: resolver_runtime.unwrap_or_default(),
        auth: auth?,
        log,
        xray: xray.unwrap_or(false),
        metrics: metrics.unwrap_or(false),
        introspection: introspection.unwrap_or(true),
        query_depth_limit,
        resolver_count_limit,
        environment: environment.unwrap_or_default(),
        visibility: visibility.unwrap_or_default(),
        owner_contact,
        cache,
        domain,
        sandbox: sandbox.unwrap_or(false),
        admin_roles: admin_roles.unwrap_or_default(),
        conflict_resolution,
        stacks,
        span: node.key_place(),
    })
}

/// A handler for all models, or `{ default: …, models: … }`.
fn read_conflict_resolution(node: &Node, problems: &mut Diagnostics) -> Option<ConflictResolution> {
    let (default, models) = match &node.value {
        Value::Mapping(entries)
            if entries.contains_key("default") || entries.contains_key("models") =>
        {
            let mut fields = Fields::open("`api.conflict-resolution`", node, problems)?;
            let default = fields.required("default", read_conflict_handler);
            let models = fields.optional(
                "models",
                map(|_, node, problems| read_conflict_handler(node, problems)),
            );
            fields.close();
            (default?, models.unwrap_or_default())
        }
        _ => (read_conflict_handler(node, problems)?, IndexMap::new()),
    };
    Some(ConflictResolution { default, models })
}

/// `optimistic-concurrency`, `automerge`, or `{ function: … }`.
fn read_conflict_handler(node: &Node, problems: &mut Diagnostics) -> Option<ConflictHandler> {
    match &node.value {
        Value::Text { text, .. } if text == "optimistic-concurrency" => {
            Some(ConflictHandler::OptimisticConcurrency)
        }
        Value::Text { text, .. } if text == "automerge" => Some(ConflictHandler::Automerge),
        Value::Mapping(entries) if entries.contains_key("function") => {
            let mut fields = Fields::open("a conflict handler", node, problems)?;
            let function = fields.required("function", spanned_text);
            fields.close();
            function.map(ConflictHandler::Lambda)
        }
        Value::Unknown => None,
        _ => {
            problems.push(diagnostics::not_a_conflict_handler(node));
            None
        }
    }
}

fn read_log(node: &Node, problems: &mut Diagnostics) -> Option<Log> {
    let mut fields = Fields::open("`api.log`", node, problems)?;
    let level = fields.required(
        "level",
        choice(&[
            ("none", LogLevel::None),
            ("error", LogLevel::Error),
            ("info", LogLevel::Info),
            ("debug", LogLevel::Debug),
            ("all", LogLevel::All),
        ]),
    );
    let retention = fields.optional("retention", duration(DAY..=3653 * DAY));
    let exclude_verbose_content = fields.optional("exclude-verbose-content", boolean);
    fields.close();
    Some(Log {
        level: level?,
        retention,
        exclude_verbose_content: exclude_verbose_content.unwrap_or(false),
    })
}

fn read_cache(node: &Node, problems: &mut Diagnostics) -> Option<Cache> {
    let mut fields = Fields::open("`api.cache`", node, problems)?;
    let behavior = fields.optional(
        "behavior",
        choice(&[
            ("full-request", CacheBehavior::FullRequest),
            ("per-resolver", CacheBehavior::PerResolver),
        ]),
    );
    let size = fields.optional(
        "size",
        choice(&[
            ("small", CacheSize::Small),
            ("medium", CacheSize::Medium),
            ("large", CacheSize::Large),
            ("xlarge", CacheSize::Xlarge),
            ("large-2x", CacheSize::Large2x),
            ("large-4x", CacheSize::Large4x),
            ("large-8x", CacheSize::Large8x),
            ("large-12x", CacheSize::Large12x),
        ]),
    );
    let ttl = fields.required("ttl", duration(SECOND..=HOUR));
    fields.close();
    Some(Cache {
        behavior: behavior.unwrap_or_default(),
        size: size.unwrap_or_default(),
        ttl: ttl?,
    })
}

fn read_domain(node: &Node, problems: &mut Diagnostics) -> Option<Domain> {
    let mut fields = Fields::open("`api.domain`", node, problems)?;
    let name = fields.required("name", text);
    let certificate = fields.required("certificate", text);
    fields.close();
    Some(Domain {
        name: name?,
        certificate: certificate?,
    })
}
