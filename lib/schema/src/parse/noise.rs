//! Which of the parser's mistakes are told.

use super::SyntaxError;

/// After a mistake the parser stumbles over the rest of the definition. What it says from there to the next
/// line that starts like a definition is noise.
pub(super) fn one_per_definition(text: &str, mut errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    errors.sort_by_key(|error| error.span.start);
    let mut quiet_until = 0;
    errors.retain(|error| {
        let counts = error.span.start >= quiet_until;
        if counts {
            quiet_until = next_definition(text, error.span.start);
        }
        counts
    });
    errors
}

/// The start of the first line after `offset` that begins with a letter or a description.
fn next_definition(text: &str, offset: usize) -> usize {
    let mut at = offset;
    while let Some(line_end) = text.get(at..).and_then(|rest| rest.find('\n')) {
        at += line_end + 1;
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        if next.is_some_and(|next| next.is_alphabetic() || next == '"') {
            return at;
        }
    }
    text.len() + 1
}
