//! `local.credentials` and `local.data-sources`: what stands behind data sources on this machine.

use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;

use super::local_database::{LocalDatabase, database};
use crate::diagnostics;
use crate::fields::Fields;
use crate::node::Node;
use crate::secret::Secret;
use crate::values::{map, secret, text};

/// What requests to services of AWS are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalCredentials {
    /// Such as `ASIALOCAL`.
    pub access_key_id: String,
    /// The key that belongs to it.
    pub secret_access_key: Secret,
    /// The token of temporary credentials; none by default.
    pub session_token: Option<Secret>,
}

/// What answers a data source's requests in place of what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalDataSource {
    /// The URL that requests go to, without their path.
    Endpoint(String),
    /// A relational database.
    Database(LocalDatabase),
}

pub(super) fn credentials(node: &Node, problems: &mut Diagnostics) -> Option<LocalCredentials> {
    let mut fields = Fields::open("`local.credentials`", node, problems)?;
    let access_key_id = fields.required("access-key-id", text);
    let secret_access_key = fields.required("secret-access-key", secret);
    let session_token = fields.optional("session-token", secret);
    fields.close();
    Some(LocalCredentials {
        access_key_id: access_key_id?,
        secret_access_key: secret_access_key?,
        session_token,
    })
}

/// Stand-ins by the names of data sources.
pub(super) fn data_sources(
    node: &Node,
    problems: &mut Diagnostics,
) -> Option<IndexMap<String, LocalDataSource>> {
    map(|_, node, problems| data_source(node, problems))(node, problems)
}

fn data_source(node: &Node, problems: &mut Diagnostics) -> Option<LocalDataSource> {
    let mut fields = Fields::open("a data source of `local`", node, problems)?;
    let endpoint = fields.optional("endpoint", endpoint);
    let database = fields.optional("database", database);
    let is_none = !fields.has("endpoint") && !fields.has("database");
    if is_none || fields.has("endpoint") && fields.has("database") {
        fields.report(diagnostics::endpoint_or_database(node));
    }
    fields.close();
    endpoint
        .map(LocalDataSource::Endpoint)
        .or(database.map(LocalDataSource::Database))
}

fn endpoint(node: &Node, problems: &mut Diagnostics) -> Option<String> {
    let url = text(node, problems)?;
    let fits = url.starts_with("http://") || url.starts_with("https://");
    if !fits {
        problems.push(diagnostics::not_a_server(node, &url));
    }
    fits.then_some(url)
}
