//! From an app to an assembly on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use appsynth_assembly::{
    AssemblyError, AssetContents, AssetSource, ConstructMetadata, Contents, Draft,
    NestedTemplateContents, StackContents, TreeNode, Written,
};
use appsynth_construct::{
    App, Asset, AssetContent, Failure, FileSink, Synthesis, SynthesizedStack,
};
use appsynth_diagnostics::{Diagnostics, Sources};
use appsynth_parallel as parallel;

/// An assembly that was written.
#[derive(Debug)]
pub struct Synthesized {
    /// Whether the folder had exactly this assembly already.
    pub written: Written,
    /// The ids of the stacks, each after those it depends on.
    pub stacks: Vec<String>,
    /// What is worth knowing, though nothing is wrong.
    pub warnings: Diagnostics,
    /// The texts that the warnings point into.
    pub sources: Sources,
}

/// Why no assembly was written.
#[derive(Debug, thiserror::Error)]
pub enum SynthesizeError {
    /// The app has mistakes.
    #[error("the app has mistakes")]
    Mistakes(Failure),
    /// The folder cannot be written.
    #[error(transparent)]
    Assembly(#[from] AssemblyError),
}

/// Turns an app into the assembly in the folder `dir`.
///
/// # Errors
///
/// If the app has mistakes or the folder cannot be written; what was in the folder stays then.
pub fn synthesize(app: App, dir: &Path) -> Result<Synthesized, SynthesizeError> {
    Destination::new(dir).synthesize(app)
}

/// The folder that an app is written to, beginning while constructs are still added.
#[derive(Debug)]
pub struct Destination(Arc<Early>);

/// What is written before the app is complete.
#[derive(Debug)]
struct Early {
    dir: PathBuf,
    files: Mutex<EarlyFiles>,
}

type Texts = BTreeMap<String, Arc<str>>;

#[derive(Debug, Default)]
struct EarlyFiles {
    /// Those that nobody has begun to write.
    waiting: Texts,
    written: Texts,
    /// With what is written, or why it cannot be; none if there is nothing yet.
    draft: Option<Result<Draft, AssemblyError>>,
}

impl Destination {
    /// The assembly is to be in the folder `dir`.
    pub fn new(dir: &Path) -> Self {
        let dir = dir.to_owned();
        let files = Mutex::default();
        Self(Arc::new(Early { dir, files }))
    }

    /// Has files of the app written while its constructs are added.
    pub fn follow(&self, app: &mut App) {
        app.hand_files_to(Arc::clone(&self.0) as Arc<dyn FileSink>);
    }

    /// Turns the app into the assembly.
    ///
    /// # Errors
    ///
    /// If the app has mistakes or the folder cannot be written; what was in the folder stays then.
    pub fn synthesize(self, mut app: App) -> Result<Synthesized, SynthesizeError> {
        // There may be thousands, which take as long to write as the templates to make.
        let legible_files = match app.has_mistakes() {
            true => BTreeMap::new(),
            false => app.take_legible_files(),
        };
        let (draft, synthesis) = parallel::both(|| self.0.draft(legible_files), || app.synth());
        let (contents, warnings, sources) = contents(synthesis.map_err(SynthesizeError::Mistakes)?);
        let written = draft?.finish(&contents)?;
        Ok(Synthesized {
            written,
            stacks: contents.stacks.into_iter().map(|stack| stack.id).collect(),
            warnings,
            sources,
        })
    }
}

impl Early {
    /// Writes what waits.
    fn write(&self) {
        let mut early = self.files();
        let EarlyFiles {
            waiting,
            written,
            draft,
        } = &mut *early;
        if waiting.is_empty() {
            return;
        }
        let begun = draft.take();
        let begun = begun.unwrap_or_else(|| Ok(Draft::begin(&self.dir)));
        *draft = Some(begun.and_then(|mut draft| {
            draft.add(waiting.clone())?;
            Ok(draft)
        }));
        written.append(waiting);
    }

    /// The draft with these files.
    fn draft(&self, mut files: Texts) -> Result<Draft, AssemblyError> {
        let EarlyFiles { written, draft, .. } = std::mem::take(&mut *self.files());
        let is_still = |(path, text): (&String, &Arc<str>)| files.get(path) == Some(text);
        let mut draft = match draft {
            Some(draft) if written.iter().all(is_still) => {
                files.retain(|path, _| !written.contains_key(path));
                draft?
            }
            _ => Draft::begin(&self.dir),
        };
        draft.add(files)?;
        Ok(draft)
    }

    fn files(&self) -> MutexGuard<'_, EarlyFiles> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileSink for Early {
    fn take(self: Arc<Self>, files: Vec<(String, Arc<str>)>) {
        self.files().waiting.extend(files);
        parallel::begin(move || self.write());
    }
}

fn contents(synthesis: Synthesis) -> (Contents, Diagnostics, Sources) {
    let contents = Contents {
        stacks: synthesis.stacks.into_iter().map(stack).collect(),
        tree: tree(synthesis.tree),
        legible_files: synthesis.legible_files,
    };
    (contents, synthesis.warnings, synthesis.sources)
}

fn stack(stack: SynthesizedStack) -> StackContents {
    let nested = stack
        .nested
        .into_iter()
        .map(|nested| NestedTemplateContents {
            path: nested.path,
            file_name: nested.file_name,
            text: nested.text,
            hash: nested.hash,
        });
    let metadata = stack.elements.into_iter().map(|element| ConstructMetadata {
        path: element.path,
        logical_id: element.logical_id,
    });
    StackContents {
        id: stack.id,
        name: stack.name,
        account: stack.account,
        region: stack.region,
        template: stack.text,
        nested: nested.collect(),
        assets: stack.assets.into_iter().map(asset).collect(),
        tags: stack.tags,
        termination_protection: stack.termination_protection,
        dependencies: stack.dependencies,
        metadata: metadata.collect(),
        origins: stack.origins,
    }
}

fn asset((hash, asset): (String, Asset)) -> AssetContents {
    AssetContents {
        hash,
        name: asset.name().to_owned(),
        source: match asset.into_content() {
            AssetContent::File { extension, bytes } => AssetSource::File { extension, bytes },
            AssetContent::Folder(files) => AssetSource::Folder(files),
        },
    }
}

fn tree(node: appsynth_construct::TreeNode) -> TreeNode {
    TreeNode {
        id: if node.path.is_empty() {
            "App".to_owned()
        } else {
            node.id
        },
        path: node.path,
        resource_type: node.resource_type,
        children: node.children.into_iter().map(tree).collect(),
    }
}
