//! The values of parameters.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>

use indexmap::IndexMap;
use regex::Regex;
use serde_json::Value;

use super::{EvaluateError, text_of};
use crate::place::Trail;
use crate::{Parameter, Template};

pub(super) fn settle<'t>(
    template: &'t Template,
    arguments: &IndexMap<String, String>,
    ssm: &dyn Fn(&str) -> Option<String>,
    errors: &mut Vec<EvaluateError>,
) -> IndexMap<&'t str, Value> {
    let section = Trail::Top.key("Parameters");
    let mut error = |name: &str, message: String| {
        errors.push(EvaluateError {
            place: section.key(name).place(),
            message,
        });
    };
    for name in arguments.keys() {
        if !template.parameters.keys().any(|known| known.0 == *name) {
            error(
                name,
                "is given a value, but there is no such parameter".to_owned(),
            );
        }
    }
    let mut values = IndexMap::new();
    for (name, parameter) in &template.parameters {
        let name = name.0.as_str();
        match value(parameter, arguments.get(name), ssm) {
            Ok(value) => {
                values.insert(name, value);
            }
            Err(message) => error(name, message),
        }
    }
    values
}

fn value(
    parameter: &Parameter,
    argument: Option<&String>,
    ssm: &dyn Fn(&str) -> Option<String>,
) -> Result<Value, String> {
    let default = || parameter.members.get("Default").and_then(text_of);
    let given = argument
        .cloned()
        .or_else(default)
        .ok_or("has neither a value nor a default")?;
    let kind = Kind::of(&parameter.kind);
    let text = if kind.from_ssm {
        ssm(&given).ok_or_else(|| format!("Systems Manager has no parameter `{given}`"))?
    } else {
        check(parameter, &kind, &given)?;
        given
    };
    Ok(if kind.list {
        items(&text).map(Value::from).collect()
    } else {
        // `Ref` of a number gives text too.
        Value::String(text)
    })
}

/// What the type of a parameter means for its value.
struct Kind {
    from_ssm: bool,
    list: bool,
    number: bool,
}

impl Kind {
    fn of(name: &str) -> Self {
        let value = name
            .strip_prefix("AWS::SSM::Parameter::Value<")
            .and_then(|rest| rest.strip_suffix('>'));
        let inner = value.unwrap_or(name);
        Self {
            from_ssm: value.is_some(),
            list: inner == "CommaDelimitedList" || inner.starts_with("List<"),
            number: inner == "Number" || inner == "List<Number>",
        }
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(move |_| !text.is_empty())
}

fn check(parameter: &Parameter, kind: &Kind, text: &str) -> Result<(), String> {
    if kind.list {
        items(text).try_for_each(|item| check_item(parameter, kind, item))
    } else {
        check_item(parameter, kind, text)
    }
}

fn check_item(parameter: &Parameter, kind: &Kind, text: &str) -> Result<(), String> {
    let member = |name: &str| parameter.members.get(name);
    let limit = |name: &str| member(name).and_then(text_of)?.parse::<f64>().ok();
    // The author's own words for a refused value.
    let refused = |reason: String| match member("ConstraintDescription").and_then(Value::as_str) {
        Some(description) => format!("`{text}` is refused: {description}"),
        None => reason,
    };

    if kind.number {
        let number: f64 = text
            .parse()
            .map_err(|_| format!("must be a number, but is `{text}`"))?;
        if limit("MinValue").is_some_and(|least| number < least)
            || limit("MaxValue").is_some_and(|most| number > most)
        {
            return Err(refused(format!("{text} is outside what is allowed")));
        }
    } else {
        let length = text.chars().count() as f64;
        if limit("MinLength").is_some_and(|least| length < least)
            || limit("MaxLength").is_some_and(|most| length > most)
        {
            return Err(refused(format!("`{text}` is too short or too long")));
        }
    }
    if let Some(allowed) = member("AllowedValues").and_then(Value::as_array)
        && !allowed
            .iter()
            .any(|one| text_of(one).as_deref() == Some(text))
    {
        return Err(refused(format!(
            "`{text}` is not one of the allowed values"
        )));
    }
    if let Some(pattern) = member("AllowedPattern").and_then(Value::as_str) {
        // The pattern must match all of the value. A pattern in a dialect of its own is CloudFormation's
        // to check.
        if let Ok(regex) = Regex::new(&format!("^(?:{pattern})$"))
            && !regex.is_match(text)
        {
            return Err(refused(format!("`{text}` does not match `{pattern}`")));
        }
    }
    Ok(())
}
