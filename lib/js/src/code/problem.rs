//! What can be wrong with code.

use std::ops::Range;

use appsynth_diagnostics::lower_first;
use oxc::{
    allocator::Allocator,
    diagnostics::{Diagnostics, LabeledSpan, OxcDiagnostic},
    parser::Parser,
};

use super::{Position, position::Lines};
use crate::lint::Language;

/// Everything that is wrong with code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", list(.problems))]
pub struct CodeError {
    /// At least one, in the order of the text.
    pub problems: Vec<Problem>,
}

/// One mistake and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of mistake it is.
    pub kind: ProblemKind,
    /// What is wrong, for people.
    pub message: String,
    /// The bytes of the code it is about.
    pub range: Range<usize>,
    pub(crate) position: Position,
}

/// The kinds of mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// Not JavaScript, or what is linted as TypeScript is not that.
    Syntax,
    /// TypeScript in place of JavaScript.
    TypeScript,
    /// JavaScript that can be read but means nothing, such as a name that is declared twice.
    ///
    /// <https://tc39.es/ecma262/#early-error>
    Early,
    /// JavaScript that APPSYNC_JS leaves out, with the rule of `@aws-appsync/eslint-plugin` that says so.
    Unsupported {
        /// Such as `no-while`.
        rule: &'static str,
    },
    /// An import of something other than the built-in modules.
    UnknownModule,
    /// An import of a name that the built-in module does not export.
    UnknownExport {
        /// The module.
        module: String,
        /// The name.
        name: String,
    },
    /// Neither `request` nor `response` is exported, or something is exported in a way that cannot be.
    Exports,
    /// More code than AppSync takes.
    TooLong {
        /// How long it is.
        characters: usize,
    },
}

impl Problem {
    pub(crate) fn new(
        lines: &Lines,
        kind: ProblemKind,
        message: String,
        range: Range<usize>,
    ) -> Self {
        Self {
            kind,
            message,
            position: lines.position(range.start),
            range,
        }
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.position.line
    }

    /// The column in characters, from 1.
    pub fn column(&self) -> usize {
        self.position.column
    }

    /// `errorType` of AppSync's `CodeError`.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CodeError.html>
    pub fn error_type(&self) -> &'static str {
        match self.kind {
            ProblemKind::Syntax | ProblemKind::TypeScript | ProblemKind::Early => "PARSER_ERROR",
            ProblemKind::Unsupported { .. }
            | ProblemKind::UnknownModule
            | ProblemKind::UnknownExport { .. }
            | ProblemKind::Exports
            | ProblemKind::TooLong { .. } => "LINT_ERROR",
        }
    }
}

/// The syntax errors of a text as the parser tells them.
pub(crate) fn from_parser(text: &str, lines: &Lines, errors: &Diagnostics) -> Vec<Problem> {
    if errors.is_empty() {
        return Vec::new();
    }
    let allocator = Allocator::default();
    let typescript = Language::TypeScript.source_type();
    let as_typescript = Parser::new(&allocator, text, typescript).parse();
    let kind = match as_typescript.diagnostics.is_empty() {
        true => ProblemKind::TypeScript,
        false => ProblemKind::Syntax,
    };
    let problems = errors.iter().map(|error| {
        let place = error.labels.iter().next();
        told(lines, kind.clone(), error, place)
    });
    problems.collect()
}

/// An early error. Of several places, the last is the one that does not fit those before it.
pub(crate) fn early(lines: &Lines, error: &OxcDiagnostic) -> Problem {
    let place = error.labels.iter().max_by_key(|label| label.offset());
    told(lines, ProblemKind::Early, error, place)
}

fn told(
    lines: &Lines,
    kind: ProblemKind,
    error: &OxcDiagnostic,
    place: Option<&LabeledSpan>,
) -> Problem {
    let range = place.map_or(0..0, |label| {
        label.offset() as usize..(label.offset() + label.len()) as usize
    });
    Problem::new(lines, kind, lower_first(&error.message), range)
}

fn list(problems: &[Problem]) -> String {
    let mut text = "The code contains one or more errors.".to_owned();
    for problem in problems {
        text.push_str(&format!(" {}: {}.", problem.position, problem.message));
    }
    text
}
