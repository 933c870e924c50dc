//! AWS as far as deployments need it: the only modules that know the SDK.

mod answer;
mod appsync;
mod call;
mod cloudformation;
mod connect;
mod dynamodb;
mod evaluate;
mod refactor;
mod signed;
mod storage;

pub(crate) use answer::{member, text, unreadable};
pub(crate) use cloudformation::{
    Change, ChangeSet, ChangeSetKind, ChangeSetRequest, ChangeSetState, DeployedResource, Event,
    Owner, Request, ResourceToImport, StackInfo, StackStatus, stack_name,
};
pub use connect::Target;
pub(crate) use connect::{Bearer, Caller, Connection};
pub(crate) use signed::dns_suffix;
pub(crate) use storage::object_url;
