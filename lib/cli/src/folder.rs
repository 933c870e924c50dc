//! The files of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::CliError;

/// The paths of all files below a folder, relative to it, with `/` between folders, in alphabetical order.
/// A folder that is not there has none.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<String>, CliError> {
    let mut paths = Vec::new();
    collect(folder, "", &|_| true, &mut paths)?;
    paths.sort();
    Ok(paths)
}

/// Folders in which nobody keeps code of resolvers or tests of it.
const PASSED_OVER: [&str; 2] = ["node_modules", "target"];

/// The files that paths on the command line name: a file as it is, and those of a folder's that are
/// wanted, of the current one if there is no path.
pub(crate) fn named_files(
    paths: &[PathBuf],
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<String>, CliError> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let is_open = |name: &str| !name.starts_with('.') && !PASSED_OVER.contains(&name);
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.display().to_string());
            continue;
        }
        let prefix = match path.display().to_string() {
            folder if folder == "." => String::new(),
            folder => format!("{}/", folder.trim_end_matches('/')),
        };
        let mut below = Vec::new();
        collect(path, &prefix, &is_open, &mut below)?;
        below.retain(|file| is_wanted(file));
        below.sort();
        found.extend(below);
    }
    Ok(found)
}

fn collect(
    folder: &Path,
    prefix: &str,
    is_open: &dyn Fn(&str) -> bool,
    paths: &mut Vec<String>,
) -> Result<(), CliError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(CliError::io("read", folder))?,
    };
    for entry in entries {
        let entry = entry.map_err(CliError::io("read", folder))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !is_open(&name) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            refuse_loop(folder, &entry)?;
            collect(&entry.path(), &format!("{path}/"), is_open, paths)?;
        } else {
            paths.push(path);
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
