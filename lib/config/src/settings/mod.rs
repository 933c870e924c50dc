//! The typed settings of one environment.

mod api;
mod auth;
mod data_source;
mod deploy;
mod function;
mod local;
mod local_callers;
mod local_data_sources;
mod local_database;
mod local_faults;
mod resolver;
mod table;

use appsynth_diagnostics::{Diagnostics, Span};
use indexmap::IndexMap;

pub(crate) use api::RESOLVERS;
pub use api::{
    Api, Cache, CacheBehavior, CacheSize, ConflictHandler, ConflictResolution, Domain, Log,
    LogLevel, ResolverRuntime, Visibility,
};
pub use auth::{
    ApiKey, Auth, AuthMode, DefaultAction, IdentityPool, LambdaAuthorizer, Oidc, UserPool,
};
pub use data_source::{Access, DataSource, DataSourceKind, Signing, Versioning};
pub use deploy::Deploy;
pub(crate) use deploy::read_deploy;
pub use function::Function;
pub(crate) use local::read_local;
pub use local::{Local, LocalTable};
pub use local_callers::{LocalIdentity, LocalIssuer, LocalPrincipal};
pub use local_data_sources::{LocalCredentials, LocalDataSource};
pub(crate) use local_database::Names as TlsNames;
pub use local_database::{DatabaseTls, LocalDatabase};
pub use local_faults::{LocalFaults, LocalLatency, Often};
pub use resolver::{Caching, FieldCoordinate, PipelineFunction, Resolver, ResolverKind};
pub use table::{
    Billing, Encryption, Index, KeyAttribute, KeyType, LocalIndex, Projection, Removal, Stream,
    Table, TableClass, TableDefaults,
};

use crate::diagnostics;
use crate::fields::Fields;
use crate::node::{Node, Value};
use crate::values::{map, tags, text, text_map};

/// Everything `appsynth.yaml` says about one environment.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The app's name; with the environment's it names the stack.
    pub app: String,
    /// Where this is deployed.
    pub environment: Environment,
    /// Tags of every resource that takes tags.
    pub tags: IndexMap<String, String>,
    /// What `api` says: schema, authorization, logs and the like.
    pub api: Api,
    /// Owned DynamoDB tables; each is a data source under its own name.
    pub tables: IndexMap<String, Table>,
    /// What `tables` says for all tables, those of models included.
    pub table_defaults: TableDefaults,
    /// The tables of models that exist already and stay whose they are, by the model's name.
    pub table_names: IndexMap<String, String>,
    /// The tables of models that exist already and are to belong to the stacks, by the model's name.
    pub imported_tables: IndexMap<String, String>,
    /// Owned Lambda functions; each is a data source under its own name if AppSync takes that.
    pub functions: IndexMap<String, Function>,
    /// By a name in the schema: one of `functions`, or the name of a function that exists already.
    pub function_names: IndexMap<String, String>,
    /// Further data sources.
    pub data_sources: IndexMap<String, DataSource>,
    /// AppSync functions: the steps of pipeline resolvers.
    pub pipeline_functions: IndexMap<String, PipelineFunction>,
    /// Resolvers by field.
    pub resolvers: IndexMap<FieldCoordinate, Resolver>,
}

impl Settings {
    /// The functions that are data sources under their own names: all but those whose names AppSync does not
    /// take, which `@function` or a data source of another name may use.
    pub fn functions_as_data_sources(&self) -> impl Iterator<Item = (&String, &Function)> {
        let functions = self.functions.iter();
        functions.filter(|(name, _)| is_appsync_name(name))
    }
}

/// An environment. Account and region are there if the file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Such as `local`.
    pub name: String,
    /// The AWS account, twelve digits.
    pub account: Option<String>,
    /// The AWS region.
    pub region: Option<String>,
    /// Values for stacks that are Rust code; declarative projects have none.
    pub values: IndexMap<String, String>,
}

/// A value and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What is set.
    pub value: T,
    /// Its place in the file.
    pub span: Span,
}

/// Reads the whole file, `environments` left out and the environment's overrides laid over it.
pub(crate) fn read(root: &Node, environment: &str, problems: &mut Diagnostics) -> Option<Settings> {
    let mut fields = Fields::open("appsynth.yaml", root, problems)?;
    let app = fields.required("app", app_name);
    let account = fields.optional("account", account);
    let region = fields.optional("region", text);
    let tags = fields.optional("tags", tags);
    let api = fields.required("api", api::read);
    let tables = fields.optional("tables", table::read_all);
    let table_names = fields.optional("table-names", text_map);
    let imported_tables = fields.optional("imported-tables", text_map);
    let functions = fields.optional("functions", map(function::read));
    let function_names = fields.optional("function-names", text_map);
    let data_sources = fields.optional("data-sources", map(data_source::read));
    let pipeline_functions = fields.optional("pipeline-functions", map(resolver::read_function));
    let resolvers = fields.optional("resolvers", resolver::read_all);
    // Deployments read these with `read_local` and `read_deploy`; here their mistakes are found.
    fields.optional("local", local::read);
    fields.optional("deploy", deploy::read);
    fields.close();

    let (tables, table_defaults) = tables.unwrap_or_default();
    let app = app?;
    let mut api = api?;
    if api.name.is_empty() {
        api.name.clone_from(&app);
    }
    Some(Settings {
        app,
        environment: Environment {
            name: environment.to_owned(),
            account,
            region,
            values: IndexMap::new(),
        },
        tags: tags.unwrap_or_default(),
        api,
        tables,
        table_defaults,
        table_names: table_names.unwrap_or_default(),
        imported_tables: imported_tables.unwrap_or_default(),
        functions: functions.unwrap_or_default(),
        function_names: function_names.unwrap_or_default(),
        data_sources: data_sources.unwrap_or_default(),
        pipeline_functions: pipeline_functions.unwrap_or_default(),
        resolvers: resolvers.unwrap_or_default(),
    })
}

/// Reads the file of a project whose stacks are Rust code, `environments` left out and the environment's
/// overrides laid over it.
pub(crate) fn read_environment(
    root: &Node,
    environment: &str,
    problems: &mut Diagnostics,
) -> Option<Environment> {
    let mut fields = Fields::open("appsynth.yaml", root, problems)?;
    let account = fields.optional("account", account);
    let region = fields.optional("region", text);
    let values = fields.optional("values", text_map);
    fields.optional("local", local::read);
    fields.optional("deploy", deploy::read);
    fields.close();
    Some(Environment {
        name: environment.to_owned(),
        account,
        region,
        values: values.unwrap_or_default(),
    })
}

/// The stack is named for the app.
fn app_name(node: &Node, problems: &mut Diagnostics) -> Option<String> {
    let name = text(node, problems)?;
    let fits = is_stack_name(&name);
    if !fits {
        problems.push(diagnostics::bad_value(
            node,
            "an app's name begins with a letter and has letters, digits and hyphens only",
        ));
    }
    fits.then_some(name)
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-parameters.html>
pub(crate) fn is_stack_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn account(node: &Node, problems: &mut Diagnostics) -> Option<String> {
    let account = text(node, problems)?;
    let fits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        problems.push(diagnostics::bad_value(
            node,
            "an AWS account has twelve digits",
        ));
    }
    fits.then_some(account)
}

/// Reports a name that AppSync would refuse for a data source or function.
fn check_name(name: &str, node: &Node, problems: &mut Diagnostics) {
    if !is_appsync_name(name) {
        problems.push(diagnostics::bad_name(node.key_place(), name));
    }
}

/// Whether AppSync takes a name for a data source or function: it begins with a letter or underscore and has
/// letters, digits and underscores only.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateDataSource.html>
fn is_appsync_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a value is written in place as text, as short forms are.
fn is_text(node: &Node) -> bool {
    matches!(node.value, Value::Text { .. })
}
