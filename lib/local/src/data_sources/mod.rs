//! The kinds of data sources, one file each: what a resolver's request asks of them and what they answer.

mod dynamodb;
mod error;
mod event_bridge;
mod http;
mod lambda;
mod none;
mod request;
mod unavailable;

pub(crate) use dynamodb::{DynamoDb, Versioning};
pub(crate) use event_bridge::EventBridge;
pub(crate) use http::{Http, HttpClient};
pub(crate) use lambda::Lambda;
pub(crate) use none::Nothing;
pub(crate) use unavailable::Unavailable;
