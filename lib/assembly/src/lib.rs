//! The cloud assembly: the folder that deploying, comparing and running locally all start from.
//!
//! [`write()`] makes one from [`Contents`], a [`Draft`] piece by piece; [`Assembly::read`] reads it back, and also the assemblies that
//! the AWS CDK and Amplify write. The format is the CDK's, so that its command line accepts ours:
//! `manifest.json` lists the stacks, each with a template, an asset manifest and its dependencies.
//! Assets have the hash of their content in their names. Files for people (`resolvers/`,
//! `schema.graphql`) lie beside them; no tool needs them.
//!
//! Not here: the construct tree that templates come from, and what becomes of them.
//!
//! Invariants: the same contents give the same bytes; a reader sees the whole of one assembly or the
//! whole of another.
//!
//! <https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema>

mod contents;
mod directory;
mod error;
mod manifest;
mod nested;
mod read;
mod tree;
mod write;

pub use contents::{
    AssetContents, AssetSource, ConstructMetadata, Contents, NestedTemplateContents, StackContents,
    TreeNode,
};
pub use directory::Written;
pub use error::AssemblyError;
pub use manifest::{Destination, Packaging};
pub use read::{Assembly, AssetFile, Stack, TemplateFile};
pub use write::{Draft, write};
