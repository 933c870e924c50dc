//! Files of APPSYNC_JS.

use std::ops::Range;

use appsynth_diagnostics::{Diagnostic, Diagnostics, Source, SourceId, Span, codes::resolver_code};
use appsynth_js::{
    CodeError, Problem, ProblemKind,
    lint::{self, Finding, Language, Linted, RULES},
};

use crate::{handlers, names, project::Use, start};

/// A file that could be read.
pub(crate) struct CodeFile {
    pub(crate) id: SourceId,
    pub(crate) name: String,
    pub(crate) linted: Linted,
    pub(crate) used: Option<Use>,
}

impl CodeFile {
    /// # Errors
    /// What keeps the file from being read.
    pub(crate) fn read(
        id: SourceId,
        source: &Source,
        used: Option<Use>,
    ) -> Result<Self, Diagnostics> {
        let linted = lint::lint(source.text(), Language::of(source.name()))
            .map_err(|error| error.diagnostics(id))?;
        Ok(Self {
            id,
            name: source.name().to_owned(),
            linted,
            used,
        })
    }

    /// The place of bytes of the file.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        Span {
            source: self.id,
            start: range.start,
            end: range.end,
        }
    }
}

/// What is wrong with a file on its own, and with what it asks of its data source.
pub(crate) fn check(file: &CodeFile, text: &str) -> Vec<Diagnostic> {
    let CodeFile {
        id, linted, used, ..
    } = file;
    let id = *id;
    let findings = linted.findings.iter();
    let mut found: Vec<Diagnostic> = findings.map(|finding| broken(file, finding)).collect();
    found.extend(refused(file, text).diagnostics(id));
    found.extend(names::check(file));
    found.extend(handlers::check(file));
    for (operation, range) in &linted.facts.operations {
        if let Some(misuse) = used.as_ref().and_then(|used| used.misasked(operation))
            && !linted.silences(misuse.rule, range.start)
        {
            found.push(misuse.at(id, range));
        }
    }
    found
}

/// What is wrong with a file on its own so that AppSync does not take it, in the order of its text. TypeScript that
/// cannot be read is for whoever bundles it to tell.
pub(crate) fn refusals(id: SourceId, source: &Source, used: Option<Use>) -> Vec<Diagnostic> {
    let problems = engine_problems(source.text(), source.name());
    if problems.is_empty() {
        return Vec::new();
    }
    let file = match CodeFile::read(id, source, used) {
        Ok(file) => file,
        Err(mistakes) => return mistakes.into_iter().collect(),
    };
    let is_unsupported = |finding: &&Finding| {
        let mut kinds = problems.iter().map(|problem| &problem.kind);
        kinds.any(|kind| matches!(kind, ProblemKind::Unsupported { rule } if *rule == finding.rule))
    };
    let findings = file.linted.findings.iter().filter(is_unsupported);
    let mut refusals: Vec<Diagnostic> = findings.map(|finding| broken(&file, finding)).collect();
    refusals.extend(refused(&file, source.text()).diagnostics(id));
    refusals.sort_by_key(start);
    refusals
}

/// A rule that is broken.
fn broken(file: &CodeFile, finding: &Finding) -> Diagnostic {
    Diagnostic::error(&resolver_code::JS_LINT, finding.message.clone())
        .rule(finding.rule)
        .at(file.span(&finding.range), "")
        .help(help(finding.rule))
}

fn engine_problems(text: &str, name: &str) -> Vec<Problem> {
    let checked = match Language::of(name) {
        Language::JavaScript => appsynth_js::check(text),
        Language::TypeScript => appsynth_js::check_typescript(text),
    };
    checked.err().map_or(Vec::new(), |error| error.problems)
}

/// What AppSync refuses beyond what the rules find; files that are only imported need no handlers, and
/// what they import is bundled.
fn refused(file: &CodeFile, text: &str) -> CodeError {
    let CodeFile { linted, used, .. } = file;
    let is_entry = used.as_ref().is_some_and(|used| !used.fields.is_empty());
    let is_found = |rule: &str| linted.findings.iter().any(|finding| finding.rule == rule);
    let names_file = |range: &Range<usize>, quotes: [&str; 2]| {
        let named = text.get(range.clone()).unwrap_or_default();
        quotes.iter().any(|start| named.contains(start))
    };
    let mut problems = engine_problems(text, &file.name);
    problems.retain(|problem| match &problem.kind {
        ProblemKind::Unsupported { rule } => {
            let is_said = RULES.contains(rule) && is_found(rule);
            !is_said && !linted.silences(rule, problem.range.start)
        }
        ProblemKind::UnknownModule => !names_file(&problem.range, ["'.", "\"."]),
        ProblemKind::Exports => is_entry && !names_file(&problem.range, ["from '.", "from \"."]),
        _ => true,
    });
    CodeError { problems }
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
