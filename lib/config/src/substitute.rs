//! `${NAME}` and `${env}` in the values of the file.

use std::collections::BTreeMap;

use appsynth_diagnostics::{Diagnostic, Diagnostics};

use crate::diagnostics;
use crate::node::{Node, Value};

/// What `${…}` may stand for.
pub(crate) struct Variables<'a> {
    pub(crate) environment: &'a str,
    pub(crate) variables: &'a BTreeMap<String, String>,
    /// Whether an undefined variable is a mistake; if not, its value becomes unknown.
    pub(crate) required: bool,
}

/// Puts the variables into every text of the tree.
pub(crate) fn substitute(node: &mut Node, variables: &Variables<'_>, problems: &mut Diagnostics) {
    match &mut node.value {
        Value::Text { text, substituted } if text.contains("${") => match expand(text, variables) {
            Ok(Some((expanded, any))) => {
                *text = expanded;
                *substituted = any;
            }
            Ok(None) => node.value = Value::Unknown,
            Err(problem) => {
                problems.push(problem.diagnostic(node));
                node.value = Value::Unknown;
            }
        },
        Value::List(items) => {
            for item in items {
                substitute(item, variables, problems);
            }
        }
        Value::Mapping(entries) => {
            for entry in entries.values_mut() {
                substitute(entry, variables, problems);
            }
        }
        _ => {}
    }
}

enum Problem {
    Undefined(String),
    Malformed,
}

impl Problem {
    fn diagnostic(self, node: &Node) -> Diagnostic {
        match self {
            Self::Undefined(name) => diagnostics::undefined_variable(node.span, &name),
            Self::Malformed => diagnostics::malformed_variable(node.span),
        }
    }
}

/// The text with variables put in, and whether there were any; nothing if one is not known and need not be.
fn expand(text: &str, variables: &Variables<'_>) -> Result<Option<(String, bool)>, Problem> {
    let mut expanded = String::new();
    let mut any = false;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if let Some(before) = before.strip_suffix('$') {
            expanded.push_str(before);
            expanded.push_str("${");
            rest = after;
            continue;
        }
        let (name, after) = after.split_once('}').ok_or(Problem::Malformed)?;
        if !is_variable_name(name) {
            return Err(Problem::Malformed);
        }
        let value = match name {
            "env" => Some(variables.environment),
            _ => variables.variables.get(name).map(String::as_str),
        };
        match value {
            Some(value) => {
                expanded.push_str(before);
                expanded.push_str(value);
            }
            None if variables.required => return Err(Problem::Undefined(name.to_owned())),
            None => return Ok(None),
        }
        any = true;
        rest = after;
    }
    expanded.push_str(rest);
    Ok(Some((expanded, any)))
}

fn is_variable_name(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.is_empty() && name.chars().all(word) && !name.starts_with(|c: char| c.is_ascii_digit())
}
