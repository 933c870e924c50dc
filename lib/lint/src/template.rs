//! Mapping templates.

use std::ops::Range;

use appsynth_diagnostics::{
    Diagnostic, Diagnostics, SourceId, Span, Suppressions, codes::resolver_code,
};
use appsynth_vtl::{Facts, Template};

use crate::{
    project::{Misuse, Part, Use},
    stash::{self, Stash},
    unknown_utility,
};

/// The characters of a mapping template that AppSync takes.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html>
/// (`requestMappingTemplate`)
const MAX_CHARACTERS: usize = 65_536;

/// What is wrong with a template; what it does with the stash is noted.
pub(crate) fn check(
    id: SourceId,
    text: &str,
    used: Option<&Use>,
    stash: &mut Stash,
) -> Diagnostics {
    let template = match Template::compile(text) {
        Ok(template) => template,
        Err(error) => return error.to_diagnostic(id).into(),
    };
    let comments = template.tree().comments.iter();
    let comments = comments.map(|comment| (comment.start, &*comment.text));
    let suppressions = Suppressions::read(text, comments);
    let is_loud = |rule: &str, range: &Range<usize>| !suppressions.cover(rule, range.start);
    let span = |range: &Range<usize>| Span {
        source: id,
        start: range.start,
        end: range.end,
    };
    let facts = template.facts();
    for (key, range) in &facts.stash_reads {
        if is_loud(stash::RULE, range) {
            stash.reads(key, span(range));
        }
    }
    stash.writes(&facts.stash_writes, facts.stash_is_hidden);
    let misuses = used.into_iter().flat_map(|used| misuses(&facts, used));
    let misuses = misuses
        .filter(|(misuse, range)| is_loud(misuse.rule, range))
        .map(|(misuse, range)| misuse.at(id, range));
    let unknown = facts.unknown_utilities.iter();
    let unknown = unknown
        .filter(|call| is_loud(unknown_utility::RULE, &call.range))
        .map(|call| {
            let similar = call.similar.as_ref().map(|similar| format!("${similar}"));
            let name = format!("${}", call.name);
            unknown_utility::report(&name, similar.as_deref(), span(&call.range))
        });
    let mut found = too_long(id, text);
    found.extend(misuses.chain(unknown).collect::<Diagnostics>());
    found
}

fn too_long(id: SourceId, text: &str) -> Diagnostics {
    let characters = text.chars().count();
    if characters <= MAX_CHARACTERS {
        return Diagnostics::new();
    }
    let start = Span {
        source: id,
        start: 0,
        end: 0,
    };
    let message = format!("the template has {characters} characters, more than {MAX_CHARACTERS}");
    Diagnostic::error(&resolver_code::VTL_LENGTH, message)
        .at(start, "")
        .help("split the work into the functions of a pipeline")
        .into()
}

/// What the file's use forbids, and where.
fn misuses<'f>(
    facts: &'f Facts,
    used: &'f Use,
) -> impl Iterator<Item = (Misuse, &'f Range<usize>)> {
    let reads = facts.context_reads.iter().filter_map(|read| {
        let is_written =
            |(part, name): &(appsynth_vtl::Part, String)| *part == read.part && *name == read.name;
        if facts.context_writes.iter().any(is_written) {
            return None;
        }
        let part = match read.part {
            appsynth_vtl::Part::Arguments => Part::Arguments,
            appsynth_vtl::Part::Source => Part::Source,
        };
        Some((used.misread(part, &read.name)?, &read.range))
    });
    let operations = facts
        .operations
        .iter()
        .filter_map(|(operation, range)| Some((used.misasked(operation)?, range)));
    reads.chain(operations)
}
