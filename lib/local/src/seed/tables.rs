//! The tables that are deployed, by the names that people have for them.

use appsynth_runtime::Api;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::LeftTable;
use crate::resources::{Resource, is_true};
use crate::tables::is_table;

/// A table that can be seeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KnownTable {
    /// Its name in the store.
    pub(crate) name: String,
    /// What else it may be called: the model, data sources, its logical id.
    names: Vec<String>,
    /// The model whose items it has.
    model: Option<Model>,
    /// Whether its items have versions.
    is_versioned: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Model {
    type_name: String,
    /// The times that a new item gets: `createdAt` and `updatedAt`, where the type has them.
    times: Vec<String>,
}

impl KnownTable {
    /// The tables among the resources.
    pub(crate) fn all<'a>(
        resources: &[Resource],
        apis: impl Iterator<Item = &'a Api> + Clone,
    ) -> Vec<Self> {
        let tables = resources.iter().filter(|one| is_table(one));
        let known = tables.map(|table| {
            let mut known = Self {
                name: table.identity.reference.clone(),
                names: Vec::new(),
                model: None,
                is_versioned: false,
            };
            for source in resources {
                known.note(source, apis.clone());
            }
            known.names.push(table.logical_id.clone());
            known
        });
        known.collect()
    }

    /// Notes what a data source tells of the table, if it is one of it.
    fn note<'a>(&mut self, source: &Resource, mut apis: impl Iterator<Item = &'a Api>) {
        let config = source.properties.get("DynamoDBConfig");
        let Some(config) = config.filter(|config| config["TableName"] == self.name.as_str()) else {
            return;
        };
        let Some(name) = source.text("Name") else {
            return;
        };
        self.is_versioned |= is_true(config.get("Versioned"));
        // Amplify's name for a model's data source, and ours.
        if let Some(type_name) = name.strip_suffix("Table")
            && let Some(model) = apis.find_map(|api| Model::of(api, type_name))
        {
            self.names.insert(0, type_name.to_owned());
            self.model = Some(model);
        }
        self.names.push(name.to_owned());
    }

    /// The table as one that is not there any more.
    pub(crate) fn left(&self) -> LeftTable {
        LeftTable {
            table: self.name.clone(),
            model: (self.model.as_ref()).map(|model| model.type_name.clone()),
        }
    }

    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.names.iter().any(|one| one == name)
    }

    /// The name that people know best.
    pub(crate) fn first_name(&self) -> Option<&str> {
        self.names.first().map(String::as_str)
    }

    /// An item with what whoever writes it by hand leaves to the API; `description` is that of `DescribeTable`.
    pub(crate) fn completed(
        &self,
        item: &Map<String, Value>,
        description: &Value,
    ) -> Map<String, Value> {
        let mut item = item.clone();
        let now = jiff::Timestamp::now();
        let mut set = |name: &str, value: Value| {
            item.entry(name).or_insert(value);
        };
        if let Some(model) = &self.model {
            set("__typename", json!(model.type_name));
            for time in &model.times {
                set(time, json!(format!("{now:.3}")));
            }
        }
        if self.is_versioned {
            set("_version", json!(1));
            set("_lastChangedAt", json!(now.as_millisecond()));
        }
        let attributes = description["AttributeDefinitions"].as_array();
        for attribute in attributes.into_iter().flatten() {
            let name = attribute["AttributeName"].as_str().unwrap_or_default();
            if let Some(key) = composite_key(name, &item) {
                item.entry(name).or_insert(key);
            }
        }
        item
    }
}

impl Model {
    fn of(api: &Api, type_name: &str) -> Option<Self> {
        api.schema().type_definition(type_name)?;
        let has = |name: &&str| {
            let field = api.schema().field(type_name, name);
            field.is_some_and(|field| **field.ty.named() == *"AWSDateTime")
        };
        Some(Self {
            type_name: type_name.to_owned(),
            times: ["createdAt", "updatedAt"]
                .into_iter()
                .filter(has)
                .map(str::to_owned)
                .collect(),
        })
    }
}

/// The value of an attribute such as `status#createdAt`, if the item has all that it is made of.
fn composite_key(name: &str, item: &Map<String, Value>) -> Option<Value> {
    if !name.contains('#') {
        return None;
    }
    let parts = name.split('#').map(|part| match item.get(part)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let parts: Option<Vec<_>> = parts.collect();
    Some(parts?.join("#").into())
}
