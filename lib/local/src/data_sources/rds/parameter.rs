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
    /// A value of `variableMap` with its hint.
    ///
    /// # Errors
    /// In words, if the value cannot be a parameter.
    pub(super) fn new(value: Value, hint: Option<&str>) -> Result<Self, String> {
        if value.is_array() || value.is_object() {
            return Err("is a list or an object, which statements do not take".to_owned());
        }
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
        Ok(Self { value, hint })
    }
}
