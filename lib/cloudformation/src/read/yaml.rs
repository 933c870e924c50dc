//! YAML with CloudFormation's short tags, as the JSON value it stands for.

use appsynth_diagnostics::{Diagnostic, Source, SourceId};
use serde_json::{Map, Number, Value};
use serde_yaml::Value as Yaml;

use crate::place::Trail;
use crate::{Problems, diagnostics, locate};

pub(super) fn value(
    source: &Source,
    id: SourceId,
    problems: &mut Problems,
) -> Result<Value, Box<Diagnostic>> {
    let yaml = serde_yaml::from_str(source.text()).map_err(|error| {
        let message = error.to_string();
        Box::new(match error.location() {
            Some(location) => {
                let position = format!(" at line {} column {}", location.line(), location.column());
                let diagnostic = diagnostics::syntax("YAML", &message.replace(&position, ""));
                diagnostic.at(locate::character(source, id, location.index()), "")
            }
            None => diagnostics::syntax("YAML", &message),
        })
    })?;
    Ok(convert(yaml, &Trail::Top, problems))
}

fn convert(yaml: Yaml, at: &Trail<'_>, problems: &mut Problems) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::Number(number) => convert_number(&number),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| convert(item, &at.index(index), problems))
            .collect(),
        Yaml::Mapping(members) => {
            let mut object = Map::new();
            for (key, value) in members {
                if let Some(key) = convert_key(key, at, problems) {
                    let value = convert(value, &at.key(&key), problems);
                    object.insert(key, value);
                }
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = long_name(tag.trim_start_matches('!'));
            let argument = convert(tagged.value, &at.key(&name), problems);
            let argument = match argument {
                // `!GetAtt a.b` is short for the list of both.
                Value::String(text) if name == "Fn::GetAtt" => match text.split_once('.') {
                    Some((resource, attribute)) => vec![resource, attribute].into(),
                    None => Value::String(text),
                },
                other => other,
            };
            Value::Object(Map::from_iter([(name, argument)]))
        }
    }
}

fn long_name(tag: &str) -> String {
    match tag {
        "Ref" | "Condition" => tag.to_owned(),
        _ => format!("Fn::{tag}"),
    }
}

/// JSON has no infinity: such a number stays text.
fn convert_number(number: &serde_yaml::Number) -> Value {
    if let Some(number) = number.as_i64() {
        Value::Number(number.into())
    } else if let Some(number) = number.as_u64() {
        Value::Number(number.into())
    } else {
        number
            .as_f64()
            .and_then(Number::from_f64)
            .map_or_else(|| Value::String(number.to_string()), Value::Number)
    }
}

/// JSON has only text keys; account numbers and booleans as keys of mappings are meant as text.
fn convert_key(key: Yaml, at: &Trail<'_>, problems: &mut Problems) -> Option<String> {
    let found = match key {
        Yaml::String(text) => return Some(text),
        Yaml::Number(number) => return Some(number.to_string()),
        Yaml::Bool(value) => return Some(value.to_string()),
        Yaml::Null => "null",
        Yaml::Sequence(_) => "a list",
        Yaml::Mapping(_) => "an object",
        Yaml::Tagged(_) => "a function",
    };
    problems.value(at, |place| diagnostics::key_not_text(place, found));
    None
}
