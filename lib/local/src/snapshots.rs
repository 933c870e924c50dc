//! Copies of an environment's data: its tables, and how far their streams were read.
//!
//! A copy is a folder: that of a store, with `streams.json` in it. A server that runs makes it and puts it back
//! itself, between two requests.

mod restoring;

use std::fs;
use std::io;
use std::path::Path;

use appsynth_store::{OpenError, Store};

use crate::LocalError;
use crate::server::{self, Command};
use crate::state::{ServerRecord, State};
use crate::streams::POSITIONS_FILE;
pub(crate) use restoring::{finish, put_back};

/// Copies the data of the environment in `state_dir` to `folder`, in place of the copy that may be there.
/// Whether it is being served makes no difference.
///
/// # Errors
/// If there is no environment, its server does not answer, or the system refuses; a copy that was there stays
/// then.
pub async fn snapshot(state_dir: &Path, folder: &Path) -> Result<(), LocalError> {
    State::read(state_dir)?;
    let parent = folder.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(LocalError::io("create", parent))?;
    let new = tempfile::Builder::new()
        .prefix(".new-")
        .tempdir_in(parent)
        .map_err(LocalError::io("create", parent))?;
    let copy =
        std::path::absolute(new.path().join("copy")).map_err(LocalError::io("find", new.path()))?;
    match open(state_dir)? {
        Owner::Nobody(store) => take(&store, state_dir, &copy)?,
        Owner::Server(server) => {
            server::command(&server, &Command::Snapshot(copy.clone())).await?;
        }
    }
    let old = new.path().join("old");
    let replaces = folder.exists();
    if replaces {
        fs::rename(folder, &old).map_err(LocalError::io("replace", folder))?;
    }
    let created = fs::rename(&copy, folder).map_err(LocalError::io("create", folder));
    if created.is_err() && replaces {
        fs::rename(&old, folder).map_err(LocalError::io("put back", folder))?;
    }
    created
}

/// Puts a copy in place of the data of the environment in `state_dir`. What is served sees it from the next
/// request on, with its tables brought to what is deployed; else the next deployment does that.
///
/// # Errors
/// [`LocalError::Diagnostics`] if the tables of the copy cannot become what is deployed; nothing is changed then,
/// nor if the folder has no copy that this version of the program can read.
pub async fn restore(state_dir: &Path, folder: &Path) -> Result<(), LocalError> {
    State::read(state_dir)?;
    let folder = &std::path::absolute(folder).map_err(LocalError::io("find", folder))?;
    match open(state_dir)? {
        Owner::Nobody(store) => {
            let tables = Store::memory()?;
            tables.replace_by(folder)?;
            put_back(&store, &tables, folder, state_dir)
        }
        Owner::Server(server) => {
            let command = Command::Restore(folder.clone());
            server::command(&server, &command).await.map(drop)
        }
    }
}

/// Who has the tables.
enum Owner {
    Nobody(Store),
    Server(ServerRecord),
}

fn open(state_dir: &Path) -> Result<Owner, LocalError> {
    match Store::open(&state_dir.join("store")) {
        Ok(store) => {
            finish(&store, state_dir)?;
            Ok(Owner::Nobody(store))
        }
        Err(in_use @ OpenError::InUse { .. }) => match ServerRecord::read(state_dir)? {
            Some(server) => Ok(Owner::Server(server)),
            None => Err(in_use.into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// Copies tables and positions to a folder that is not there.
pub(crate) fn take(store: &Store, state_dir: &Path, folder: &Path) -> Result<(), LocalError> {
    fs::create_dir_all(folder).map_err(LocalError::io("create", folder))?;
    // Before the tables: what is written in between reaches functions twice rather than never.
    copy_positions(state_dir, folder)?;
    Ok(store.copy_to(folder)?)
}

fn copy_positions(from: &Path, to: &Path) -> Result<(), LocalError> {
    let (from, to) = (from.join(POSITIONS_FILE), to.join(POSITIONS_FILE));
    match fs::copy(&from, &to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::remove_file(&to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(LocalError::io("remove", &to)(error))
            }
            _ => Ok(()),
        },
        copied => copied.map(drop).map_err(LocalError::io("copy", &from)),
    }
}
