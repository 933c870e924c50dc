//! Filters as OpenSearch queries.

use serde_json::{Map, Value, json};

use super::unrecognized;
use crate::FieldError;

/// The query of a filter; several conditions must all hold.
pub(super) fn query(filter: &Map<String, Value>) -> Result<Value, Box<FieldError>> {
    let mut queries = Vec::with_capacity(filter.len());
    for (name, value) in filter {
        match (name.as_str(), value) {
            ("and" | "or", Value::Array(branches)) => {
                let branches = branches.iter().map(branch).collect::<Result<Vec<_>, _>>()?;
                queries.push(if name == "and" {
                    json!({ "bool": { "must": branches } })
                } else {
                    json!({ "bool": { "should": branches, "minimum_should_match": 1 } })
                });
            }
            ("and" | "or", one) => queries.push(branch(one)?),
            ("not", one) => queries.push(json!({ "bool": { "must_not": branch(one)? } })),
            (field, Value::Object(operators)) => {
                let conditions = operators
                    .iter()
                    .map(|(operator, operand)| condition(field, operator, operand))
                    .collect::<Result<Vec<_>, _>>()?;
                queries.push(all_of(conditions));
            }
            (field, _) => {
                return Err(unrecognized(format!(
                    "the condition on `{field}` must be a map of operators, such as {{\"eq\": …}}"
                )));
            }
        }
    }
    Ok(all_of(queries))
}

fn branch(branch: &Value) -> Result<Value, Box<FieldError>> {
    query(
        branch
            .as_object()
            .ok_or_else(|| unrecognized("`and`, `or` and `not` take filters".to_owned()))?,
    )
}

fn all_of(mut queries: Vec<Value>) -> Value {
    match queries.len() {
        1 => queries.remove(0),
        _ => json!({ "bool": { "must": queries } }),
    }
}

fn condition(field: &str, operator: &str, operand: &Value) -> Result<Value, Box<FieldError>> {
    let on_field = |kind: &str, value: Value| json!({ kind: { field: value } });
    let value = operand.clone();
    Ok(match operator {
        "eq" => on_field("term", value),
        "ne" => json!({ "bool": { "must_not": on_field("term", value) } }),
        "gt" | "gte" | "lt" | "lte" => on_field("range", json!({ operator: value })),
        "ge" => on_field("range", json!({ "gte": value })),
        "le" => on_field("range", json!({ "lte": value })),
        "range" => {
            let Some([low, high]) = operand.as_array().map(Vec::as_slice) else {
                return Err(unrecognized(format!(
                    "`range` of `{field}` takes a list of two values"
                )));
            };
            on_field("range", json!({ "gte": low, "lte": high }))
        }
        "match" => on_field("match", value),
        "matchPhrase" => on_field("match_phrase", value),
        "matchPhrasePrefix" => on_field("match_phrase_prefix", value),
        "multiMatch" => json!({ "multi_match": { "query": value, "fields": [field] } }),
        "wildcard" => on_field("wildcard", value),
        "regexp" => on_field("regexp", value),
        "exists" => {
            let exists = json!({ "exists": { "field": field } });
            if operand == &Value::Bool(false) {
                json!({ "bool": { "must_not": exists } })
            } else {
                exists
            }
        }
        other => {
            return Err(unrecognized(format!(
                "`{other}` of `{field}` is not an operator"
            )));
        }
    })
}
