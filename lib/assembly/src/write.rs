//! Writing an assembly.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use appsynth_cloudformation::{content_hash, indented};
use appsynth_parallel as parallel;
use indexmap::IndexMap;
use serde::Serialize;

use crate::directory::{self, Replacement};
use crate::manifest::{
    self, Artifact, AssetEntry, AssetEntrySource, AssetManifest, AssetsProperties, Manifest,
    Metadata, MetadataEntry, Packaging, Place,
};
use crate::tree::tree_file;
use crate::{AssemblyError, AssetSource, Contents, StackContents, Written};

/// Writes an assembly to the folder `dir`, in place of the assembly that is there.
///
/// The folder is exchanged as a whole, and only if anything in it changes.
///
/// # Errors
///
/// If the folder cannot be written, or holds something that is no assembly. What was there stays then.
pub fn write(contents: &Contents, dir: &Path) -> Result<Written, AssemblyError> {
    Draft::begin(dir).finish(contents)
}

/// An assembly of which not all is known yet: what is can be written while the rest is made, by any thread. Nothing of
/// it is left unless it is finished.
#[derive(Debug)]
pub struct Draft(Replacement);

impl Draft {
    /// Begins an assembly in the folder `dir`.
    pub fn begin(dir: &Path) -> Self {
        Self(Replacement::begin(dir))
    }

    /// Adds a file by its path within the assembly, such as the template of a nested stack.
    ///
    /// # Errors
    ///
    /// As those of [`write()`].
    pub fn add(&self, path: &str, content: &[u8]) -> Result<(), AssemblyError> {
        self.0.add(path, content)
    }

    /// Adds files for people, by their paths within the assembly. Where the system can do that, those with the same text
    /// are hard links to one file.
    ///
    /// # Errors
    ///
    /// As those of [`write()`].
    pub fn add_texts(&self, files: &BTreeMap<String, Arc<str>>) -> Result<(), AssemblyError> {
        self.0.add_texts(files)
    }

    /// Gives the assembly up, unless it is finished: nothing of it is left, whoever still has the draft.
    pub fn abandon(&self) {
        self.0.abandon();
    }

    /// Adds everything else, and exchanges the folder as [`write()`] does. Nothing can be added afterwards.
    ///
    /// # Errors
    ///
    /// As those of [`write()`].
    pub fn finish(&self, contents: &Contents) -> Result<Written, AssemblyError> {
        let (tree, files) = parallel::both(|| tree_file(&contents.tree), || stack_files(contents));
        let mut files = files?;
        files.add("tree.json".to_owned(), tree)?;
        for (path, text) in &contents.legible_files {
            files.add(path.clone(), text.as_bytes())?;
        }
        let Files { mut by_path } = files;
        for path in by_path.keys().cloned().collect::<Vec<_>>() {
            let Some(begun) = self.0.added(&path)? else {
                continue;
            };
            if by_path
                .remove(&path)
                .is_some_and(|content| content != begun)
            {
                return Err(AssemblyError::Reserved { path });
            }
        }
        self.0.finish(&by_path)
    }
}

/// The files of all stacks, and the manifest.
fn stack_files(contents: &Contents) -> Result<Files<'_>, AssemblyError> {
    let mut files = Files::default();
    let mut artifacts = IndexMap::new();
    for stack in &contents.stacks {
        add_stack(stack, &mut files, &mut artifacts)?;
    }
    artifacts.insert(
        "Tree".to_owned(),
        Artifact {
            kind: manifest::TREE.to_owned(),
            environment: None,
            properties: serde_json::json!({ "file": "tree.json" }),
            dependencies: Vec::new(),
            metadata: Metadata::default(),
            display_name: None,
        },
    );
    let manifest = Manifest {
        version: manifest::VERSION.to_owned(),
        artifacts,
    };
    files.add("manifest.json".to_owned(), json(&manifest))?;
    Ok(files)
}

/// The files of an assembly by path.
#[derive(Debug, Default)]
struct Files<'c> {
    by_path: directory::Files<'c>,
}

impl<'c> Files<'c> {
    /// Adds a file; the same content may be added twice.
    fn add(
        &mut self,
        path: String,
        content: impl Into<Cow<'c, [u8]>>,
    ) -> Result<(), AssemblyError> {
        let content = content.into();
        match self.by_path.get(&path) {
            Some(known) if *known != content => Err(AssemblyError::Reserved { path }),
            Some(_) => Ok(()),
            None => {
                self.by_path.insert(path, content);
                Ok(())
            }
        }
    }
}

/// Adds a stack's template, assets and asset manifest, and their artifacts.
fn add_stack<'c>(
    stack: &'c StackContents,
    files: &mut Files<'c>,
    artifacts: &mut IndexMap<String, Artifact>,
) -> Result<(), AssemblyError> {
    let id = &stack.id;
    let place = Place {
        account: stack.account.as_deref(),
        region: stack.region.as_deref(),
    };
    let hash = content_hash(&stack.template);
    let mut properties = place.stack_properties(id, &hash);
    properties.termination_protection = Some(stack.termination_protection);
    properties.tags = stack.tags.clone();
    properties.stack_name = (stack.name != *id).then(|| stack.name.clone());

    let mut entries = asset_entries(stack, place, files)?;
    let template_file = properties.template_file.clone();
    let entry = file_entry(
        place,
        format!("{id} Template"),
        template_file.clone(),
        &format!("{hash}.json"),
    );
    entries.insert(hash, entry);
    files.add(template_file, stack.template.as_bytes())?;

    let assets_file = format!("{id}.assets.json");
    let asset_manifest = AssetManifest {
        version: manifest::VERSION.to_owned(),
        files: entries,
        docker_images: serde_json::Map::new(),
    };
    files.add(assets_file.clone(), json(&asset_manifest))?;

    let assets_id = format!("{id}.assets");
    let mut dependencies = stack.dependencies.clone();
    dependencies.push(assets_id.clone());
    artifacts.insert(
        assets_id,
        Artifact {
            kind: manifest::ASSETS.to_owned(),
            environment: None,
            properties: value(&AssetsProperties::new(assets_file)),
            dependencies: Vec::new(),
            metadata: Metadata::default(),
            display_name: None,
        },
    );
    artifacts.insert(
        id.clone(),
        Artifact {
            kind: manifest::STACK.to_owned(),
            environment: Some(place.environment()),
            properties: value(&properties),
            dependencies,
            metadata: metadata(stack),
            display_name: Some(id.clone()),
        },
    );
    Ok(())
}

/// Adds the files of a stack's nested templates and assets.
fn asset_entries<'c>(
    stack: &'c StackContents,
    place: Place<'_>,
    files: &mut Files<'c>,
) -> Result<IndexMap<String, AssetEntry>, AssemblyError> {
    let mut entries = IndexMap::new();
    for nested in &stack.nested {
        let name = format!("{} Nested Stack Template", nested.path);
        let key = format!("{}.json", nested.hash);
        let entry = file_entry(place, name, nested.file_name.clone(), &key);
        entries.insert(nested.hash.clone(), entry);
        if let Some(text) = &nested.text {
            files.add(nested.file_name.clone(), text.as_bytes())?;
        }
    }
    for asset in &stack.assets {
        let hash = &asset.hash;
        let mut entry = match &asset.source {
            AssetSource::File { extension, bytes } => {
                let key = match extension.as_str() {
                    "" => hash.clone(),
                    extension => format!("{hash}.{extension}"),
                };
                let path = format!("asset.{key}");
                files.add(path.clone(), bytes)?;
                file_entry(place, asset.name.clone(), path, &key)
            }
            AssetSource::Folder(content) => {
                let folder = format!("asset.{hash}");
                for (path, bytes) in content {
                    files.add(format!("{folder}/{path}"), bytes)?;
                }
                file_entry(place, asset.name.clone(), folder, &format!("{hash}.zip"))
            }
        };
        if let AssetSource::Folder(_) = asset.source {
            entry.source.packaging = Packaging::Zip;
        }
        entries.insert(hash.clone(), entry);
    }
    Ok(entries)
}

fn file_entry(place: Place<'_>, name: String, path: String, key: &str) -> AssetEntry {
    AssetEntry {
        display_name: Some(name),
        source: AssetEntrySource {
            path: Some(path),
            packaging: Packaging::File,
        },
        destinations: IndexMap::from([place.destination(key.to_owned())]),
    }
}

/// Which environment the stack is for; which construct each element is and what it was made for, which command
/// lines show beside CloudFormation's events.
fn metadata(stack: &StackContents) -> Metadata {
    let mut metadata = Metadata::default();
    metadata.reserve(stack.metadata.len());
    let mut add = |path: &str, kind: &'static str, text: &str| {
        let entry = MetadataEntry {
            kind: kind.into(),
            data: text.into(),
        };
        metadata.entry(format!("/{path}")).or_default().push(entry);
    };
    if let Some(environment) = &stack.environment {
        add(&stack.id, manifest::ENVIRONMENT, environment);
    }
    for construct in &stack.metadata {
        add(
            &construct.path,
            "aws:cdk:logicalId",
            &construct.logical_id.0,
        );
    }
    for (path, origin) in &stack.origins {
        add(path, manifest::ORIGIN, origin);
    }
    metadata
}

fn value(properties: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(properties).expect("invariant: properties have text keys")
}

/// JSON indented by one space, as the CDK writes it.
fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    indented::write(value, &mut bytes);
    bytes
}
