//! CloudFormation templates as data: read, write, evaluate and check them.
//!
//! ```
//! use appsynth_cloudformation::{LogicalId, Template};
//! use appsynth_diagnostics::Sources;
//!
//! let mut sources = Sources::new();
//! let id = sources.add("stack.yaml", "Resources: { Queue: { Type: AWS::SQS::Queue } }");
//! let (template, diagnostics) = Template::read(&sources, id);
//! assert!(diagnostics.is_empty());
//! let queue = &template.unwrap_or_default().resources[&LogicalId("Queue".to_owned())];
//! assert_eq!(queue.kind, "AWS::SQS::Queue");
//! ```
//!
//! What templates and those who deploy them have to agree on is here, too: [`Arn`], [`content_hash`] and
//! [`bootstrap`].
//!
//! Not here: how a template comes about (the construct tree) and what any one service means.
//!
//! Invariants: order is the order of the source; writing what was read gives the same value again.

mod arn;
pub mod bootstrap;
mod check;
mod diagnostics;
pub mod evaluate;
mod expr;
mod hash;
pub mod indented;
mod locate;
mod order;
mod place;
mod problems;
mod properties;
mod pseudo;
pub mod quotas;
mod read;
mod references;
mod resolution;
pub mod schemas;
mod sub;
mod template;
mod write;

pub use arn::Arn;
pub use expr::{Expr, Intrinsic, Map, Pseudo, SubPart};
pub use hash::{content_hash, hexadecimal};
pub use order::CircularDependency;
pub use place::{Place, Step};
pub use problems::Problems;
pub use properties::{PropertyProblem, check_properties};
pub use schemas::{ResourceSchema, resource_schema};
pub use template::{
    DeletionPolicy, LogicalId, Mapping, Output, Parameter, Resource, Rule, RuleAssertion, Section,
    Template,
};
