//! Between the typed JSON of resolvers' requests (`{"N": 1}`), that of DynamoDB (`{"N": "1"}`) and the plain
//! JSON that resolvers see (`1`).

use appsynth_store::plain_number;
use serde_json::{Value, json};

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
                ("N", Value::String(digits)) => (name, plain_number(digits)),
                ("NS", Value::Array(set)) => {
                    let numbers = set.into_iter().map(|one| match one {
                        Value::String(digits) => plain_number(digits),
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
    use appsynth_store::plain_item;

    use super::*;

    #[test]
    fn plain_values_come_back_as_they_were_stored() {
        let plain = json!({"a": "x", "b": [1, 0.5, null, {"c": true}], "d": {}});
        let stored = stored_value(plain.clone());
        assert_eq!(stored["M"]["b"]["L"][0], json!({"N": "1"}));
        assert_eq!(plain_item(stored["M"].clone()), plain);
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
