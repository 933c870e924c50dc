//! Values of rows as the RDS Data API gives them.
//!
//! <https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_Field.html>

use std::error::Error;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::{Date, DateTime, Time};
use serde_json::{Value, json};
use tokio_postgres::types::{FromSql, Kind, Type};

/// A value such as `{"stringValue": "a"}`.
pub(super) struct Cell(pub(super) Value);

type DecodeError = Box<dyn Error + Sync + Send>;

impl<'a> FromSql<'a> for Cell {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, DecodeError> {
        if let Kind::Array(_) = kind.kind() {
            let cells = Vec::<Self>::from_sql(kind, raw)?;
            return Ok(Self(json!({ "arrayValue": array(cells) })));
        }
        if let Kind::Domain(base) = kind.kind() {
            return Self::from_sql(base, raw);
        }
        decode(kind, raw).map(Self)
    }

    fn from_sql_null(_: &Type) -> Result<Self, DecodeError> {
        Ok(Self(json!({"isNull": true})))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn decode(kind: &Type, raw: &[u8]) -> Result<Value, DecodeError> {
    let text = |text: String| json!({ "stringValue": text });
    Ok(match *kind {
        Type::BOOL => json!({"booleanValue": bool::from_sql(kind, raw)?}),
        Type::INT2 => json!({"longValue": i16::from_sql(kind, raw)?}),
        Type::INT4 => json!({"longValue": i32::from_sql(kind, raw)?}),
        Type::INT8 => json!({"longValue": i64::from_sql(kind, raw)?}),
        Type::OID => json!({"longValue": u32::from_sql(kind, raw)?}),
        Type::FLOAT4 => json!({"doubleValue": f32::from_sql(kind, raw)?}),
        Type::FLOAT8 => json!({"doubleValue": f64::from_sql(kind, raw)?}),
        Type::NUMERIC => text(numeric(raw)?),
        Type::BYTEA => json!({"blobValue": STANDARD.encode(raw)}),
        Type::DATE => text(Date::from_sql(kind, raw)?.to_string()),
        Type::TIME => text(Time::from_sql(kind, raw)?.to_string()),
        Type::TIMESTAMP => text(moment(DateTime::from_sql(kind, raw)?)),
        // The Data API gives moments in UTC, without saying so.
        Type::TIMESTAMPTZ => text(moment(DateTime::from_sql(&Type::TIMESTAMP, raw)?)),
        Type::UUID => text(uuid::Uuid::from_slice(raw)?.to_string()),
        // What comes before is the version of the format.
        Type::JSONB => text(String::from_utf8(
            raw.get(1..).unwrap_or_default().to_vec(),
        )?),
        Type::TEXT
        | Type::VARCHAR
        | Type::BPCHAR
        | Type::NAME
        | Type::JSON
        | Type::XML
        | Type::UNKNOWN => text(String::from_utf8(raw.to_vec())?),
        _ if matches!(kind.kind(), Kind::Enum(_)) => text(String::from_utf8(raw.to_vec())?),
        _ => {
            return Err(format!(
                "The result contains the unsupported data type {}; cast it to text",
                kind.name()
            )
            .into());
        }
    })
}

fn moment(moment: DateTime) -> String {
    moment.to_string().replace('T', " ")
}

/// An array's values by the type of the first.
fn array(cells: Vec<Cell>) -> Value {
    let mut name = "stringValues".to_owned();
    let mut values = Vec::new();
    for Cell(cell) in cells {
        let member = cell.as_object().and_then(|cell| cell.iter().next());
        match member {
            Some((member, value)) if member != "isNull" => {
                name = format!("{member}s");
                values.push(value.clone());
            }
            _ => values.push(Value::Null),
        }
    }
    json!({ name: values })
}

/// A decimal number: groups of four digits, the weight of the first, the sign, and the digits to show after
/// the point.
///
/// <https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/numeric.c>
fn numeric(raw: &[u8]) -> Result<String, DecodeError> {
    const NEGATIVE: i64 = 0x4000;
    const NAN: i64 = 0xC000;
    let words: Vec<i64> = raw
        .chunks_exact(2)
        .map(|word| i64::from(u16::from_be_bytes([word[0], word[1]])))
        .collect();
    let [_, weight, sign, scale, groups @ ..] = words.as_slice() else {
        return Err("a number without a head".into());
    };
    if *sign >= NAN {
        return Ok("NaN".to_owned());
    }
    // The weight is signed.
    let weight = if *weight > 0x7FFF {
        *weight - 0x1_0000
    } else {
        *weight
    };
    let group = |at: i64| {
        let group = usize::try_from(weight - at)
            .ok()
            .and_then(|at| groups.get(at));
        group.copied().unwrap_or(0)
    };
    let mut text = String::new();
    for at in (0..=weight.max(0)).rev() {
        text.push_str(&format!("{:04}", group(at)));
    }
    let whole = text.trim_start_matches('0');
    let mut text = if whole.is_empty() {
        "0".to_owned()
    } else {
        whole.to_owned()
    };
    if *scale > 0 {
        let mut fraction = String::new();
        for at in 1..=(*scale + 3) / 4 {
            fraction.push_str(&format!("{:04}", group(-at)));
        }
        fraction.truncate(usize::try_from(*scale)?);
        text = format!("{text}.{fraction}");
    }
    if *sign == NEGATIVE {
        text.insert(0, '-');
    }
    Ok(text)
}
