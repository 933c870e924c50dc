//! What is said about a template that does not compile: one function a message.

use appsynth_diagnostics::{
    Code, Diagnostic, SourceId, Span,
    codes::resolver_code::{
        VTL_SYNTAX, VTL_TOO_DEEP, VTL_UNCLOSED_BLOCK, VTL_UNCLOSED_TEXT, VTL_UNMATCHED_DIRECTIVE,
    },
};

/// Why a template was refused, and where.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message} at line {line}, column {column}")]
pub struct SyntaxError {
    /// The kind of mistake.
    pub code: &'static Code,
    /// What is wrong: lower case, without full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The first byte of the mistake.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl SyntaxError {
    /// The error as a diagnostic about this source, which must be the text that was compiled.
    pub fn to_diagnostic(&self, source: SourceId) -> Diagnostic {
        let span = Span {
            source,
            start: self.start,
            end: self.end,
        };
        Diagnostic::error(self.code, &self.message)
            .at(span, "")
            .help(&self.help)
    }
}

/// A mistake that has no place yet.
pub(crate) struct Mistake {
    pub(crate) code: &'static Code,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// Something else was expected; no character is the end of the template.
pub(crate) fn unexpected(expected: &str, found: Option<char>) -> Mistake {
    let found = match found {
        None => "the end of the template".to_owned(),
        Some('\n' | '\r') => "the end of the line".to_owned(),
        Some(character) => format!("`{character}`"),
    };
    Mistake {
        code: &VTL_SYNTAX,
        message: format!("expected {expected}, found {found}"),
        help: format!("put {expected} here, or remove what does not belong"),
    }
}

/// A directive with a block has no `#end`.
pub(crate) fn unclosed_block(directive: &str) -> Mistake {
    Mistake {
        code: &VTL_UNCLOSED_BLOCK,
        message: format!("`#{directive}` has no `#end`"),
        help: format!("add `#end` where the `#{directive}` should close"),
    }
}

/// `#end`, `#else` or `#elseif` stands alone.
pub(crate) fn unmatched_directive(directive: &str) -> Mistake {
    Mistake {
        code: &VTL_UNMATCHED_DIRECTIVE,
        message: format!("`#{directive}` belongs to no open directive"),
        help: format!("remove it; if it is meant as text, write `#[[#{directive}]]#`"),
    }
}

/// A string, comment or unparsed block does not end.
pub(crate) fn unclosed_text(what: &str, closing: &str) -> Mistake {
    Mistake {
        code: &VTL_UNCLOSED_TEXT,
        message: format!("the {what} does not end"),
        help: format!("close it with `{closing}`"),
    }
}

/// The same where a backslash seems to be meant to keep a quote from ending its string.
pub(crate) fn escaped_quote(mistake: Mistake, quote: char) -> Mistake {
    Mistake {
        help: format!(
            "a backslash does not escape the quote before this in a template: double it, `{quote}{quote}`"
        ),
        ..mistake
    }
}

/// Blocks, brackets or strings are nested too deeply.
pub(crate) fn too_deep(most: usize) -> Mistake {
    Mistake {
        code: &VTL_TOO_DEEP,
        message: format!("more than {most} levels are nested in each other"),
        help: "set the inner parts to variables first, and use these".to_owned(),
    }
}
