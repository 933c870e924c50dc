//! Where files are and how long.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::{is_generated, is_rust, text};

const TOP_LEVEL: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "appsynth.yaml",
    "assets",
    "bin",
    "integration",
    "lib",
    "stacks",
];

/// Longer files hold more than one idea.
const MAX_LINES: usize = 900;

pub(super) fn check(files: &[PathBuf], wrong: &mut Vec<String>) {
    let top: BTreeSet<String> = files.iter().filter_map(|path| first(path)).collect();
    for name in top {
        if !name.starts_with('.') && !TOP_LEVEL.contains(&name.as_str()) {
            wrong.push(format!("{name}: does not belong at the top level"));
        }
    }
    for path in files {
        if is_rust(path) && !is_generated(path) {
            let lines = text(path).lines().count();
            if lines > MAX_LINES {
                wrong.push(format!(
                    "{}: {lines} lines; split it by idea",
                    path.display()
                ));
            }
        }
    }
}

fn first(path: &Path) -> Option<String> {
    match path.components().next()? {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    }
}
