//! Values of rows as the RDS Data API gives them.
//!
//! <https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_Field.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mysql_async::consts::ColumnType;
use mysql_async::{Column, Value};
use serde_json::json;

use super::column::{Form, form};

/// A value such as `{"stringValue": "a"}`.
///
/// # Errors
/// In words, if the Data API has no form for the value.
pub(super) fn cell(value: Value, column: &Column) -> Result<serde_json::Value, String> {
    if value == Value::NULL {
        return Ok(json!({"isNull": true}));
    }
    Ok(match form(column) {
        Form::Boolean => json!({"booleanValue": is_true(value, column)?}),
        Form::Long => json!({"longValue": long(value, column)?}),
        Form::Double => json!({"doubleValue": double(value)?}),
        Form::Text => json!({"stringValue": text(value, column)?}),
        Form::Blob => match value {
            Value::Bytes(bytes) => json!({"blobValue": STANDARD.encode(bytes)}),
            other => return Err(unexpected(&other)),
        },
    })
}

fn is_true(value: Value, column: &Column) -> Result<bool, String> {
    match value {
        Value::Bytes(bytes) if column.column_type() == ColumnType::MYSQL_TYPE_BIT => {
            Ok(bytes.iter().any(|byte| *byte != 0))
        }
        other => Ok(long(other, column)? != 0),
    }
}

fn long(value: Value, column: &Column) -> Result<i64, String> {
    let too_large = |number: &str| {
        format!(
            "The value {number} of the column {} is out of range for a long; cast it to CHAR",
            column.name_str()
        )
    };
    match value {
        Value::Int(number) => Ok(number),
        Value::UInt(number) => i64::try_from(number).map_err(|_| too_large(&number.to_string())),
        Value::Bytes(bytes) => {
            let text = utf8(bytes)?;
            text.parse().map_err(|_| too_large(&text))
        }
        other => Err(unexpected(&other)),
    }
}

fn double(value: Value) -> Result<f64, String> {
    match value {
        Value::Double(number) => Ok(number),
        // By way of its text, so that 1.1 stays 1.1.
        Value::Float(number) => number.to_string().parse().map_err(|_| unexpected(&value)),
        Value::Bytes(bytes) => {
            let text = utf8(bytes)?;
            text.parse()
                .map_err(|_| format!("The value {text} is no number"))
        }
        other => Err(unexpected(&other)),
    }
}

fn text(value: Value, column: &Column) -> Result<String, String> {
    Ok(match value {
        Value::Bytes(bytes) => utf8(bytes)?,
        Value::Int(year) => format!("{year:04}"),
        Value::UInt(year) => format!("{year:04}"),
        Value::Date(year, month, day, hour, minute, second, micros) => {
            let date = format!("{year:04}-{month:02}-{day:02}");
            match column.column_type() {
                ColumnType::MYSQL_TYPE_DATE | ColumnType::MYSQL_TYPE_NEWDATE => date,
                _ => format!(
                    "{date} {hour:02}:{minute:02}:{second:02}{}",
                    fraction(micros, column)
                ),
            }
        }
        Value::Time(is_negative, days, hours, minutes, seconds, micros) => format!(
            "{}{:02}:{minutes:02}:{seconds:02}{}",
            if is_negative { "-" } else { "" },
            days * 24 + u32::from(hours),
            fraction(micros, column)
        ),
        other => return Err(unexpected(&other)),
    })
}

/// The digits after the second, as many as the column has.
fn fraction(micros: u32, column: &Column) -> String {
    match usize::from(column.decimals()).min(6) {
        0 => String::new(),
        digits => format!(".{}", &format!("{micros:06}")[..digits]),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "The result contains a text that is not UTF-8".to_owned())
}

fn unexpected(value: &Value) -> String {
    format!(
        "The result contains the unsupported value {}",
        value.as_sql(true)
    )
}
