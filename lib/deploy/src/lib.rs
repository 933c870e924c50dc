//! Deploying an assembly to AWS through CloudFormation, and looking after what is deployed.
//!
//! [`plan()`] compares an assembly with what is deployed, [`Plan::deploy`] carries the plan out.
//!
//! Not here: how the assembly was made, and any printing; whoever calls is told what happens by an
//! [`Observer`].
//!
//! Invariants: only this crate knows the AWS SDK, and none of its types are in a public signature; nothing
//! that holds data is replaced or removed without consent by its name; a deployment that was interrupted at
//! any moment is gone on with by the next one, for all it needs to know is what is deployed.

mod aws;
mod bootstrap;
mod consent;
mod counterpart;
mod destroy;
mod drift;
mod error;
mod evaluate;
mod existing_table;
mod failure;
mod follow;
mod foresee;
mod hotswap;
mod import;
mod kinds;
mod leftovers;
mod names;
mod observe;
mod order;
mod outputs;
mod plan;
mod recover;
mod refactor;
mod rollback;
mod run;
mod upload;

pub use aws::Target;
pub use bootstrap::Bootstrap;
pub use counterpart::counterpart;
pub use destroy::{Destruction, Holding};
pub use drift::{Difference, DriftedResource, drift};
pub use error::DeployError;
pub use evaluate::Evaluations;
pub use failure::{FailedResource, StackFailure};
pub use hotswap::{Copies, Hotswap, Swapped};
pub use import::{Import, ImportedTable, LeftTable, ReleasedTable, Wanted};
pub use observe::{Happening, Observer};
pub use outputs::{Deployed, DeployedApi, deployed};
pub use plan::{
    Action, Effect, IndexStep, Options, PermissionChange, Plan, ResourceChange, StackPlan, look,
    plan,
};
pub use refactor::{Refactor, Renamed};
pub use rollback::rollback;
pub use run::{Extent, Outputs};
