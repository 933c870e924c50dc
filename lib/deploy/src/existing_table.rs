//! A table as DynamoDB has it beside one that a template declares.

use appsynth_cloudformation::Resource;
use serde_json::{Map, Value, json};

/// Why a table cannot be the one that a template declares: what of its key is another, which nothing but a new
/// table could change. None if it can.
pub(crate) fn difference(actual: &Value, declared: &Resource) -> Option<String> {
    let declared = |name: &str| {
        let value = declared.properties.get(name);
        value.map_or(Value::Null, appsynth_cloudformation::Expr::to_value)
    };
    let definitions = declared("AttributeDefinitions");
    let is = key(&actual["KeySchema"], &actual["AttributeDefinitions"]);
    let shall = key(&declared("KeySchema"), &definitions);
    if is != shall {
        return Some(format!("its key is {is}, and the project says {shall}"));
    }
    let is = local_indexes(
        &actual["LocalSecondaryIndexes"],
        &actual["AttributeDefinitions"],
    );
    let shall = local_indexes(&declared("LocalSecondaryIndexes"), &definitions);
    let shown = |indexes: &[String]| match indexes {
        [] => "none".to_owned(),
        indexes => indexes.join(", "),
    };
    (is != shall).then(|| {
        format!(
            "its local indexes are {}, and the project says {}",
            shown(&is),
            shown(&shall)
        )
    })
}

/// `id (S), date (N)`
fn key(schema: &Value, definitions: &Value) -> String {
    let parts = list(schema).map(|part| {
        let name = part["AttributeName"].as_str().unwrap_or_default();
        let mut definitions = list(definitions);
        let definition = definitions.find(|one| one["AttributeName"] == name);
        let kind = definition.and_then(|one| one["AttributeType"].as_str());
        format!("{name} ({})", kind.unwrap_or("?"))
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// Why a table cannot be the one that a model needs: its key is another, or it lacks an index. None if it can.
pub(crate) fn shortcoming(actual: &Value, key: &str, indexes: &[(&str, &str)]) -> Option<String> {
    let definitions = &actual["AttributeDefinitions"];
    let is = self::key(&actual["KeySchema"], definitions);
    if is != key {
        return Some(format!("its key is {is}, and the schema needs {key}"));
    }
    indexes.iter().find_map(|(name, shall)| {
        let mut there = list(&actual["GlobalSecondaryIndexes"]);
        match there.find(|index| index["IndexName"] == *name) {
            None => Some(format!("it has no index `{name}` by {shall}")),
            Some(index) => {
                let is = self::key(&index["KeySchema"], definitions);
                (is != *shall)
                    .then(|| format!("its index `{name}` is by {is}, and the schema needs {shall}"))
            }
        }
    })
}

fn local_indexes(indexes: &Value, definitions: &Value) -> Vec<String> {
    let indexes = list(indexes).map(|index| {
        let name = index["IndexName"].as_str().unwrap_or_default();
        format!("{name} by {}", key(&index["KeySchema"], definitions))
    });
    let mut indexes: Vec<_> = indexes.collect();
    indexes.sort();
    indexes
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The properties of a template that declares a table just as it is.
pub(crate) fn properties(actual: &Value, is_named: bool) -> Value {
    let mut properties = Map::new();
    if is_named {
        properties.insert("TableName".to_owned(), actual["TableName"].clone());
    }
    for name in ["KeySchema", "AttributeDefinitions"] {
        properties.insert(name.to_owned(), actual[name].clone());
    }
    let is_on_demand = actual["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST";
    if is_on_demand {
        properties.insert("BillingMode".to_owned(), "PAY_PER_REQUEST".into());
    } else {
        properties.insert("ProvisionedThroughput".to_owned(), capacity(actual));
    }
    for name in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        let indexes = list(&actual[name]).map(|index| {
            let mut declared = json!({
                "IndexName": index["IndexName"],
                "KeySchema": index["KeySchema"],
                "Projection": index["Projection"],
            });
            if name == "GlobalSecondaryIndexes" && !is_on_demand {
                declared["ProvisionedThroughput"] = capacity(index);
            }
            declared
        });
        let indexes: Vec<_> = indexes.collect();
        if !indexes.is_empty() {
            properties.insert(name.to_owned(), indexes.into());
        }
    }
    let view = &actual["StreamSpecification"]["StreamViewType"];
    if view.is_string() {
        let stream = json!({ "StreamViewType": view });
        properties.insert("StreamSpecification".to_owned(), stream);
    }
    if actual["SSEDescription"]["Status"] == "ENABLED" {
        let encryption = json!({ "SSEEnabled": true });
        properties.insert("SSESpecification".to_owned(), encryption);
    }
    if actual["DeletionProtectionEnabled"] == true {
        properties.insert("DeletionProtectionEnabled".to_owned(), true.into());
    }
    properties.into()
}

fn capacity(of: &Value) -> Value {
    let throughput = &of["ProvisionedThroughput"];
    json!({
        "ReadCapacityUnits": throughput["ReadCapacityUnits"],
        "WriteCapacityUnits": throughput["WriteCapacityUnits"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::read;

    fn actual() -> Value {
        json!({
            "TableName": "posts",
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

    fn declared(key: &str, kind: &str) -> Resource {
        let template = json!({ "Resources": { "Posts": { "Type": "AWS::DynamoDB::Table", "Properties": {
            "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }],
            "AttributeDefinitions": [{ "AttributeName": key, "AttributeType": kind }],
        }}}});
        let template = read("blog", &template.to_string()).expect("a template");
        template.resources.into_values().next().expect("a table")
    }

    #[test]
    fn another_key_or_another_type_of_it_is_another_table() {
        assert_eq!(difference(&actual(), &declared("id", "S")), None);
        let other = difference(&actual(), &declared("pk", "S"));
        let expected = "its key is id (S), and the project says pk (S)";
        assert_eq!(other.as_deref(), Some(expected));
        assert!(difference(&actual(), &declared("id", "N")).is_some());
    }

    #[test]
    fn a_model_needs_its_key_and_its_indexes() {
        let by_author = [("byAuthor", "author (S)")];
        assert_eq!(shortcoming(&actual(), "id (S)", &by_author), None);
        let lacks = |key: &str, indexes: &[(&str, &str)]| {
            shortcoming(&actual(), key, indexes).expect("something is missing")
        };
        let key = "its key is id (S), and the schema needs id (S), at (S)";
        assert_eq!(lacks("id (S), at (S)", &[]), key);
        let none = "it has no index `byTitle` by title (S)";
        assert_eq!(lacks("id (S)", &[("byTitle", "title (S)")]), none);
        let other =
            "its index `byAuthor` is by author (S), and the schema needs author (S), at (S)";
        assert_eq!(
            lacks("id (S)", &[("byAuthor", "author (S), at (S)")]),
            other
        );
    }

    #[test]
    fn a_table_is_declared_with_the_indexes_it_has() {
        let expected = json!({
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
            "AttributeDefinitions": actual()["AttributeDefinitions"],
            "BillingMode": "PAY_PER_REQUEST",
            "GlobalSecondaryIndexes": [{
                "IndexName": "byAuthor",
                "KeySchema": [{ "AttributeName": "author", "KeyType": "HASH" }],
                "Projection": { "ProjectionType": "ALL" },
            }],
        });
        assert_eq!(properties(&actual(), false), expected);
        assert_eq!(properties(&actual(), true)["TableName"], "posts");
    }
}
