//! Statements with named parameters, as databases take them: with numbered or nameless ones.

use super::parameter::Parameter;

/// A statement that is ready to run.
#[derive(Debug, PartialEq)]
pub(super) struct Statement {
    /// The text with `$1`, `$2`, … in PostgreSQL, and `?` in MySQL.
    pub(super) text: String,
    pub(super) parameters: Vec<Parameter>,
}

/// Whose SQL it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Dialect {
    Postgres,
    MySql,
}

impl Statement {
    /// A statement in which `:name` stands for the parameter of that name. Names that there is no parameter of
    /// stay as they are.
    pub(super) fn new(text: &str, named: &[(String, Parameter)], dialect: Dialect) -> Self {
        let mut statement = Self {
            text: String::with_capacity(text.len()),
            parameters: Vec::new(),
        };
        let mut used: Vec<&str> = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let literal = match dialect {
                Dialect::Postgres => postgres_literal(rest),
                Dialect::MySql => mysql_literal(rest),
            };
            let length = match literal {
                Some(length) => length,
                None if rest.starts_with("::") => 2,
                None if first == ':' => {
                    let name = word(&rest[1..]);
                    if let Some((name, parameter)) = named.iter().find(|(one, _)| one == name) {
                        let used_at = match dialect {
                            Dialect::Postgres => used.iter().position(|one| one == name),
                            // Parameters without a name are given once for each place.
                            Dialect::MySql => None,
                        };
                        let at = used_at.unwrap_or_else(|| {
                            used.push(name);
                            statement.parameters.push(parameter.clone());
                            used.len() - 1
                        });
                        match dialect {
                            Dialect::Postgres => statement.text.push_str(&format!("${}", at + 1)),
                            Dialect::MySql => statement.text.push('?'),
                        }
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

/// The length of the quoted text, quoted name or comment that a text begins with in PostgreSQL.
///
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>
fn postgres_literal(text: &str) -> Option<usize> {
    for (open, end) in [("'", "'"), ("\"", "\""), ("--", "\n"), ("/*", "*/")] {
        if text.starts_with(open) {
            return Some(up_to(text, open.len(), end));
        }
    }
    let tag = word(text.strip_prefix('$')?);
    if tag.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let quote = text
        .get(..tag.len() + 2)
        .filter(|quote| quote.ends_with('$'))?;
    Some(up_to(text, quote.len(), quote))
}

/// The same in MySQL, where a backslash keeps the character after it in a text, and two dashes begin a comment
/// only if a space follows.
///
/// <https://dev.mysql.com/doc/refman/8.0/en/string-literals.html>,
/// <https://dev.mysql.com/doc/refman/8.0/en/comments.html>
fn mysql_literal(text: &str) -> Option<usize> {
    let is_dashed = text.strip_prefix("--").is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c.is_control())
    });
    if is_dashed || text.starts_with('#') {
        return Some(up_to(text, 1, "\n"));
    }
    if text.starts_with("/*") {
        return Some(up_to(text, 2, "*/"));
    }
    match text.chars().next()? {
        '`' => Some(up_to(text, 1, "`")),
        quote @ ('\'' | '"') => {
            let mut is_kept = true;
            let end = text.find(|c: char| {
                let ends = c == quote && !is_kept;
                is_kept = c == '\\' && !is_kept;
                ends
            });
            Some(end.map_or(text.len(), |at| at + 1))
        }
        _ => None,
    }
}

/// The length of a text up to and with its end, which is looked for behind the opening; all of it without one.
fn up_to(text: &str, opening: usize, end: &str) -> usize {
    text[opening..]
        .find(end)
        .map_or(text.len(), |at| opening + at + end.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, expected: &str, count: usize) {
        check_in(Dialect::Postgres, text, expected, count);
    }

    fn check_in(dialect: Dialect, text: &str, expected: &str, count: usize) {
        let parameter = |value| Parameter::new(value, None).unwrap();
        let named = [
            ("a".to_owned(), parameter(json!(1))),
            ("ab".to_owned(), parameter(json!("x"))),
        ];
        let statement = Statement::new(text, &named, dialect);
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

    #[test]
    fn mysql_has_a_question_mark_for_every_place() {
        let check = |text, expected, count| check_in(Dialect::MySql, text, expected, count);
        check("SELECT :a, :ab, :a", "SELECT ?, ?, ?", 3);
        check("SELECT @x := 1, :b", "SELECT @x := 1, :b", 0);
        check("SELECT 5--:a", "SELECT 5--?", 1);
        for text in [
            r"SELECT ':a\':a' ",
            "SELECT ':a'':a'",
            r#"SELECT ":a\":a""#,
            "SELECT `:a`",
            "SELECT 1 -- :a",
            "SELECT 1 # :a",
            "SELECT 1 /* :a */",
        ] {
            check(text, text, 0);
        }
        check(r"SELECT 'x\\', :a", r"SELECT 'x\\', ?", 1);
        check("SELECT $$, :a", "SELECT $$, ?", 1);
    }
}
