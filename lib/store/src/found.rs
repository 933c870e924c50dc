//! What a read finds.

use serde_json::Value;

use crate::plain_item;

/// The answer to `GetItem`, `Query` or `Scan`, with items as plain JSON.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The items; of `GetItem` one at most. Their members are sorted.
    pub items: Vec<Value>,
    /// Where a page ended before all was read: a key as typed JSON.
    pub last_key: Option<Value>,
    /// How many items were read, filtered ones included.
    pub scanned: usize,
}

impl Found {
    /// What an answer of DynamoDB says.
    pub(crate) fn of(mut answer: Value) -> Self {
        let mut take = |member: &str| answer.get_mut(member).map(Value::take);
        let items = match (take("Items"), take("Item")) {
            (Some(Value::Array(items)), _) => items,
            (_, item) => item.into_iter().collect(),
        };
        let scanned = take("ScannedCount").and_then(|count| count.as_u64());
        Self {
            scanned: scanned.map_or(items.len(), |count| {
                usize::try_from(count).unwrap_or(usize::MAX)
            }),
            items: items.into_iter().map(plain_item).collect(),
            last_key: take("LastEvaluatedKey"),
        }
    }
}
