//! The kinds of data sources, one file each: what a resolver's request asks of them and what they answer.

mod bedrock;
mod dynamodb;
mod error;
mod event_bridge;
mod faulty;
mod http;
mod http_client;
mod http_request;
mod lambda;
mod none;
mod open_search;
mod rds;
mod request;
mod unavailable;

pub(crate) use bedrock::Bedrock;
pub(crate) use dynamodb::{DynamoDb, Versioning, stored_value};
pub(crate) use event_bridge::EventBridge;
pub(crate) use faulty::Faulty;
pub(crate) use http::Http;
pub(crate) use http_client::HttpClient;
pub(crate) use lambda::Lambda;
pub(crate) use none::Nothing;
pub(crate) use open_search::OpenSearch;
pub(crate) use rds::{Database, Rds};
pub(crate) use unavailable::Unavailable;
