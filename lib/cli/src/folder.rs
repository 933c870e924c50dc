//! The files of a folder.

use std::fs;
use std::io;
use std::path::Path;

use crate::CliError;

/// The paths of all files below a folder, relative to it, with `/` between folders, in alphabetical order.
/// A folder that is not there has none.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<String>, CliError> {
    let mut paths = Vec::new();
    collect(folder, "", &mut paths)?;
    paths.sort();
    Ok(paths)
}

fn collect(folder: &Path, prefix: &str, paths: &mut Vec<String>) -> Result<(), CliError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(CliError::io("read", folder))?,
    };
    for entry in entries {
        let entry = entry.map_err(CliError::io("read", folder))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            refuse_loop(folder, &entry)?;
            collect(&entry.path(), &format!("{name}/"), paths)?;
        } else {
            paths.push(name);
        }
    }
    Ok(())
}

/// Refuses a link to a folder that it lies in: there would be no end.
fn refuse_loop(folder: &Path, entry: &fs::DirEntry) -> Result<(), CliError> {
    let path = entry.path();
    if !path.is_symlink() {
        return Ok(());
    }
    let real = |path: &Path| path.canonicalize().map_err(CliError::io("read", path));
    if real(folder)?.starts_with(real(&path)?) {
        return Err(CliError::Loop { folder: path });
    }
    Ok(())
}
