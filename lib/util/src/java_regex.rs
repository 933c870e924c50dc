//! Regular expressions as `java.util.regex` reads them.
//!
//! Everything else asks here, so that the library behind it can be changed in one place. A search that
//! would take too many steps is an error instead of a long wait.

use krabka_java_regex::JavaPattern;

/// Whether the whole of `text` matches, as `Pattern.matches` tells.
///
/// # Errors
/// A message if Java refuses the pattern or the search takes too many steps.
pub fn matches(pattern: &str, text: &str) -> Result<bool, String> {
    compile(pattern)?
        .matches(text)
        .map_err(|error| error.to_string())
}

/// `String.replaceAll` and, for [`Occurrence::First`], `String.replaceFirst`.
///
/// # Errors
/// A message if Java refuses the pattern or the replacement, or the search takes too many steps.
pub fn replace(
    pattern: &str,
    text: &str,
    replacement: &str,
    which: Occurrence,
) -> Result<String, String> {
    compile(pattern)?
        .replace(text, replacement, which == Occurrence::Every)
        .map_err(|error| error.to_string())
}

/// `String.split`: pieces between the matches, without empty ones at the end.
///
/// # Errors
/// As for [`replace`].
pub fn split(pattern: &str, text: &str) -> Result<Vec<String>, String> {
    // A character that no text from JSON or a template contains stands for the matches.
    const MARK: char = '\u{10FFFF}';
    let marked = replace(pattern, text, &MARK.to_string(), Occurrence::Every)?;
    let mut pieces: Vec<String> = marked.split(MARK).map(str::to_owned).collect();
    // Java drops the empty piece that a match of no width at the very start would give.
    if pieces.len() > 1 && pieces[0].is_empty() && compile(pattern)?.matches("").unwrap_or(false) {
        pieces.remove(0);
    }
    while pieces.len() > 1 && pieces.last().is_some_and(String::is_empty) {
        pieces.pop();
    }
    if pieces.len() == 1 && pieces[0].is_empty() && !text.is_empty() {
        pieces.clear();
    }
    Ok(pieces)
}

/// Which matches [`replace`] replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence {
    /// The first one.
    First,
    /// All of them.
    Every,
}

fn compile(pattern: &str) -> Result<JavaPattern, String> {
    JavaPattern::compile(pattern).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_must_match() {
        assert_eq!(matches("a*b", "aaaaab"), Ok(true));
        assert_eq!(matches("a*b", "aaaaabc"), Ok(false));
        assert_eq!(matches("^[a-z]+$", "abc1"), Ok(false));
    }

    #[test]
    fn a_pattern_that_java_refuses_is_an_error() {
        assert!(matches("(", "a").is_err());
        assert!(matches("(?<n>a)(?<n>b)", "ab").is_err());
    }

    #[test]
    fn groups_are_replaced() {
        assert_eq!(
            replace("(\\w)(\\d)", "a1 b2", "$2$1", Occurrence::Every),
            Ok("1a 2b".into())
        );
        assert_eq!(
            replace("\\d", "a1 b2", "x", Occurrence::First),
            Ok("ax b2".into())
        );
    }

    #[test]
    fn split_drops_empty_pieces_at_the_end() {
        let split = |pattern, text| split(pattern, text).unwrap();
        assert_eq!(split(",", "a,b,,"), ["a", "b"]);
        assert_eq!(split(",", ",a"), ["", "a"]);
        assert_eq!(split("", "abc"), ["a", "b", "c"]);
        assert_eq!(split("\\.", "a.b"), ["a", "b"]);
        assert_eq!(split(",", ""), [""]);
        assert!(split(",", ",").is_empty());
    }
}
