//! A line of the log.

use std::fmt::{self, Display, Write as _};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::args::LogLevel;

/// A line of the log.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// When it was written, such as `2026-01-31T12:00:00.123Z`.
    pub(crate) at: String,
    pub(crate) level: LogLevel,
    pub(crate) source: Source,
    pub(crate) message: String,
    /// The request that it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
    /// The field that is resolved, such as `Query.getPost`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<String>,
    /// The pipeline function or Lambda function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) function: Option<String>,
    /// What else is known.
    #[serde(flatten)]
    pub(crate) more: Map<String, Value>,
}

/// Where a line is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// A request as a whole.
    Request,
    /// The resolver of a field.
    Resolver,
    /// What a Lambda function printed.
    Function,
    /// The server itself.
    Server,
}

/// Which lines are asked for.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) level: LogLevel,
    pub(crate) field: Option<&'a str>,
    /// An id, or how it begins.
    pub(crate) request: Option<&'a str>,
}

impl Wanted<'_> {
    pub(crate) fn matches(&self, entry: &Entry) -> bool {
        let is_of = |wanted: Option<&str>,
                     found: &Option<String>,
                     equal: fn(&str, &str) -> bool| {
            wanted.is_none_or(|wanted| found.as_deref().is_some_and(|found| equal(found, wanted)))
        };
        entry.level >= self.level
            && is_of(self.field, &entry.field, |found, wanted| found == wanted)
            && is_of(self.request, &entry.request, |found, wanted| {
                found.starts_with(wanted)
            })
    }
}

/// As people read it. Control characters are shown, for they could make a terminal do things.
impl Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The time of day, without the date and the Z.
        let time = self.at.get(11..23).unwrap_or(&self.at);
        let level = match self.level {
            LogLevel::Info => "info ",
            LogLevel::Warn => "warn ",
            LogLevel::Error => "error",
        };
        write!(f, "{time} {level} ")?;
        let mut text = String::new();
        match (&self.field, &self.function) {
            (Some(field), Some(function)) => write!(text, "{field} › {function}: ")?,
            (Some(name), None) | (None, Some(name)) => write!(text, "{name}: ")?,
            (None, None) => {}
        }
        text.push_str(&self.message);
        for (name, value) in self.more.iter().filter(|(name, _)| *name != "api") {
            match (name.as_str(), value) {
                ("micros", Value::Number(micros)) => {
                    let micros = micros.as_f64().unwrap_or_default();
                    write!(text, ", {:.1} ms", micros / 1000.0)?;
                }
                ("errors", Value::Number(errors)) if errors.as_u64() == Some(0) => {}
                ("error_type", Value::String(value)) => write!(text, " ({value})")?,
                (name, Value::String(value)) => write!(text, ", {name} {value}")?,
                (name, value) => write!(text, ", {name} {value}")?,
            }
        }
        if let Some(request) = &self.request {
            write!(text, "  [{}]", request.get(..8).unwrap_or(request))?;
        }
        for character in text.chars() {
            if character.is_control() {
                write!(f, "{}", character.escape_default())?;
            } else {
                f.write_char(character)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(more: Value) -> Entry {
        let mut line =
            json!({"at": "2026-01-31T12:00:00.123Z", "level": "warn", "source": "resolver"});
        let members = line.as_object_mut().expect("an object");
        members.extend(more.as_object().expect("an object").clone());
        serde_json::from_value(line).expect("an entry")
    }

    #[test]
    fn a_line_is_calm_and_does_nothing_to_a_terminal() {
        let request = "6f1d9a40-0000-4000-8000-000000000000";
        let resolver = entry(json!({
            "message": "\u{1b}[2Jgone", "field": "Query.a", "function": "load", "request": request,
            "api": "Blog", "error_type": "Broken",
        }));
        assert_eq!(
            resolver.to_string(),
            "12:00:00.123 warn  Query.a › load: \\u{1b}[2Jgone (Broken)  [6f1d9a40]"
        );
        let answered = entry(json!({"message": "answered a", "errors": 0, "micros": 1234}));
        assert_eq!(
            answered.to_string(),
            "12:00:00.123 warn  answered a, 1.2 ms"
        );
    }

    #[test]
    fn lines_are_chosen_by_level_field_and_the_beginning_of_the_request() {
        let line = entry(json!({"message": "m", "field": "Query.a", "request": "6f1d"}));
        let matches = |level, field, request| {
            let wanted = Wanted {
                level,
                field,
                request,
            };
            wanted.matches(&line)
        };
        assert!(matches(LogLevel::Info, None, None));
        assert!(matches(LogLevel::Warn, Some("Query.a"), Some("6f")));
        assert!(!matches(LogLevel::Error, None, None));
        assert!(!matches(LogLevel::Info, Some("Query.ab"), None));
        assert!(!matches(LogLevel::Info, None, Some("1d")));
    }
}
