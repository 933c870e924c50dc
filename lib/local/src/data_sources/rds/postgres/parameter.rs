//! Variables as PostgreSQL takes them: as text, with a type.

use std::error::Error;

use serde_json::Value;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

use super::super::parameter::{Hint, Parameter};

#[derive(Debug)]
pub(super) struct TypedText {
    /// The value as PostgreSQL reads it; none for null.
    text: Option<String>,
    pub(super) kind: Type,
}

impl From<&Parameter> for TypedText {
    fn from(parameter: &Parameter) -> Self {
        let text = match &parameter.value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let kind = match parameter.hint {
            Some(Hint::Date) => Type::DATE,
            Some(Hint::Decimal) => Type::NUMERIC,
            Some(Hint::Json) => Type::JSONB,
            Some(Hint::Time) => Type::TIME,
            Some(Hint::Timestamp) => Type::TIMESTAMP,
            Some(Hint::Uuid) => Type::UUID,
            None => match &parameter.value {
                Value::Bool(_) => Type::BOOL,
                Value::Number(number) if number.is_f64() => Type::FLOAT8,
                Value::Number(_) => Type::INT8,
                Value::String(_) => Type::VARCHAR,
                // PostgreSQL finds the type of what has none.
                Value::Null | Value::Array(_) | Value::Object(_) => Type::UNKNOWN,
            },
        };
        Self { text, kind }
    }
}

impl ToSql for TypedText {
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
