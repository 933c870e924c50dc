//! AWS as far as deployments need it: the only modules that know the SDK.

mod call;
mod cloudformation;
mod connect;
mod signed;
mod storage;

pub(crate) use cloudformation::{
    Change, ChangeSet, ChangeSetRequest, ChangeSetState, DeployedResource, Drift, Event, StackInfo,
    StackStatus,
};
pub use connect::Target;
pub(crate) use connect::{Caller, Connection};
pub(crate) use storage::object_url;
