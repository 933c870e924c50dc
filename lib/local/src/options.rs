//! What a deployment to this machine starts from.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::DataSourceFaults;
use crate::stand_in::{AwsCredentials, DataSourceStandIn};
use crate::trust::{IamIdentity, TrustedIssuer};

/// The port that a first deployment listens on when it is free.
pub const DEFAULT_PORT: u16 = 20002;

/// What to deploy, and where to keep its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeployOptions {
    /// The cloud assembly: a folder with a `manifest.json`.
    pub assembly_dir: PathBuf,
    /// The folder of this environment's tables, keys and record of what is deployed, such as
    /// `.appsynth/local`. One server at a time uses it.
    pub state_dir: PathBuf,
    /// The port to listen on, 0 for any free one. Without one it is the port of the last time, at first
    /// [`DEFAULT_PORT`], or any free one if that is taken.
    pub port: Option<u16>,
    /// Whether other machines may ask the API: the server then listens on all addresses of this machine.
    /// Whatever else it serves stays closed to them. Without it, it listens on loopback only.
    pub network: bool,
    /// `AWS::AccountId` of stacks that name no account; 12 digits.
    pub account: String,
    /// `AWS::Region` of stacks that name no region.
    pub region: String,
    /// Values of template parameters by parameter, or by `Stack.Parameter` for one stack only.
    pub parameters: IndexMap<String, String>,
    /// Endpoints that run Lambda functions in place of this process, by function name, ARN or logical id: URLs
    /// of Lambda's Invoke API such as `http://127.0.0.1:9000/2015-03-31/functions/echo/invocations`.
    pub lambda_endpoints: IndexMap<String, String>,
    /// Servers that answer in place of HTTP endpoints, by endpoint: for `https://api.example.com` a URL such as
    /// `http://127.0.0.1:8100` that the paths of requests are added to. Requests to it are not signed.
    pub http_endpoints: IndexMap<String, String>,
    /// Stand-ins for tables that no stack defines, by name: properties of an `AWS::DynamoDB::Table`. One that a
    /// stack defines is as the stack says.
    pub tables: IndexMap<String, Map<String, Value>>,
    /// Stand-ins for user pools, by id or logical id. The local issuer's tokens are taken for any other.
    pub user_pools: IndexMap<String, TrustedIssuer>,
    /// Stand-ins for OpenID Connect providers, by URL. The local issuer's tokens are taken for any other.
    pub oidc_issuers: IndexMap<String, TrustedIssuer>,
    /// Who may sign requests with Signature Version 4.
    pub iam_identities: Vec<IamIdentity>,
    /// What requests to services of AWS are signed with. Without them none is sent there.
    pub credentials: Option<AwsCredentials>,
    /// What answers in place of what data sources name, by the data source's name.
    pub data_sources: IndexMap<String, DataSourceStandIn>,
    /// What goes wrong on purpose, by the data source's name.
    pub faults: IndexMap<String, DataSourceFaults>,
}

impl DeployOptions {
    /// Deploys the assembly of a folder; the account is 123456789012, the region `us-east-1`.
    pub fn new(assembly_dir: impl Into<PathBuf>, state_dir: impl Into<PathBuf>) -> Self {
        Self {
            assembly_dir: assembly_dir.into(),
            state_dir: state_dir.into(),
            port: None,
            network: false,
            account: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
            parameters: IndexMap::new(),
            lambda_endpoints: IndexMap::new(),
            http_endpoints: IndexMap::new(),
            tables: IndexMap::new(),
            user_pools: IndexMap::new(),
            oidc_issuers: IndexMap::new(),
            iam_identities: Vec::new(),
            credentials: None,
            data_sources: IndexMap::new(),
            faults: IndexMap::new(),
        }
    }
}
