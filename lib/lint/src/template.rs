//! Mapping templates.

use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Span, codes::resolver_code};
use appsynth_vtl::Template;

use crate::stash::Stash;

/// What is wrong with a template; what it does with the stash is noted.
pub(crate) fn check(id: SourceId, text: &str, stash: &mut Stash) -> Diagnostics {
    let template = match Template::compile(text) {
        Ok(template) => template,
        Err(error) => return error.to_diagnostic(id).into(),
    };
    let facts = template.facts();
    for (key, range) in &facts.stash_reads {
        stash.reads(
            key,
            Span {
                source: id,
                start: range.start,
                end: range.end,
            },
        );
    }
    stash.writes(&facts.stash_writes, facts.stash_is_hidden);
    let unknown = facts.unknown_utilities.into_iter().map(|call| {
        let span = Span {
            source: id,
            start: call.range.start,
            end: call.range.end,
        };
        let diagnostic = Diagnostic::error(
            &resolver_code::UNKNOWN_UTILITY,
            format!("AppSync has no function `${}`", call.name),
        )
        .rule("unknown-utility")
        .at(span, "");
        match call.similar {
            Some(similar) => diagnostic.help(format!("there is a similar name: `${similar}`")),
            None => diagnostic,
        }
    });
    unknown.collect()
}
