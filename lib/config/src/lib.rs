//! `appsynth.yaml`: what a declarative project is made of.
//!
//! A [`Document`] is the file as written. [`Document::settings`] lays the chosen environment's overrides
//! over it, puts variables in and gives typed [`Settings`], or every mistake at its exact place: unknown
//! keys, wrong types, bad values, missing keys, names that refer to nothing. The other environments are
//! checked on the way, except for variables that only they use.
//!
//! # The file
//!
//! ```yaml
//! app: blog                        # names the stack
//! tags: { team: web }              # on every resource
//! api:
//!   name: Blog                     # default: the app's name
//!   schema: assets/schema          # a .graphql file or a folder of them
//!   resolvers: assets/resolvers    # default: resolvers
//!   resolver-runtime: js           # js (default) or vtl: pipelines without code of their own
//!   auth:
//!     default: api-key             # api-key, iam, user-pool, oidc or lambda
//!     additional: [user-pool]
//!     api-key: { expires: 30d }    # 1d to 365d, default 7d
//!     user-pool: { id: "${USER_POOL_ID}", default-action: deny }   # default: allow
//!     oidc: [{ issuer: "https://id.example.com" }]                  # one provider, or several
//!     identity-pool: { authenticated-role: authRole, unauthenticated-role: unauthRole }  # for @auth
//!     iam-full-access: false       # whether all IAM callers may do everything with models
//!   sandbox: false                 # whether API keys may do everything with models without rules
//!   admin-roles: [Deployer]        # roles whose sessions may do everything with models
//!   conflict-resolution: automerge # or optimistic-concurrency, or { function: NAME }: models get versions
//!   # conflict-resolution: { default: automerge, models: { Post: optimistic-concurrency } }
//!   stacks: 16                     # spreads models over stacks; default: as few as CloudFormation takes
//!   log: { level: error, retention: 30d }
//!   introspection: true
//!   query-depth-limit: 10
//! tables:                          # owned; each is a data source under its own name
//!   removal: retain                # settings directly here hold for all tables
//!   Posts:
//!     partition-key: id            # a string key; or { name: id, type: number }
//!     indexes:
//!       byAuthor: { partition-key: authorId, sort-key: createdAt }
//!     ttl: expiresAt
//! table-names: { Post: Post-abc-prod }  # tables of models that exist already and stay whose they are
//! imported-tables: { Tag: Tag-abc-prod } # tables of models that `appsynth import` takes into the stacks
//! functions:                       # Lambda functions; each is a data source under its own name, and what
//!                                  # `@function(name: "echo")` and `@function(name: "echo-${env}")` mean
//!   echo: { code: assets/functions/echo, handler: index.handler, runtime: nodejs22.x }
//! function-names: { worker: worker-7f3a }   # of @function: one of `functions`, or one that exists already
//! data-sources:
//!   Local: { type: none }
//!   External: { type: dynamodb, table: MyExternalTable }     # a name, or an ARN
//! pipeline-functions:              # code: loadAuthor.js, or loadAuthor.req.vtl and loadAuthor.res.vtl
//!   loadAuthor: { data-source: External }
//! resolvers:                       # code: Query.getPost.js, or Query.getPost.req.vtl and .res.vtl
//!   Query.getPost: Posts           # short for { data-source: Posts }
//!   Mutation.createPost: { pipeline: [loadAuthor] }
//! local:                           # stand-ins on this machine for what only AWS has
//!   parameters: { QuotesUrl: "http://127.0.0.1:8100" }       # of templates; Stack.QuotesUrl for one stack
//!   functions:                     # Lambda functions by name, ARN or logical id
//!     reading-time: { endpoint: "http://127.0.0.1:9001/2015-03-31/functions/reading-time/invocations" }
//!   tables:                        # tables of others by name
//!     MyExternalTable: { partition-key: id }
//!   credentials: { access-key-id: ASIA, secret-access-key: "${SECRET}" }   # for services of AWS
//!   data-sources:                  # what answers, by the data source's name
//!     Search: { endpoint: "http://127.0.0.1:9200" }
//!     Orders: { database: "postgres://shop:${PASSWORD}@127.0.0.1/shop" }
//! deploy:                          # how to get to AWS; mostly below an environment
//!   profile: web                   # of the AWS CLI's configuration
//!   role: arn:aws:iam::222222222222:role/deployer              # taken first
//!   production: true               # changes go through CloudFormation only
//!   notification-arns: ["arn:aws:sns:eu-west-1:222222222222:deployments"]
//! environments:
//!   local: {}
//!   prod: { account: "222222222222", region: eu-west-1, api: { introspection: false } }
//! ```
//!
//! - **Environments.** Any key but `environments` may stand below `environments.<name>`: mappings are merged
//!   key by key, anything else replaces, `null` takes the key away. `account` and `region` are for
//!   deploying; nothing else needs them. `local` exists even if the file does not name it.
//! - **Variables.** `${NAME}` in a value is a variable of the process, `${env}` the environment's name,
//!   `$${` a plain `${`. Values that variables provide end up in templates, so no setting takes a secret:
//!   those that need one take the ARN of a Secrets Manager secret.
//! - **Stand-ins.** A function of `local` runs behind Lambda's Invoke API wherever its endpoint is; `cargo
//!   lambda watch` serves one for every function of a Rust workspace, at
//!   `http://127.0.0.1:9000/2015-03-31/functions/<name>/invocations`. A table of `local` has keys and indexes
//!   like those of `tables`, and its own items on this machine. Templates never contain any of it.
//! - **Durations** are a whole number and a unit: `30s`, `15m`, `12h`, `7d`.
//!
//! # Projects whose stacks are Rust code
//!
//! They need no file. One that is there says what differs between environments, and what `values` holds
//! arrives in the stacks as `Environment::values`; an environment that it does not name is refused. It may
//! have `local` and `deploy`, too.
//!
//! ```yaml
//! environments:
//!   local: { values: { quotes-url: "http://127.0.0.1:8100" } }
//!   prod: { account: "222222222222", region: eu-west-1, values: { quotes-url: "${QUOTES_URL}" } }
//! ```
//!
//! Invariant: nothing here reads files, the environment or the clock. File names are data
//! ([`resolver_files`]); whoever calls brings texts and variables.

mod diagnostics;
mod document;
mod fields;
mod merge;
mod node;
mod positions;
mod references;
pub mod resolver_files;
mod secret;
mod seed;
mod settings;
mod substitute;
mod values;

pub use document::{DEFAULT_ENVIRONMENT, Document};
pub use positions::Positions;
pub use secret::Secret;
pub use seed::{Seed, SeedCaller, SeedItem, SeedMutation};
pub use settings::{
    Access, Api, ApiKey, Auth, AuthMode, Billing, Cache, CacheBehavior, CacheSize, Caching,
    ConflictHandler, ConflictResolution, DataSource, DataSourceKind, DatabaseTls, DefaultAction,
    Deploy, Domain, Encryption, Environment, FieldCoordinate, Function, IdentityPool, Index,
    KeyAttribute, KeyType, LambdaAuthorizer, Local, LocalCredentials, LocalDataSource,
    LocalDatabase, LocalFaults, LocalIdentity, LocalIndex, LocalIssuer, LocalLatency,
    LocalPrincipal, LocalTable, Log, LogLevel, Often, Oidc, PipelineFunction, Projection, Removal,
    Resolver, ResolverKind, ResolverRuntime, Settings, Signing, Spanned, Stream, Table, TableClass,
    TableDefaults, UserPool, Versioning, Visibility,
};
pub use values::seconds;
