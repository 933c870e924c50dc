//! Hearing of files that change in a project (wraps `notify`).

mod extent;
mod program;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::CliError;
use extent::Extent;
pub(crate) use program::{Program, is_source};

/// An editor that saves writes several times in a row; nobody waits for this long.
const QUIET: Duration = Duration::from_millis(20);

/// What changes in a project's folder, but for what no project is made of: hidden files and folders, what
/// package managers and compilers make, and what is passed as such.
pub(crate) struct Changes {
    extent: Extent,
    watcher: RecommendedWatcher,
    heard: UnboundedReceiver<notify::Result<Event>>,
}

impl Changes {
    /// Listens from now on to all of `root` that is not below one of `made`.
    pub(crate) fn of(root: &Path, made: Vec<PathBuf>) -> Result<Self, CliError> {
        let (tell, heard) = unbounded_channel();
        let watcher = notify::recommended_watcher(move |event| {
            // Nobody listens any more when the program ends.
            let _ = tell.send(event);
        });
        let mut changes = Self {
            extent: Extent::new(root, made),
            watcher: watcher.map_err(CliError::Watch)?,
            heard,
        };
        changes.listen_below(root)?;
        Ok(changes)
    }

    /// Waits until files have changed, and then until nothing more does for a moment.
    pub(crate) async fn next(&mut self) -> Result<BTreeSet<PathBuf>, CliError> {
        let mut changed = BTreeSet::new();
        while changed.is_empty() {
            let event = self.hear().await?;
            self.take(event, &mut changed)?;
        }
        while let Ok(event) = timeout(QUIET, self.hear()).await {
            self.take(event?, &mut changed)?;
        }
        Ok(changed)
    }

    async fn hear(&mut self) -> Result<Event, CliError> {
        let event = self.heard.recv().await;
        event
            .expect("invariant: the sender lives as long as the watcher")
            .map_err(CliError::Watch)
    }

    fn take(&mut self, event: Event, changed: &mut BTreeSet<PathBuf>) -> Result<(), CliError> {
        if event.need_rescan() {
            changed.insert(self.extent.root().to_owned());
            let root = self.extent.root().to_owned();
            return self.listen_below(&root);
        }
        if !is_change(&event.kind) {
            return Ok(());
        }
        for path in event.paths {
            if !self.extent.contains(&path) {
                continue;
            }
            if path.is_dir() {
                // What is in it already has been put there before anybody listened.
                self.listen_below(&path)?;
            }
            changed.insert(path);
        }
        Ok(())
    }

    fn listen_below(&mut self, folder: &Path) -> Result<(), CliError> {
        let mut paths = self.watcher.paths_mut();
        for folder in self.extent.folders_below(folder) {
            match paths.add(&folder, RecursiveMode::NonRecursive) {
                // It has gone again in the meantime.
                Err(_) if !folder.exists() => {}
                added => added.map_err(CliError::Watch)?,
            }
        }
        paths.commit().map_err(CliError::Watch)
    }
}

/// Whether something else is read from now on: reading itself is an event, too.
fn is_change(kind: &EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any | EventKind::Other => true,
        EventKind::Modify(what) => !matches!(what, ModifyKind::Metadata(_)),
        EventKind::Access(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(root: &Path, changed: &BTreeSet<PathBuf>) -> Vec<String> {
        let below = |path: &PathBuf| {
            path.strip_prefix(root)
                .map(|path| path.display().to_string())
        };
        changed.iter().filter_map(|path| below(path).ok()).collect()
    }

    #[tokio::test]
    async fn a_saved_file_is_heard_of_and_what_is_made_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let out = root.join("out");
        for made in [&out, &root.join(".appsynth"), &root.join("node_modules")] {
            fs::create_dir(made).expect("a folder");
        }
        let mut changes = Changes::of(root, vec![out.clone()]).expect("changes");
        fs::write(out.join("manifest.json"), "{}").expect("a file");
        fs::write(root.join(".appsynth/state.json"), "{}").expect("a file");
        fs::write(root.join("node_modules/index.js"), "").expect("a file");
        fs::write(root.join("schema.graphql"), "type Query").expect("a file");
        let changed = changes.next().await.expect("a change");
        assert_eq!(names(root, &changed), ["schema.graphql"]);
    }

    #[tokio::test]
    async fn files_of_a_new_folder_are_heard_of() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let mut changes = Changes::of(root, Vec::new()).expect("changes");
        let resolvers = root.join("assets/resolvers");
        fs::create_dir_all(&resolvers).expect("a folder");
        changes.next().await.expect("the new folder");
        let file = resolvers.join("Query.echo.js");
        fs::write(&file, "").expect("a file");
        let changed = changes.next().await.expect("the new file");
        assert!(changed.contains(&file), "{changed:?}");
    }
}
