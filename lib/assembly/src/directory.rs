//! Replacing a folder as a whole.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use appsynth_parallel as parallel;
use rustc_hash::FxHashMap;
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

/// A folder that gets other files, all at once, though not all are known from the start. Threads share it.
#[derive(Debug)]
pub(crate) struct Replacement {
    dir: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    /// The folder has no folder around it yet: nothing is written before the end.
    Held(BTreeMap<String, Vec<u8>>),
    /// The folder has had exactly what was added, so far, by these paths.
    Same(BTreeSet<String>),
    Begun(Begun),
    /// The folder is replaced, or stays as it is: nothing is added any more.
    Ended,
}

/// What is written is in a folder beside the one to be replaced.
#[derive(Debug)]
struct Begun {
    new: TempDir,
    paths: BTreeSet<String>,
    folders: BTreeSet<PathBuf>,
}

/// Contents by the paths of their files.
pub(crate) type Files<'c> = BTreeMap<String, Cow<'c, [u8]>>;

impl Replacement {
    /// Begins without files.
    pub(crate) fn begin(dir: &Path) -> Self {
        // A link to a folder stays a link: what it leads to is replaced.
        let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        let state = match dir.exists() || parent(&dir).is_dir() {
            true => State::Same(BTreeSet::new()),
            false => State::Held(BTreeMap::new()),
        };
        let state = Mutex::new(state);
        Self { dir, state }
    }

    /// Adds a file. One of the same path must have the same content.
    pub(crate) fn add(&self, path: &str, content: &[u8]) -> Result<(), AssemblyError> {
        let is_same = matches!(*self.state(), State::Same(_)) && has(&self.dir, path, content)?;
        let file = {
            let mut state = self.state();
            if let Some(added) = self.added_to(&state, path)? {
                return match *added == *content {
                    true => Ok(()),
                    false => Err(AssemblyError::Reserved {
                        path: path.to_owned(),
                    }),
                };
            }
            match &mut *state {
                State::Held(files) => {
                    files.insert(path.to_owned(), content.to_owned());
                    return Ok(());
                }
                State::Same(paths) if is_same => {
                    paths.insert(path.to_owned());
                    return Ok(());
                }
                State::Ended => return Ok(()),
                _ => self.begun(&mut state)?.place(path)?,
            }
        };
        write_file(&file, content)?;
        if let State::Begun(begun) = &mut *self.state() {
            begun.paths.insert(path.to_owned());
        }
        Ok(())
    }

    /// Adds files for people. Those that are the same are one for the system, where it can do that, which takes a fraction
    /// of the time.
    pub(crate) fn add_texts(
        &self,
        files: &BTreeMap<String, Arc<str>>,
    ) -> Result<(), AssemblyError> {
        let mut written: FxHashMap<&str, PathBuf> = FxHashMap::default();
        for (path, text) in files {
            let linked = match written.get(&**text) {
                Some(same) => self.link(path, same)?,
                None => false,
            };
            if linked {
                continue;
            }
            self.add(path, text.as_bytes())?;
            if let State::Begun(begun) = &*self.state() {
                written.insert(text, begun.new.path().join(path));
            }
        }
        Ok(())
    }

    /// Adds a file that is the same as another one; gives whether the system could do that.
    fn link(&self, path: &str, same: &Path) -> Result<bool, AssemblyError> {
        let mut state = self.state();
        let State::Begun(begun) = &mut *state else {
            return Ok(false);
        };
        let linked = !begun.paths.contains(path) && fs::hard_link(same, begun.place(path)?).is_ok();
        if linked {
            begun.paths.insert(path.to_owned());
        }
        Ok(linked)
    }

    /// What the file of this path has, if it was added.
    pub(crate) fn added(&self, path: &str) -> Result<Option<Vec<u8>>, AssemblyError> {
        self.added_to(&self.state(), path)
    }

    fn added_to(&self, state: &State, path: &str) -> Result<Option<Vec<u8>>, AssemblyError> {
        let (paths, dir) = match state {
            State::Held(files) => return Ok(files.get(path).cloned()),
            State::Ended => return Ok(None),
            State::Same(paths) => (paths, &*self.dir),
            State::Begun(begun) => (&begun.paths, begun.new.path()),
        };
        if !paths.contains(path) {
            return Ok(None);
        }
        let path = dir.join(path);
        fs::read(&path).map(Some).map_err(reading(&path))
    }

    /// Gives the folder exactly the files that were added and these, none of which are the same.
    pub(crate) fn finish(&self, files: &Files<'_>) -> Result<Written, AssemblyError> {
        let mut state = std::mem::replace(&mut *self.state(), State::Ended);
        let exists = self.dir.exists();
        if let State::Same(paths) = &state
            && exists
            && has_all(&self.dir, files)?
            && count_files(&self.dir)? == paths.len() + files.len()
        {
            return Ok(Written::Unchanged);
        }
        let begun = self.begun(&mut state)?;
        let placed = files
            .iter()
            .map(|(path, content)| Ok((begun.place(path)?, content)));
        let placed: Vec<_> = placed.collect::<Result<_, AssemblyError>>()?;
        let written = parallel::map(placed, FILES_OF_A_WRITER, |(file, content)| {
            write_file(&file, content)
        });
        written.into_iter().collect::<Result<(), _>>()?;
        let State::Begun(Begun { new, .. }) = state else {
            unreachable!("invariant: it has just begun")
        };
        take_place(new, &self.dir)?;
        Ok(Written::Changed)
    }

    /// Leaves the folder as it is, and nothing of what was added.
    pub(crate) fn abandon(&self) {
        *self.state() = State::Ended;
    }

    /// Begins to write, unless that has begun already: what was added so far comes first.
    fn begun<'s>(&self, state: &'s mut State) -> Result<&'s mut Begun, AssemblyError> {
        if !matches!(state, State::Begun(_)) {
            let mut begun = Begun {
                new: new_beside(&self.dir)?,
                paths: BTreeSet::new(),
                folders: BTreeSet::new(),
            };
            match &*state {
                State::Held(files) => {
                    for (path, content) in files {
                        write_file(&begun.place(path)?, content)?;
                        begun.paths.insert(path.clone());
                    }
                }
                State::Same(paths) => {
                    for path in paths {
                        let file = begun.place(path)?;
                        fs::copy(self.dir.join(path), &file).map_err(writing(&file))?;
                        begun.paths.insert(path.clone());
                    }
                }
                State::Begun(_) | State::Ended => {}
            }
            *state = State::Begun(begun);
        }
        match state {
            State::Begun(begun) => Ok(begun),
            _ => unreachable!("invariant: it has just begun"),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Begun {
    /// Where the file of this path is to be, in a folder that is there.
    fn place(&mut self, path: &str) -> Result<PathBuf, AssemblyError> {
        let file = self.new.path().join(path);
        if let Some(folder) = file.parent()
            && !self.folders.contains(folder)
        {
            fs::create_dir_all(folder).map_err(writing(folder))?;
            self.folders.insert(folder.to_owned());
        }
        Ok(file)
    }
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

fn write_file(file: &Path, content: &[u8]) -> Result<(), AssemblyError> {
    fs::write(file, content).map_err(writing(file))
}

/// With fewer files, another thread is not worth waking.
const FILES_OF_A_WRITER: usize = 2;

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

/// Gives a new folder the name of the one to be replaced, which somebody else may have made meanwhile.
fn take_place(new: TempDir, dir: &Path) -> Result<(), AssemblyError> {
    let Err(error) = fs::rename(new.path(), dir) else {
        let _ = new.keep();
        return Ok(());
    };
    if !dir.exists() {
        return Err(writing(dir)(error));
    }
    if !is_replaceable(dir)? {
        return Err(AssemblyError::NotAnAssembly {
            path: dir.to_owned(),
        });
    }
    // What was there has the temporary name now and is deleted with it.
    exchange(new.path(), dir).map_err(writing(dir))
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
        if !has(dir, path, content)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a folder has this file.
fn has(dir: &Path, path: &str, content: &[u8]) -> Result<bool, AssemblyError> {
    let path = dir.join(path);
    let same_size = fs::metadata(&path).is_ok_and(|file| file.len() == content.len() as u64);
    Ok(same_size && fs::read(&path).map_err(reading(&path))? == *content)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_writes_a_new_folder_at_the_same_time_is_not_in_the_way() {
        for _ in 0..20 {
            let around = tempfile::tempdir().expect("a temporary folder");
            let dir = around.path().join("assembly");
            let writers: Vec<_> = (0..4).map(|_| Replacement::begin(&dir)).collect();
            for writer in &writers {
                writer.add("manifest.json", b"{}").expect("added");
            }
            std::thread::scope(|scope| {
                for writer in &writers {
                    scope.spawn(|| writer.finish(&Files::new()).expect("finished"));
                }
            });
            drop(writers);
            assert_eq!(fs::read(dir.join("manifest.json")).expect("a file"), b"{}");
            assert_eq!(fs::read_dir(around.path()).expect("a folder").count(), 1);
        }
    }

    #[test]
    fn what_somebody_else_has_put_there_meanwhile_stays() {
        let around = tempfile::tempdir().expect("a temporary folder");
        let dir = around.path().join("assembly");
        let writer = Replacement::begin(&dir);
        writer.add("manifest.json", b"{}").expect("added");
        fs::create_dir(&dir).expect("a new folder");
        fs::write(dir.join("letter.txt"), "Dear Ada").expect("written");
        let refused = writer.finish(&Files::new());
        assert!(matches!(refused, Err(AssemblyError::NotAnAssembly { .. })));
        drop(writer);
        assert!(dir.join("letter.txt").is_file());
        assert_eq!(fs::read_dir(around.path()).expect("a folder").count(), 1);
    }
}
