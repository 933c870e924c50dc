//! What no compiler checks.

mod codes;
mod crates;
mod files;

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// Runs every check and reports everything that is wrong.
pub(crate) fn run() -> Result<(), String> {
    let mut files = repository_files()?;
    files.sort();
    let mut wrong = Vec::new();
    files::check(&files, &mut wrong);
    crates::check(&mut wrong)?;
    codes::check(&files, &mut wrong);
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

/// The files of the repository that Git does not ignore, relative to its root.
fn repository_files() -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let walk = WalkBuilder::new(".")
        .hidden(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    for entry in walk {
        let entry = entry.map_err(|error| error.to_string())?;
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            let path = entry.path();
            files.push(path.strip_prefix("./").unwrap_or(path).to_owned());
        }
    }
    Ok(files)
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// Whether a file is written by a program; those may be as long as they like.
fn is_generated(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str().to_string_lossy().starts_with("generated"))
}

/// The text of a file; files that are no text have none.
fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
