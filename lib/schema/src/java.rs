//! Values as graphql-java's messages show them.

use serde_json::Value as Json;

use crate::ast::{Value, ValueKind};

/// A literal, such as `StringValue{value='long'}`.
pub(crate) fn literal(value: &Value) -> String {
    match &value.kind {
        ValueKind::Null => "NullValue{}".to_owned(),
        ValueKind::Enum(name) => format!("EnumValue{{name='{name}'}}"),
        ValueKind::Variable(name) => format!("VariableReference{{name='{name}'}}"),
        ValueKind::String(text) => format!("StringValue{{value='{text}'}}"),
        ValueKind::Int(number) => format!("IntValue{{value={number}}}"),
        ValueKind::Float(number) => format!("FloatValue{{value={number}}}"),
        ValueKind::Boolean(yes) => format!("BooleanValue{{value={yes}}}"),
        ValueKind::List(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("ArrayValue{{values=[{}]}}", items.join(", "))
        }
        ValueKind::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| {
                    format!("ObjectField{{name='{name}', value={}}}", literal(value))
                })
                .collect();
            format!("ObjectValue{{objectFields=[{}]}}", members.join(", "))
        }
    }
}

/// A value, such as `{key=[1, 2]}`.
pub(crate) fn value(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(self::value).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, inner)| format!("{name}={}", self::value(inner)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
    }
}

/// The Java class of a value, as AppSync's messages call it.
pub(crate) fn class(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "Boolean",
        Json::Number(number) => match number.as_i64() {
            Some(whole) if i32::try_from(whole).is_ok() => "Integer",
            Some(_) => "Long",
            None if number.is_u64() => "BigInteger",
            None => "Double",
        },
        Json::String(_) => "String",
        Json::Array(_) => "ArrayList",
        Json::Object(_) => "LinkedHashMap",
    }
}
