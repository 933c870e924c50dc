//! The part of a folder that a project is made of.

use std::fs;
use std::path::{Path, PathBuf};

/// All of a folder but what is hidden, fetched or made.
pub(super) struct Extent {
    root: PathBuf,
    made: Vec<PathBuf>,
}

impl Extent {
    /// All of `root` but what is below one of `made`.
    pub(super) fn new(root: &Path, made: Vec<PathBuf>) -> Self {
        Self {
            root: root.to_owned(),
            made,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a file or folder is part of it.
    pub(super) fn contains(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else {
            return false;
        };
        let has_a_part = below.iter().all(|name| {
            let name = name.to_string_lossy();
            !name.starts_with('.') && name != "node_modules"
        });
        has_a_part && !self.made.iter().any(|made| path.starts_with(made))
    }

    /// A folder and those below it that are part.
    pub(super) fn folders_below(&self, folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        self.collect(folder, &mut found);
        found
    }

    fn collect(&self, folder: &Path, found: &mut Vec<PathBuf>) {
        if is_cache(folder) {
            return;
        }
        found.push(folder.to_owned());
        // One that cannot be read is told of by whoever needs what is in it.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            // Links are not followed: they may lead to a folder around this one.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && self.contains(&path) {
                self.collect(&path, found);
            }
        }
    }
}

/// Whether a folder says that all in it can be made again, as Cargo's `target` does.
///
/// <https://bford.info/cachedir/>
fn is_cache(folder: &Path) -> bool {
    folder.join("CACHEDIR.TAG").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_a_compiler_is_no_part() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        for name in ["src", "target/debug", ".git", "code/node_modules/x"] {
            fs::create_dir_all(root.join(name)).expect("a folder");
        }
        fs::write(root.join("target/CACHEDIR.TAG"), "").expect("a file");
        let mut found = Extent::new(root, Vec::new()).folders_below(root);
        found.sort();
        assert_eq!(
            found,
            [root.to_owned(), root.join("code"), root.join("src")]
        );
    }
}
