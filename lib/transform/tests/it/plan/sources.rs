//! Which items a request to a data source finds.

use appsynth_store::{Operation, Store};
use serde_json::{Map, Value, json};

/// A table with items; each has another `id`.
pub(crate) struct Table {
    store: Store,
}

impl Table {
    pub(crate) fn of(items: &[Value]) -> Self {
        let store = Store::memory().expect("needs no disk");
        let execute = |operation, request| {
            store
                .execute(operation, request)
                .unwrap_or_else(|error| panic!("{error:?}"))
        };
        execute(
            Operation::CreateTable,
            json!({
                "TableName": "Docs",
                "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
                "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
                "BillingMode": "PAY_PER_REQUEST",
            }),
        );
        for item in items {
            let item = &attribute(item)["M"];
            execute(
                Operation::PutItem,
                json!({ "TableName": "Docs", "Item": item }),
            );
        }
        Self { store }
    }

    /// The ids of the items that the filter of a resolver's request lets pass, in order.
    pub(crate) fn found(&self, request: &Value) -> Vec<String> {
        let mut scan = json!({ "TableName": "Docs" });
        let filter = &request["filter"];
        let members = [
            ("FilterExpression", &filter["expression"]),
            ("ExpressionAttributeNames", &filter["expressionNames"]),
            ("ExpressionAttributeValues", &filter["expressionValues"]),
        ];
        for (name, value) in members {
            if !value.is_null() {
                scan[name] = value.clone();
            }
        }
        let found = self
            .store
            .execute(Operation::Scan, scan)
            .unwrap_or_else(|error| panic!("{error:?}: {request}"));
        let items = found["Items"].as_array().into_iter().flatten();
        let mut ids: Vec<String> = items
            .filter_map(|item| item["id"]["S"].as_str())
            .map(str::to_owned)
            .collect();
        ids.sort();
        ids
    }
}

/// A value as DynamoDB stores it.
fn attribute(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(truth) => json!({ "BOOL": truth }),
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::String(text) => json!({ "S": text }),
        Value::Array(list) => json!({ "L": list.iter().map(attribute).collect::<Vec<_>>() }),
        Value::Object(map) => {
            let members = map
                .iter()
                .map(|(name, value)| (name.clone(), attribute(value)));
            json!({ "M": members.collect::<Map<_, _>>() })
        }
    }
}

/// Whether a query of OpenSearch, of those that resolvers send, finds an item.
pub(crate) fn is_hit(query: &Value, item: &Value) -> bool {
    let (kind, inner) = query
        .as_object()
        .and_then(|query| query.iter().next())
        .unwrap_or_else(|| panic!("no query: {query}"));
    let of = |member: &str| inner[member].as_array().into_iter().flatten();
    let exact = || {
        let member = inner.as_object().and_then(|inner| inner.iter().next());
        let (field, wanted) = member.unwrap_or_else(|| panic!("no field: {query}"));
        let field = field.strip_suffix(".keyword").unwrap_or(field);
        // OpenSearch looks at each element of a list.
        let has = match &item[field] {
            Value::Array(elements) => elements.clone(),
            other => vec![other.clone()],
        };
        (has, wanted)
    };
    match kind.as_str() {
        "match_all" => true,
        "bool" => {
            let may_be_none = inner["should"].is_null();
            of("must").all(|query| is_hit(query, item))
                && (may_be_none || of("should").any(|query| is_hit(query, item)))
        }
        "term" => {
            let (has, wanted) = exact();
            has.contains(wanted)
        }
        "terms" => {
            let (has, wanted) = exact();
            let wanted = wanted.as_array().into_iter().flatten();
            wanted.into_iter().any(|one| has.contains(one))
        }
        other => panic!("rules ask for no {other}"),
    }
}
