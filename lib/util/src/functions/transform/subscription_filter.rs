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
///
/// Like AppSync, takes several operators on a field as alternatives and `not` as the name of a field.
pub(super) fn subscription_filter(
    filter: &Map<String, Value>,
    ignored: &[Value],
    rules: Option<&Map<String, Value>>,
) -> Result<Value, Box<FieldError>> {
    let mut groups = all_of(filter, ignored)?;
    if let Some(rules) = rules {
        let mut alternatives = Vec::new();
        for (name, value) in rules {
            alternatives.extend(member(name, value, ignored)?);
        }
        groups = both(groups, &alternatives)?;
    }
    groups.retain(|group| !group.is_empty());
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|filters| json!({ "filters": filters }))
        .collect();
    Ok(json!({ "filterGroup": groups }))
}

fn all_of(filter: &Map<String, Value>, ignored: &[Value]) -> Result<Vec<Group>, Box<FieldError>> {
    let is_kept = |name: &str| !ignored.iter().any(|field| field.as_str() == Some(name));
    let mut groups = vec![Group::new()];
    for (name, value) in filter.iter().filter(|(name, _)| is_kept(name)) {
        groups = both(groups, &member(name, value, ignored)?)?;
    }
    Ok(groups)
}

fn member(name: &str, value: &Value, ignored: &[Value]) -> Result<Vec<Group>, Box<FieldError>> {
    match (name, value) {
        ("and", Value::Array(branches)) => {
            let mut groups = vec![Group::new()];
            for one in branches {
                groups = both(groups, &branch(one, ignored)?)?;
            }
            Ok(groups)
        }
        ("or", Value::Array(branches)) => {
            let mut groups = Vec::new();
            for one in branches {
                groups.extend(branch(one, ignored)?);
            }
            Ok(groups)
        }
        ("and" | "or", one) => branch(one, ignored),
        (field, Value::Object(operators)) => Ok(operators
            .iter()
            .map(|(operator, operand)| {
                vec![json!({ "fieldName": field, "operator": operator, "value": operand })]
            })
            .collect()),
        (field, _) => Err(unrecognized(format!(
            "the condition on `{field}` must be a map of operators, such as {{\"eq\": …}}"
        ))),
    }
}

fn branch(branch: &Value, ignored: &[Value]) -> Result<Vec<Group>, Box<FieldError>> {
    let filter = branch
        .as_object()
        .ok_or_else(|| unrecognized("`and` and `or` take filters".to_owned()))?;
    all_of(filter, ignored)
}

/// Each group of one side together with each of the other; no alternatives say nothing.
fn both(left: Vec<Group>, right: &[Group]) -> Result<Vec<Group>, Box<FieldError>> {
    if right.is_empty() {
        return Ok(left);
    }
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
