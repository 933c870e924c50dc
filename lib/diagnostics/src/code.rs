//! The identity of a kind of mistake.

use crate::codes;

/// A kind of mistake: its identifier never changes meaning and is never used again for another.
#[derive(Debug)]
pub struct Code {
    /// Such as `AS3002`; the thousands tell the area (see [`codes`]).
    pub id: &'static str,
    /// One line that names the mistake, lower case.
    pub title: &'static str,
    /// What `appsynth explain` prints: why it is refused and how to mend it, in Markdown.
    pub explanation: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// Finds a code by its identifier, in any letter case.
pub fn find_code(id: &str) -> Option<&'static Code> {
    codes::all().find(|code| code.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let mut seen = std::collections::BTreeSet::new();
        for code in codes::all() {
            assert!(seen.insert(code.id), "{} is used twice", code.id);
            assert!(!code.title.is_empty(), "{} has no title", code.id);
            assert!(
                code.explanation.len() > code.title.len(),
                "{} is not explained",
                code.id
            );
        }
    }
}
