//! Code that is no folder of the assembly gets one in the state folder, named by its content. What is there
//! once is used again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The folder with one file of this text.
///
/// # Errors
/// In words.
pub(crate) fn inline(state_dir: &Path, file: &str, text: &str) -> Result<PathBuf, String> {
    let hash = Sha256::digest(text);
    let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    folder(state_dir, &name, |folder| {
        fs::write(folder.join(file), text)
    })
}

/// The folder with what a zip archive holds. An asset has its hash for a name.
///
/// # Errors
/// In words.
pub(crate) fn unpacked(state_dir: &Path, archive: &Path) -> Result<PathBuf, String> {
    let name = archive.file_stem().unwrap_or_default().to_string_lossy();
    folder(state_dir, &name, |folder| {
        let mut zip = zip::ZipArchive::new(fs::File::open(archive)?)?;
        Ok(zip.extract(folder)?)
    })
}

/// Fills a folder unless it is there already. It gets its name last, so that it is whole or not there.
fn folder(
    state_dir: &Path,
    name: &str,
    fill: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<PathBuf, String> {
    let all = state_dir.join("functions");
    let folder = all.join(name);
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn an_archive_is_unpacked_once() {
        let state = tempfile::tempdir().unwrap();
        let archive = state.path().join("asset.0123.zip");
        let mut zip = zip::ZipWriter::new(fs::File::create(&archive).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("src/index.js", options).unwrap();
        zip.write_all(b"exports.handler = 1;").unwrap();
        zip.finish().unwrap();

        let folder = unpacked(state.path(), &archive).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("src/index.js")).unwrap(),
            "exports.handler = 1;"
        );
        fs::remove_file(&archive).unwrap();
        assert_eq!(unpacked(state.path(), &archive), Ok(folder));
    }

    #[test]
    fn other_code_has_another_folder() {
        let state = tempfile::tempdir().unwrap();
        let one = inline(state.path(), "index.js", "1").unwrap();
        let other = inline(state.path(), "index.js", "2").unwrap();
        assert_ne!(one, other);
        assert_eq!(fs::read_to_string(one.join("index.js")).unwrap(), "1");
    }
}
