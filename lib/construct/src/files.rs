//! Reading the project's files: schemas, resolver code, function folders.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use appsynth_diagnostics::{Diagnostic, SourceId, Sources};

use crate::{Scope, diagnostics};

/// The files of a project, by paths relative to its root with `/` between folders.
///
/// # Errors
///
/// An error of the kind [`io::ErrorKind::NotFound`] says that there is no such file or folder; any other
/// is shown to the user as it is.
pub trait Files: std::fmt::Debug + Send + Sync {
    /// The content of a file.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The paths of all files in a folder and the folders below it, relative to the project's root, in
    /// alphabetical order.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;
}

/// Takes files as soon as they are known, from whichever thread knows them.
pub trait FileSink: std::fmt::Debug + Send + Sync {
    /// Takes texts for people by their paths within the assembly, for others to deal with: whoever calls has other
    /// things to do. The app has the same files when it is complete, unless it has mistakes.
    fn take(self: Arc<Self>, files: Vec<(String, Arc<str>)>);

    /// Takes the template of a nested stack, which the synthesis does not keep then.
    fn template(&self, path: &str, text: &str);
}

/// Where files for people go before the app is complete.
#[derive(Debug, Clone)]
pub struct EarlyFiles(pub(crate) Arc<dyn FileSink>);

impl EarlyFiles {
    /// Hands over texts by their paths within the assembly. The construct has to add the same files in the end.
    pub fn hand_over(&self, files: &[(String, Arc<str>)]) {
        // Whatever lies outside is refused in the end.
        if files.iter().all(|(path, _)| is_inside_folder(path)) {
            Arc::clone(&self.0).take(files.to_vec());
        }
    }
}

pub(crate) fn is_inside_folder(path: &str) -> bool {
    !path.is_empty()
        && path
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']))
}

/// Files in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let file = self.files.get(path).cloned();
        file.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let prefix = match folder.trim_end_matches('/') {
            "" | "." => String::new(),
            folder => format!("{folder}/"),
        };
        let below: Vec<String> = self
            .files
            .keys()
            .filter(|path| path.starts_with(&prefix))
            .cloned()
            .collect();
        if below.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(below)
    }
}

/// The project's files and what was read of them as text.
#[derive(Debug)]
pub(crate) struct ReadFiles {
    files: Box<dyn Files>,
    texts: BTreeMap<String, SourceId>,
    /// What was to be read and has been reported.
    unreadable: BTreeSet<String>,
}

impl ReadFiles {
    pub(crate) fn new(files: Box<dyn Files>) -> Self {
        Self {
            files,
            texts: BTreeMap::new(),
            unreadable: BTreeSet::new(),
        }
    }
}

impl Scope<'_> {
    /// Reads a text of the project; a file that cannot be read is reported at the first construct that tries.
    ///
    /// The text is among [`Scope::sources`] from then on; reading it again gives the same id.
    pub fn read(&mut self, path: &str) -> Option<SourceId> {
        match self.load(path) {
            Ok(source) => Some(source),
            Err(problem) => {
                self.report_unreadable(path, *problem);
                None
            }
        }
    }

    /// Whether the project has a text of this path, which is read for that; nothing is reported.
    pub fn has_text(&mut self, path: &str) -> bool {
        self.load(path).is_ok()
    }

    fn load(&mut self, path: &str) -> Result<SourceId, Box<Diagnostic>> {
        if let Some(source) = self.tree.files.texts.get(path) {
            return Ok(*source);
        }
        let bytes = self.tree.files.files.read(path);
        let bytes = bytes.map_err(|error| diagnostics::unreadable_file(path, &error))?;
        let text = String::from_utf8(bytes).map_err(|_| diagnostics::not_text(path))?;
        let source = self.tree.sources.add(path, text);
        self.tree.files.texts.insert(path.to_owned(), source);
        Ok(source)
    }

    /// Reads a file of the project; one that cannot be read is reported at the first construct that tries.
    pub fn read_bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        match self.tree.files.files.read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.report_unreadable(path, diagnostics::unreadable_file(path, &error));
                None
            }
        }
    }

    /// The files in a folder and below, in alphabetical order; a folder that is not there is reported.
    pub fn list(&mut self, folder: &str) -> Option<Vec<String>> {
        match self.tree.files.files.list(folder) {
            Ok(paths) => Some(paths),
            Err(error) => {
                self.report_unreadable(folder, diagnostics::unreadable_file(folder, &error));
                None
            }
        }
    }

    fn report_unreadable(&mut self, path: &str, problem: Diagnostic) {
        if self.tree.files.unreadable.insert(path.to_owned()) {
            self.report(problem);
        }
    }

    /// Whether the project has a file or folder of this path.
    pub fn exists(&self, path: &str) -> bool {
        let files = &self.tree.files.files;
        files.read(path).is_ok() || files.list(path).is_ok()
    }

    /// Records a text that is in no file, under the name that diagnostics show.
    pub fn source(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.tree.sources.add(name, text)
    }

    /// The texts read so far.
    pub fn sources(&self) -> &Sources {
        &self.tree.sources
    }

    /// The text of a source; empty if the id is of other sources.
    pub fn text(&self, source: SourceId) -> &str {
        self.tree
            .sources
            .get(source)
            .map_or("", |source| source.text())
    }
}
