//! What to do about a text that is not GraphQL, told from what stands there and what was expected.

use appsynth_diagnostics::near_name;

/// The words that definitions begin with.
const DEFINITIONS: [&str; 9] = [
    "type",
    "input",
    "enum",
    "interface",
    "union",
    "scalar",
    "schema",
    "directive",
    "extend",
];

/// What to do about a mistake that `message` is said of, at an offset of the text.
pub(super) fn help(message: &str, text: &str, at: usize) -> String {
    let (before, found) = text.split_at_checked(at).unwrap_or((text, ""));
    let place = Place {
        before: before.trim_end_matches(|letter: char| letter.is_whitespace() || letter == ','),
        line: before.rsplit('\n').next().unwrap_or_default(),
        found,
    };
    let help = foreign_sign(message, found)
        .or_else(|| place.definition(message))
        .or_else(|| place.member(message));
    match (help, expected_sign(message)) {
        (Some(help), _) => help,
        (None, Some(sign)) => format!("write {sign} before this, or remove what stands here"),
        (None, None) => {
            "look just before this, too: a bracket may not be closed, or a `:` be missing"
                .to_owned()
        }
    }
}

/// Such as `)`, with its quotes.
fn expected_sign(message: &str) -> Option<&str> {
    let sign = message.strip_prefix("expected ")?.split(',').next()?;
    sign.starts_with('`').then_some(sign)
}

/// Signs and texts as other languages have them.
fn foreign_sign(message: &str, found: &str) -> Option<String> {
    if message.starts_with("unterminated") || message == "unexpected line terminator" {
        return Some(
            "close the text with `\"`; one of several lines stands in `\"\"\"`".to_owned(),
        );
    }
    let help = match found.chars().next()? {
        ';' => "remove it: the end of a line separates fields",
        '\'' => "put texts in double quotes: `\"…\"`",
        '`' => "remove it: names have no quotes, and texts have double ones",
        '/' => "begin a comment with `#`",
        '?' => "remove it: what does not end in `!` may be null",
        '<' => "write a list as `[Type]`",
        '[' if message.starts_with("expected `}`") => "write a list as `[Type]`",
        '!' => "write `!` behind the type: `name: Type!`",
        '=' if message == "expected a type" => "write `name: Type`",
        '-' | '0'..='9' if message.starts_with("unexpected") => {
            "begin names with a letter or underscore; use letters, digits and underscores only"
        }
        _ => return None,
    };
    Some(help.to_owned())
}

struct Place<'a> {
    /// The text up to the last sign before.
    before: &'a str,
    /// What is before on the same line.
    line: &'a str,
    /// The text from here.
    found: &'a str,
}

impl Place<'_> {
    /// Where a definition should begin.
    fn definition(&self, message: &str) -> Option<String> {
        if message.starts_with("the text is empty") {
            return Some("write at least one definition: `type Query { … }`".to_owned());
        }
        if !message.starts_with("expected a definition") {
            return None;
        }
        let word = word(self.found);
        let begun = self.line.split_whitespace().next().unwrap_or_default();
        let help = if self.found.starts_with('}') {
            "remove it: every bracket before is closed".to_owned()
        } else if word == "extends" || word == "implement" {
            "write `implements` in front of interfaces".to_owned()
        } else if self.line.contains(" implements ") {
            "write `&` between interfaces".to_owned()
        } else if DEFINITIONS.contains(&begun) {
            "write `@` in front of a directive, and put the members in `{ … }`".to_owned()
        } else if let Some(near) = near_name(word, DEFINITIONS) {
            format!("there is a similar word: `{near}`")
        } else {
            format!(
                "begin with one of {}",
                DEFINITIONS.map(|one| format!("`{one}`")).join(", ")
            )
        };
        Some(help)
    }

    /// Within a definition.
    fn member(&self, message: &str) -> Option<String> {
        let sign = self.found.chars().next();
        let help = match (message, sign) {
            ("expected `}`, found the end of the text", _) => "close the definition with `}`",
            ("expected field definition" | "expected an input value definition", Some('}')) => {
                "add a field, such as `id: ID!`, or remove the definition"
            }
            ("expected enum value definition", Some('}')) => {
                "add a value, or remove the definition"
            }
            ("expected an argument" | "expected an argument definition", Some(')')) => {
                "remove the parentheses, or put an argument in them"
            }
            ("expected directive locations", _) => "write `on` and the places, such as `on OBJECT`",
            ("expected a valid value", Some(')' | ']' | '}')) => {
                "close the brackets in the order they were opened, and give every name a value"
            }
            ("expected a type", Some('{')) => "define a type with these fields, and name it here",
            ("expected a type" | "expected a name" | "expected a name type", Some(sign))
                if is_name(sign) =>
            {
                if DEFINITIONS.contains(&last_word(self.before)) {
                    "close the definition before with `}`"
                } else {
                    "write `:` between a name and its type: `name: Type`"
                }
            }
            ("expected a type", _) if self.before.ends_with(':') => {
                "write the type, such as `String`"
            }
            ("expected a type", _) => "write a name and its type: `name: Type`",
            ("expected a name", _) if DEFINITIONS.contains(&last_word(self.before)) => {
                "give the definition a name"
            }
            ("expected `)`, found `{`", _) => {
                "write `:` between an argument and its value, and close the arguments with `)`"
            }
            _ => return None,
        };
        Some(help.to_owned())
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn word(text: &str) -> &str {
    text.split(|letter| !is_name(letter))
        .next()
        .unwrap_or_default()
}

fn last_word(text: &str) -> &str {
    text.rsplit(|letter| !is_name(letter))
        .next()
        .unwrap_or_default()
}
