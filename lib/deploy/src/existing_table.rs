//! A table as DynamoDB has it beside one that a template declares.

mod as_it_is;
mod differences;
mod key;

use appsynth_cloudformation::{Map, Resource};
use serde_json::Value;

use crate::DeployError;
use crate::aws::Connection;

pub(crate) use differences::Difference;
pub(crate) use key::shortcoming;

/// A table as DynamoDB has it: as much of it as its declaration speaks of.
#[derive(Debug)]
pub(crate) struct ExistingTable {
    /// What `DescribeTable` tells.
    description: Value,
    /// The attribute that says when items expire, if they do.
    expiry_attribute: Option<String>,
    /// Whether it can be restored to any moment of the last days.
    is_restorable: bool,
}

impl ExistingTable {
    /// Looks at the table of this name, which is to be what `declared` says; none if there is no such table.
    ///
    /// # Errors
    /// If DynamoDB refuses.
    pub(crate) async fn find(
        connection: &Connection,
        name: &str,
        declared: &Resource,
    ) -> Result<Option<Self>, DeployError> {
        let Some(description) = connection.table(name).await? else {
            return Ok(None);
        };
        let says = |property| declared.properties.contains_key(property);
        let mut table = Self {
            description,
            expiry_attribute: None,
            is_restorable: false,
        };
        if says("TimeToLiveSpecification") {
            table.expiry_attribute = connection.expiry_attribute(name).await?;
        }
        if says("PointInTimeRecoverySpecification") {
            table.is_restorable = connection.is_restorable(name).await?;
        }
        Ok(Some(table))
    }

    /// What `DescribeTable` tells.
    pub(crate) fn description(&self) -> &Value {
        &self.description
    }

    /// About how many items it has; DynamoDB counts every six hours.
    pub(crate) fn items(&self) -> u64 {
        self.description["ItemCount"].as_u64().unwrap_or(0)
    }
}

/// A property of a declaration as JSON; null if it is not there.
fn declared(properties: &Map, name: &str) -> Value {
    let value = properties.get(name);
    value.map_or(Value::Null, appsynth_cloudformation::Expr::to_value)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A table with an index, and what may be declared for it.
#[cfg(test)]
mod fixture {
    use serde_json::json;

    use super::*;
    use crate::plan::read;

    pub(super) fn actual() -> Value {
        json!({
            "TableName": "posts",
            "TableStatus": "ACTIVE",
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
            "AttributeDefinitions": [
                { "AttributeName": "id", "AttributeType": "S" },
                { "AttributeName": "author", "AttributeType": "S" },
            ],
            "BillingModeSummary": { "BillingMode": "PAY_PER_REQUEST" },
            "ProvisionedThroughput": { "ReadCapacityUnits": 0, "WriteCapacityUnits": 0 },
            "GlobalSecondaryIndexes": [{
                "IndexName": "byAuthor",
                "KeySchema": [{ "AttributeName": "author", "KeyType": "HASH" }],
                "Projection": { "ProjectionType": "ALL" },
                "IndexStatus": "ACTIVE",
                "ItemCount": 3,
            }],
            "ItemCount": 3,
        })
    }

    pub(super) fn table(description: Value) -> ExistingTable {
        ExistingTable {
            description,
            expiry_attribute: None,
            is_restorable: false,
        }
    }

    /// What declares the table as it is, with other properties in place of its own.
    pub(super) fn declared(other: Value) -> Resource {
        let mut properties = json!({
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
            "AttributeDefinitions": [
                { "AttributeName": "author", "AttributeType": "S" },
                { "AttributeName": "id", "AttributeType": "S" },
            ],
            "BillingMode": "PAY_PER_REQUEST",
            "GlobalSecondaryIndexes": [{
                "IndexName": "byAuthor",
                "KeySchema": [{ "AttributeName": "author", "KeyType": "HASH" }],
                "Projection": { "ProjectionType": "ALL" },
            }],
        });
        for (name, value) in other.as_object().into_iter().flatten() {
            properties[name] = value.clone();
        }
        let template = json!({ "Resources": {
            "Posts": { "Type": "AWS::DynamoDB::Table", "Properties": properties },
        }});
        let template = read("blog", &template.to_string()).expect("a template");
        template.resources.into_values().next().expect("a table")
    }
}
