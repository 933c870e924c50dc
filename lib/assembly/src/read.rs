//! Reading an assembly.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use appsynth_cloudformation::Template;
use appsynth_diagnostics::{Diagnostics, SourceId, Sources};
use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use crate::manifest::{
    self, Artifact, AssetManifest, AssetsProperties, Manifest, MetadataEntry,
    NestedAssemblyProperties, StackProperties,
};
use crate::{AssemblyError, Destination, Packaging, nested};

/// How often reading begins anew when the assembly is replaced meanwhile.
const ATTEMPTS: usize = 5;

/// An assembly on disk: ours, the CDK's or Amplify's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assembly {
    /// The folder.
    pub dir: PathBuf,
    /// The stacks, those of nested assemblies included, each after those it depends on.
    pub stacks: Vec<Stack>,
}

/// A stack of an assembly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// The name by which the user chooses it, such as `blog` or, in a nested assembly, `prod/blog`.
    pub id: String,
    /// The name of the deployed stack.
    pub name: String,
    /// The environment that it was made for; other tools say none.
    pub environment: Option<String>,
    /// The account, if it is fixed.
    pub account: Option<String>,
    /// The region, if it is fixed.
    pub region: Option<String>,
    /// The template.
    pub template: TemplateFile,
    /// Tags of the stack.
    pub tags: IndexMap<String, String>,
    /// Values of the template's parameters.
    pub parameters: IndexMap<String, String>,
    /// Whether CloudFormation refuses to delete the stack.
    pub termination_protection: bool,
    /// The ids of the stacks that must be deployed before.
    pub dependencies: Vec<String>,
    /// What is uploaded before it is deployed, by the hash of the content; its templates included.
    pub assets: IndexMap<String, AssetFile>,
    /// The role that deploys the stack, in the notation of [`Destination`]; without it, the caller's own.
    pub deploy_role: Option<String>,
    /// The role that CloudFormation takes.
    pub execution_role: Option<String>,
    /// Where the template is once uploaded, as `s3://bucket/key`.
    pub template_url: Option<String>,
    /// What of the user's input constructs were made for, such as `` `@model` Post (schema.graphql:12)``, by
    /// their paths.
    pub origins: IndexMap<String, String>,
}

/// A template of an assembly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFile {
    /// The file.
    pub path: PathBuf,
    /// The text, JSON or YAML.
    pub text: String,
    /// The templates of its nested stacks, by the logical id of the stack's resource. One whose template
    /// is not in the assembly is missing.
    pub nested: IndexMap<String, TemplateFile>,
}

/// A file or folder that is uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFile {
    /// The file or folder.
    pub path: PathBuf,
    /// Whether it is uploaded as it is.
    pub packaging: Packaging,
    /// Where it is uploaded to.
    pub destinations: Vec<Destination>,
}

impl Assembly {
    /// Reads the assembly in a folder. Should it be replaced meanwhile, the new one is read.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is not as a cloud assembly has it.
    pub fn read(dir: &Path) -> Result<Self, AssemblyError> {
        for _ in 0..ATTEMPTS {
            let before = Edition::read(dir)?;
            let stacks = Reader::default().assembly(dir, &before.text);
            if Edition::read(dir)? == before {
                return Ok(Self {
                    dir: dir.to_owned(),
                    stacks: stacks?,
                });
            }
        }
        Err(AssemblyError::Changing {
            path: dir.to_owned(),
        })
    }

    /// The stack of an id or, if no stack has that id, of a deployed name.
    pub fn stack(&self, name: &str) -> Option<&Stack> {
        let by_id = self.stacks.iter().find(|stack| stack.id == name);
        by_id.or_else(|| self.stacks.iter().find(|stack| stack.name == name))
    }

    /// The asset of a hash or object key, whichever stack it belongs to.
    pub fn asset(&self, key: &str) -> Option<&AssetFile> {
        self.stacks.iter().find_map(|stack| stack.asset(key))
    }
}

impl Stack {
    /// The asset of a hash, or of an object key that begins with it.
    pub fn asset(&self, key: &str) -> Option<&AssetFile> {
        let hash = key.split_once('.').map_or(key, |(hash, _)| hash);
        self.assets.get(hash)
    }
}

impl TemplateFile {
    /// The template itself, without those nested in it. The text is added to `sources`, so that what is
    /// wrong with it can be shown.
    pub fn template(&self, sources: &mut Sources) -> (Option<Template>, Diagnostics) {
        let source = self.source(sources);
        Template::read(sources, source)
    }

    /// The same with all that can be said of it without deploying it.
    pub fn checked_template(&self, sources: &mut Sources) -> (Option<Template>, Diagnostics) {
        let source = self.source(sources);
        let (template, mut found) = Template::read(sources, source);
        if let Some(template) = &template {
            let problems = template.check(self.text.len());
            found.extend(problems.at_places_of(sources, source));
        }
        (template, found)
    }

    /// The template and those nested in it, each before what is nested in it, with the logical ids that lead to it.
    pub fn with_nested(&self) -> Vec<(Vec<&str>, &Self)> {
        let mut all = Vec::new();
        self.add_all(Vec::new(), &mut all);
        all
    }

    fn add_all<'t>(&'t self, path: Vec<&'t str>, all: &mut Vec<(Vec<&'t str>, &'t Self)>) {
        all.push((path.clone(), self));
        for (id, nested) in &self.nested {
            nested.add_all([path.as_slice(), &[id.as_str()]].concat(), all);
        }
    }

    fn source(&self, sources: &mut Sources) -> SourceId {
        sources.add(self.path.display().to_string(), self.text.clone())
    }
}

/// What tells one assembly in a folder from the next: an assembly is replaced as a whole, so that its
/// manifest is another file then, whatever it says.
#[derive(Debug, PartialEq, Eq)]
struct Edition {
    text: String,
    modified: Option<SystemTime>,
    inode: Option<u64>,
}

impl Edition {
    fn read(dir: &Path) -> Result<Self, AssemblyError> {
        let path = dir.join("manifest.json");
        let text = text(&path)?;
        let metadata =
            fs::metadata(&path).map_err(|source| AssemblyError::Read { path, source })?;
        Ok(Self {
            text,
            modified: metadata.modified().ok(),
            inode: inode(&metadata),
        })
    }
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::ino(metadata))
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> Option<u64> {
    None
}

/// The stacks of one assembly, read in the order of their dependencies.
#[derive(Debug, Default)]
struct Reader {
    stacks: Vec<Stack>,
    /// Artifacts that are done or under way.
    seen: BTreeSet<String>,
}

impl Reader {
    fn assembly(mut self, dir: &Path, text: &str) -> Result<Vec<Stack>, AssemblyError> {
        let path = dir.join("manifest.json");
        let manifest: Manifest = parse(&path, text)?;
        for id in manifest.artifacts.keys() {
            self.artifact(dir, &manifest, id)?;
        }
        Ok(self.stacks)
    }

    fn artifact(&mut self, dir: &Path, manifest: &Manifest, id: &str) -> Result<(), AssemblyError> {
        let Some(artifact) = manifest.artifacts.get(id) else {
            return Ok(());
        };
        if !self.seen.insert(id.to_owned()) {
            return Ok(());
        }
        for needed in &artifact.dependencies {
            self.artifact(dir, manifest, needed)?;
        }
        match artifact.kind.as_str() {
            manifest::STACK => {
                let stack = stack(dir, manifest, id, artifact)?;
                self.stacks.push(stack);
            }
            manifest::NESTED_ASSEMBLY => {
                let within: NestedAssemblyProperties = properties(dir, id, artifact)?;
                let dir = dir.join(within.directory_name);
                let manifest = text(&dir.join("manifest.json"))?;
                self.stacks
                    .extend(Self::default().assembly(&dir, &manifest)?);
            }
            _ => {}
        }
        Ok(())
    }
}

fn stack(
    dir: &Path,
    manifest: &Manifest,
    id: &str,
    artifact: &Artifact,
) -> Result<Stack, AssemblyError> {
    let properties: StackProperties = properties(dir, id, artifact)?;
    let environment = artifact.environment.as_deref().unwrap_or_default();
    let (account, region) = place(environment).ok_or_else(|| AssemblyError::Manifest {
        path: dir.join("manifest.json"),
        artifact: id.to_owned(),
        reason: format!("`{environment}` is not of the form `aws://account/region`"),
    })?;
    let mut assets = IndexMap::new();
    let mut dependencies = Vec::new();
    for needed in &artifact.dependencies {
        let Some(artifact) = manifest.artifacts.get(needed) else {
            continue;
        };
        match artifact.kind.as_str() {
            manifest::ASSETS => assets.extend(asset_files(dir, needed, artifact)?),
            manifest::STACK => dependencies.push(stack_id(needed, artifact)),
            _ => {}
        }
    }
    Ok(Stack {
        id: stack_id(id, artifact),
        name: properties.stack_name.unwrap_or_else(|| id.to_owned()),
        environment: made_for(artifact),
        account,
        region,
        template: template(
            dir,
            dir.join(&properties.template_file),
            &assets,
            &mut Vec::new(),
        )?,
        tags: properties.tags,
        parameters: properties.parameters,
        termination_protection: properties.termination_protection.unwrap_or(false),
        dependencies,
        assets,
        deploy_role: properties.assume_role_arn,
        execution_role: properties.cloud_formation_execution_role_arn,
        template_url: properties.stack_template_asset_object_url,
        origins: origins(artifact),
    })
}

fn made_for(artifact: &Artifact) -> Option<String> {
    let mut entries = artifact.metadata.values().flatten();
    let entry = entries.find(|entry| entry.kind == manifest::ENVIRONMENT)?;
    entry.data.as_str().map(str::to_owned)
}

fn origins(artifact: &Artifact) -> IndexMap<String, String> {
    let metadata = artifact.metadata.iter();
    let origin = |(path, entries): (&String, &Vec<MetadataEntry>)| {
        let origin = entries
            .iter()
            .find(|entry| entry.kind == manifest::ORIGIN)?;
        let path = path.strip_prefix('/').unwrap_or(path);
        Some((path.to_owned(), origin.data.as_str()?.to_owned()))
    };
    metadata.filter_map(origin).collect()
}

fn stack_id(id: &str, artifact: &Artifact) -> String {
    let id = artifact.display_name.as_deref().unwrap_or(id);
    id.to_owned()
}

/// Account and region of `aws://account/region`.
fn place(environment: &str) -> Option<(Option<String>, Option<String>)> {
    let (account, region) = environment.strip_prefix("aws://")?.split_once('/')?;
    let known = |name: &str, unknown: &str| (name != unknown).then(|| name.to_owned());
    Some((
        known(account, "unknown-account"),
        known(region, "unknown-region"),
    ))
}

fn asset_files(
    dir: &Path,
    id: &str,
    artifact: &Artifact,
) -> Result<IndexMap<String, AssetFile>, AssemblyError> {
    let properties: AssetsProperties = properties(dir, id, artifact)?;
    let path = dir.join(properties.file);
    let manifest: AssetManifest = parse(&path, &text(&path)?)?;
    let files = manifest.files.into_iter().filter_map(|(hash, entry)| {
        let file = AssetFile {
            path: dir.join(entry.source.path?),
            packaging: entry.source.packaging,
            destinations: entry.destinations.into_values().collect(),
        };
        Some((hash, file))
    });
    Ok(files.collect())
}

/// Reads a template and those nested in it; `around` are the files it is nested in.
fn template(
    dir: &Path,
    path: PathBuf,
    assets: &IndexMap<String, AssetFile>,
    around: &mut Vec<PathBuf>,
) -> Result<TemplateFile, AssemblyError> {
    let text = text(&path)?;
    let mut nested = IndexMap::new();
    around.push(path.clone());
    for (logical_id, file) in nested::template_files(&text, dir, assets) {
        // Templates that contain each other would go on without end.
        if !around.contains(&file) {
            nested.insert(logical_id, template(dir, file, assets, around)?);
        }
    }
    around.pop();
    Ok(TemplateFile { path, text, nested })
}

fn properties<T: DeserializeOwned>(
    dir: &Path,
    id: &str,
    artifact: &Artifact,
) -> Result<T, AssemblyError> {
    T::deserialize(&artifact.properties).map_err(|error| AssemblyError::Manifest {
        path: dir.join("manifest.json"),
        artifact: id.to_owned(),
        reason: error.to_string(),
    })
}

fn text(path: &Path) -> Result<String, AssemblyError> {
    fs::read_to_string(path).map_err(|source| AssemblyError::Read {
        path: path.to_owned(),
        source,
    })
}

fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, AssemblyError> {
    serde_json::from_str(text).map_err(|source| AssemblyError::Json {
        path: path.to_owned(),
        source,
    })
}
