//! The construct tree: what an application is made of, before templates.
//!
//! A construct is a plain value that says what is wanted; [`Scope::add`] consumes it, records nodes in a
//! tree that the [`App`] owns, and gives a small `Copy` handle back. Mistakes are recorded with the line
//! that made the construct and reported together by [`App::synth`].
//!
//! Construct paths, logical ids and the names of generated parameters, outputs and exports are those of
//! the AWS CDK, so that a stack can move from one tool to the other without replacing resources.
//!
//! ```
//! use appsynth_construct::{App, CfnResource, Environment, Expr, Intrinsic, MemoryFiles};
//!
//! let mut app = App::new(Environment::local(), MemoryFiles::new());
//! let mut stack = app.stack("blog");
//! let topic = stack.add("Topic", CfnResource::new("AWS::SNS::Topic"));
//! stack.output("TopicArn", Intrinsic::Ref(topic));
//!
//! let synthesis = app.synth().expect("no mistakes");
//! assert_eq!(synthesis.stacks[0].template.resources.len(), 1);
//! ```
//!
//! Not here: any one AWS service, and reading or writing files (see [`Files`]).
//!
//! Invariant: the same constructs give the same [`Synthesis`], whatever the machine.

mod app;
mod asset;
mod bootstrap;
mod construct;
mod crossing;
mod diagnostics;
mod edit;
mod element;
mod facts;
mod files;
mod layout;
mod logical_id;
mod nested;
mod nested_templates;
mod order;
mod origin;
mod place;
mod preference;
mod references;
mod resolver;
mod synth;
mod tags;
mod told;
mod tree;
mod value;

pub use appsynth_cloudformation::{DeletionPolicy, Pseudo, SubPart};

pub use app::{App, Environment, StackOptions};
pub use asset::{Asset, AssetContent, AssetRef};
pub use construct::{Construct, Scope};
pub use element::{
    CfnCondition, CfnMapping, CfnOutput, CfnParameter, CfnResource, CfnRule, ConditionRef,
    MappingRef, ParameterRef, ResourceOptions,
};
pub use files::{EarlyFiles, FileSink, Files, MemoryFiles};
pub use nested::NestedStackOptions;
pub use synth::{Element, Failure, NestedTemplate, Synthesis, SynthesizedStack, TreeNode};
pub use tree::NodeId;
pub use value::{Expr, Intrinsic, Value};
