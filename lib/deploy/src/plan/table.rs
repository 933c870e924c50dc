//! DynamoDB tables: what replaces them, and which of their indexes come and go.

use appsynth_cloudformation::{Expr, Map};
use indexmap::IndexMap;

use super::IndexStep;

/// The attribute by whose time DynamoDB deletes items from now on, and did not before.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html>
pub(super) fn expires_by(old: &Map, new: &Map) -> Option<String> {
    let attribute = |table: &Map| -> Option<Expr> {
        let Some(Expr::Map(setting)) = table.get("TimeToLiveSpecification") else {
            return table.get("TimeToLiveSpecification").cloned();
        };
        let is_off = setting.get("Enabled") == Some(&Expr::Bool(false));
        setting.get("AttributeName").filter(|_| !is_off).cloned()
    };
    let now = attribute(new)?;
    if attribute(old).as_ref() == Some(&now) {
        return None;
    }
    Some(text(Some(&now)).unwrap_or("an attribute").to_owned())
}

/// The properties that replace a table if they change this way.
///
/// Which attributes are defined changes with every index; only the type of one that is in the key is fixed
/// with the table.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>
pub(super) fn replacing(old: &Map, new: &Map) -> Vec<String> {
    let mut properties = Vec::new();
    for fixed in ["KeySchema", "LocalSecondaryIndexes"] {
        if old.get(fixed) != new.get(fixed) {
            properties.push(fixed.to_owned());
        }
    }
    let (before, after) = (attribute_types(old), attribute_types(new));
    let retyped = keys(old.get("KeySchema")).any(|key| before.get(key) != after.get(key));
    if properties.is_empty() && retyped {
        properties.push("AttributeDefinitions".to_owned());
    }
    properties
}

/// Whether another table takes the place of this one.
pub(super) fn is_replaced(old: &Map, new: &Map) -> bool {
    old.get("TableName") != new.get("TableName") || !replacing(old, new).is_empty()
}

/// What happens to the indexes: those that are new, those that change (which DynamoDB cannot but anew), and
/// those that go, in this order, so that nothing is missed that is still in use.
pub(crate) fn index_steps(old: &Map, new: &Map) -> Vec<IndexStep> {
    let (before, after) = (indexes(old), indexes(new));
    let created = after.keys().filter(|name| !before.contains_key(*name));
    let mut steps: Vec<_> = created
        .map(|name| IndexStep::Create((*name).to_owned()))
        .collect();
    for (name, index) in &after {
        let fixed = |index: &Map| {
            (
                index.get("KeySchema").cloned(),
                index.get("Projection").cloned(),
            )
        };
        if before
            .get(name)
            .is_some_and(|before| fixed(before) != fixed(index))
        {
            steps.push(IndexStep::Delete((*name).to_owned()));
            steps.push(IndexStep::Create((*name).to_owned()));
        }
    }
    let deleted = before.keys().filter(|name| !after.contains_key(*name));
    steps.extend(deleted.map(|name| IndexStep::Delete((*name).to_owned())));
    steps
}

/// The properties of a table with other indexes: all the rest is that of `base`. Each index is taken from
/// `new` if it has it, else from `old`; attributes are defined as far as keys use them.
pub(crate) fn with_indexes(base: &Map, old: &Map, new: &Map, chosen: &[Chosen]) -> Map {
    let (before, after) = (indexes(old), indexes(new));
    let list = chosen.iter().filter_map(|chosen| {
        let index = match chosen {
            Chosen::Old(name) => before.get(name.as_str()),
            Chosen::New(name) => after.get(name.as_str()),
        };
        index.map(|index| Expr::Map((*index).clone()))
    });
    let list: Vec<Expr> = list.collect();
    let mut table = base.clone();
    let used = |table: &Map| -> Vec<String> {
        let locals = items(table.get("LocalSecondaryIndexes"));
        let globals = items(table.get("GlobalSecondaryIndexes"));
        let of_indexes = locals
            .chain(globals)
            .flat_map(|index| keys(index.get("KeySchema")));
        keys(table.get("KeySchema"))
            .chain(of_indexes)
            .map(str::to_owned)
            .collect()
    };
    if list.is_empty() {
        table.remove("GlobalSecondaryIndexes");
    } else {
        table.insert("GlobalSecondaryIndexes".to_owned(), Expr::List(list));
    }
    let used = used(&table);
    let mut definitions: Vec<&Map> = Vec::new();
    for definition in
        items(new.get("AttributeDefinitions")).chain(items(old.get("AttributeDefinitions")))
    {
        let name = text(definition.get("AttributeName"));
        let known = definitions
            .iter()
            .any(|one| text(one.get("AttributeName")) == name);
        if !known && used.iter().any(|used| Some(used.as_str()) == name) {
            definitions.push(definition);
        }
    }
    let definitions = definitions.into_iter().cloned().map(Expr::Map).collect();
    table.insert("AttributeDefinitions".to_owned(), Expr::List(definitions));
    table
}

/// An index as it was, or as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Chosen {
    Old(String),
    New(String),
}

impl Chosen {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Old(name) | Self::New(name) => name,
        }
    }
}

/// The global secondary indexes by name.
pub(crate) fn indexes(table: &Map) -> IndexMap<&str, &Map> {
    items(table.get("GlobalSecondaryIndexes"))
        .filter_map(|index| Some((text(index.get("IndexName"))?, index)))
        .collect()
}

fn attribute_types(table: &Map) -> IndexMap<&str, Option<&Expr>> {
    items(table.get("AttributeDefinitions"))
        .filter_map(|one| Some((text(one.get("AttributeName"))?, one.get("AttributeType"))))
        .collect()
}

fn keys(schema: Option<&Expr>) -> impl Iterator<Item = &str> {
    items(schema).filter_map(|key| text(key.get("AttributeName")))
}

fn items(list: Option<&Expr>) -> impl Iterator<Item = &Map> {
    let list = match list {
        Some(Expr::List(list)) => list.as_slice(),
        _ => &[],
    };
    list.iter().filter_map(|item| match item {
        Expr::Map(map) => Some(map),
        _ => None,
    })
}

fn text(value: Option<&Expr>) -> Option<&str> {
    match value {
        Some(Expr::Text(text)) => Some(text),
        _ => None,
    }
}
