//! From an app to an assembly on disk.

use std::collections::BTreeMap;
use std::path::Path;
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

/// What is written before all is known.
#[derive(Debug)]
struct Early {
    draft: Draft,
    queue: Mutex<Queue>,
    /// Locked by whoever writes what is in the queue.
    writes: Mutex<()>,
    problem: Mutex<Option<AssemblyError>>,
}

type Texts = BTreeMap<String, Arc<str>>;

#[derive(Debug, Default)]
struct Queue {
    /// What nobody has begun to write.
    waiting: Texts,
    taken: Texts,
}

impl Destination {
    /// The assembly is to be in the folder `dir`.
    pub fn new(dir: &Path) -> Self {
        Self(Arc::new(Early {
            draft: Draft::begin(dir),
            queue: Mutex::default(),
            writes: Mutex::default(),
            problem: Mutex::default(),
        }))
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
        self.follow(&mut app);
        let early = &self.0;
        // There may be thousands, which take as long to write as the templates to make.
        if !app.has_mistakes() {
            Arc::clone(early).take(app.take_legible_files().into_iter().collect());
        }
        let synthesis = app.synth().map_err(SynthesizeError::Mistakes)?;
        let (contents, warnings, sources) = contents(synthesis);
        early.write_all();
        if let Some(problem) = locked(&early.problem).take() {
            return Err(problem.into());
        }
        let written = early.draft.finish(&contents)?;
        let stacks = contents.stacks.iter().map(|stack| stack.id.clone());
        let stacks = stacks.collect();
        parallel::discard(contents);
        Ok(Synthesized {
            written,
            stacks,
            warnings,
            sources,
        })
    }
}

/// Nothing is left of what was not finished.
impl Drop for Destination {
    fn drop(&mut self) {
        locked(&self.0.queue).waiting.clear();
        let _writes = locked(&self.0.writes);
        self.0.draft.abandon();
    }
}

impl Early {
    /// Writes what is in the queue, unless somebody does already: whoever calls can do other work meanwhile.
    fn write(&self) {
        if let Ok(writes) = self.writes.try_lock() {
            self.write_queue(writes);
        }
    }

    /// Writes what is left in the queue; all of it is written then.
    fn write_all(&self) {
        self.write_queue(locked(&self.writes));
    }

    fn write_queue(&self, writes: MutexGuard<'_, ()>) {
        loop {
            let waiting = {
                let Queue { waiting, taken } = &mut *locked(&self.queue);
                taken.extend(waiting.clone());
                std::mem::take(waiting)
            };
            if waiting.is_empty() {
                break;
            }
            self.note(self.draft.add_texts(&waiting));
        }
        drop(writes);
    }

    /// Keeps the first problem for the end.
    fn note(&self, added: Result<(), AssemblyError>) {
        if let Err(problem) = added {
            locked(&self.problem).get_or_insert(problem);
        }
    }
}

impl FileSink for Early {
    fn take(self: Arc<Self>, files: Vec<(String, Arc<str>)>) {
        let Queue { waiting, taken } = &mut *locked(&self.queue);
        let new = files
            .into_iter()
            .filter(|(path, text)| taken.get(path) != Some(text));
        waiting.extend(new);
        let early = Arc::clone(&self);
        parallel::begin(move || early.write());
    }

    fn template(&self, path: &str, text: &str) {
        self.note(self.draft.add(path, text.as_bytes()));
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn contents(synthesis: Synthesis) -> (Contents, Diagnostics, Sources) {
    let contents = Contents {
        stacks: (synthesis.stacks.into_iter())
            .map(|one| stack(one, &synthesis.environment))
            .collect(),
        tree: synthesis.tree.into_iter().map(tree_node).collect(),
        legible_files: synthesis.legible_files,
    };
    (contents, synthesis.warnings, synthesis.sources)
}

fn stack(stack: SynthesizedStack, environment: &str) -> StackContents {
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
        environment: Some(environment.to_owned()),
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

fn tree_node(node: appsynth_construct::TreeNode) -> TreeNode {
    TreeNode {
        path: node.path,
        resource_type: node.resource_type,
        below: node.below,
    }
}
