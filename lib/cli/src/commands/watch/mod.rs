//! `appsynth deploy --watch`

mod local;
mod remake;

use std::collections::BTreeSet;
use std::path::PathBuf;

pub(super) use local::Again;
pub(super) use remake::{Remade, Remake};

use crate::CliError;
use crate::output::{Output, failure_text};
use crate::settings::{Settings, shown};
use crate::watch::Changes;

/// What changes in a project, or in the finished assembly that is deployed in place of one.
pub(super) fn changes(settings: &Settings) -> Result<Changes, CliError> {
    match &settings.app {
        Some(assembly) => Changes::of(assembly, Vec::new()),
        None => Changes::of(&settings.root, vec![settings.assembly_dir.clone()]),
    }
}

/// The first of the files that changed, and how many more.
pub(super) fn names(changed: &BTreeSet<PathBuf>) -> String {
    let mut paths = changed.iter();
    let first = paths
        .next()
        .map_or_else(String::new, |path| shown(path).to_string());
    match paths.len() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Why nothing could be deployed, as it was said last.
#[derive(Debug, Default)]
pub(super) struct Failures {
    last: Option<String>,
}

impl Failures {
    /// Says why nothing was deployed, unless that is just what was said last: a log of this very output, written
    /// to the project's folder, is a change, too. Gives whether it was said.
    pub(super) fn say(&mut self, error: &CliError, output: &Output) -> bool {
        let failure = failure_text(error);
        if self.last.as_ref() == Some(&failure) {
            return false;
        }
        output.failure(error);
        self.last = Some(failure);
        true
    }

    /// Something was deployed, so that the same failure is another one from now on.
    pub(super) fn forget(&mut self) {
        self.last = None;
    }
}
