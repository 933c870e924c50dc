//! Files of APPSYNC_JS.

use std::ops::Range;

use appsynth_diagnostics::{Diagnostic, Diagnostics, Source, SourceId, Span, codes::resolver_code};
use appsynth_js::{
    CodeError, ProblemKind,
    lint::{self, Language, Linted, RULES},
};

use crate::{
    project::{Doings, Part, Use},
    stash::Stash,
};

/// What is wrong with a file; what it does with the stash is noted.
pub(crate) fn check(
    id: SourceId,
    source: &Source,
    used: Option<&Use>,
    stash: &mut Stash,
) -> Diagnostics {
    let language = Language::of(source.name());
    let linted = match lint::lint(source.text(), language) {
        Ok(linted) => linted,
        Err(error) => return error.diagnostics(id),
    };
    let span = |range: &Range<usize>| Span {
        source: id,
        start: range.start,
        end: range.end,
    };
    let mut found: Vec<Diagnostic> = linted
        .findings
        .iter()
        .map(|finding| {
            Diagnostic::error(&resolver_code::JS_LINT, finding.message.clone())
                .rule(finding.rule)
                .at(span(&finding.range), "")
                .help(help(finding.rule))
        })
        .collect();
    if language == Language::JavaScript {
        found.extend(refused(source.text(), &linted).diagnostics(id));
    }
    for (name, range) in &linted.facts.unknown_utilities {
        if !linted.silences("unknown-utility", range.start) {
            found.push(
                Diagnostic::error(
                    &resolver_code::UNKNOWN_UTILITY,
                    format!("AppSync has no function `{name}`"),
                )
                .rule("unknown-utility")
                .at(span(range), ""),
            );
        }
    }
    for (name, range) in &linted.facts.without_return {
        if !linted.silences("no-return", range.start) {
            found.push(
                Diagnostic::warning(
                    &resolver_code::NO_RETURN,
                    format!("`{name}` returns nothing"),
                )
                .rule("no-return")
                .at(span(range), "")
                .help("return the request to the data source, or the result; `return {}` says that nothing is wanted"),
            );
        }
    }
    for (key, range) in &linted.facts.stash_reads {
        if !linted.silences("unwritten-stash-key", range.start) {
            stash.reads(key, span(range));
        }
    }
    if let Some(used) = used {
        let doings = doings(&linted);
        found.extend(used.check(id, &doings, |rule, at| linted.silences(rule, at)));
    }
    stash.writes(&linted.facts.stash_writes, linted.facts.stash_is_hidden);
    found.sort_by_key(|one| one.labels.first().map_or(0, |label| label.span.start));
    found.into_iter().collect()
}

fn doings(linted: &Linted) -> Doings {
    let part = |part: lint::Part| match part {
        lint::Part::Arguments => Part::Arguments,
        lint::Part::Source => Part::Source,
    };
    let facts = &linted.facts;
    let reads = facts.context_reads.iter();
    let writes = facts.context_writes.iter();
    Doings {
        reads: reads
            .map(|read| (part(read.part), read.name.clone(), read.range.clone()))
            .collect(),
        writes: writes.map(|(of, name)| (part(*of), name.clone())).collect(),
        operations: facts.operations.clone(),
    }
}

/// What AppSync refuses beyond what the rules find; files that are only imported need no handlers, and
/// what they import is bundled.
fn refused(text: &str, linted: &Linted) -> CodeError {
    let mut error = match appsynth_js::check(text) {
        Ok(()) => CodeError {
            problems: Vec::new(),
        },
        Err(error) => error,
    };
    error.problems.retain(|problem| match &problem.kind {
        ProblemKind::Unsupported { rule } => {
            !RULES.contains(rule) && !linted.silences(rule, problem.range.start)
        }
        ProblemKind::UnknownModule => {
            let name = text.get(problem.range.clone()).unwrap_or_default();
            !name.trim_start_matches(['\'', '"']).starts_with('.')
        }
        ProblemKind::Exports => false,
        _ => true,
    });
    error
}

/// What to write instead of what a rule forbids.
fn help(rule: &str) -> &'static str {
    match rule {
        "no-disallowed-methods" => {
            "use another method: `split`, `slice`, `indexOf` and `replaceAll` are there"
        }
        "no-recursion" => {
            "use a loop over a list, or split the work between functions of the pipeline"
        }
        "no-function-passing" => {
            "call the function here and pass what it returns; only the methods of lists take functions"
        }
        "no-function-return" | "no-function-reassign" => {
            "call the function where its result is needed"
        }
        "no-disallowed-re-assignment" => "write to a member of `ctx.stash`, or declare a variable",
        rule => appsynth_js::instead(rule),
    }
}
