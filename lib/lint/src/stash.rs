//! What a project's files read from the stash and write to it.

use std::collections::BTreeSet;

use appsynth_diagnostics::{Diagnostic, Diagnostics, Span, codes::resolver_code, near_name};

/// The keys that files read and write.
#[derive(Debug, Default)]
pub(crate) struct Stash {
    reads: Vec<(String, Span)>,
    writes: BTreeSet<String>,
    is_hidden: bool,
}

impl Stash {
    pub(crate) fn reads(&mut self, key: &str, place: Span) {
        self.reads.push((key.to_owned(), place));
    }

    /// `is_hidden` says that a file uses the stash in a way that hides which keys it writes.
    pub(crate) fn writes(&mut self, keys: &[String], is_hidden: bool) {
        self.writes.extend(keys.iter().cloned());
        self.is_hidden |= is_hidden;
    }

    /// The keys that are read though no file writes them; none if that cannot be known.
    pub(crate) fn unwritten(self) -> Diagnostics {
        if self.is_hidden {
            return Diagnostics::new();
        }
        let unwritten = self
            .reads
            .iter()
            .filter(|(key, _)| !self.writes.contains(key));
        let diagnostics = unwritten.map(|(key, place)| {
            let diagnostic = Diagnostic::warning(
                &resolver_code::UNWRITTEN_STASH_KEY,
                format!("no code writes `{key}` to the stash"),
            )
            .rule("unwritten-stash-key")
            .at(*place, "read here");
            match near_name(key, self.writes.iter().map(String::as_str)) {
                Some(near) => diagnostic.help(format!("there is a similar key: `{near}`")),
                None => diagnostic,
            }
        });
        diagnostics.collect()
    }
}
