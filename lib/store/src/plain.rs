//! Items without the types of their attributes, as AppSync hands them to resolvers: `1` in place of `{"N": "1"}`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Number, Value};

/// An item without its types. Members are sorted: DynamoDB's own order is arbitrary, and answers should
/// not change from run to run.
pub fn plain_item(item: Value) -> Value {
    match item {
        Value::Object(attributes) => plain_map(attributes),
        other => other,
    }
}

fn plain_map(attributes: Map<String, Value>) -> Value {
    let attributes = attributes.into_iter();
    sorted(
        attributes
            .map(|(name, value)| (name, plain(value)))
            .collect(),
    )
}

fn sorted(mut attributes: Vec<(String, Value)>) -> Value {
    attributes.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    attributes.into_iter().collect()
}

fn plain(value: Value) -> Value {
    let Value::Object(typed) = value else {
        return value;
    };
    let Some((kind, value)) = typed.into_iter().next() else {
        return Value::Null;
    };
    match (kind.as_str(), value) {
        ("N", Value::String(digits)) => plain_number(digits),
        ("NS", Value::Array(numbers)) => numbers
            .into_iter()
            .map(|one| match one {
                Value::String(digits) => plain_number(digits),
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
pub fn plain_number(digits: String) -> Value {
    if let Ok(integer) = digits.parse::<i64>() {
        return integer.into();
    }
    digits
        .parse::<f64>()
        .ok()
        .and_then(Number::from_f64)
        .map_or(Value::String(digits), Value::Number)
}

/// An item, read from its typed JSON without a value in between. Items with sets are refused, whose members the
/// engine puts in an order.
pub(crate) struct PlainItem(pub(crate) Value);

/// An attribute's value, read likewise.
struct PlainValue(Value);

#[derive(serde::Deserialize)]
enum Kind {
    S,
    N,
    B,
    #[serde(rename = "BOOL")]
    Bool,
    #[serde(rename = "NULL")]
    Null,
    L,
    M,
}

impl<'de> Deserialize<'de> for PlainItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = PlainItem;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PlainItem, A::Error> {
        let mut attributes = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            attributes.push((name, map.next_value::<PlainValue>()?.0));
        }
        Ok(PlainItem(sorted(attributes)))
    }
}

impl<'de> Deserialize<'de> for PlainValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = PlainValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PlainValue, A::Error> {
        let kind = map.next_key()?.ok_or_else(|| A::Error::custom("no type"))?;
        let value = match kind {
            Kind::S | Kind::B => Value::String(map.next_value()?),
            Kind::N => plain_number(map.next_value()?),
            Kind::Bool => Value::Bool(map.next_value()?),
            Kind::Null => {
                map.next_value::<IgnoredAny>()?;
                Value::Null
            }
            Kind::L => {
                let list: Vec<PlainValue> = map.next_value()?;
                list.into_iter().map(|one| one.0).collect()
            }
            Kind::M => map.next_value::<PlainItem>()?.0,
        };
        match map.next_key::<IgnoredAny>()? {
            None => Ok(PlainValue(value)),
            Some(_) => Err(A::Error::custom("two types")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_type_loses_its_name() {
        let mut item = json!({
            "text": {"S": "a"},
            "whole": {"N": "-7"},
            "half": {"N": "0.5"},
            "huge": {"N": "12345678901234567890123456789"},
            "yes": {"BOOL": true},
            "nothing": {"NULL": true},
            "bytes": {"B": "AQI="},
            "list": {"L": [{"S": "a"}, {"M": {"b": {"N": "1"}}}]},
        });
        let mut plain = json!({
            "bytes": "AQI=",
            "half": 0.5,
            "huge": 1.2345678901234568e28,
            "list": ["a", {"b": 1}],
            "nothing": null,
            "text": "a",
            "whole": -7,
            "yes": true,
        });
        let read: PlainItem = serde_json::from_str(&item.to_string()).expect("an item");
        assert_eq!(read.0, plain);
        assert_eq!(plain_item(item.clone()), plain);

        item["texts"] = json!({"SS": ["a", "b"]});
        item["numbers"] = json!({"NS": ["1", "2.5"]});
        plain["texts"] = json!(["a", "b"]);
        plain["numbers"] = json!([1, 2.5]);
        assert_eq!(plain_item(item), plain);
    }

    #[test]
    fn members_are_sorted() {
        let typed = json!({"b": {"S": ""}, "a": {"M": {"d": {"S": ""}, "c": {"S": ""}}}});
        let read: PlainItem = serde_json::from_str(&typed.to_string()).expect("an item");
        for plain in [read.0, plain_item(typed)] {
            assert_eq!(plain.to_string(), r#"{"a":{"c":"","d":""},"b":""}"#);
        }
    }

    #[test]
    fn what_the_engine_orders_and_what_is_no_item_is_not_read() {
        for text in [
            r#"{"a": {"SS": ["b"]}}"#,
            r#"{"a": {"L": [{"NS": ["1"]}]}}"#,
            r#"{"a": {"S": "b", "N": "1"}}"#,
            r#"{"a": {}}"#,
            r#"{"a": "b"}"#,
        ] {
            assert!(serde_json::from_str::<PlainItem>(text).is_err(), "{text}");
        }
    }
}
