//! `local`

use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;

use super::local_callers::{self, LocalIdentity, LocalIssuer};
use super::local_data_sources::{self, LocalCredentials, LocalDataSource};
use super::local_faults::{self, LocalFaults};
use super::table::{Index, KeyAttribute, LocalIndex, index, key_attribute, local_index};
use super::{account, is_text};
use crate::diagnostics;
use crate::fields::Fields;
use crate::node::Node;
use crate::values::{map, text, text_map};

/// What stands in on this machine for what only AWS has. Deploying elsewhere does not look at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Local {
    /// The environment's account; a made-up one by default.
    pub account: Option<String>,
    /// The environment's region; one of the deployment's choice by default.
    pub region: Option<String>,
    /// Values of template parameters by parameter, or by `Stack.Parameter` for one stack only.
    pub parameters: IndexMap<String, String>,
    /// Lambda functions that run elsewhere, by the function's name, its ARN or its logical id: URLs of
    /// Lambda's Invoke API.
    pub functions: IndexMap<String, String>,
    /// Servers that answer in place of HTTP endpoints, by endpoint: for `https://api.example.com` a URL such as
    /// `http://127.0.0.1:8100`.
    pub http: IndexMap<String, String>,
    /// Tables that no stack defines, by name.
    pub tables: IndexMap<String, LocalTable>,
    /// User pools by id or logical id.
    pub user_pools: IndexMap<String, LocalIssuer>,
    /// OpenID Connect providers by URL.
    pub oidc: IndexMap<String, LocalIssuer>,
    /// Who signs requests, by a name of the user's.
    pub iam: IndexMap<String, LocalIdentity>,
    /// What requests to services of AWS are signed with; without them none is sent there.
    pub credentials: Option<LocalCredentials>,
    /// What answers in place of what a data source names, by the data source's name.
    pub data_sources: IndexMap<String, LocalDataSource>,
    /// What goes wrong on purpose, by the data source's name.
    pub faults: IndexMap<String, LocalFaults>,
}

/// A table that is made on this machine in place of one that somebody else owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTable {
    /// The partition key.
    pub partition_key: KeyAttribute,
    /// The sort key, if any.
    pub sort_key: Option<KeyAttribute>,
    /// Global secondary indexes by name.
    pub indexes: IndexMap<String, Index>,
    /// Local secondary indexes by name.
    pub local_indexes: IndexMap<String, LocalIndex>,
}

/// Reads `local`, `account` and `region`, and passes every other key over.
pub(crate) fn read_local(
    root: &Node,
    _environment: &str,
    problems: &mut Diagnostics,
) -> Option<Local> {
    let mut fields = Fields::open("appsynth.yaml", root, problems)?;
    let account = fields.optional("account", account);
    let region = fields.optional("region", text);
    let local = fields.optional("local", read);
    Some(Local {
        account,
        region,
        ..local.unwrap_or_default()
    })
}

/// The value of `local` alone.
pub(super) fn read(node: &Node, problems: &mut Diagnostics) -> Option<Local> {
    let mut fields = Fields::open("`local`", node, problems)?;
    let parameters = fields.optional("parameters", text_map);
    let functions = fields.optional(
        "functions",
        map(|_, node, problems| function(node, problems)),
    );
    let http = fields.optional("http", map(http_endpoint));
    let tables = fields.optional("tables", map(|_, node, problems| table(node, problems)));
    let user_pools = fields.optional("user-pools", local_callers::issuers);
    let oidc = fields.optional("oidc", local_callers::issuers);
    let iam = fields.optional("iam", local_callers::identities);
    let credentials = fields.optional("credentials", local_data_sources::credentials);
    let data_sources = fields.optional("data-sources", local_data_sources::data_sources);
    let faults = fields.optional("faults", local_faults::faults);
    fields.close();
    Some(Local {
        parameters: parameters.unwrap_or_default(),
        functions: functions.unwrap_or_default(),
        http: http.unwrap_or_default(),
        tables: tables.unwrap_or_default(),
        user_pools: user_pools.unwrap_or_default(),
        oidc: oidc.unwrap_or_default(),
        iam: iam.unwrap_or_default(),
        credentials,
        data_sources: data_sources.unwrap_or_default(),
        faults: faults.unwrap_or_default(),
        ..Local::default()
    })
}

/// `{ endpoint: … }`, or the endpoint alone.
fn function(node: &Node, problems: &mut Diagnostics) -> Option<String> {
    if is_text(node) {
        return endpoint(node, problems);
    }
    let mut fields = Fields::open("a function of `local`", node, problems)?;
    let endpoint = fields.required("endpoint", endpoint);
    fields.close();
    endpoint
}

fn endpoint(node: &Node, problems: &mut Diagnostics) -> Option<String> {
    let url = text(node, problems)?;
    let fits = is_url(&url);
    if !fits {
        problems.push(diagnostics::not_an_endpoint(node, &url));
    }
    fits.then_some(url)
}

/// The server in place of the endpoint `name`.
fn http_endpoint(name: &str, node: &Node, problems: &mut Diagnostics) -> Option<String> {
    let fits = is_url(name);
    if !fits {
        problems.push(diagnostics::not_an_http_endpoint(node.key_place(), name));
    }
    let url = text(node, problems)?;
    if !is_url(&url) {
        problems.push(diagnostics::not_a_server(node, &url));
        return None;
    }
    fits.then_some(url)
}

fn is_url(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

fn table(node: &Node, problems: &mut Diagnostics) -> Option<LocalTable> {
    let mut fields = Fields::open("a table of `local`", node, problems)?;
    let partition_key = fields.required("partition-key", key_attribute);
    let sort_key = fields.optional("sort-key", key_attribute);
    let indexes = fields.optional("indexes", map(|_, node, problems| index(node, problems)));
    let local_indexes = fields.optional(
        "local-indexes",
        map(|_, node, problems| local_index(node, problems)),
    );
    fields.close();
    Some(LocalTable {
        partition_key: partition_key?,
        sort_key,
        indexes: indexes.unwrap_or_default(),
        local_indexes: local_indexes.unwrap_or_default(),
    })
}
