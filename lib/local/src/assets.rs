//! The files that belong to an assembly: found by the key they would have in S3, or by their path.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;

use crate::LocalError;

/// Files of an assembly by their object keys.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    by_key: IndexMap<String, PathBuf>,
    folders: BTreeSet<PathBuf>,
}

/// `*.assets.json`, of which only files matter here.
#[derive(Deserialize)]
struct AssetManifest {
    #[serde(default)]
    files: IndexMap<String, FileAsset>,
}

#[derive(Deserialize)]
struct FileAsset {
    source: FileSource,
    #[serde(default)]
    destinations: IndexMap<String, FileDestination>,
}

#[derive(Deserialize)]
struct FileSource {
    path: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileDestination {
    object_key: String,
}

impl Assets {
    /// Takes in the files that the asset manifests of a folder list.
    ///
    /// # Errors
    /// If the folder or one of its manifests cannot be read.
    pub(crate) fn add_folder(&mut self, folder: &Path) -> Result<(), LocalError> {
        if !self.folders.insert(folder.to_owned()) {
            return Ok(());
        }
        let entries = std::fs::read_dir(folder).map_err(LocalError::io("list", folder))?;
        for entry in entries {
            let path = entry.map_err(LocalError::io("list", folder))?.path();
            let name = path.file_name().unwrap_or_default();
            if !name.to_string_lossy().ends_with(".assets.json") {
                continue;
            }
            let text = std::fs::read(&path).map_err(LocalError::io("read", &path))?;
            let manifest: AssetManifest =
                serde_json::from_slice(&text).map_err(|source| LocalError::State {
                    path: path.clone(),
                    source,
                })?;
            for (_, file) in manifest.files {
                let Some(source) = file.source.path else {
                    continue;
                };
                for (_, destination) in file.destinations {
                    self.by_key
                        .insert(destination.object_key, folder.join(&source));
                }
            }
        }
        Ok(())
    }

    /// The file of an object key, of an `s3://bucket/key`, or of an `https://s3…/bucket/key`.
    pub(crate) fn find(&self, location: &str) -> Option<&Path> {
        self.by_key
            .iter()
            .find(|(key, _)| {
                location
                    .strip_suffix(key.as_str())
                    .is_some_and(|before| before.is_empty() || before.ends_with('/'))
            })
            .map(|(_, path)| path.as_path())
    }
}
