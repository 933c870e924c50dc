//! Variables of statements.

use std::error::Error;

use serde_json::Value;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

/// A value with the type that the Data API gives it: without a hint, that of its JSON.
///
/// <https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_SqlParameter.html>
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parameter {
    /// The value as PostgreSQL reads it; none for null.
    text: Option<String>,
    pub(super) kind: Type,
}

impl Parameter {
    /// A value of `variableMap` with its hint.
    ///
    /// # Errors
    /// In words, if the value cannot be a parameter.
    pub(super) fn new(value: Value, hint: Option<&str>) -> Result<Self, String> {
        let (text, kind) = match value {
            // PostgreSQL finds the type of what has none.
            Value::Null => (None, Type::UNKNOWN),
            Value::Bool(value) => (Some(value.to_string()), Type::BOOL),
            Value::Number(number) if number.is_f64() => (Some(number.to_string()), Type::FLOAT8),
            Value::Number(number) => (Some(number.to_string()), Type::INT8),
            Value::String(text) => (Some(text), Type::VARCHAR),
            Value::Array(_) | Value::Object(_) => {
                return Err("is a list or an object, which statements do not take".to_owned());
            }
        };
        let kind = match hint {
            None => kind,
            Some("DATE") => Type::DATE,
            Some("DECIMAL") => Type::NUMERIC,
            Some("JSON") => Type::JSONB,
            Some("TIME") => Type::TIME,
            Some("TIMESTAMP") => Type::TIMESTAMP,
            Some("UUID") => Type::UUID,
            Some(other) => return Err(format!("has the unknown type hint '{other}'")),
        };
        Ok(Self { text, kind })
    }
}

impl ToSql for Parameter {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match &self.text {
            None => Ok(IsNull::Yes),
            Some(text) => {
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}
