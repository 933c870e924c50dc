//! Reads of arguments and source, held against the fields that the code is for.

use std::collections::BTreeSet;

use appsynth_diagnostics::Diagnostic;
use appsynth_js::lint::Given;
use appsynth_vtl::Part;

use crate::{code::CodeFile, links::Links, project::Use, reach, template::Written};

/// What is wrong with what handlers, and the functions that they hand the context to, read of it; with the
/// place of the file among the files.
/// `written` is what templates write before modules run.
pub(crate) fn check(
    files: &[CodeFile],
    links: &Links<'_>,
    written: &[Written<'_>],
) -> Vec<(usize, Diagnostic)> {
    let is_entry = |file: &usize| {
        let used = files[*file].used.as_ref();
        used.is_some_and(|used| !used.fields.is_empty())
    };
    let entries: Vec<usize> = (0..files.len()).filter(is_entry).collect();
    let mut found = Vec::new();
    for reached in reach::reads(links, &entries) {
        let part = match reached.read.of {
            Given::Arguments => Part::Arguments,
            Given::Source => Part::Source,
            Given::Context | Given::Stash => continue,
        };
        let name = &reached.read.name;
        if may_be_written(links, &reached.entries, name) {
            continue;
        }
        let uses = reached
            .entries
            .iter()
            .filter_map(|one| files[*one].used.as_ref());
        let file = &files[reached.file];
        let used = Use::of_all(uses);
        if written
            .iter()
            .any(|one| one.may_be(&used.fields, part, name))
        {
            continue;
        }
        if let Some(misuse) = used.misread(part, name)
            && !file.linted.silences(misuse.rule, reached.read.range.start)
        {
            found.push((reached.file, misuse.at(file.id, &reached.read.range)));
        }
    }
    found
}

/// Whether any code that runs with these files' handlers may write a member of this name.
fn may_be_written(links: &Links<'_>, entries: &BTreeSet<usize>, name: &str) -> bool {
    entries.iter().any(|entry| {
        let Some(files) = links.with_needs(*entry) else {
            return true;
        };
        files.into_iter().any(|file| {
            let assigned = &links.facts(file).assigned;
            assigned.may_be_others || assigned.names.contains(name)
        })
    })
}
