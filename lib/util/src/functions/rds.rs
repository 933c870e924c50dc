//! `rds.toJsonObject` and `rds.toJsonString`.

use serde_json::{Map, Value};

use super::{
    Function,
    arguments::{any, refuse},
    differing, vtl,
};
use crate::FieldError;

pub(super) static FUNCTIONS: &[Function] = &[
    differing(
        "rds.toJsonObject",
        |_, arguments| to_json_object(any(arguments, 0), rows),
        |_, arguments| to_json_object(any(arguments, 0), recorded_rows),
    ),
    vtl("rds.toJsonString", |_, arguments| {
        Ok(Value::String(
            to_json_object(any(arguments, 0), rows)?.to_string(),
        ))
    }),
];

/// One list of rows for each statement of a Data API answer, which may come as text.
fn to_json_object(answer: &Value, rows: fn(&Value) -> Value) -> Result<Value, Box<FieldError>> {
    let parsed;
    let answer = match answer {
        Value::String(text) => {
            parsed = serde_json::from_str::<Value>(text).map_err(|error| {
                refuse(format!("rds.toJsonObject: the answer is not JSON: {error}"))
            })?;
            &parsed
        }
        other => other,
    };
    let results = answer
        .get("sqlStatementResults")
        .and_then(Value::as_array)
        .ok_or_else(|| refuse("rds.toJsonObject: the answer has no `sqlStatementResults`"))?;
    Ok(results.iter().map(rows).collect())
}

fn rows(result: &Value) -> Value {
    let list = |member: &str| {
        result
            .get(member)
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice)
    };
    let names: Vec<&str> = list("columnMetadata").iter().map(column_name).collect();
    let row = |record: &Value| -> Value {
        let cells = record.as_array().map_or(&[][..], Vec::as_slice);
        let members = names
            .iter()
            .zip(cells)
            .map(|(name, cell)| ((*name).to_owned(), cell_value(cell)));
        Value::Object(members.collect::<Map<_, _>>())
    };
    list("records").iter().map(row).collect()
}

/// As APPSYNC_JS gives them: without columns that are null, and one empty row for a statement that
/// gives no records. So it is in the answers recorded on AWS for
/// <https://github.com/localstack/appsync-utils>.
fn recorded_rows(result: &Value) -> Value {
    if result.get("records").is_none() {
        return Value::Array(vec![Value::Object(Map::new())]);
    }
    let mut rows = rows(result);
    for row in rows.as_array_mut().into_iter().flatten() {
        if let Some(columns) = row.as_object_mut() {
            columns.retain(|_, value| !value.is_null());
        }
    }
    rows
}

/// The label is the name after `AS`; without one the Data API repeats the column's name.
fn column_name(column: &Value) -> &str {
    ["label", "name"]
        .into_iter()
        .find_map(|member| column.get(member).and_then(Value::as_str))
        .unwrap_or_default()
}

/// A cell has one member, named after its type.
fn cell_value(cell: &Value) -> Value {
    match cell.as_object().and_then(|cell| cell.iter().next()) {
        Some((name, _)) if name == "isNull" => Value::Null,
        Some((name, value)) if name == "arrayValue" => array(value),
        Some((_, value)) => value.clone(),
        None => Value::Null,
    }
}

/// `{"longValues": [1, 2]}`, or `{"arrayValues": […]}` of the same.
fn array(value: &Value) -> Value {
    match value.as_object().and_then(|array| array.iter().next()) {
        Some((name, Value::Array(values))) if name == "arrayValues" => {
            values.iter().map(array).collect()
        }
        Some((_, values)) => values.clone(),
        None => Value::Array(Vec::new()),
    }
}
