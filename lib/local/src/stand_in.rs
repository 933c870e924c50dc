//! What answers the requests of data sources on this machine.

use serde::{Deserialize, Serialize};

use crate::trust::Secret;

/// What requests to services of AWS are signed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsCredentials {
    /// Such as `ASIALOCAL`.
    pub access_key_id: String,
    /// The key that belongs to it.
    pub secret_access_key: Secret,
    /// The token of temporary credentials.
    pub session_token: Option<Secret>,
}

/// What answers in place of what a data source names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataSourceStandIn {
    /// Of OpenSearch and Bedrock: the URL that requests go to, without their path.
    Endpoint(String),
    /// Of relational databases: the URL of a PostgreSQL or MySQL database, such as
    /// `postgres://shop:password@127.0.0.1/shop` or `mysql://shop:password@127.0.0.1/shop`.
    Database(Secret),
}
