//! AppSync on this machine: takes a cloud assembly (ours, the CDK's or Amplify's) and serves its APIs.
//!
//! [`deploy()`] evaluates the templates, brings the tables of the store up to date, and answers GraphQL over
//! HTTP, on the loopback interface unless told otherwise. Everything that lasts is in the state folder: the
//! tables, the API keys and a record of what is deployed. Resources that are no part of an API are passed over.
//!
//! API keys are refused after their `Expires`. A key without one never expires here, where AppSync would take
//! seven days from its creation (<https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html>):
//! the key is kept from deployment to deployment, and one that died in the meantime would protect nothing on a
//! loopback interface.
//!
//! Invariants: nothing is printed (requests are logged with `tracing`); a deployment that is refused has
//! changed nothing; a caller whose credentials are of an unknown kind is refused.

mod apis;
mod authorization;
mod code_files;
mod connect;
mod data_sources;
mod deploy;
mod description;
mod diagnostics;
mod environment;
mod error;
mod evaluate;
mod event_bus;
mod event_pattern;
mod expiry;
mod faults;
mod functions;
mod local_issuer;
mod options;
mod outputs;
mod request_id;
mod resources;
mod seed;
mod server;
mod signing;
mod snapshots;
mod stand_in;
mod state;
mod streams;
mod subscribers;
mod tables;
mod token;
mod traces;
mod trust;

pub use deploy::{Deployment, Running, deploy, destroy, hand_over, is_served, outputs};
pub use error::LocalError;
pub use faults::{DataSourceFaults, Often};
pub use options::{DEFAULT_PORT, DeployOptions};
pub use outputs::{ApiOutputs, LeftTable, Outputs};
pub use seed::{Seed, SeedMutation, SeedPart, is_seeded, seed};
pub use snapshots::{restore, snapshot};
pub use stand_in::{AwsCredentials, DataSourceStandIn, DatabaseTls};
pub use token::{Token, TokenKind, TokenMode, TokenRequest, token};
pub use trust::{CognitoIdentity, IamIdentity, KeySource, Principal, Secret, TrustedIssuer};
