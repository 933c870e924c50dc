//! The key of a table.

use serde_json::{Value, json};

use super::Item;

/// The attributes that a table's items are found by, each with its type: `S`, `N` or `B`.
pub(super) struct Key {
    pub(super) partition: (String, String),
    pub(super) sort: Option<(String, String)>,
}

impl Key {
    /// The key in a table's description.
    pub(super) fn of_table(table: &Value) -> Self {
        let list = |name: &str| table[name].as_array().map_or(&[][..], Vec::as_slice);
        let attribute = |role: &str| {
            let key = list("KeySchema")
                .iter()
                .find(|part| part["KeyType"] == role)?;
            let name = key["AttributeName"].as_str()?;
            let definition = list("AttributeDefinitions")
                .iter()
                .find(|definition| definition["AttributeName"] == name)?;
            let kind = definition["AttributeType"].as_str()?;
            Some((name.to_owned(), kind.to_owned()))
        };
        Self {
            partition: attribute("HASH").unwrap_or_default(),
            sort: attribute("RANGE"),
        }
    }

    /// `AttributeDefinitions` and `KeySchema` of a table with this key.
    pub(super) fn definition(&self) -> (Value, Value) {
        let mut definitions = Vec::new();
        let mut schema = Vec::new();
        let sort = self.sort.iter().map(|sort| (sort, "RANGE"));
        for ((name, kind), role) in std::iter::once((&self.partition, "HASH")).chain(sort) {
            definitions.push(json!({"AttributeName": name, "AttributeType": kind}));
            schema.push(json!({"AttributeName": name, "KeyType": role}));
        }
        (definitions.into(), schema.into())
    }

    /// The value of the partition key as text.
    pub(super) fn partition_of(&self, item: &Item) -> String {
        text_of(item, &self.partition.0)
    }

    /// The value of the sort key as text; empty if there is none.
    pub(super) fn sort_of(&self, item: &Item) -> String {
        self.sort
            .as_ref()
            .map_or_else(String::new, |(name, _)| text_of(item, name))
    }

    /// Both values as text, such as `1a#2b`.
    pub(super) fn whole_of(&self, item: &Item) -> String {
        match self.sort {
            Some(_) => format!("{}#{}", self.partition_of(item), self.sort_of(item)),
            None => self.partition_of(item),
        }
    }
}

/// The text of a typed value such as `{"S": "1a"}` or `{"N": 7}`.
fn text_of(item: &Item, attribute: &str) -> String {
    let typed = item.get(attribute).and_then(Value::as_object);
    match typed.and_then(|typed| typed.values().next()) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
