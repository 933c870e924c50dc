//! DynamoDB: tables as stacks make them, or anybody else does, and what they are. No items.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::templates::physical_id;
use super::{ACCOUNT, Answer, Call, wire};

pub(super) const TABLE: &str = "AWS::DynamoDB::Table";

/// What `DescribeTable` and its like tell, by the tables' names.
#[derive(Default)]
pub(crate) struct Tables {
    tables: BTreeMap<String, Value>,
}

impl Tables {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.tables.contains_key(name)
    }

    /// Makes a table, or makes it another one, as properties of a template say.
    pub(crate) fn put(&mut self, name: &str, properties: &Value) {
        let mut table = json!({ "TableStatus": "ACTIVE", "ItemCount": 7 });
        for (property, value) in properties.as_object().into_iter().flatten() {
            table[property] = value.clone();
        }
        table["TableName"] = json!(name);
        let arn = format!("arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{name}");
        table["TableArn"] = json!(arn);
        if properties["StreamSpecification"].is_object() {
            table["LatestStreamArn"] = json!(format!("{arn}/stream/1"));
        }
        table["BillingModeSummary"]["BillingMode"] = properties["BillingMode"].clone();
        if properties["SSESpecification"]["SSEEnabled"] == true {
            table["SSEDescription"] = json!({ "Status": "ENABLED" });
        }
        self.tables.insert(name.to_owned(), table);
    }

    /// What a stack does to a table of its template.
    pub(crate) fn apply(&mut self, action: &str, id: &str, resource: &Value) {
        let name = physical_id(id, resource);
        match action {
            "CREATE" | "UPDATE" => self.put(&name, &resource["Properties"]),
            "DELETE" if resource["DeletionPolicy"] != "Retain" => {
                self.tables.remove(&name);
            }
            _ => {}
        }
    }

    pub(crate) fn call(&self, call: &Call) -> Option<Answer> {
        let input: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let name = input["TableName"].as_str().unwrap_or_default();
        let table = self.tables.get(name);
        let answer = match call.operation.as_str() {
            "DescribeTable" => table.map(|table| json!({ "Table": table })),
            "DescribeTimeToLive" => table.map(|table| {
                let expiry = &table["TimeToLiveSpecification"];
                let status = if expiry["Enabled"] == true {
                    "ENABLED"
                } else {
                    "DISABLED"
                };
                let attribute = &expiry["AttributeName"];
                json!({ "TimeToLiveDescription": { "TimeToLiveStatus": status, "AttributeName": attribute } })
            }),
            "DescribeContinuousBackups" => table.map(|table| {
                let recovery = &table["PointInTimeRecoverySpecification"];
                let is_on = recovery["PointInTimeRecoveryEnabled"] == true;
                let status = if is_on { "ENABLED" } else { "DISABLED" };
                json!({ "ContinuousBackupsDescription": {
                    "PointInTimeRecoveryDescription": { "PointInTimeRecoveryStatus": status },
                }})
            }),
            _ => return None,
        };
        Some(match answer {
            Some(answer) => (200, wire::JSON, answer.to_string()),
            None => wire::error(call, 400, "ResourceNotFoundException", "no such table"),
        })
    }
}
