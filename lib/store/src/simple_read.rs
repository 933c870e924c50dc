//! Requests that are simple to answer: an item by the one attribute of its key, or the first items of a table.

use serde_json::{Map, Value};

use crate::Operation;

/// The longest partition key, in bytes.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys>
pub(crate) const MAX_KEY_BYTES: usize = 2048;

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SimpleRead<'r> {
    pub(crate) table: &'r str,
    pub(crate) what: What<'r>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum What<'r> {
    /// The item whose key is this attribute with this text.
    Item { attribute: &'r str, value: &'r str },
    /// So many items, in the order of their keys.
    First { limit: usize },
}

impl<'r> SimpleRead<'r> {
    /// The request, if it is one of these and nothing about it could be refused but its table.
    pub(crate) fn of(operation: Operation, request: &'r Value) -> Option<Self> {
        let members = request.as_object()?;
        let table = members.get("TableName")?.as_str()?;
        let what = match operation {
            Operation::GetItem if has_only(members, &["Key"]) => {
                let (attribute, value) = only(members.get("Key")?)?;
                item(attribute, value)?
            }
            Operation::Query
                if has_only(
                    members,
                    &[
                        "KeyConditionExpression",
                        "ExpressionAttributeNames",
                        "ExpressionAttributeValues",
                    ],
                ) =>
            {
                let condition = members.get("KeyConditionExpression")?.as_str()?;
                let (name, attribute) = only(members.get("ExpressionAttributeNames")?)?;
                let (placeholder, value) = only(members.get("ExpressionAttributeValues")?)?;
                let is_equality = is_placeholder(name, '#')
                    && is_placeholder(placeholder, ':')
                    && condition.split_once(" = ") == Some((name, placeholder));
                if !is_equality {
                    return None;
                }
                item(attribute.as_str()?, value)?
            }
            Operation::Scan if has_only(members, &["Limit"]) => {
                let limit = members.get("Limit")?.as_u64()?;
                // As many as the engine takes.
                let limit = i32::try_from(limit).ok().filter(|limit| *limit > 0)?;
                What::First {
                    limit: usize::try_from(limit).ok()?,
                }
            }
            _ => return None,
        };
        Some(Self { table, what })
    }
}

fn item<'r>(attribute: &'r str, value: &'r Value) -> Option<What<'r>> {
    let ("S", value) = only(value)? else {
        return None;
    };
    let value = value.as_str()?;
    let is_key = !value.is_empty() && value.len() <= MAX_KEY_BYTES;
    is_key.then_some(What::Item { attribute, value })
}

/// Whether a request says nothing but this. Reads are consistent whatever is asked for.
fn has_only(members: &Map<String, Value>, names: &[&str]) -> bool {
    members.iter().all(|(name, value)| match name.as_str() {
        "TableName" => true,
        "ConsistentRead" => value.is_boolean(),
        name => names.contains(&name),
    })
}

/// Whether a text is such as `#name`.
pub(crate) fn is_placeholder(text: &str, mark: char) -> bool {
    text.strip_prefix(mark).is_some_and(|word| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// The only member of an object.
pub(crate) fn only(object: &Value) -> Option<(&str, &Value)> {
    let members = object.as_object()?;
    let (name, value) = members.iter().next()?;
    (members.len() == 1).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_item_is_asked_for_by_its_key_or_a_condition_on_it() {
        let item = SimpleRead {
            table: "Posts",
            what: What::Item {
                attribute: "id",
                value: "1",
            },
        };
        let get = json!({"TableName": "Posts", "Key": {"id": {"S": "1"}}, "ConsistentRead": true});
        assert_eq!(
            SimpleRead::of(Operation::GetItem, &get).as_ref(),
            Some(&item)
        );
        let query = json!({
            "TableName": "Posts",
            "KeyConditionExpression": "#id = :id",
            "ExpressionAttributeNames": {"#id": "id"},
            "ExpressionAttributeValues": {":id": {"S": "1"}},
        });
        assert_eq!(
            SimpleRead::of(Operation::Query, &query).as_ref(),
            Some(&item)
        );
    }

    #[test]
    fn everything_else_is_left_to_the_engine() {
        let posts = |more: Value| {
            let mut request = json!({"TableName": "Posts"});
            let members = request.as_object_mut().expect("an object");
            members.extend(more.as_object().expect("an object").clone());
            request
        };
        for (operation, request) in [
            (Operation::Scan, posts(json!({}))),
            (Operation::Scan, posts(json!({"Limit": 0}))),
            (Operation::Scan, posts(json!({"Limit": "1"}))),
            (
                Operation::Scan,
                posts(json!({"Limit": 1, "IndexName": "byName"})),
            ),
            (
                Operation::Scan,
                posts(json!({"Limit": 1, "ConsistentRead": "yes"})),
            ),
            (Operation::Scan, json!({"Limit": 1})),
            (Operation::GetItem, posts(json!({"Key": {"id": {"S": ""}}}))),
            (
                Operation::GetItem,
                posts(json!({"Key": {"id": {"N": "1"}}})),
            ),
            (
                Operation::GetItem,
                posts(json!({"Key": {"id": {"S": "1", "N": "1"}}})),
            ),
            (
                Operation::GetItem,
                posts(json!({"Key": {"id": {"S": "1"}, "at": {"S": "1"}}})),
            ),
            (
                Operation::GetItem,
                posts(json!({"Key": {"id": {"S": "1".repeat(2049)}}})),
            ),
            (
                Operation::Query,
                posts(json!({
                    "KeyConditionExpression": "#id = :id",
                    "ExpressionAttributeNames": {"#id": "id"},
                    "ExpressionAttributeValues": {":id": {"S": "1"}, ":at": {"S": "1"}},
                })),
            ),
            (
                Operation::Query,
                posts(json!({
                    "KeyConditionExpression": "#id > :id",
                    "ExpressionAttributeNames": {"#id": "id"},
                    "ExpressionAttributeValues": {":id": {"S": "1"}},
                })),
            ),
            (
                Operation::PutItem,
                posts(json!({"Item": {"id": {"S": "1"}}})),
            ),
        ] {
            assert_eq!(SimpleRead::of(operation, &request), None, "{request}");
        }
    }
}
