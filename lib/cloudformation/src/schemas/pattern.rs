//! The regular expressions of schemas.

use std::sync::OnceLock;

use regex::Regex;

/// A regular expression that a text must match somewhere; compiled when it is first needed.
pub struct Pattern {
    text: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) const fn new(text: &'static str) -> Self {
        Self {
            text,
            regex: OnceLock::new(),
        }
    }

    /// The expression, in the syntax of the `regex` crate.
    pub fn as_str(&self) -> &'static str {
        self.text
    }

    /// Whether the text matches.
    pub fn matches(&self, text: &str) -> bool {
        // The code generation leaves out what does not compile, and a test holds it to that.
        self.regex
            .get_or_init(|| Regex::new(self.text).ok())
            .as_ref()
            .is_none_or(|regex| regex.is_match(text))
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}
