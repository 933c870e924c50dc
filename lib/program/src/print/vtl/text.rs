//! Names and literals.

/// Whether a member can be reached by a dot. `class` is the map's own class, as Java has it.
pub(super) fn is_property(name: &str) -> bool {
    name != "class"
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// A literal of the text: in double quotes, or in single ones where double ones would read references
/// and directives.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['$', '#', '"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

/// Whether the text means itself between double quotes, also with references before and after it. A
/// hash at its end does, for no word follows.
pub(super) fn is_plain(text: &str) -> bool {
    !text
        .strip_suffix('#')
        .unwrap_or(text)
        .contains(['$', '#', '"', '\\'])
}

/// A Java regular expression that matches only this text.
pub(super) fn literal_pattern(text: &str) -> String {
    let pattern = |character| match character {
        '\\' | '^' | '[' | ']' => format!("\\{character}"),
        '$' | '.' | '|' | '?' | '*' | '+' | '(' | ')' | '{' | '}' => {
            format!("[{character}]")
        }
        plain => plain.to_string(),
    };
    text.chars().map(pattern).collect()
}
