//! What a project's files read from the stash and write to it.

use std::collections::BTreeSet;

use appsynth_diagnostics::{Diagnostic, Diagnostics, Span, codes::resolver_code, near_name};
use appsynth_js::lint::{Flow, Language, lint};
use appsynth_vtl::Template;

use crate::{code::CodeFile, is_code, is_template, links::Links, reach};

pub(crate) const RULE: &str = "unwritten-stash-key";

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

    /// What modules do with it, also in functions that they hand it to.
    pub(crate) fn of_code(&mut self, files: &[CodeFile], links: &Links<'_>) {
        for (index, file) in files.iter().enumerate() {
            self.flow(file, &links.facts(index).stash);
        }
        match reach::stash(links, files.len()) {
            Some(flows) => {
                for (file, flow) in flows {
                    self.flow(&files[file], flow);
                }
            }
            None => self.is_hidden = true,
        }
    }

    fn flow(&mut self, file: &CodeFile, flow: &Flow) {
        for read in &flow.reads {
            if !file.linted.silences(RULE, read.range.start) {
                let span = Span {
                    source: file.id,
                    start: read.range.start,
                    end: read.range.end,
                };
                self.reads(&read.name, span);
            }
        }
        self.writes(&flow.stash_writes, flow.stash_is_hidden);
    }

    /// What code writes to it that runs with the project's own, each on its own.
    pub(crate) fn of_deployed(&mut self, name: &str, text: &str) {
        if is_template(name) {
            match Template::compile(text) {
                Ok(template) => {
                    let facts = template.facts();
                    self.writes(&facts.stash_writes, facts.stash_is_hidden);
                }
                Err(_) => self.is_hidden = true,
            }
        } else if is_code(name) {
            match lint(text, Language::of(name)) {
                Ok(linted) => {
                    let links = Links::new(vec![(name, &linted.facts)]);
                    let own = &linted.facts.stash;
                    self.writes(&own.stash_writes, own.stash_is_hidden);
                    match reach::stash(&links, 1) {
                        Some(flows) => {
                            for (_, flow) in flows {
                                self.writes(&flow.stash_writes, flow.stash_is_hidden);
                            }
                        }
                        None => self.is_hidden = true,
                    }
                }
                Err(_) => self.is_hidden = true,
            }
        }
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
            .rule(RULE)
            .at(*place, "read here");
            match near_name(key, self.writes.iter().map(String::as_str)) {
                Some(near) => diagnostic.help(format!("there is a similar key: `{near}`")),
                None => diagnostic,
            }
        });
        diagnostics.collect()
    }
}
