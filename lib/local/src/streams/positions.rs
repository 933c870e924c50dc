//! How far streams have been read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::state::{read_json, write_json};

/// The file's name in the state folder.
pub(crate) const FILE: &str = "streams.json";

/// Iterators by mapping, in a file of the state folder.
pub(super) struct Positions {
    path: PathBuf,
    iterators: Mutex<BTreeMap<String, String>>,
}

impl Positions {
    /// What the file says; nothing if there is none that can be read.
    pub(super) fn new(state_dir: &Path) -> Self {
        let path = state_dir.join(FILE);
        Self {
            iterators: Mutex::new(read(&path)),
            path,
        }
    }

    /// What the file says now, which another has replaced.
    pub(super) fn read_again(&self) {
        *self
            .iterators
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = read(&self.path);
    }

    pub(super) fn get(&self, mapping: &str) -> Option<String> {
        let iterators = self
            .iterators
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        iterators.get(mapping).cloned()
    }

    pub(super) fn set(&self, mapping: &str, iterator: String) {
        let mut iterators = self
            .iterators
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        iterators.insert(mapping.to_owned(), iterator);
        if let Err(error) = write_json(&self.path, &*iterators) {
            tracing::warn!("{error}");
        }
    }
}

fn read(path: &Path) -> BTreeMap<String, String> {
    let iterators = read_json(path).unwrap_or_else(|error| {
        tracing::warn!("streams are read anew: {error}");
        None
    });
    iterators.unwrap_or_default()
}
