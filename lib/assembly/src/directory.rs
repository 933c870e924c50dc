//! Replacing a folder as a whole.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// A folder that gets other files, all at once, though not all are known from the start.
#[derive(Debug)]
pub(crate) struct Replacement {
    dir: PathBuf,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nothing is written: the folder has these files already, or has no place yet.
    Held(Texts),
    /// What is written is in a folder beside the one to be replaced.
    Begun {
        new: TempDir,
        paths: BTreeSet<String>,
    },
}

/// Texts by the paths of their files.
pub(crate) type Texts = BTreeMap<String, Arc<str>>;

/// Contents by the paths of their files.
pub(crate) type Files<'c> = BTreeMap<String, Cow<'c, [u8]>>;

impl Replacement {
    /// Begins without files.
    pub(crate) fn begin(dir: &Path) -> Self {
        // A link to a folder stays a link: what it leads to is replaced.
        let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        let state = State::Held(Texts::new());
        Self { dir, state }
    }

    /// Adds files, which are dropped when they are written. As long as they are what the folder has, or it has no
    /// folder around it yet, nothing is written before the end.
    pub(crate) fn add(&mut self, files: Texts) -> Result<(), AssemblyError> {
        let held = match &mut self.state {
            State::Begun { new, paths } => return write_texts(new.path(), files, paths),
            State::Held(held) => held,
        };
        let waits = match self.dir.exists() {
            true => has_all(&self.dir, &bytes(&files))?,
            false => !parent(&self.dir).is_dir(),
        };
        held.extend(files);
        if !waits {
            let held = std::mem::take(held);
            let (new, mut paths) = (new_beside(&self.dir)?, BTreeSet::new());
            write_texts(new.path(), held, &mut paths)?;
            self.state = State::Begun { new, paths };
        }
        Ok(())
    }

    /// What the file of this path has, if it was added.
    pub(crate) fn added(&self, path: &str) -> Result<Option<Cow<'_, [u8]>>, AssemblyError> {
        match &self.state {
            State::Held(files) => Ok(files.get(path).map(|text| text.as_bytes().into())),
            State::Begun { new, paths } if paths.contains(path) => {
                let path = new.path().join(path);
                let bytes = fs::read(&path).map_err(reading(&path))?;
                Ok(Some(bytes.into()))
            }
            State::Begun { .. } => Ok(None),
        }
    }

    /// Gives the folder exactly the files that were added and these, none of which are the same.
    pub(crate) fn finish(self, files: &Files<'_>) -> Result<Written, AssemblyError> {
        let Self { dir, state } = self;
        let exists = dir.exists();
        let new = match state {
            State::Held(held) => {
                if exists && has_all(&dir, files)? && count_files(&dir)? == held.len() + files.len()
                {
                    return Ok(Written::Unchanged);
                }
                let new = new_beside(&dir)?;
                fill(new.path(), &bytes(&held))?;
                new
            }
            State::Begun { new, .. } => new,
        };
        fill(new.path(), files)?;
        if exists {
            // What was there has the temporary name now and is deleted with it.
            exchange(new.path(), &dir).map_err(writing(&dir))?;
        } else {
            fs::rename(new.keep(), &dir).map_err(writing(&dir))?;
        }
        Ok(Written::Changed)
    }
}

/// The contents of texts.
fn bytes(texts: &Texts) -> Files<'_> {
    let files = texts.iter();
    files
        .map(|(path, text)| (path.clone(), text.as_bytes().into()))
        .collect()
}

/// The folder around it.
fn parent(dir: &Path) -> &Path {
    match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A new folder beside `dir`, unless that must not be replaced.
fn new_beside(dir: &Path) -> Result<TempDir, AssemblyError> {
    if dir.exists() && !is_replaceable(dir)? {
        return Err(AssemblyError::NotAnAssembly {
            path: dir.to_owned(),
        });
    }
    let parent = parent(dir);
    fs::create_dir_all(parent).map_err(writing(parent))?;
    temporary(parent).map_err(writing(parent))
}

fn fill(dir: &Path, files: &Files<'_>) -> Result<(), AssemblyError> {
    make_folders(dir, files.keys())?;
    let write = |(path, content): (&String, &Cow<'_, [u8]>)| write_file(dir, path, content);
    let written = parallel::map(files.iter().collect(), FILES_OF_A_WRITER, write);
    written.into_iter().collect()
}

/// Writes files one after the other: other threads are busy with what is written later.
fn write_texts(
    dir: &Path,
    files: Texts,
    paths: &mut BTreeSet<String>,
) -> Result<(), AssemblyError> {
    make_folders(dir, files.keys())?;
    for (path, text) in files {
        write_file(dir, &path, text.as_bytes())?;
        paths.insert(path);
    }
    Ok(())
}

fn make_folders<'p>(
    dir: &Path,
    paths: impl Iterator<Item = &'p String>,
) -> Result<(), AssemblyError> {
    let mut made = PathBuf::new();
    for path in paths {
        let path = dir.join(path);
        if let Some(folder) = path.parent().filter(|folder| *folder != made) {
            fs::create_dir_all(folder).map_err(writing(folder))?;
            folder.clone_into(&mut made);
        }
    }
    Ok(())
}

fn write_file(dir: &Path, path: &str, content: &[u8]) -> Result<(), AssemblyError> {
    let path = dir.join(path);
    fs::write(&path, content).map_err(writing(&path))
}

/// With fewer files, another thread is not worth its start.
const FILES_OF_A_WRITER: usize = 50;

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

/// Whether a folder has these files, whatever else it has.
fn has_all(dir: &Path, files: &Files<'_>) -> Result<bool, AssemblyError> {
    for (path, content) in files {
        let path = dir.join(path);
        let same_size = fs::metadata(&path).is_ok_and(|file| file.len() == content.len() as u64);
        if !same_size || fs::read(&path).map_err(reading(&path))? != **content {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The CDK's lock files do not count.
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
