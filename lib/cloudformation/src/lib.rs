//! CloudFormation templates as data: read, write, evaluate and check them.
//!
//! Not here: how a template comes about (the construct tree) and what any one service means.
//!
//! Invariants: order is the order of the source; writing what was read gives the same value again.

mod expr;
mod template;

pub use expr::{Expr, Intrinsic, Map, Pseudo, SubPart};
pub use template::{
    DeletionPolicy, LogicalId, Mapping, Output, Parameter, Resource, Rule, RuleAssertion, Template,
};
