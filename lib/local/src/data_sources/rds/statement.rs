//! Statements with named parameters, as PostgreSQL takes them: with numbered ones.

use super::parameter::Parameter;

/// A statement that is ready to run.
#[derive(Debug, PartialEq)]
pub(super) struct Statement {
    /// The text with `$1`, `$2`, …
    pub(super) text: String,
    pub(super) parameters: Vec<Parameter>,
}

impl Statement {
    /// A statement in which `:name` stands for the parameter of that name. Names that there is no parameter of
    /// stay as they are.
    pub(super) fn new(text: &str, named: &[(String, Parameter)]) -> Self {
        let mut statement = Self {
            text: String::with_capacity(text.len()),
            parameters: Vec::new(),
        };
        let mut used: Vec<&str> = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = match literal(rest) {
                Some(length) => length,
                None if rest.starts_with("::") => 2,
                None if first == ':' => {
                    let name = word(&rest[1..]);
                    if let Some((name, parameter)) = named.iter().find(|(one, _)| one == name) {
                        let at = used.iter().position(|one| one == name).unwrap_or_else(|| {
                            used.push(name);
                            statement.parameters.push(parameter.clone());
                            used.len() - 1
                        });
                        statement.text.push_str(&format!("${}", at + 1));
                        rest = &rest[1 + name.len()..];
                        continue;
                    }
                    1
                }
                None => first.len_utf8(),
            };
            statement.text.push_str(&rest[..length]);
            rest = &rest[length..];
        }
        statement
    }
}

/// The letters, digits and underscores that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The length of the quoted text, quoted name or comment that a text begins with.
///
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>
fn literal(text: &str) -> Option<usize> {
    let to = |open: usize, end: &str| {
        let inside = text.get(open..)?;
        Some(
            inside
                .find(end)
                .map_or(text.len(), |at| open + at + end.len()),
        )
    };
    if text.starts_with('\'') {
        return to(1, "'");
    }
    if text.starts_with('"') {
        return to(1, "\"");
    }
    if text.starts_with("--") {
        return to(2, "\n");
    }
    if text.starts_with("/*") {
        return to(2, "*/");
    }
    let tag = word(text.strip_prefix('$')?);
    if tag.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let quote = text
        .get(..tag.len() + 2)
        .filter(|quote| quote.ends_with('$'))?;
    to(quote.len(), quote)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, expected: &str, count: usize) {
        let parameter = |value| Parameter::new(value, None).unwrap();
        let named = [
            ("a".to_owned(), parameter(json!(1))),
            ("ab".to_owned(), parameter(json!("x"))),
        ];
        let statement = Statement::new(text, &named);
        assert_eq!(statement.text, expected);
        assert_eq!(statement.parameters.len(), count);
    }

    #[test]
    fn names_become_numbers() {
        check("SELECT :a, :ab, :a", "SELECT $1, $2, $1", 2);
        check(
            "SELECT :ab::text WHERE x=:a",
            "SELECT $1::text WHERE x=$2",
            2,
        );
        check("SELECT :b, ':é'", "SELECT :b, ':é'", 0);
    }

    #[test]
    fn names_in_quotes_and_comments_are_none() {
        for text in [
            "SELECT ':a it''s :a'",
            "SELECT \":a\"",
            "SELECT 1 -- :a\n",
            "SELECT 1 /* :a",
            "SELECT $$:a$$",
            "SELECT $tag$:a$$:a$tag$",
        ] {
            check(text, text, 0);
        }
        check("SELECT 'x', :a -- :ab", "SELECT 'x', $1 -- :ab", 1);
    }
}
