//! Filters as enhanced subscription filters.
//!
//! A subscription filter is a list of groups of which one must hold, each a list of conditions that
//! must all hold: a disjunctive normal form.

use serde_json::{Map, Value, json};

use super::unrecognized;
use crate::FieldError;

/// AppSync: at most 10 groups in a filter; more than this is a filter that multiplies out without end.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html>
const MAX_GROUPS: usize = 1000;

type Group = Vec<Value>;

/// `{"filterGroup": [{"filters": [{"fieldName", "operator", "value"}]}]}` of a filter without the
/// ignored fields. At least one of the rules must hold as well.
pub(super) fn subscription_filter(
    filter: &Map<String, Value>,
    ignored: &[Value],
    rules: Option<&Map<String, Value>>,
) -> Result<Value, Box<FieldError>> {
    let is_kept = |name: &str| !ignored.iter().any(|field| field.as_str() == Some(name));
    let mut groups = vec![Group::new()];
    for (name, value) in filter.iter().filter(|(name, _)| is_kept(name)) {
        groups = both(&groups, &member(name, value)?)?;
    }
    if let Some(rules) = rules.filter(|rules| !rules.is_empty()) {
        let mut alternatives = Vec::new();
        for (name, value) in rules {
            alternatives.extend(member(name, value)?);
        }
        groups = both(&groups, &alternatives)?;
    }
    groups.retain(|group| !group.is_empty());
    if groups.is_empty() {
        return Ok(Value::Null);
    }
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|filters| json!({ "filters": filters }))
        .collect();
    Ok(json!({ "filterGroup": groups }))
}

fn member(name: &str, value: &Value) -> Result<Vec<Group>, Box<FieldError>> {
    match (name, value) {
        ("and", Value::Array(branches)) => {
            let mut groups = vec![Group::new()];
            for one in branches {
                groups = both(&groups, &branch(one)?)?;
            }
            Ok(groups)
        }
        ("or", Value::Array(branches)) => {
            let mut groups = Vec::new();
            for one in branches {
                groups.extend(branch(one)?);
            }
            Ok(groups)
        }
        ("and" | "or", one) => branch(one),
        (field, Value::Object(operators)) => Ok(vec![
            operators
                .iter()
                .map(|(operator, operand)| {
                    json!({ "fieldName": field, "operator": operator, "value": operand })
                })
                .collect(),
        ]),
        (field, _) => Err(unrecognized(format!(
            "the condition on `{field}` must be a map of operators, such as {{\"eq\": …}}"
        ))),
    }
}

fn branch(branch: &Value) -> Result<Vec<Group>, Box<FieldError>> {
    let filter = branch
        .as_object()
        .ok_or_else(|| unrecognized("`and` and `or` take filters".to_owned()))?;
    let mut groups = vec![Group::new()];
    for (name, value) in filter {
        groups = both(&groups, &member(name, value)?)?;
    }
    Ok(groups)
}

/// Each group of one side together with each of the other.
fn both(left: &[Group], right: &[Group]) -> Result<Vec<Group>, Box<FieldError>> {
    if left.len() * right.len() > MAX_GROUPS {
        return Err(unrecognized(format!(
            "the filter has more than {MAX_GROUPS} combinations"
        )));
    }
    let pairs = left
        .iter()
        .flat_map(|one| right.iter().map(move |other| (one, other)));
    Ok(pairs
        .map(|(one, other)| one.iter().chain(other).cloned().collect())
        .collect())
}
