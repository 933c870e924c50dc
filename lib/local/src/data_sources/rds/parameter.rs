//! Variables of statements.

use serde_json::Value;

/// A value of `variableMap`.
///
/// <https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_SqlParameter.html>
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parameter {
    /// No list and no object.
    pub(super) value: Value,
    /// What a text is to be taken as; without one, the value has the type of its JSON.
    pub(super) hint: Option<Hint>,
}

/// A value of `variableTypeHintMap`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hint {
    Date,
    Decimal,
    Json,
    Time,
    Timestamp,
    Uuid,
}

impl Parameter {
    /// A value of `variableMap` with its hint. As JSON, a list or an object is given as its text.
    ///
    /// # Errors
    /// In words, if the value cannot be a parameter.
    pub(super) fn new(value: Value, hint: Option<&str>) -> Result<Self, String> {
        let hint = match hint {
            None => None,
            Some("DATE") => Some(Hint::Date),
            Some("DECIMAL") => Some(Hint::Decimal),
            Some("JSON") => Some(Hint::Json),
            Some("TIME") => Some(Hint::Time),
            Some("TIMESTAMP") => Some(Hint::Timestamp),
            Some("UUID") => Some(Hint::Uuid),
            Some(other) => return Err(format!("has the unknown type hint '{other}'")),
        };
        let is_plain = !value.is_array() && !value.is_object();
        let value = match hint {
            _ if is_plain => value,
            Some(Hint::Json) => Value::String(value.to_string()),
            _ => return Err("is a list or an object, which statements do not take".to_owned()),
        };
        Ok(Self { value, hint })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_and_objects_are_given_as_json_only() {
        let given = |value, hint| Parameter::new(value, hint).map(|parameter| parameter.value);
        assert_eq!(given(json!([1, "a"]), Some("JSON")), Ok(json!("[1,\"a\"]")));
        assert_eq!(given(json!("{}"), Some("JSON")), Ok(json!("{}")));
        assert!(given(json!([1]), None).is_err());
        assert!(given(json!({ "a": 1 }), Some("UUID")).is_err());
    }
}
