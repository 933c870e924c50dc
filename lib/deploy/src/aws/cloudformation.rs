//! CloudFormation's operations, in our words.

mod change_sets;
mod drift;
mod events;
mod resources;
mod stacks;

use aws_sdk_cloudformation::types::Capability;

pub(crate) use change_sets::{
    Change, ChangeSet, ChangeSetKind, ChangeSetRequest, ChangeSetState, ResourceToImport,
};
pub(crate) use events::{Event, Request};
pub(crate) use resources::{DeployedResource, Owner};
pub(crate) use stacks::{StackInfo, StackStatus, stack_name};

/// Every capability: the plan has shown what roles and policies the stack makes.
const CAPABILITIES: [Capability; 2] = [
    Capability::CapabilityNamedIam,
    Capability::CapabilityAutoExpand,
];
