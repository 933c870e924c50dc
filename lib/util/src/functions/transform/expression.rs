//! Filters as DynamoDB expressions.

use serde_json::{Map, Value, json};

use super::{super::dynamodb::attribute_value, unrecognized};
use crate::FieldError;

/// `{"expression": …, "expressionNames": …, "expressionValues": …}`; the values are left out if there
/// are none, because DynamoDB refuses an empty map.
pub(super) fn expression(filter: &Map<String, Value>) -> Result<Value, Box<FieldError>> {
    let mut builder = Builder::default();
    let expression = builder.conditions(filter, "")?.join(" AND ");
    let mut result = Map::new();
    result.insert("expression".to_owned(), Value::from(expression));
    result.insert("expressionNames".to_owned(), Value::Object(builder.names));
    if !builder.values.is_empty() {
        result.insert("expressionValues".to_owned(), Value::Object(builder.values));
    }
    Ok(Value::Object(result))
}

#[derive(Default)]
struct Builder {
    names: Map<String, Value>,
    values: Map<String, Value>,
}

impl Builder {
    /// All conditions of a filter, which must all hold. The prefix keeps the value names of branches
    /// apart.
    fn conditions(
        &mut self,
        filter: &Map<String, Value>,
        prefix: &str,
    ) -> Result<Vec<String>, Box<FieldError>> {
        let mut parts = Vec::with_capacity(filter.len());
        for (name, value) in filter {
            match (name.as_str(), value) {
                (_, Value::Null) => {}
                ("and" | "or", Value::Array(branches)) => {
                    let joiner = if name == "and" { " AND " } else { " OR " };
                    let mut inner = Vec::with_capacity(branches.len());
                    for (index, branch) in branches.iter().enumerate() {
                        inner.push(self.branch(branch, &format!("{prefix}{name}_{index}_"))?);
                    }
                    inner.retain(|part| !part.is_empty());
                    if !inner.is_empty() {
                        parts.push(format!("({})", inner.join(joiner)));
                    }
                }
                ("and" | "or" | "not", branch) => {
                    let inner = self.branch(branch, &format!("{prefix}{name}_"))?;
                    if !inner.is_empty() {
                        parts.push(if name == "not" {
                            format!("(NOT {inner})")
                        } else {
                            inner
                        });
                    }
                }
                (field, Value::Object(operators)) => {
                    for (operator, operand) in operators {
                        parts.push(format!(
                            "({})",
                            self.condition(field, operator, operand, prefix)?
                        ));
                    }
                }
                (field, _) => {
                    return Err(unrecognized(format!(
                        "the condition on `{field}` must be a map of operators, such as {{\"eq\": …}}"
                    )));
                }
            }
        }
        Ok(parts)
    }

    fn branch(&mut self, branch: &Value, prefix: &str) -> Result<String, Box<FieldError>> {
        let filter = branch
            .as_object()
            .ok_or_else(|| unrecognized("`and`, `or` and `not` take filters".to_owned()))?;
        let mut conditions = self.conditions(filter, prefix)?;
        Ok(match conditions.len() {
            0 | 1 => conditions.pop().unwrap_or_default(),
            _ => format!("({})", conditions.join(" AND ")),
        })
    }

    fn condition(
        &mut self,
        field: &str,
        operator: &str,
        operand: &Value,
        prefix: &str,
    ) -> Result<String, Box<FieldError>> {
        let name = self.name(field);
        if operator == "size" {
            let (operator, operand) = operand
                .as_object()
                .and_then(|operators| operators.iter().next())
                .ok_or_else(|| unrecognized(format!("`size` of `{field}` takes one comparison")))?;
            let path = format!("size({name})");
            return self.comparison(&path, field, operator, operand, &format!("{prefix}size_"));
        }
        self.comparison(&name, field, operator, operand, prefix)
    }

    fn comparison(
        &mut self,
        path: &str,
        field: &str,
        operator: &str,
        operand: &Value,
        prefix: &str,
    ) -> Result<String, Box<FieldError>> {
        let symbol = match operator {
            "eq" => "=",
            "ne" => "<>",
            "lt" => "<",
            "le" => "<=",
            "gt" => ">",
            "ge" => ">=",
            "attributeExists" => {
                let is_wanted = operand.as_bool().ok_or_else(|| {
                    unrecognized(format!(
                        "`attributeExists` of `{field}` takes true or false"
                    ))
                })?;
                let function = if is_wanted {
                    "attribute_exists"
                } else {
                    "attribute_not_exists"
                };
                return Ok(format!("{function}({path})"));
            }
            "contains" | "notContains" | "beginsWith" | "attributeType" => {
                let value = self.value(field, operator, operand, prefix);
                return Ok(match operator {
                    "contains" => format!("contains({path},{value})"),
                    "notContains" => format!("NOT contains({path},{value})"),
                    "beginsWith" => format!("begins_with({path},{value})"),
                    _ => {
                        self.values
                            .insert(value.clone(), json!({ "S": type_code(operand) }));
                        format!("attribute_type({path},{value})")
                    }
                });
            }
            "between" => {
                let Some([low, high]) = operand.as_array().map(Vec::as_slice) else {
                    return Err(unrecognized(format!(
                        "`between` of `{field}` takes a list of two values"
                    )));
                };
                let low = self.value(field, "between_1", low, prefix);
                let high = self.value(field, "between_2", high, prefix);
                return Ok(format!("{path} BETWEEN {low} AND {high}"));
            }
            "in" => {
                let list = operand
                    .as_array()
                    .filter(|list| !list.is_empty())
                    .ok_or_else(|| {
                        unrecognized(format!("`in` of `{field}` takes a list of values"))
                    })?;
                let values: Vec<String> = list
                    .iter()
                    .enumerate()
                    .map(|(index, one)| self.value(field, &format!("in_{index}"), one, prefix))
                    .collect();
                return Ok(format!("{path} IN ({})", values.join(",")));
            }
            other => {
                return Err(unrecognized(format!(
                    "`{other}` of `{field}` is not an operator"
                )));
            }
        };
        let value = self.value(field, operator, operand, prefix);
        Ok(format!("{path} {symbol} {value}"))
    }

    /// Members of nested attributes are named one by one.
    fn name(&mut self, field: &str) -> String {
        let mut path = Vec::new();
        for member in field.split('.') {
            let name = format!("#{}", placeholder(member));
            self.names.insert(name.clone(), Value::from(member));
            path.push(name);
        }
        path.join(".")
    }

    fn value(&mut self, field: &str, operator: &str, operand: &Value, prefix: &str) -> String {
        let name = format!(":{prefix}{}_{operator}", placeholder(field));
        self.values.insert(name.clone(), attribute_value(operand));
        name
    }
}

/// DynamoDB allows letters, digits and `_` in placeholders.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html>
fn placeholder(field: &str) -> String {
    field
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '_'
            }
        })
        .collect()
}

/// Amplify's filters name attribute types in words.
fn type_code(operand: &Value) -> String {
    let name = operand.as_str().unwrap_or_default();
    match name {
        "binary" => "B",
        "binarySet" => "BS",
        "bool" => "BOOL",
        "list" => "L",
        "map" => "M",
        "number" => "N",
        "numberSet" => "NS",
        "string" => "S",
        "stringSet" => "SS",
        "_null" => "NULL",
        other => other,
    }
    .to_owned()
}
