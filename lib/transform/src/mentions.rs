//! Whether a schema has directives, told without parsing it: whoever synthesizes it parses it next.

use appsynth_diagnostics::near_name;

/// The directives that a [`Model`](crate::Model) is read from.
pub(crate) const DIRECTIVES: &[&str] = &[
    "auth",
    "belongsTo",
    "default",
    "function",
    "hasMany",
    "hasOne",
    "http",
    "index",
    "manyToMany",
    "mapsTo",
    "model",
    "primaryKey",
    "refersTo",
    "searchable",
    "validate",
];

/// Whether a schema has any of the directives that this crate knows, or a misspelt one of them; in comments and
/// descriptions they do not count.
pub fn has_directives(schema: &str) -> bool {
    let mut rest = schema;
    while let Some(at) = rest.find(['@', '#', '"']) {
        let (_, found) = rest.split_at(at);
        rest = match found.as_bytes() {
            [b'@', ..] => {
                let after = found.strip_prefix('@').unwrap_or_default();
                let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                let name = after.split(|letter| !is_name(letter)).next();
                if name.is_some_and(|name| DIRECTIVES.contains(&name) || is_misspelt(name, schema))
                {
                    return true;
                }
                after
            }
            [b'#', ..] => found.find(['\n', '\r']).map_or("", |end| after(found, end)),
            _ => after_text(found),
        };
    }
    false
}

/// Whether a name is near to that of a directive and is nothing else in the schema.
fn is_misspelt(name: &str, schema: &str) -> bool {
    let is_appsyncs = name.starts_with("aws_");
    !is_appsyncs
        && near_name(name, DIRECTIVES.iter().copied()).is_some()
        && !schema.contains(&format!("directive @{name}"))
}

/// What comes after a text in quotes, which `found` begins with.
fn after_text(found: &str) -> &str {
    let quotes = if found.starts_with("\"\"\"") {
        "\"\"\""
    } else {
        "\""
    };
    let mut rest = after(found, quotes.len());
    while let Some(at) = rest.find(['\\', '"']) {
        let here = after(rest, at);
        if let Some(end) = here.strip_prefix(quotes) {
            return end;
        }
        let mut letters = here.chars();
        if letters.next() == Some('\\') {
            letters.next();
        }
        rest = letters.as_str();
    }
    ""
}

fn after(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{DIRECTIVES, has_directives};

    #[test]
    fn uses_count_and_mentions_do_not() {
        assert!(has_directives("type Post @model { id: ID! }"));
        assert!(has_directives(
            "type Query { echo: String @function(name: \"echo\") }"
        ));
        assert!(has_directives(
            "\"Like \\\" it\" type Post @model { id: ID! }"
        ));
        assert!(!has_directives("type Query { posts: String @aws_api_key }"));
        assert!(!has_directives("# was @model\ntype Query { a: Int }"));
        assert!(!has_directives("\"Use @model here\" type Query { a: Int }"));
        assert!(!has_directives(
            "\"\"\"\nA \"b\" @model\n\"\"\" type Query { a: Int @deprecated }"
        ));
    }

    #[test]
    fn a_misspelt_directive_counts_unless_it_is_defined() {
        assert!(has_directives("type Post @modle { id: ID! }"));
        assert!(!has_directives(
            "directive @auths on OBJECT type Post @auths { id: ID! }"
        ));
    }

    #[test]
    fn all_directives_are_known() {
        let defined = include_str!("definitions.graphql").lines();
        let defined = defined.filter_map(|line| line.strip_prefix("directive @"));
        for line in defined {
            let name = line.split(['(', ' ']).next().unwrap_or_default();
            assert!(DIRECTIVES.contains(&name), "{name}");
        }
    }
}
