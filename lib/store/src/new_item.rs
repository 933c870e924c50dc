//! Requests that put an item in a table, if none with its key is there, and ask for nothing else.

use serde_json::{Map, Value};

use crate::simple_read::{MAX_KEY_BYTES, is_placeholder, only};

/// Larger items are left to the engine, which refuses those of more than 400 KB.
const MAX_BYTES: usize = 64 * 1024;

/// Items nested deeper are, too; it refuses them from 32 levels on.
const MAX_DEPTH: usize = 8;

/// The longest integer that is left as it is written.
const MAX_DIGITS: usize = 15;

/// An item that nothing could be refused about but its table and its key.
#[derive(Debug, PartialEq)]
pub(crate) struct NewItem<'r> {
    pub(crate) table: &'r str,
    pub(crate) item: &'r Map<String, Value>,
    /// The attribute that no item of its key may have. Without a condition the item takes the place of one that is
    /// there.
    pub(crate) absent: Option<&'r str>,
    /// As DynamoDB counts it.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
    pub(crate) bytes: usize,
}

impl<'r> NewItem<'r> {
    /// The item of a `PutItem`, if it is one of these.
    pub(crate) fn of(request: &'r Value) -> Option<Self> {
        let members = request.as_object()?;
        let is_known = |name: &str| {
            matches!(
                name,
                "TableName"
                    | "Item"
                    | "ConditionExpression"
                    | "ExpressionAttributeNames"
                    | "ReturnValuesOnConditionCheckFailure"
            )
        };
        if !members.keys().all(|name| is_known(name)) {
            return None;
        }
        let on_failure = members.get("ReturnValuesOnConditionCheckFailure");
        if on_failure.is_some_and(|what| what != "ALL_OLD" && what != "NONE") {
            return None;
        }
        let condition = (
            members.get("ConditionExpression"),
            members.get("ExpressionAttributeNames"),
        );
        let absent = match condition {
            (None, None) => None,
            (Some(condition), Some(names)) => Some(absent(condition.as_str()?, names)?),
            _ => return None,
        };
        let item = members.get("Item")?.as_object()?;
        let bytes = bytes_of(item, 0, 0)?;
        (bytes <= MAX_BYTES).then_some(Self {
            table: members.get("TableName")?.as_str()?,
            item,
            absent,
            bytes,
        })
    }

    /// Its key, if that is an attribute with a text, which is what the condition is about.
    pub(crate) fn key(&self, attribute: &str) -> Option<&'r str> {
        let ("S", key) = only(self.item.get(attribute)?)? else {
            return None;
        };
        let key = key.as_str()?;
        let is_key = !key.is_empty() && key.len() <= MAX_KEY_BYTES;
        let is_about_it = self.absent.is_none_or(|absent| absent == attribute);
        (is_key && is_about_it).then_some(key)
    }
}

/// The attribute of `attribute_not_exists(#name)`, within parentheses or not.
fn absent<'r>(condition: &'r str, names: &'r Value) -> Option<&'r str> {
    let (name, attribute) = only(names)?;
    let asked = without_parentheses(condition)
        .strip_prefix("attribute_not_exists(")?
        .strip_suffix(')')?;
    (asked == name && is_placeholder(name, '#'))
        .then(|| attribute.as_str())
        .flatten()
}

fn without_parentheses(mut condition: &str) -> &str {
    while let Some(inside) = condition
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
    {
        condition = inside.trim();
    }
    condition
}

/// The bytes of attributes with their names, each of which takes some more within maps.
fn bytes_of(attributes: &Map<String, Value>, more: usize, depth: usize) -> Option<usize> {
    if depth > MAX_DEPTH {
        return None;
    }
    attributes.iter().try_fold(0, |bytes, (name, value)| {
        let is_name = !name.is_empty();
        is_name.then_some(bytes + name.len() + more + bytes_of_value(value, depth)?)
    })
}

fn bytes_of_value(value: &Value, depth: usize) -> Option<usize> {
    match only(value)? {
        ("S", Value::String(text)) => Some(text.len()),
        ("N", Value::String(digits)) => bytes_of_integer(digits),
        ("BOOL", Value::Bool(_)) | ("NULL", Value::Bool(true)) => Some(1),
        ("L", Value::Array(list)) if depth < MAX_DEPTH => {
            let items = list.iter().map(|value| bytes_of_value(value, depth + 1));
            Some(3 + list.len() + items.sum::<Option<usize>>()?)
        }
        ("M", Value::Object(members)) => Some(3 + bytes_of(members, 1, depth + 1)?),
        _ => None,
    }
}

/// The bytes of a small integer as the engine writes it: two digits to a byte, without the zeros at the end.
fn bytes_of_integer(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_integer = digits.len() <= MAX_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    if text == "0" {
        return Some(1);
    }
    if !is_integer || digits.is_empty() || digits.starts_with('0') {
        return None;
    }
    let sign = text.len() - digits.len();
    let significant = digits.trim_end_matches('0').len();
    Some(significant.div_ceil(2) + 1 + sign)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_item_is_put_where_there_is_none_of_its_key() {
        let item = json!({"id": {"S": "1"}});
        let mut request = json!({"TableName": "Posts", "Item": item});
        let put = NewItem::of(&request).expect("an item");
        assert_eq!((put.table, put.absent, put.bytes), ("Posts", None, 3));
        assert_eq!(put.key("id"), Some("1"));
        assert_eq!(put.key("at"), None);

        request["ConditionExpression"] = "attribute_not_exists(#id)".into();
        request["ExpressionAttributeNames"] = json!({"#id": "id"});
        request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD".into();
        assert_eq!(NewItem::of(&request).expect("an item").key("id"), Some("1"));
        request["ConditionExpression"] = "( (attribute_not_exists(#id)))".into();
        assert_eq!(NewItem::of(&request).expect("an item").key("id"), Some("1"));
        request["ExpressionAttributeNames"] = json!({"#id": "name"});
        assert_eq!(NewItem::of(&request).expect("an item").key("id"), None);
    }

    #[test]
    fn everything_else_is_left_to_the_engine() {
        let long = "x".repeat(MAX_BYTES);
        let deep = (0..=MAX_DEPTH).fold(json!({"S": ""}), |inner, _| json!({"L": [inner]}));
        for value in [
            json!({"S": long}),
            deep,
            json!({"N": 1}),
            json!({"N": "1.5"}),
            json!({"N": "-0"}),
            json!({"N": "01"}),
            json!({"N": "-"}),
            json!({"N": "1234567890123456"}),
            json!({"NULL": false}),
            json!({"BOOL": "true"}),
            json!({"B": "AQI="}),
            json!({"SS": ["a"]}),
            json!({"S": "a", "N": "1"}),
            json!({"M": {"": {"S": "a"}}}),
            json!({}),
            json!("a"),
        ] {
            let request = json!({"TableName": "Posts", "Item": {"id": {"S": "1"}, "a": value}});
            assert_eq!(NewItem::of(&request), None, "{request}");
        }
        for more in [
            json!({"ReturnValues": "ALL_OLD"}),
            json!({"ConditionExpression": "attribute_exists(#id)", "ExpressionAttributeNames": {"#id": "id"}}),
            json!({"ConditionExpression": "attribute_not_exists(#id)"}),
            json!({"ExpressionAttributeNames": {"#id": "id"}}),
            json!({"ReturnValuesOnConditionCheckFailure": "SOME"}),
        ] {
            let mut request = json!({"TableName": "Posts", "Item": {"id": {"S": "1"}}});
            let members = request.as_object_mut().expect("an object");
            members.extend(more.as_object().expect("an object").clone());
            assert_eq!(NewItem::of(&request), None, "{request}");
        }
        for id in [
            json!({"S": ""}),
            json!({"S": "x".repeat(2049)}),
            json!({"N": "1"}),
        ] {
            let request = json!({"TableName": "Posts", "Item": {"id": id}});
            assert_eq!(NewItem::of(&request).expect("an item").key("id"), None);
        }
    }
}
