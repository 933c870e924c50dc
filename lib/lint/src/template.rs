//! Mapping templates.

use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Span, codes::resolver_code};
use appsynth_vtl::{Facts, Template};

use crate::{
    project::{Part, Use},
    stash::Stash,
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
    let facts = template.facts();
    let mut found = too_long(id, text);
    for (key, range) in &facts.stash_reads {
        stash.reads(
            key,
            Span {
                source: id,
                start: range.start,
                end: range.end,
            },
        );
    }
    stash.writes(&facts.stash_writes, facts.stash_is_hidden);
    if let Some(used) = used {
        found.extend(misuses(id, &facts, used));
    }
    let unknown = facts.unknown_utilities.into_iter().map(|call| {
        let span = Span {
            source: id,
            start: call.range.start,
            end: call.range.end,
        };
        let diagnostic = Diagnostic::error(
            &resolver_code::UNKNOWN_UTILITY,
            format!("AppSync has no function `${}`", call.name),
        )
        .rule("unknown-utility")
        .at(span, "");
        match call.similar {
            Some(similar) => diagnostic.help(format!("there is a similar name: `${similar}`")),
            None => diagnostic,
        }
    });
    found.extend(unknown.collect::<Diagnostics>());
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

/// What the file's use forbids. Nothing in a template silences a rule.
fn misuses(id: SourceId, facts: &Facts, used: &Use) -> Diagnostics {
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
        Some(used.misread(part, &read.name)?.at(id, &read.range))
    });
    let operations = facts
        .operations
        .iter()
        .filter_map(|(operation, range)| Some(used.misasked(operation)?.at(id, range)));
    reads.chain(operations).collect()
}
