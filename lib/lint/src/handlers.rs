//! Exported handlers that AppSync cannot call, or that give nothing.

use appsynth_diagnostics::{Diagnostic, codes::resolver_code};

use crate::code::CodeFile;

const NO_RETURN: &str = "no-return";

pub(crate) fn check(file: &CodeFile) -> Vec<Diagnostic> {
    let facts = &file.linted.facts;
    let no_functions = facts.no_functions.iter().map(|(name, range)| {
        Diagnostic::error(
            &resolver_code::JS_EXPORT,
            format!("`{name}` is no function"),
        )
        .at(file.span(range), "")
        .help(format!(
            "export a function: `export function {name}(ctx) {{ … }}`"
        ))
    });
    let silent = facts.without_return.iter();
    let silent = silent.filter(|(_, range)| !file.linted.silences(NO_RETURN, range.start));
    let silent = silent.map(|(name, range)| {
        Diagnostic::warning(
            &resolver_code::NO_RETURN,
            format!("`{name}` returns nothing"),
        )
        .rule(NO_RETURN)
        .at(file.span(range), "")
        .help("return the request to the data source, or the result; `return {}` says that nothing is wanted")
    });
    no_functions.chain(silent).collect()
}
