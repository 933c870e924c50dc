//! Functions that ask no data source.

use appsynth_program::{End, Half, Stmt, empty_map, map, return_, text};

use super::Code;

/// Code of a step that asks no data source and has nothing to say.
pub(super) fn local(statements: impl IntoIterator<Item = Stmt>) -> Code {
    Code::generated(Half::new(statements, no_request()), no_response())
}

/// The request of a function that asks no data source.
pub(super) fn no_request() -> End {
    return_(map([
        ("version", text("2018-05-29")),
        ("payload", empty_map().into()),
    ]))
}

/// The response of a function that has nothing to say.
pub(super) fn no_response() -> Half {
    Half::new([], return_(empty_map()))
}
