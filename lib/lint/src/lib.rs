//! Checks a project's resolver code, file by file and as a whole.
//!
//! ```
//! use appsynth_diagnostics::Sources;
//!
//! let mut sources = Sources::new();
//! let id = sources.add("getPost.js", "export function request(ctx) { return ctx.args.id++; }");
//! let found = appsynth_lint::check(&sources, [id], |_| None, []);
//! assert_eq!(found.iter().next().and_then(|one| one.rule), Some("no-disallowed-unary-operators"));
//! ```
//!
//! | rule | what it finds |
//! | --- | --- |
//! | those of `@aws-appsync/eslint-plugin` | what APPSYNC_JS does not support |
//! | `unknown-utility` | functions that `util`, `$util` or a module does not have |
//! | `velocity` | what Velocity refuses in templates, or takes for something else |
//! | `undeclared-name` | names that neither the file nor AppSync declares |
//! | `constant-assignment` | assignments to constants and imports |
//! | `unknown-context-member` | members that the context does not have |
//! | `no-return` | handlers that return nothing |
//! | `unwritten-stash-key` | keys of the stash that are read but that no file writes |
//! | `unknown-argument` | arguments that none of the file's fields has |
//! | `unknown-source-field` | members of the source that are no fields of its type |
//! | `unsupported-operation` | requests that the file's data source does not take |
//!
//! The context, and parts of it, are followed into the functions that handlers hand them to, also those of
//! imported files, as far as these get nothing else.
//!
//! Code that does not parse, or that AppSync refuses, is reported as the engines report it. A comment
//! `appsynth-disable-line RULE` (`appsynth-disable-next-line`, `appsynth-disable` until `appsynth-enable`) silences a rule.

mod code;
mod context;
mod handlers;
mod links;
mod modules;
mod names;
mod project;
mod reach;
mod stash;
mod template;
mod unknown_utility;
mod velocity;

use std::collections::BTreeMap;

use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Sources};

use code::CodeFile;
use links::Links;
pub use project::Use;
use stash::Stash;
use template::{TemplateFile, Written};

/// Checks the resolver code of a project; the ending of each source's name tells its language (`.js`, `.ts`,
/// `.vtl`), and others are not looked at. `used` tells what a file is used for, as far as that is known.
/// `deployed` are names and texts of all code that runs with it, whoever wrote it; nothing is said of that.
pub fn check<'d>(
    sources: &Sources,
    files: impl IntoIterator<Item = SourceId>,
    used: impl Fn(SourceId) -> Option<Use>,
    deployed: impl IntoIterator<Item = (&'d str, &'d str)>,
) -> Diagnostics {
    let mut stash = Stash::default();
    for (name, text) in deployed {
        stash.of_deployed(name, text);
    }
    let mut found = each(sources, files, used, &mut stash);
    found.extend(stash.unwritten());
    found
}

/// Checks the resolver code of a project of which not all is known, such as one with mistakes elsewhere: nothing is
/// said of the stash.
pub fn check_each(
    sources: &Sources,
    files: impl IntoIterator<Item = SourceId>,
    used: impl Fn(SourceId) -> Option<Use>,
) -> Diagnostics {
    each(sources, files, used, &mut Stash::default())
}

/// What AppSync does not take of the resolver code of a project, in the order of the files and of their text: code that
/// cannot be read, and parts of JavaScript and modules that there are not.
pub fn refused(
    sources: &Sources,
    files: impl IntoIterator<Item = SourceId>,
    used: impl Fn(SourceId) -> Option<Use>,
) -> Diagnostics {
    let mut refused = Diagnostics::new();
    for id in files {
        let Some(source) = sources.get(id) else {
            continue;
        };
        if is_code(source.name()) {
            refused.extend(code::refusals(id, source, used(id)));
        } else if is_template(source.name())
            && let Err(mistake) = TemplateFile::read(id, source.text(), used(id))
        {
            refused.push(*mistake);
        }
    }
    refused
}

/// Checks files of resolver code that need not be all of a project's: what other files write to the stash
/// is not known. `file` gives the texts of files that they import, which become sources.
pub fn check_some(
    sources: &mut Sources,
    files: &[SourceId],
    mut file: impl FnMut(&str) -> Option<String>,
) -> Diagnostics {
    let name = |id: &SourceId| Some((sources.get(*id)?.name().to_owned(), *id));
    let checked: BTreeMap<String, SourceId> = files.iter().filter_map(name).collect();
    let ids = files.iter().copied();
    let mut found = each(sources, ids, |_| None, &mut Stash::default());
    for (name, id) in &checked {
        if is_code(name) {
            found.extend(modules::check(sources, &checked, *id, &mut file));
        }
    }
    found
}

/// What is found in each file, in the order of the files and of their text.
fn each(
    sources: &Sources,
    files: impl IntoIterator<Item = SourceId>,
    used: impl Fn(SourceId) -> Option<Use>,
    stash: &mut Stash,
) -> Diagnostics {
    let mut of_files: Vec<Vec<Diagnostic>> = Vec::new();
    let mut read: Vec<(usize, CodeFile)> = Vec::new();
    let mut templates: Vec<(usize, TemplateFile<'_>)> = Vec::new();
    for id in files {
        let Some(source) = sources.get(id) else {
            continue;
        };
        let found = if is_code(source.name()) {
            match CodeFile::read(id, source, used(id)) {
                Ok(file) => {
                    let found = code::check(&file, source.text());
                    read.push((of_files.len(), file));
                    found
                }
                Err(mistakes) => mistakes.into_iter().collect(),
            }
        } else if is_template(source.name()) {
            match TemplateFile::read(id, source.text(), used(id)) {
                Ok(file) => {
                    templates.push((of_files.len(), file));
                    Vec::new()
                }
                Err(mistake) => vec![*mistake],
            }
        } else {
            continue;
        };
        of_files.push(found);
    }
    let written = templates.iter().flat_map(|(_, file)| file.written());
    let written: Vec<Written<'_>> = written.collect();
    for (place, file) in &templates {
        of_files[*place].extend(template::check(file, &written, stash));
    }
    let (places, code): (Vec<usize>, Vec<CodeFile>) = read.into_iter().unzip();
    let facts = code
        .iter()
        .map(|file| (file.name.as_str(), &file.linted.facts));
    let links = Links::new(facts.collect());
    for (file, diagnostic) in context::check(&code, &links, &written) {
        of_files[places[file]].push(diagnostic);
    }
    stash.of_code(&code, &links);
    for file in places {
        of_files[file].sort_by_key(start);
    }
    of_files.into_iter().flatten().collect()
}

/// Where in its file something begins that is wrong.
fn start(wrong: &Diagnostic) -> usize {
    wrong.labels.first().map_or(0, |label| label.span.start)
}

/// Whether a file's name says that it is resolver code, in either language.
pub fn is_resolver_code(name: &str) -> bool {
    is_code(name) || is_template(name)
}

fn is_template(name: &str) -> bool {
    name.ends_with(".vtl")
}

fn is_code(name: &str) -> bool {
    [".js", ".mjs", ".ts", ".mts"]
        .iter()
        .any(|ending| name.ends_with(ending))
}
