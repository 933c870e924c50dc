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
            collect(&entry.path(), &format!("{name}/"), paths)?;
        } else {
            paths.push(name);
        }
    }
    Ok(())
}
