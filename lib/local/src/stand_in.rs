//! What answers the requests of data sources on this machine.

use std::path::PathBuf;

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
    Database {
        /// The URL without parameters about TLS.
        url: Secret,
        /// How connections to it are protected.
        tls: DatabaseTls,
    },
}

/// How connections to a database are protected. What is asked for and not had is an error of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DatabaseTls {
    /// Not at all.
    Off,
    /// With TLS, whoever the server is.
    Encrypted,
    /// With TLS and a certificate of the host that the URL names.
    Verified {
        /// A file of certificate authorities in PEM; those of the machine by default.
        authorities: Option<PathBuf>,
    },
}
