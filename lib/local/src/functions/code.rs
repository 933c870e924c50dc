//! The code of functions, kept in the state folder: what is deployed runs until something else is, whatever
//! becomes of the assembly meanwhile. Folders are named by what is in them, so that code which is there
//! already is used again.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use appsynth_assembly::AssetFile;
use appsynth_cloudformation::content_hash;

/// The folder with one file of this text.
///
/// # Errors
/// In words.
pub(crate) fn inline(state_dir: &Path, file: &str, text: &str) -> Result<PathBuf, String> {
    folder(state_dir, text, |folder| fs::write(folder.join(file), text))
}

/// The folder with an asset: a copy of a folder, or what a zip archive holds. `key` is the asset's object
/// key, which has the hash of its content.
///
/// # Errors
/// In words.
pub(crate) fn asset(state_dir: &Path, key: &str, asset: &AssetFile) -> Result<PathBuf, String> {
    folder(state_dir, key, |folder| {
        if asset.path.is_dir() {
            return copy(&asset.path, folder);
        }
        let mut zip = zip::ZipArchive::new(fs::File::open(&asset.path)?)?;
        Ok(zip.extract(folder)?)
    })
}

/// Removes the folders that are not in use any more.
pub(crate) fn remove_others(state_dir: &Path, used: &BTreeSet<&Path>) {
    let Ok(entries) = fs::read_dir(state_dir.join("functions")) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if !used.contains(path.as_path())
            && let Err(error) = fs::remove_dir_all(&path)
        {
            tracing::warn!("cannot remove {}: {error}", path.display());
        }
    }
}

/// Fills a folder unless it is there already. It gets its name last, so that it is whole or not there.
fn folder(
    state_dir: &Path,
    content: &str,
    fill: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<PathBuf, String> {
    let all = state_dir.join("functions");
    let folder = all.join(content_hash(content));
    if folder.exists() {
        return Ok(folder);
    }
    let make = || {
        fs::create_dir_all(&all)?;
        let unfinished = tempfile::tempdir_in(&all)?;
        fill(unfinished.path())?;
        fs::rename(unfinished.keep(), &folder)
    };
    make().map_err(|error| format!("cannot write the code to {}: {error}", folder.display()))?;
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let to = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &to)?;
        } else {
            fs::copy(&path, &to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use appsynth_assembly::Packaging;

    use super::*;

    fn file(path: PathBuf) -> AssetFile {
        AssetFile {
            path,
            packaging: Packaging::Zip,
            destinations: Vec::new(),
        }
    }

    #[test]
    fn an_archive_is_unpacked_and_used_again() {
        let state = tempfile::tempdir().unwrap();
        let archive = state.path().join("asset.0123.zip");
        let mut zip = zip::ZipWriter::new(fs::File::create(&archive).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("src/index.js", options).unwrap();
        zip.write_all(b"exports.handler = 1;").unwrap();
        zip.finish().unwrap();

        let archive = file(archive);
        let folder = asset(state.path(), "0123.zip", &archive).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("src/index.js")).unwrap(),
            "exports.handler = 1;"
        );
        fs::remove_file(&archive.path).unwrap();
        assert_eq!(asset(state.path(), "0123.zip", &archive), Ok(folder));
    }

    #[test]
    fn an_archive_writes_nothing_outside_of_its_folder() {
        let state = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let absolute = outside.path().join("there.js");
        for name in ["../../../there.js", absolute.to_str().unwrap()] {
            let archive = state.path().join("asset.zip");
            let mut zip = zip::ZipWriter::new(fs::File::create(&archive).unwrap());
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(name, options).unwrap();
            zip.write_all(b"1").unwrap();
            zip.finish().unwrap();

            let unpacked = asset(state.path(), name, &file(archive));
            assert!(!absolute.exists());
            for folder in [state.path(), state.path().parent().unwrap()] {
                assert!(!folder.join("there.js").exists(), "{name}: {unpacked:?}");
            }
        }
    }

    #[test]
    fn a_folder_is_copied_with_what_is_in_it() {
        let state = tempfile::tempdir().unwrap();
        let source = tempfile::tempdir().unwrap();
        fs::create_dir(source.path().join("src")).unwrap();
        fs::write(source.path().join("src/index.js"), "1").unwrap();
        let source_file = file(source.path().to_owned());
        let folder = asset(state.path(), "0123.zip", &source_file).unwrap();
        drop(source);
        assert_eq!(
            fs::read_to_string(folder.join("src/index.js")).unwrap(),
            "1"
        );
    }

    #[test]
    fn code_that_is_not_in_use_is_removed() {
        let state = tempfile::tempdir().unwrap();
        let one = inline(state.path(), "index.js", "1").unwrap();
        let other = inline(state.path(), "index.js", "2").unwrap();
        assert_ne!(one, other);
        remove_others(state.path(), &BTreeSet::from([one.as_path()]));
        assert_eq!(fs::read_to_string(one.join("index.js")).unwrap(), "1");
        assert!(!other.exists());
    }
}
