//! Between the typed JSON of resolvers' requests (`{"N": 1}`), that of DynamoDB (`{"N": "1"}`) and the plain
//! JSON that resolvers see (`1`).

use serde_json::{Map, Number, Value, json};

/// An item without its types. Members are sorted: DynamoDB's own order is arbitrary, and answers should
/// not change from run to run.
pub(super) fn plain_item(item: Value) -> Value {
    match item {
        Value::Object(attributes) => plain_map(attributes),
        other => other,
    }
}

fn plain_map(attributes: Map<String, Value>) -> Value {
    let mut attributes: Vec<_> = attributes.into_iter().collect();
    attributes.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    attributes
        .into_iter()
        .map(|(name, value)| (name, plain(value)))
        .collect()
}

fn plain(value: Value) -> Value {
    let Value::Object(typed) = value else {
        return value;
    };
    let Some((kind, value)) = typed.into_iter().next() else {
        return Value::Null;
    };
    match (kind.as_str(), value) {
        ("N", Value::String(digits)) => number(digits),
        ("NS", Value::Array(numbers)) => numbers
            .into_iter()
            .map(|one| match one {
                Value::String(digits) => number(digits),
                other => other,
            })
            .collect(),
        ("L", Value::Array(list)) => list.into_iter().map(plain).collect(),
        ("M", Value::Object(attributes)) => plain_map(attributes),
        ("NULL", _) => Value::Null,
        (_, value) => value,
    }
}

/// DynamoDB's numbers have up to 38 digits; what JSON's readers cannot hold exactly becomes the nearest
/// double, as in JavaScript.
fn number(digits: String) -> Value {
    if let Ok(integer) = digits.parse::<i64>() {
        return integer.into();
    }
    digits
        .parse::<f64>()
        .ok()
        .and_then(Number::from_f64)
        .map_or(Value::String(digits), Value::Number)
}

/// A value with its type, as DynamoDB stores it.
pub(crate) fn stored_value(value: Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::String(text) => json!({ "S": text }),
        Value::Array(list) => {
            let list: Value = list.into_iter().map(stored_value).collect();
            json!({ "L": list })
        }
        Value::Object(members) => {
            let members = members.into_iter();
            let members: Value = members
                .map(|(name, value)| (name, stored_value(value)))
                .collect();
            json!({ "M": members })
        }
    }
}

/// A request with attribute values as DynamoDB takes them: AppSync's utilities give numbers as JSON's numbers
/// and null as `{"NULL": null}`, and AppSync takes both.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/dynamodb-helpers-in-util-dynamodb-js.html>
pub(super) fn as_stored(request: &mut Value) {
    match request {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), &*value) {
                    ("N", Value::Number(number)) => *value = Value::String(number.to_string()),
                    ("NULL", Value::Null) => *value = Value::Bool(true),
                    ("NS", Value::Array(_)) => digits_of_set(value),
                    _ => as_stored(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(as_stored),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Attribute values as resolvers write them in requests: numbers as JSON's numbers.
pub(super) fn as_in_requests(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| match (name.as_str(), value) {
                ("N", Value::String(digits)) => (name, number(digits)),
                ("NS", Value::Array(set)) => {
                    let numbers = set.into_iter().map(|one| match one {
                        Value::String(digits) => number(digits),
                        other => other,
                    });
                    (name, numbers.collect())
                }
                (_, value) => (name, as_in_requests(value)),
            })
            .collect(),
        Value::Array(list) => list.into_iter().map(as_in_requests).collect(),
        other => other,
    }
}

fn digits_of_set(set: &mut Value) {
    for one in set.as_array_mut().into_iter().flatten() {
        if let Value::Number(number) = one {
            *one = Value::String(number.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_come_back_as_they_were_stored() {
        let plain = json!({"a": "x", "b": [1, 0.5, null, {"c": true}], "d": {}});
        let stored = stored_value(plain.clone());
        assert_eq!(stored["M"]["b"]["L"][0], json!({"N": "1"}));
        assert_eq!(plain_item(stored["M"].clone()), plain);
    }

    #[test]
    fn every_type_loses_its_name() {
        let item = json!({
            "text": {"S": "a"},
            "whole": {"N": "-7"},
            "half": {"N": "0.5"},
            "huge": {"N": "12345678901234567890123456789"},
            "yes": {"BOOL": true},
            "nothing": {"NULL": true},
            "bytes": {"B": "AQI="},
            "list": {"L": [{"S": "a"}, {"M": {"b": {"N": "1"}}}]},
            "texts": {"SS": ["a", "b"]},
            "numbers": {"NS": ["1", "2.5"]},
        });
        assert_eq!(
            plain_item(item),
            json!({
                "bytes": "AQI=",
                "half": 0.5,
                "huge": 1.2345678901234568e28,
                "list": ["a", {"b": 1}],
                "nothing": null,
                "numbers": [1, 2.5],
                "text": "a",
                "texts": ["a", "b"],
                "whole": -7,
                "yes": true,
            })
        );
    }

    #[test]
    fn members_are_sorted() {
        let plain =
            plain_item(json!({"b": {"S": ""}, "a": {"M": {"d": {"S": ""}, "c": {"S": ""}}}}));
        assert_eq!(plain.to_string(), r#"{"a":{"c":"","d":""},"b":""}"#);
    }

    #[test]
    fn numbers_and_nulls_of_utilities_are_written_as_dynamodb_reads_them() {
        let mut request = json!({
            "Item": {
                "N": {"N": 10},
                "half": {"N": 0.5},
                "digits": {"N": "7"},
                "none": {"NULL": null},
                "set": {"NS": [1, "2"]},
                "list": {"L": [{"N": 1}, {"M": {"deep": {"N": -1}}}]},
            },
            "Limit": 5,
        });
        as_stored(&mut request);
        assert_eq!(
            request,
            json!({
                "Item": {
                    "N": {"N": "10"},
                    "half": {"N": "0.5"},
                    "digits": {"N": "7"},
                    "none": {"NULL": true},
                    "set": {"NS": ["1", "2"]},
                    "list": {"L": [{"N": "1"}, {"M": {"deep": {"N": "-1"}}}]},
                },
                "Limit": 5,
            })
        );
    }
}
