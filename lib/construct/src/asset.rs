//! Assets: files that are uploaded before the stack is deployed.

use std::collections::BTreeMap;

use appsynth_cloudformation::hexadecimal;
use sha2::{Digest, Sha256};

use crate::{Scope, Value, bootstrap};

/// A file or folder that is uploaded before the stack is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    content: AssetContent,
    name: String,
}

/// What an asset consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetContent {
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

/// An asset of a stack: where it is once uploaded.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetRef {
    /// The SHA-256 of the content, in hexadecimal.
    pub hash: String,
    /// The name of the bucket for assets, of the account and region that is deployed to.
    pub bucket: Value<String>,
    /// The object's key in the bucket.
    pub object_key: String,
}

impl Asset {
    /// A file with this extension (without a dot).
    pub fn bytes(extension: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            content: AssetContent::File {
                extension: extension.into(),
                bytes: bytes.into(),
            },
            name: String::new(),
        }
    }

    /// A folder to be uploaded as a zip archive: content by path within it, with `/` between folders.
    pub fn folder(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            content: AssetContent::Folder(files),
            name: String::new(),
        }
    }

    /// Names it for people; by default it has the path of its construct.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The name for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it consists of.
    pub fn content(&self) -> &AssetContent {
        &self.content
    }

    /// Takes the content out.
    pub fn into_content(self) -> AssetContent {
        self.content
    }

    /// The SHA-256 of the content, in hexadecimal. A folder's covers the paths and contents in order.
    fn hash(&self) -> String {
        let mut sha = Sha256::new();
        match &self.content {
            AssetContent::File { bytes, .. } => sha.update(bytes),
            AssetContent::Folder(files) => {
                for (path, bytes) in files {
                    for part in [path.as_bytes(), bytes] {
                        sha.update((part.len() as u64).to_be_bytes());
                        sha.update(part);
                    }
                }
            }
        }
        hexadecimal(&sha.finalize())
    }
}

impl Scope<'_> {
    /// Has an asset uploaded with this scope's stack.
    pub fn asset(&mut self, mut asset: Asset) -> AssetRef {
        if asset.name.is_empty() {
            asset.name = self.path();
        }
        let hash = asset.hash();
        let object_key = match &asset.content {
            AssetContent::File { extension, .. } if extension.is_empty() => hash.clone(),
            AssetContent::File { extension, .. } => format!("{hash}.{extension}"),
            AssetContent::Folder(_) => format!("{hash}.zip"),
        };
        if let Some(stack) = self.tree.nodes[self.at].stack {
            let stack = self.tree.top_level(stack);
            let assets = &mut self.tree.stacks[stack].assets;
            assets.entry(hash.clone()).or_insert(asset);
        }
        AssetRef {
            hash,
            bucket: Value::AtDeploy(bootstrap::bucket()),
            object_key,
        }
    }
}
