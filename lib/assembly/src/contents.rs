//! What an assembly is made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use appsynth_cloudformation::LogicalId;
use indexmap::IndexMap;

/// Everything that is written into an assembly.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contents {
    /// The stacks at the top; those nested in one are part of it.
    pub stacks: Vec<StackContents>,
    /// The construct tree, for people and tools to look at: each node followed by those below it.
    pub tree: Vec<TreeNode>,
    /// Files for people: text by path within the assembly, with `/` between folders.
    pub legible_files: BTreeMap<String, Arc<str>>,
}

/// A stack and what is deployed with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StackContents {
    /// The id by which the user chooses it; files and artifacts are named after it.
    pub id: String,
    /// The name of the deployed stack.
    pub name: String,
    /// The environment that it was made for, if it was made for one.
    pub environment: Option<String>,
    /// The account, if it is fixed.
    pub account: Option<String>,
    /// The region, if it is fixed.
    pub region: Option<String>,
    /// The template, as JSON text.
    pub template: String,
    /// The templates nested in it.
    pub nested: Vec<NestedTemplateContents>,
    /// What is uploaded before it is deployed.
    pub assets: Vec<AssetContents>,
    /// Tags of the stack.
    pub tags: IndexMap<String, String>,
    /// Whether CloudFormation refuses to delete the stack.
    pub termination_protection: bool,
    /// The ids of the stacks that must be deployed before.
    pub dependencies: Vec<String>,
    /// Which construct each element of the templates is.
    pub metadata: Vec<ConstructMetadata>,
    /// What of the user's input constructs were made for, by their paths.
    pub origins: IndexMap<Arc<str>, String>,
}

/// The template of a nested stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NestedTemplateContents {
    /// The construct path.
    pub path: String,
    /// The name of its file in the assembly's folder.
    pub file_name: String,
    /// The template; none if its file was added to the draft.
    pub text: Option<String>,
    /// The SHA-256 of the text, in hexadecimal.
    pub hash: String,
}

/// A file or folder that is uploaded before the stack is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetContents {
    /// The hash of the content, in hexadecimal.
    pub hash: String,
    /// What people call it.
    pub name: String,
    /// What is uploaded.
    pub source: AssetSource,
}

/// The content of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetSource {
    /// A file, uploaded as it is.
    File {
        /// The extension without a dot; may be empty.
        extension: String,
        /// The content.
        bytes: Vec<u8>,
    },
    /// A folder, uploaded as a zip archive: content by path within it.
    Folder(BTreeMap<String, Vec<u8>>),
}

/// The name that a construct has in its template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstructMetadata {
    /// The construct path.
    pub path: Arc<str>,
    /// The name in the template.
    pub logical_id: LogicalId,
}

/// A node of the construct tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeNode {
    /// The construct path; its last part is the id within the parent.
    pub path: Arc<str>,
    /// The type of the CloudFormation resource it is, if it is one.
    pub resource_type: Option<String>,
    /// How many of the nodes after it are below it.
    pub below: usize,
}
