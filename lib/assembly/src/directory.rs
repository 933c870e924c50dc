//! Replacing a folder as a whole.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use appsynth_parallel as parallel;
use tempfile::TempDir;

use crate::AssemblyError;

/// What became of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It has other files now.
    Changed,
    /// It had exactly these files already and was not touched.
    Unchanged,
}

/// Gives `dir` exactly these files, at once.
pub(crate) fn replace(
    dir: &Path,
    files: &BTreeMap<String, Cow<'_, [u8]>>,
) -> Result<Written, AssemblyError> {
    // A link to a folder stays a link: what it leads to is replaced.
    let dir = &dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let exists = dir.exists();
    if exists && is_same(dir, files)? {
        return Ok(Written::Unchanged);
    }
    if exists && !is_replaceable(dir)? {
        return Err(AssemblyError::NotAnAssembly { path: dir.clone() });
    }

    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(writing(parent))?;
    let new = temporary(parent).map_err(writing(parent))?;
    fill(new.path(), files)?;
    if exists {
        // What was there has the temporary name now and is deleted with it.
        exchange(new.path(), dir).map_err(writing(dir))?;
    } else {
        fs::rename(new.keep(), dir).map_err(writing(dir))?;
    }
    Ok(Written::Changed)
}

fn fill(dir: &Path, files: &BTreeMap<String, Cow<'_, [u8]>>) -> Result<(), AssemblyError> {
    let mut made = PathBuf::new();
    for path in files.keys() {
        let path = dir.join(path);
        if let Some(folder) = path.parent().filter(|folder| *folder != made) {
            fs::create_dir_all(folder).map_err(writing(folder))?;
            folder.clone_into(&mut made);
        }
    }
    let write = |(path, content): (&String, &Cow<'_, [u8]>)| {
        let path = dir.join(path);
        fs::write(&path, content).map_err(writing(&path))
    };
    let written = parallel::parts(files.iter().collect(), FILES_OF_A_WRITER, |files| {
        files.into_iter().try_for_each(write)
    });
    written.into_iter().collect()
}

/// With fewer files, another thread is not worth its start.
const FILES_OF_A_WRITER: usize = 100;

/// A folder beside the one to be replaced, hence on the same file system, with ordinary permissions.
fn temporary(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".assembly-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent)
}

/// Exchanges two folders; where the system can, no moment passes without either.
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let aside = a.with_extension("old");
    fs::rename(b, &aside)?;
    fs::rename(a, b)?;
    fs::rename(&aside, a)
}

/// Only an assembly or an empty folder is replaced: anything else may be what the user cannot replace.
fn is_replaceable(dir: &Path) -> Result<bool, AssemblyError> {
    if dir.join("manifest.json").is_file() {
        return Ok(true);
    }
    let mut entries = fs::read_dir(dir).map_err(reading(dir))?;
    Ok(entries.next().is_none())
}

/// Whether a folder has exactly these files. The CDK's lock files do not count.
fn is_same(dir: &Path, files: &BTreeMap<String, Cow<'_, [u8]>>) -> Result<bool, AssemblyError> {
    for (path, content) in files {
        let path = dir.join(path);
        let same_size = fs::metadata(&path).is_ok_and(|file| file.len() == content.len() as u64);
        if !same_size || fs::read(&path).map_err(reading(&path))? != **content {
            return Ok(false);
        }
    }
    Ok(count_files(dir)? == files.len())
}

fn count_files(dir: &Path) -> Result<usize, AssemblyError> {
    let mut count = 0;
    for entry in fs::read_dir(dir).map_err(reading(dir))? {
        let path = entry.map_err(reading(dir))?.path();
        if path.is_dir() {
            count += count_files(&path)?;
        } else if path.extension().is_none_or(|extension| extension != "lock") {
            count += 1;
        }
    }
    Ok(count)
}

fn reading(path: &Path) -> impl FnOnce(io::Error) -> AssemblyError {
    let path = path.to_owned();
    |source| AssemblyError::Read { path, source }
}

fn writing(path: &Path) -> impl FnOnce(io::Error) -> AssemblyError {
    let path = path.to_owned();
    |source| AssemblyError::Write { path, source }
}
