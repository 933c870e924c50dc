//! Functions that AppSync does not have, in either language.

use appsynth_diagnostics::{Diagnostic, Span, codes::resolver_code};

pub(crate) const RULE: &str = "unknown-utility";

pub(crate) fn report(name: &str, similar: Option<&str>, place: Span) -> Diagnostic {
    let message = format!("AppSync has no function `{name}`");
    let diagnostic = Diagnostic::error(&resolver_code::UNKNOWN_UTILITY, message)
        .rule(RULE)
        .at(place, "");
    match similar {
        Some(similar) => diagnostic.help(format!("there is a similar name: `{similar}`")),
        None => diagnostic,
    }
}
