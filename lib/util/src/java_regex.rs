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
    JavaPattern::compile(&as_the_library_reads_it(pattern)).map_err(|error| error.to_string())
}

/// The library takes `[:alpha:]` within brackets for a POSIX class, where Java has one of these
/// characters, and does not know the control character `\cA`.
fn as_the_library_reads_it(pattern: &str) -> String {
    let mut read = String::with_capacity(pattern.len());
    let mut characters = pattern.chars().peekable();
    let mut is_quoted = false;
    while let Some(character) = characters.next() {
        read.push(character);
        match (character, characters.peek()) {
            ('\\', Some('E')) => is_quoted = false,
            _ if is_quoted => {}
            // With a range in front it is no name of a class.
            ('[', Some(':')) => read.push_str(":-:"),
            ('\\', Some('c')) => {
                characters.next();
                match characters.next() {
                    Some(control) => read.push_str(&format!("x{{{:x}}}", u32::from(control) ^ 64)),
                    None => read.push('c'),
                }
            }
            ('\\', Some(escaped)) => {
                is_quoted = *escaped == 'Q';
                read.push(*escaped);
                characters.next();
            }
            _ => {}
        }
    }
    read
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
    fn java_has_no_posix_brackets_but_control_characters() {
        for (pattern, text, is_match) in [
            ("[[:alpha:]]+", "aph:l", true),
            ("[[:alpha:]]+", "xyz", false),
            ("[[:digit:]]", "d", true),
            ("[:-<]+", ":;<", true),
            ("\\Q[:\\cA\\E\\cA", "[:\\cA\u{1}", true),
            ("\\p{Alpha}+", "abc", true),
            ("\\p{Punct}", "!", true),
            ("\\cA", "\u{1}", true),
            ("a\\cJb", "a\nb", true),
            ("[\\cA-\\cZ]+", "\u{2}\u{3}", true),
            ("\\c[", "\u{1b}", true),
            ("[a-z&&[^aeiou]]+", "bcd", true),
            ("\\0101\\x42\\u0043", "ABC", true),
        ] {
            assert_eq!(matches(pattern, text), Ok(is_match), "{pattern}");
        }
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
