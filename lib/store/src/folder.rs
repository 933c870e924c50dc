//! The folder of a store: its lock, its format version and the engine's file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// The version of the folder's layout, recorded in the file `format`. The engine versions its own file.
const FORMAT: &str = "1";

const TABLES: &str = "tables.sqlite";

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error(
        "{} is in use by the process {pid}, which does not say that it serves; try again or end that process",
        folder.display()
    )]
    InUse {
        /// The store's folder.
        folder: PathBuf,
        /// The other process's id, or `?` if it has not written it yet.
        pid: String,
    },
    /// Another version of this program wrote it.
    #[error("{} has format {found}, this program reads format {known}", folder.display())]
    Format {
        /// The store's folder.
        folder: PathBuf,
        /// The format that the folder records.
        found: String,
        /// The format that is understood.
        known: &'static str,
    },
    /// The file is there and no database.
    #[error("{} is damaged: it is no database", path.display())]
    Damaged {
        /// The engine's file.
        path: PathBuf,
    },
    /// The file system said no.
    #[error("cannot {operation} {}", path.display())]
    Io {
        /// Such as `create`.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The engine does not take the file.
    #[error("cannot open {}: {message}", path.display())]
    Engine {
        /// The engine's file.
        path: PathBuf,
        /// What the engine says.
        message: String,
    },
}

/// An open folder; the lock goes with the value, and with the process however it ends.
#[derive(Debug)]
pub(crate) struct Folder {
    lock: File,
    pub(crate) tables: PathBuf,
}

impl Folder {
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenError> {
        std::fs::create_dir_all(folder).map_err(io_error("create", folder))?;
        let lock = lock(folder)?;
        check_format(folder)?;
        let tables = folder.join(TABLES);
        check_database(&tables)?;
        Ok(Self { lock, tables })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Closing the file is not enough: a child process that is just being started shares it.
        let _ = self.lock.unlock();
    }
}

fn lock(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join("lock");
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(io_error("open", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            // On systems where a lock forbids reading, the error says less but says the same.
            let _ = file.read_to_string(&mut pid);
            let pid = pid.trim();
            return Err(OpenError::InUse {
                folder: folder.to_owned(),
                pid: if pid.is_empty() { "?" } else { pid }.to_owned(),
            });
        }
        Err(TryLockError::Error(source)) => return Err(io_error("lock", &path)(source)),
    }
    file.set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", std::process::id()))
        .map_err(io_error("write", &path))?;
    Ok(file)
}

/// Whether a process has a folder open.
pub(crate) fn is_in_use(folder: &Path) -> bool {
    let lock = File::open(folder.join("lock"));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// The folder of a copy: what a store has, and no lock.
#[derive(Debug)]
pub(crate) struct Copy {
    pub(crate) tables: PathBuf,
}

impl Copy {
    /// A folder that is there.
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join("format");
        // Without a format it is no copy.
        std::fs::metadata(&path).map_err(io_error("read", &path))?;
        let copy = Self::create(folder)?;
        check_database(&copy.tables)?;
        Ok(copy)
    }

    /// A new folder, or one that is empty.
    pub(crate) fn create(folder: &Path) -> Result<Self, OpenError> {
        std::fs::create_dir_all(folder).map_err(io_error("create", folder))?;
        check_format(folder)?;
        Ok(Self {
            tables: folder.join(TABLES),
        })
    }
}

fn check_format(folder: &Path) -> Result<(), OpenError> {
    let path = folder.join("format");
    match std::fs::read_to_string(&path) {
        Ok(found) if found.trim() == FORMAT => Ok(()),
        Ok(found) => Err(OpenError::Format {
            folder: folder.to_owned(),
            found: found.trim().to_owned(),
            known: FORMAT,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            std::fs::write(&path, format!("{FORMAT}\n")).map_err(io_error("write", &path))
        }
        Err(error) => Err(io_error("read", &path)(error)),
    }
}

/// What a database of SQLite's begins with; an empty file is one without tables.
///
/// <https://www.sqlite.org/fileformat.html#magic_header_string>
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Tells a damaged file from what the engine may refuse besides.
fn check_database(path: &Path) -> Result<(), OpenError> {
    let mut begin = Vec::new();
    match File::open(path) {
        Ok(file) => file
            .take(MAGIC.len() as u64)
            .read_to_end(&mut begin)
            .map_err(io_error("read", path))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error("open", path)(error)),
    };
    match begin.is_empty() || begin == MAGIC {
        true => Ok(()),
        false => Err(OpenError::Damaged {
            path: path.to_owned(),
        }),
    }
}

fn io_error(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| OpenError::Io {
        operation,
        path,
        source,
    }
}
