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

/// `String.split`: the pieces between the matches, at most `limit` of them if it is positive. If it is
/// zero, empty pieces at the end are left out.
///
/// # Errors
/// As for [`replace`].
pub fn split(pattern: &str, text: &str, limit: i64) -> Result<Vec<String>, String> {
    // The library finds matches only to replace them, so a character that the text does not have is put
    // around each: what stands between two of them is in turn a piece and a match.
    let mark = ('\u{E000}'..)
        .find(|mark| !text.contains(*mark))
        .unwrap_or('\u{10FFFF}');
    let marked = replace(pattern, text, &format!("{mark}$0{mark}"), Occurrence::Every)?;
    let mut parts = marked.split(mark);
    let mut pieces = vec![parts.next().unwrap_or_default().to_owned()];
    while let (Some(found), Some(piece)) = (parts.next(), parts.next()) {
        // A match without width at the very start separates nothing.
        if found.is_empty() && pieces == [""] {
            pieces.clear();
        }
        if limit > 0 && pieces.len() as i64 == limit {
            let last = pieces.last_mut().expect("invariant: the limit is positive");
            last.push_str(found);
            last.push_str(piece);
        } else {
            pieces.push(piece.to_owned());
        }
    }
    let is_whole = pieces.len() == 1;
    while limit == 0 && !is_whole && pieces.last().is_some_and(String::is_empty) {
        pieces.pop();
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
    fn split_gives_the_pieces_that_java_gives() {
        let split = |pattern, text, limit| split(pattern, text, limit).unwrap();
        assert_eq!(split(",", "a,b,,", 0), ["a", "b"]);
        assert_eq!(split(",", "a,b,,", -1), ["a", "b", "", ""]);
        assert_eq!(split(",", "a,b,c", 2), ["a", "b,c"]);
        assert_eq!(split(",", ",a", 0), ["", "a"]);
        assert_eq!(split("x*", "xab", 0), ["", "", "a", "b"]);
        assert_eq!(split("", "abc", 0), ["a", "b", "c"]);
        assert_eq!(split("\\.", "a.b", 0), ["a", "b"]);
        assert_eq!(split(",", "\u{E000},b", 0), ["\u{E000}", "b"]);
        assert_eq!(split(",", "", 0), [""]);
        assert!(split(",", ",", 0).is_empty());
    }
}
