//! Patterns that events must match: of rules of event buses, and of functions that get streams.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html> and
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

use serde_json::Value;

/// Whether an event has everything that a pattern asks for. Lists are alternatives.
pub(crate) fn matches(pattern: &Value, event: &Value) -> bool {
    let Value::Object(members) = pattern else {
        return false;
    };
    members.iter().all(|(name, wanted)| {
        let found = event.get(name);
        match wanted {
            Value::Array(rules) if name == "$or" => {
                rules.iter().any(|pattern| matches(pattern, event))
            }
            Value::Array(rules) => rules.iter().any(|rule| holds(rule, found)),
            pattern => found.is_some_and(|found| matches(pattern, found)),
        }
    })
}

fn holds(rule: &Value, found: Option<&Value>) -> bool {
    let Value::Object(comparison) = rule else {
        return match found {
            Some(Value::Array(list)) => list.contains(rule),
            found => found == Some(rule),
        };
    };
    comparison.iter().all(|(operator, wanted)| {
        let text = found.and_then(Value::as_str);
        match (operator.as_str(), wanted) {
            ("exists", Value::Bool(wanted)) => found.is_some() == *wanted,
            ("prefix", Value::String(wanted)) => text.is_some_and(|text| text.starts_with(wanted)),
            ("suffix", Value::String(wanted)) => text.is_some_and(|text| text.ends_with(wanted)),
            ("equals-ignore-case", Value::String(wanted)) => {
                text.is_some_and(|text| text.to_lowercase() == wanted.to_lowercase())
            }
            ("anything-but", Value::Array(list)) => {
                found.is_some_and(|found| !list.contains(found))
            }
            ("anything-but", wanted) => found.is_some_and(|found| found != wanted),
            ("numeric", Value::Array(bounds)) => {
                found.is_some_and(|found| is_within(found, bounds))
            }
            _ => false,
        }
    })
}

/// Whether a number, or the text of one as DynamoDB writes it, is within bounds such as `[">", 0, "<=", 5]`.
fn is_within(found: &Value, bounds: &[Value]) -> bool {
    let number = match found {
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    };
    let Some(number) = number else {
        return false;
    };
    bounds.chunks(2).all(|bound| {
        let [Value::String(operator), bound] = bound else {
            return false;
        };
        bound.as_f64().is_some_and(|bound| match operator.as_str() {
            "=" => number == bound,
            "<" => number < bound,
            "<=" => number <= bound,
            ">" => number > bound,
            ">=" => number >= bound,
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_match_as_aws_documents_it() {
        let record = json!({
            "eventName": "INSERT",
            "dynamodb": {"NewImage": {"kind": {"S": "Note"}, "size": {"N": "5"}}},
        });
        let kind = |rule: Value| json!({"dynamodb": {"NewImage": {"kind": {"S": [rule]}}}});
        let size = |rule: Value| json!({"dynamodb": {"NewImage": {"size": {"N": [rule]}}}});
        for (pattern, expected) in [
            (json!({}), true),
            (json!({"eventName": ["INSERT", "MODIFY"]}), true),
            (json!({"eventName": ["REMOVE"]}), false),
            (json!({"eventName": ["INSERT"], "other": ["x"]}), false),
            (
                json!({"$or": [{"eventName": ["REMOVE"]}, {"eventName": ["INSERT"]}]}),
                true,
            ),
            (kind(json!("Note")), true),
            (kind(json!("note")), false),
            (kind(json!({"prefix": "No"})), true),
            (kind(json!({"suffix": "No"})), false),
            (kind(json!({"equals-ignore-case": "note"})), true),
            (kind(json!({"anything-but": ["Note"]})), false),
            (kind(json!({"anything-but": "Other"})), true),
            (kind(json!({"exists": true})), true),
            (kind(json!({"unheard-of": true})), false),
            (json!({"dynamodb": {"OldImage": [{"exists": false}]}}), true),
            (size(json!({"numeric": [">", 0, "<=", 5]})), true),
            (size(json!({"numeric": ["<", 5]})), false),
        ] {
            assert_eq!(matches(&pattern, &record), expected, "{pattern}");
        }
    }
}
