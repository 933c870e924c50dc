//! What Velocity 1.7 refuses in templates, or takes for something else than it seems to be.

use appsynth_diagnostics::{Diagnostic, Span, codes::resolver_code};
use appsynth_vtl::tree::OddityKind;

pub(crate) const RULE: &str = "velocity";

pub(crate) fn report(kind: OddityKind, place: Span) -> Diagnostic {
    let (message, help) = match kind {
        OddityKind::Null => (
            "Velocity 1.7 refuses `null` here",
            "use a variable that nothing sets, such as `$null`, or ask `$util.isNull(…)`",
        ),
        OddityKind::Expression => (
            "Velocity 1.7 refuses an expression here",
            "compute it with `#set` first, and use the variable",
        ),
        OddityKind::SignedNumber => (
            "Velocity 1.7 reads a negative number here, and refuses it",
            "put a blank behind the `-`",
        ),
        OddityKind::ForeachExpression => (
            "Velocity 1.7 refuses an expression in `#foreach`",
            "compute it with `#set` first, and name the variable without parentheses",
        ),
        OddityKind::BlankBrackets => (
            "Velocity 1.7 refuses blanks between brackets that hold nothing",
            "remove the blanks",
        ),
        OddityKind::DollarInBraces => (
            "Velocity 1.7 takes no `$` within braces: it refuses this, or prints it as it is",
            "write the name alone, `${name}`",
        ),
        OddityKind::Word => (
            "a word among arguments is null",
            "write `$` before a variable, and quotes around text",
        ),
        OddityKind::PrintedComment => (
            "Velocity prints this comment: `##` right behind a member is text",
            "put a blank before the `##`",
        ),
    };
    Diagnostic::warning(&resolver_code::VTL_VELOCITY, message)
        .rule(RULE)
        .at(place, "")
        .help(help)
}
