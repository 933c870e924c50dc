//! Messages and log lines with places in the user's files. AppSync calls every module `code.js`, and errors
//! and log lines begin with a place such as `code.js:5:3: `.

use crate::Place;

const MODULE: &str = "code.js:";
const AFTER_LEVEL: &str = " - ";

/// An error's message whose beginning is a place that the engine put there. `original` gives the place in
/// the files that a line and a column came from.
pub(crate) fn error<'p>(
    message: &str,
    original: impl Fn(usize, usize) -> Option<Place<'p>>,
) -> String {
    in_files(message, original).unwrap_or_else(|| message.to_owned())
}

/// A line that code logged, such as `INFO - code.js:5:3: "text"`.
pub(crate) fn log<'p>(line: &str, original: impl Fn(usize, usize) -> Option<Place<'p>>) -> String {
    let placed = || {
        let (level, text) = line.split_once(AFTER_LEVEL)?;
        let text = in_files(text, original)?;
        Some(format!("{level}{AFTER_LEVEL}{text}"))
    };
    placed().unwrap_or_else(|| line.to_owned())
}

/// The same with the place in a file that is the module as it is.
pub fn log_in_file(line: &str, path: &str) -> String {
    log(line, |line, column| Some(Place { path, line, column }))
}

fn in_files<'p>(
    text: &str,
    original: impl Fn(usize, usize) -> Option<Place<'p>>,
) -> Option<String> {
    let at = text.strip_prefix(MODULE)?;
    let (line, at) = at.split_once(':')?;
    let (column, after) = at.split_once(':')?;
    let at = original(line.parse().ok()?, column.parse().ok()?)?;
    Some(format!("{}:{}:{}:{after}", at.path, at.line, at.column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn original(line: usize, column: usize) -> Option<Place<'static>> {
        (line != 2).then_some(Place {
            path: "lib/a.ts",
            line: line + 10,
            column: column + 10,
        })
    }

    #[test]
    fn places_at_the_beginning_become_those_of_the_files() {
        for (text, expected) in [
            ("code.js:4:9: x is null", "lib/a.ts:14:19: x is null"),
            (
                "code.js:4:9: code.js:4:9: x",
                "lib/a.ts:14:19: code.js:4:9: x",
            ),
            ("code.js:2:1: elsewhere", "code.js:2:1: elsewhere"),
            ("code.js:x:1: no place", "code.js:x:1: no place"),
            ("see code.js:4:9: no place", "see code.js:4:9: no place"),
        ] {
            assert_eq!(error(text, original), expected);
        }
        for (line, expected) in [
            (
                "INFO - code.js:1:5: \"code.js:1:1: \"",
                "INFO - lib/a.ts:11:15: \"code.js:1:1: \"",
            ),
            (
                "INFO - : \" - code.js:1:1: \"",
                "INFO - : \" - code.js:1:1: \"",
            ),
            ("code.js:1:1: no level", "code.js:1:1: no level"),
        ] {
            assert_eq!(log(line, original), expected);
        }
    }
}
