//! From DynamoDB's typed JSON (`{"S": "a"}`) to the plain JSON that resolvers see (`"a"`).

use serde_json::{Map, Number, Value};

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
}
