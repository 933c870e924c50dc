//! Filters as DynamoDB expressions, in the very text that AppSync writes.

use serde_json::{Map, Value, json};

use super::super::dynamodb::attribute_value;

/// `{"expression": …, "expressionNames": …, "expressionValues": …}`, or `None` for a filter of another
/// shape. Like AppSync, leaves `AND` without a side where a member has no condition.
pub(super) fn expression(filter: &Map<String, Value>) -> Option<Value> {
    let mut builder = Builder::default();
    let expression = builder.conditions(filter, "")?.join(" AND ");
    Some(json!({
        "expression": expression,
        "expressionNames": builder.names,
        "expressionValues": builder.values,
    }))
}

#[derive(Default)]
struct Builder {
    names: Map<String, Value>,
    values: Map<String, Value>,
}

impl Builder {
    /// The conditions of a filter's members. The prefix keeps the value names of branches apart.
    fn conditions(&mut self, filter: &Map<String, Value>, prefix: &str) -> Option<Vec<String>> {
        filter
            .iter()
            .map(|(name, value)| match name.as_str() {
                "and" => self.group(name, value, " AND ", prefix),
                "or" => self.group(name, value, " OR ", prefix),
                "not" => {
                    let inner = self.branch(value, &format!("{prefix}not_"))?;
                    Some(format!("(NOT {inner})"))
                }
                field => {
                    let path = format!("#{field}");
                    self.names.insert(path.clone(), Value::from(field));
                    self.comparisons(&path, &format!(":{prefix}{field}"), value)
                }
            })
            .collect()
    }

    fn group(
        &mut self,
        name: &str,
        branches: &Value,
        joiner: &str,
        prefix: &str,
    ) -> Option<String> {
        let branches = branches.as_array()?.iter().enumerate();
        let parts = branches
            .map(|(index, branch)| self.branch(branch, &format!("{prefix}{name}_{index}_")))
            .collect::<Option<Vec<_>>>()?;
        Some(enclosed(&parts, joiner))
    }

    fn branch(&mut self, branch: &Value, prefix: &str) -> Option<String> {
        let parts = self.conditions(branch.as_object()?, prefix)?;
        Some(enclosed(&parts, " AND "))
    }

    /// What a map of operators says of a path. The names of values begin with `value_name`.
    fn comparisons(&mut self, path: &str, value_name: &str, operators: &Value) -> Option<String> {
        let parts = operators
            .as_object()?
            .iter()
            .map(|(operator, operand)| {
                self.comparison(path, operator, operand, &format!("{value_name}_{operator}"))
            })
            .collect::<Option<Vec<_>>>()?;
        Some(enclosed(&parts, " AND "))
    }

    fn comparison(
        &mut self,
        path: &str,
        operator: &str,
        operand: &Value,
        value_name: &str,
    ) -> Option<String> {
        let condition = match operator {
            "eq" => format!("{path} = {}", self.value(value_name, operand)),
            "ne" => format!("{path} <> {}", self.value(value_name, operand)),
            "lt" => format!("{path} < {}", self.value(value_name, operand)),
            "le" => format!("{path} <= {}", self.value(value_name, operand)),
            "gt" => format!("{path} > {}", self.value(value_name, operand)),
            "ge" => format!("{path} >= {}", self.value(value_name, operand)),
            "contains" => format!("contains({path},{})", self.value(value_name, operand)),
            "notContains" => format!("NOT contains({path},{})", self.value(value_name, operand)),
            "beginsWith" => format!("begins_with({path},{})", self.value(value_name, operand)),
            "attributeExists" if operand.as_bool()? => format!("attribute_exists({path})"),
            "attributeExists" => format!("attribute_not_exists({path})"),
            "attributeType" => {
                let code = Value::from(type_code(operand.as_str()?)?);
                format!("attribute_type({path},{})", self.value(value_name, &code))
            }
            "between" => {
                let [low, high, ..] = operand.as_array()?.as_slice() else {
                    return None;
                };
                let low = self.value(&format!("{value_name}_start"), low);
                let high = self.value(&format!("{value_name}_end"), high);
                format!("{path} BETWEEN {low} AND {high}")
            }
            "in" => self.membership(path, operand.as_array()?, value_name),
            "size" if path.starts_with("size(") => {
                return self.comparisons(path, value_name, operand);
            }
            "size" => return self.comparisons(&format!("size({path})"), value_name, operand),
            _ => return None,
        };
        Some(format!("({condition})"))
    }

    fn membership(&mut self, path: &str, list: &[Value], value_name: &str) -> String {
        if list.is_empty() {
            return "null".to_owned();
        }
        let values = list.iter().enumerate();
        let values: Vec<String> = values
            .map(|(index, one)| self.value(&format!("{value_name}_{index}"), one))
            .collect();
        format!("{path} IN ({})", values.join(", "))
    }

    fn value(&mut self, name: &str, operand: &Value) -> String {
        self.values
            .insert(name.to_owned(), attribute_value(operand));
        name.to_owned()
    }
}

/// A single condition has its parentheses already.
fn enclosed(parts: &[String], joiner: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        parts => format!("({})", parts.join(joiner)),
    }
}

/// Filters name attribute types in words.
fn type_code(name: &str) -> Option<&'static str> {
    Some(match name {
        "_null" => "NULL",
        "binary" => "B",
        "binarySet" => "BS",
        "bool" | "boolean" => "BOOL",
        "list" => "L",
        "map" => "M",
        "number" => "N",
        "numberSet" => "NS",
        "string" => "S",
        "stringSet" => "SS",
        _ => return None,
    })
}
