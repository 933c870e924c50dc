//! How a table is declared just as it is.

use appsynth_cloudformation::{Map, Resource};
use serde_json::{Value, json};

use super::{ExistingTable, declared, list};
use crate::DeployError;
use crate::plan::read;

impl ExistingTable {
    /// The properties that declare the table as it is, as far as `shall` speaks of it: CloudFormation leaves
    /// alone what no template says. What is as it shall be is declared in the same words.
    ///
    /// # Errors
    /// If DynamoDB's answer makes no properties of a template.
    pub(crate) fn as_it_is(&self, shall: &Resource) -> Result<Map, DeployError> {
        let mut properties = Map::new();
        let mut others = serde_json::Map::new();
        for (name, is) in self.facts(&shall.properties) {
            let wanted = declared(&shall.properties, name);
            match shall.properties.get(name) {
                Some(same) if canonical(&wanted) == canonical(&is) => {
                    properties.insert(name.to_owned(), same.clone());
                }
                _ => {
                    others.insert(name.to_owned(), is);
                }
            }
        }
        let template = json!({ "Resources": {
            "Table": { "Type": "AWS::DynamoDB::Table", "Properties": others },
        }});
        let template = read("DynamoDB", &template.to_string())?;
        let others = template.resources.into_values();
        properties.extend(others.flat_map(|table| table.properties));
        Ok(properties)
    }

    /// What is so, by the property that says it.
    fn facts(&self, shall: &Map) -> Vec<(&'static str, Value)> {
        let actual = &self.description;
        let says = |property| shall.contains_key(property);
        let mut facts = Vec::new();
        if says("TableName") {
            facts.push(("TableName", actual["TableName"].clone()));
        }
        for name in ["KeySchema", "AttributeDefinitions"] {
            facts.push((name, actual[name].clone()));
        }
        if self.is_on_demand() {
            facts.push(("BillingMode", "PAY_PER_REQUEST".into()));
        } else {
            if says("BillingMode") {
                facts.push(("BillingMode", "PROVISIONED".into()));
            }
            facts.push(("ProvisionedThroughput", capacity(actual)));
        }
        for name in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
            let indexes: Vec<_> = list(&actual[name])
                .map(|index| self.index(name, index))
                .collect();
            if !indexes.is_empty() {
                facts.push((name, indexes.into()));
            }
        }
        let view = &actual["StreamSpecification"]["StreamViewType"];
        if says("StreamSpecification") && view.is_string() {
            facts.push(("StreamSpecification", json!({ "StreamViewType": view })));
        }
        if says("SSESpecification") && actual["SSEDescription"]["Status"] == "ENABLED" {
            facts.push(("SSESpecification", self.encryption(shall)));
        }
        if says("DeletionProtectionEnabled") && actual["DeletionProtectionEnabled"] == true {
            facts.push(("DeletionProtectionEnabled", true.into()));
        }
        if let Some(attribute) = &self.expiry_attribute {
            let expiry = json!({ "AttributeName": attribute, "Enabled": true });
            facts.push(("TimeToLiveSpecification", expiry));
        }
        if self.is_restorable {
            let recovery = json!({ "PointInTimeRecoveryEnabled": true });
            facts.push(("PointInTimeRecoverySpecification", recovery));
        }
        facts
    }

    fn is_on_demand(&self) -> bool {
        self.description["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    }

    fn index(&self, list: &str, index: &Value) -> Value {
        let mut declared = json!({
            "IndexName": index["IndexName"],
            "KeySchema": index["KeySchema"],
            "Projection": index["Projection"],
        });
        if list == "GlobalSecondaryIndexes" && !self.is_on_demand() {
            declared["ProvisionedThroughput"] = capacity(index);
        }
        declared
    }

    /// The key is named where the project names one.
    fn encryption(&self, shall: &Map) -> Value {
        let names_key = declared(shall, "SSESpecification")["KMSMasterKeyId"] != Value::Null;
        let key = &self.description["SSEDescription"]["KMSMasterKeyArn"];
        match names_key && key.is_string() {
            true => json!({ "SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": key }),
            false => json!({ "SSEEnabled": true }),
        }
    }
}

fn capacity(of: &Value) -> Value {
    let throughput = &of["ProvisionedThroughput"];
    json!({
        "ReadCapacityUnits": throughput["ReadCapacityUnits"],
        "WriteCapacityUnits": throughput["WriteCapacityUnits"],
    })
}

/// The value with its lists sorted, but for those of a key's attributes: the order of all others says nothing.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(canonical).collect();
            if !items.iter().any(|item| item.get("KeyType").is_some()) {
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(name, value)| (name.clone(), canonical(value)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{actual, declared, table};
    use super::*;

    fn as_it_is(description: Value, shall: Value) -> (Map, Map) {
        let shall = declared(shall);
        let table = table(description);
        (
            table.as_it_is(&shall).expect("properties"),
            shall.properties,
        )
    }

    #[test]
    fn what_is_as_it_shall_be_is_declared_in_the_same_words() {
        let (is, shall) = as_it_is(actual(), json!({ "TableName": "posts" }));
        assert_eq!(is, shall);
    }

    #[test]
    fn what_differs_is_declared_as_it_is() {
        let mut provisioned = actual();
        provisioned["BillingModeSummary"] = Value::Null;
        let shall = json!({
            "GlobalSecondaryIndexes": [],
            "SSESpecification": { "SSEEnabled": true },
            "DeletionProtectionEnabled": true,
        });
        let (is, _) = as_it_is(provisioned, shall);
        let is = |name: &str| super::super::declared(&is, name);
        assert_eq!(is("BillingMode"), "PROVISIONED");
        assert_eq!(is("GlobalSecondaryIndexes")[0]["IndexName"], "byAuthor");
        let capacity = json!({ "ReadCapacityUnits": 0, "WriteCapacityUnits": 0 });
        assert_eq!(is("ProvisionedThroughput"), capacity);
        assert_eq!(is("SSESpecification"), Value::Null);
        assert_eq!(is("DeletionProtectionEnabled"), Value::Null);
    }

    #[test]
    fn what_the_project_does_not_speak_of_is_left_alone() {
        let mut more = actual();
        more["DeletionProtectionEnabled"] = true.into();
        more["SSEDescription"] = json!({ "Status": "ENABLED" });
        more["StreamSpecification"] = json!({ "StreamViewType": "KEYS_ONLY" });
        let (is, shall) = as_it_is(more, json!({}));
        assert_eq!(is, shall);
    }
}
