//! The project's files on disk.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use appsynth_construct::Files;

/// The files below a folder, for constructs to read.
#[derive(Debug, Clone)]
pub struct DiskFiles {
    root: PathBuf,
}

impl DiskFiles {
    /// The files of the project whose root is this folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl Files for DiskFiles {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(self.root.join(path))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let folder = folder.trim_end_matches('/');
        let mut paths = Vec::new();
        collect(&self.root.join(folder), folder, &mut paths)?;
        paths.sort();
        Ok(paths)
    }
}

/// Adds the files below `folder`, whose path relative to the project is `name`.
fn collect(folder: &Path, name: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry
            .file_name()
            .into_string()
            .map_err(|name| unusable(&name, "is not Unicode"))?;
        let name = match name {
            "" | "." => file,
            name => format!("{name}/{file}"),
        };
        if entry.path().is_dir() {
            // A link to a folder around this one would be followed without end.
            if entry.file_type()?.is_symlink() {
                return Err(unusable(&entry.file_name(), "is a link to a folder"));
            }
            collect(&entry.path(), &name, paths)?;
        } else {
            paths.push(name);
        }
    }
    Ok(())
}

fn unusable(name: &OsStr, reason: &str) -> io::Error {
    let problem = format!("`{}` {reason}", name.display());
    io::Error::new(io::ErrorKind::InvalidData, problem)
}
