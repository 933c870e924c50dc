//! Bringing the tables of the store to what the assembly says, without losing an item.
//!
//! Changes are planned first and all refusals reported together; only then is anything changed. A table that
//! leaves the assembly stays in the store: its data are gone only when all are destroyed.

use appsynth_diagnostics::Diagnostics;
use appsynth_store::{Operation, Store};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::resources::{Identity, Resource, is_true};
use crate::{LocalError, diagnostics};

/// What has to be done to the tables of a store.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    list: Vec<Change>,
}

/// One operation of the store.
#[derive(Debug)]
struct Change {
    table: String,
    operation: Operation,
    request: Value,
}

/// Tables in place of those that stacks refer to and do not define.
pub(crate) fn stand_ins(
    tables: &IndexMap<String, Map<String, Value>>,
    resources: &[Resource],
) -> Vec<Resource> {
    let is_defined = |name: &String| {
        resources
            .iter()
            .any(|one| is_table(one) && one.identity.reference == *name)
    };
    tables
        .iter()
        .filter(|(name, _)| !is_defined(name))
        .map(|(name, properties)| Resource {
            // Where whoever reads a message about it finds it in appsynth.yaml.
            stack: "local.tables".to_owned(),
            logical_id: name.clone(),
            kind: "AWS::DynamoDB::Table".to_owned(),
            properties: properties.clone(),
            identity: Identity {
                reference: name.clone(),
                attributes: IndexMap::new(),
            },
            construct: None,
        })
        .collect()
}

/// Plans the changes that give the store the tables among the resources.
///
/// # Errors
/// Diagnostics for each table that DynamoDB would refuse, or whose key would change while it holds items.
pub(crate) fn plan(store: &Store, resources: &[Resource]) -> Result<Changes, LocalError> {
    let mut changes = Changes::default();
    let mut refusals = Diagnostics::new();
    for table in resources.iter().filter(|one| is_table(one)) {
        let name = &table.identity.reference;
        let wanted = description(table);
        let existing = store.execute(Operation::DescribeTable, json!({"TableName": name}));
        let existing = existing.as_ref().ok().map(|answer| &answer["Table"]);
        if existing.is_none_or(|existing| !is_as_wanted(existing, &wanted)) {
            // An empty store tells what DynamoDB thinks of the description.
            if let Err(refusal) = Store::memory()?.execute(Operation::CreateTable, wanted.clone()) {
                refusals.push(diagnostics::table_refused(table, &refusal));
                continue;
            }
        }
        match existing.map(|existing| (existing, key_difference(existing, &wanted))) {
            None => changes.push(name, Operation::CreateTable, wanted),
            Some((existing, None)) => {
                changes.update_indexes(name, existing, &wanted);
                changes.update_stream(name, existing, &wanted);
            }
            Some((_, Some(_))) if is_empty(store, name) => changes.replace(name, wanted),
            Some((_, Some(difference))) => {
                refusals.push(diagnostics::key_changed(table, &difference));
                continue;
            }
        }
        changes.time_to_live(store, table);
    }
    if refusals.is_empty() {
        Ok(changes)
    } else {
        Err(refusals.into())
    }
}

impl Changes {
    /// Makes the changes.
    ///
    /// # Errors
    /// If the store refuses one all the same; those before it are made.
    pub(crate) fn apply(self, store: &Store) -> Result<(), LocalError> {
        for change in self.list {
            tracing::info!(
                table = change.table,
                operation = change.operation.name(),
                "changing a table"
            );
            store
                .execute(change.operation, change.request)
                .map_err(|source| LocalError::Table {
                    operation: change.operation.name(),
                    table: change.table,
                    source: Box::new(source),
                })?;
        }
        Ok(())
    }

    fn push(&mut self, table: &str, operation: Operation, request: Value) {
        self.list.push(Change {
            table: table.to_owned(),
            operation,
            request,
        });
    }

    fn replace(&mut self, table: &str, wanted: Value) {
        self.push(table, Operation::DeleteTable, json!({"TableName": table}));
        self.push(table, Operation::CreateTable, wanted);
    }

    /// Removes the global indexes that are not wanted (any more in this form) and adds the missing ones, one
    /// at a time as DynamoDB wants it.
    fn update_indexes(&mut self, table: &str, existing: &Value, wanted: &Value) {
        let existing_indexes = list(existing, "GlobalSecondaryIndexes");
        let wanted_indexes = list(wanted, "GlobalSecondaryIndexes");
        for index in existing_indexes {
            if !wanted_indexes.iter().any(|other| same_index(index, other)) {
                let update = json!([{"Delete": {"IndexName": index["IndexName"]}}]);
                self.update_index(table, update, json!([]));
            }
        }
        for index in wanted_indexes {
            if !existing_indexes
                .iter()
                .any(|other| same_index(index, other))
            {
                let attributes = list(wanted, "AttributeDefinitions")
                    .iter()
                    .filter(|attribute| has_key(wanted, attribute) || has_key(index, attribute))
                    .cloned()
                    .collect();
                self.update_index(table, json!([{"Create": index}]), attributes);
            }
        }
    }

    fn update_index(&mut self, table: &str, update: Value, attributes: Value) {
        let mut request = json!({
            "TableName": table,
            "GlobalSecondaryIndexUpdates": update,
        });
        if attributes.as_array().is_some_and(|list| !list.is_empty()) {
            request["AttributeDefinitions"] = attributes;
        }
        self.push(table, Operation::UpdateTable, request);
    }

    /// Switches the table's stream on or off. One that shows other images is a new stream.
    fn update_stream(&mut self, table: &str, existing: &Value, wanted: &Value) {
        let (is, becomes) = (
            &existing["StreamSpecification"],
            &wanted["StreamSpecification"],
        );
        if is["StreamViewType"] == becomes["StreamViewType"] {
            return;
        }
        let mut set = |specification: Value| {
            let request = json!({"TableName": table, "StreamSpecification": specification});
            self.push(table, Operation::UpdateTable, request);
        };
        if is["StreamEnabled"] == true {
            set(json!({"StreamEnabled": false}));
        }
        if becomes["StreamEnabled"] == true {
            set(becomes.clone());
        }
    }

    fn time_to_live(&mut self, store: &Store, resource: &Resource) {
        let table = &resource.identity.reference;
        let wanted = resource
            .properties
            .get("TimeToLiveSpecification")
            .filter(|wanted| is_true(wanted.get("Enabled")));
        let existing = store
            .execute(Operation::DescribeTimeToLive, json!({"TableName": table}))
            .unwrap_or_default();
        let existing = &existing["TimeToLiveDescription"];
        let existing =
            (existing["TimeToLiveStatus"] == "ENABLED").then(|| existing["AttributeName"].clone());
        let wanted = wanted.map(|wanted| wanted["AttributeName"].clone());
        if wanted == existing {
            return;
        }
        let mut set = |attribute: Value, enabled: bool| {
            let request = json!({
                "TableName": table,
                "TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": enabled},
            });
            self.push(table, Operation::UpdateTimeToLive, request);
        };
        if let Some(attribute) = existing {
            set(attribute, false);
        }
        if let Some(attribute) = wanted {
            set(attribute, true);
        }
    }
}

/// Whether a resource is a table.
pub(crate) fn is_table(resource: &Resource) -> bool {
    matches!(
        resource.kind.as_str(),
        "AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable"
    )
}

/// The `CreateTable` request of a table. Throughput is left out: nothing is throttled here.
fn description(resource: &Resource) -> Value {
    let mut request = Map::new();
    request.insert(
        "TableName".to_owned(),
        resource.identity.reference.clone().into(),
    );
    for name in ["AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes"] {
        if let Some(value) = resource.properties.get(name) {
            request.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(Value::Array(indexes)) = resource.properties.get("GlobalSecondaryIndexes") {
        let indexes: Value = indexes
            .iter()
            .map(|index| {
                let mut index = index.clone();
                if let Value::Object(members) = &mut index {
                    members.retain(|name, _| {
                        matches!(name.as_str(), "IndexName" | "KeySchema" | "Projection")
                    });
                }
                index
            })
            .collect();
        request.insert("GlobalSecondaryIndexes".to_owned(), indexes);
    }
    if let Some(stream) = resource.properties.get("StreamSpecification") {
        request.insert(
            "StreamSpecification".to_owned(),
            json!({"StreamEnabled": true, "StreamViewType": stream["StreamViewType"]}),
        );
    }
    request.insert("BillingMode".to_owned(), "PAY_PER_REQUEST".into());
    Value::Object(request)
}

fn is_as_wanted(existing: &Value, wanted: &Value) -> bool {
    let sorted = |table: &Value| {
        let mut attributes: Vec<_> = list(table, "AttributeDefinitions")
            .iter()
            .map(|attribute| {
                let text = |name: &str| attribute[name].as_str().unwrap_or_default().to_owned();
                (text("AttributeName"), text("AttributeType"))
            })
            .collect();
        attributes.sort_unstable();
        attributes
    };
    let mut changes = Changes::default();
    changes.update_indexes("", existing, wanted);
    changes.list.is_empty()
        && sorted(existing) == sorted(wanted)
        && key_difference(existing, wanted).is_none()
}

/// What differs between a table and its wanted description that cannot be changed, in words.
fn key_difference(existing: &Value, wanted: &Value) -> Option<String> {
    let (was, becomes) = (key_of(existing, existing), key_of(wanted, wanted));
    if was != becomes {
        return Some(format!("its key was {was} and would be {becomes}"));
    }
    let local = |table: &Value| -> Vec<String> {
        list(table, "LocalSecondaryIndexes")
            .iter()
            .map(|index| {
                let name = index["IndexName"].as_str().unwrap_or_default();
                format!("`{name}` with {}", key_of(table, index))
            })
            .collect()
    };
    let (mut was, mut becomes) = (local(existing), local(wanted));
    was.sort_unstable();
    becomes.sort_unstable();
    let words = |indexes: Vec<String>| match indexes.as_slice() {
        [] => "none".to_owned(),
        some => some.join(", "),
    };
    (was != becomes).then(|| {
        format!(
            "its local secondary indexes were {} and would be {}",
            words(was),
            words(becomes)
        )
    })
}

/// A key schema in words such as ``partition `id` (S), sort `at` (N)``.
fn key_of(table: &Value, keyed: &Value) -> String {
    let parts: Vec<String> = list(keyed, "KeySchema")
        .iter()
        .map(|part| {
            let name = part["AttributeName"].as_str().unwrap_or_default();
            let kind = list(table, "AttributeDefinitions")
                .iter()
                .find(|attribute| attribute["AttributeName"] == name)
                .and_then(|attribute| attribute["AttributeType"].as_str())
                .unwrap_or_default();
            let role = if part["KeyType"] == "HASH" {
                "partition"
            } else {
                "sort"
            };
            format!("{role} `{name}` ({kind})")
        })
        .collect();
    parts.join(", ")
}

fn same_index(left: &Value, right: &Value) -> bool {
    let projection = |index: &Value| {
        let mut attributes: Vec<String> = list(&index["Projection"], "NonKeyAttributes")
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        attributes.sort_unstable();
        (index["Projection"]["ProjectionType"].clone(), attributes)
    };
    left["IndexName"] == right["IndexName"]
        && left["KeySchema"] == right["KeySchema"]
        && projection(left) == projection(right)
}

fn has_key(keyed: &Value, attribute: &Value) -> bool {
    let in_key = |keyed: &Value| {
        list(keyed, "KeySchema")
            .iter()
            .any(|part| part["AttributeName"] == attribute["AttributeName"])
    };
    in_key(keyed) || list(keyed, "LocalSecondaryIndexes").iter().any(in_key)
}

fn is_empty(store: &Store, table: &str) -> bool {
    first_items(store, table) == Some(0)
}

/// Whether a table is there and has items.
pub(crate) fn holds_items(store: &Store, table: &str) -> bool {
    first_items(store, table).is_some_and(|count| count > 0)
}

/// How many items there are when asked for one; none if there is no such table.
fn first_items(store: &Store, table: &str) -> Option<u64> {
    let page = store.execute(Operation::Scan, json!({"TableName": table, "Limit": 1}));
    page.ok()?["Count"].as_u64()
}

fn list<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value
        .get(member)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
