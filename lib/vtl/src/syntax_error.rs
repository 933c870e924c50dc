//! What is wrong with a template that does not compile.

use appsynth_diagnostics::{Code, Diagnostic, SourceId, Span, codes::resolver_code};

/// Why a template was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} at line {line}, column {column}")]
pub struct SyntaxError {
    /// The kind of mistake.
    pub kind: SyntaxErrorKind,
    /// What is wrong: lower case, without full stop.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The first byte of the mistake.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// The kinds of mistakes in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// Something else was expected.
    Unexpected,
    /// A directive with a block has no `#end`.
    UnclosedBlock,
    /// `#end`, `#else` or `#elseif` without a directive that it belongs to.
    UnmatchedDirective,
    /// A string, comment or `#[[` block does not end.
    UnclosedText,
    /// Directives, brackets or strings are nested too deeply.
    TooDeep,
}

impl SyntaxErrorKind {
    fn code(self) -> &'static Code {
        match self {
            Self::Unexpected => &resolver_code::VTL_SYNTAX,
            Self::UnclosedBlock => &resolver_code::VTL_UNCLOSED_BLOCK,
            Self::UnmatchedDirective => &resolver_code::VTL_UNMATCHED_DIRECTIVE,
            Self::UnclosedText => &resolver_code::VTL_UNCLOSED_TEXT,
            Self::TooDeep => &resolver_code::VTL_TOO_DEEP,
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Unexpected => "see the Velocity user guide for what may stand here",
            Self::UnclosedBlock => "close it with `#end`",
            Self::UnmatchedDirective => {
                "remove it, or open the `#if` or `#foreach` that it belongs to"
            }
            Self::UnclosedText => "close it; a quote within a string is written twice",
            Self::TooDeep => "set inner parts to variables first",
        }
    }
}

impl SyntaxError {
    /// The error as a diagnostic about this source, which must be the text that was compiled.
    pub fn to_diagnostic(&self, source: SourceId) -> Diagnostic {
        let span = Span {
            source,
            start: self.start,
            end: self.end,
        };
        Diagnostic::error(self.kind.code(), &self.message)
            .at(span, "")
            .help(self.kind.help())
    }
}
