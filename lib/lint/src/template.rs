//! Mapping templates.

use std::collections::BTreeSet;
use std::ops::Range;

use appsynth_diagnostics::{
    Diagnostic, Diagnostics, SourceId, Span, Suppressions, codes::resolver_code,
    limits::TEMPLATE_CHARACTERS,
};
use appsynth_vtl::{Facts, Part, Template};

use crate::{
    project::{Misuse, Use},
    stash::{self, Stash},
    unknown_utility, velocity,
};

/// A template that could be read.
pub(crate) struct TemplateFile<'s> {
    id: SourceId,
    text: &'s str,
    template: Template,
    facts: Facts,
    used: Option<Use>,
}

impl<'s> TemplateFile<'s> {
    /// # Errors
    /// What keeps it from being read.
    pub(crate) fn read(
        id: SourceId,
        text: &'s str,
        used: Option<Use>,
    ) -> Result<Self, Box<Diagnostic>> {
        let template =
            Template::compile(text).map_err(|error| Box::new(error.to_diagnostic(id)))?;
        Ok(Self {
            facts: template.facts(),
            id,
            text,
            template,
            used,
        })
    }

    /// What it writes, for code that runs after it in a pipeline.
    pub(crate) fn written(&self) -> impl Iterator<Item = Written<'_>> {
        let used = self.used.iter();
        used.map(|used| Written {
            fields: &used.fields,
            facts: &self.facts,
        })
    }
}

/// Members of arguments and source that templates write: the functions that follow in a pipeline see them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'f> {
    fields: &'f BTreeSet<String>,
    facts: &'f Facts,
}

impl Written<'_> {
    /// Whether it may be this one that code for the same fields reads.
    pub(crate) fn may_be(&self, fields: &BTreeSet<String>, part: Part, name: &str) -> bool {
        let is_written = |(of, written): &(Part, String)| *of == part && written == name;
        !self.fields.is_disjoint(fields)
            && (self.facts.context_aliases.contains(&part)
                || self.facts.context_writes.iter().any(is_written))
    }
}

/// What is wrong with a template; what it does with the stash is noted.
pub(crate) fn check(
    file: &TemplateFile<'_>,
    written: &[Written<'_>],
    stash: &mut Stash,
) -> Diagnostics {
    let TemplateFile {
        id,
        text,
        template,
        facts,
        used,
    } = file;
    let id = *id;
    let comments = template.tree().comments.iter();
    let comments = comments.map(|comment| (comment.start, &*comment.text));
    let suppressions = Suppressions::read(text, comments);
    let is_loud = |rule: &str, range: &Range<usize>| !suppressions.cover(rule, range.start);
    let span = |range: &Range<usize>| Span {
        source: id,
        start: range.start,
        end: range.end,
    };
    for (key, range) in &facts.stash_reads {
        if is_loud(stash::RULE, range) {
            stash.reads(key, span(range));
        }
    }
    stash.writes(&facts.stash_writes, facts.stash_is_hidden);
    let misuses = used.iter().flat_map(|used| misuses(facts, used, written));
    let misuses = misuses
        .filter(|(misuse, range)| is_loud(misuse.rule, range))
        .map(|(misuse, range)| misuse.at(id, range));
    let unknown = facts.unknown_utilities.iter();
    let unknown = unknown
        .filter(|call| is_loud(unknown_utility::RULE, &call.range))
        .map(|call| {
            let similar = call.similar.as_ref().map(|similar| format!("${similar}"));
            let name = format!("${}", call.name);
            unknown_utility::report(&name, similar.as_deref(), span(&call.range))
        });
    let oddities = template.tree().oddities.iter();
    let oddities = oddities
        .filter(|oddity| is_loud(velocity::RULE, &oddity.range))
        .map(|oddity| velocity::report(oddity.kind, span(&oddity.range)));
    let mut found = too_long(id, text);
    found.extend(
        misuses
            .chain(unknown)
            .chain(oddities)
            .collect::<Diagnostics>(),
    );
    found
}

fn too_long(id: SourceId, text: &str) -> Diagnostics {
    let characters = text.chars().count();
    if characters <= TEMPLATE_CHARACTERS {
        return Diagnostics::new();
    }
    let start = Span {
        source: id,
        start: 0,
        end: 0,
    };
    let message =
        format!("the template has {characters} characters, more than {TEMPLATE_CHARACTERS}");
    Diagnostic::error(&resolver_code::VTL_LENGTH, message)
        .at(start, "")
        .help("split the work into the functions of a pipeline")
        .into()
}

/// What the file's use forbids, and where.
fn misuses<'f>(
    facts: &'f Facts,
    used: &'f Use,
    written: &'f [Written<'f>],
) -> impl Iterator<Item = (Misuse, &'f Range<usize>)> {
    let reads = facts.context_reads.iter().filter_map(|read| {
        let may_be = |one: &Written<'_>| one.may_be(&used.fields, read.part, &read.name);
        if written.iter().any(may_be) {
            return None;
        }
        Some((used.misread(read.part, &read.name)?, &read.range))
    });
    let operations = facts
        .operations
        .iter()
        .filter_map(|(operation, range)| Some((used.misasked(operation)?, range)));
    reads.chain(operations)
}
