//! Two templates beside each other.

use std::collections::BTreeSet;

use appsynth_cloudformation::{
    DeletionPolicy, Expr, LogicalId, Map, Resource, Template, resource_schema,
};
use indexmap::IndexSet;

use super::same_name::SameName;
use super::{Effect, ResourceChange, table};
use crate::kinds::{API, TABLE, holds_data, is_table};

/// The resources of a template that are there: those that no condition leaves out.
pub(crate) type Live = IndexSet<LogicalId>;

/// Resources that are replaced, and parameters whose value comes of one.
pub(super) type Replaced = BTreeSet<LogicalId>;

/// What a deployment does to the resources that two templates have, those without any change left out.
/// Nested stacks are resources here; what is in them is compared on its own. What is replaced is added to
/// `replaced`, which has the parameters that get other values.
pub(super) fn compare(
    old: (&Template, &Live),
    new: (&Template, &Live),
    prefix: &str,
    replaced: &mut Replaced,
) -> Vec<ResourceChange> {
    let mut changes = Vec::new();
    let order = new.0.dependency_order();
    let order = order.unwrap_or_else(|_| new.0.resources.keys().collect());
    for id in order.into_iter().filter(|id| new.1.contains(*id)) {
        let resource = &new.0.resources[id];
        let before = old.0.resources.get(id).filter(|_| old.1.contains(id));
        let change = match before {
            None if is_imported(resource) => Some(Change::plain(Effect::Import)),
            None => Some(Change::plain(Effect::Create)),
            Some(before) => changed(before, resource, replaced),
        };
        let Some(change) = change else {
            continue;
        };
        if change.effect == Effect::Replace {
            replaced.insert(id.clone());
        }
        let mut described = described(id, resource, prefix, change);
        described.holds_data |= before.is_some_and(|before| holds_data(&before.kind));
        changes.push(described);
    }
    for id in old.1 {
        let resource = &old.0.resources[id];
        if !new.1.contains(id) {
            let retained = survives(resource.deletion_policy);
            let change = Change {
                retained,
                ..Change::plain(Effect::Delete)
            };
            changes.push(described(id, resource, prefix, change));
        }
    }
    changes
}

/// What constructs write beside what was there before its stack.
const IMPORTED: &str = "appsynth:imported";

/// Whether the project says that a resource is there already and is to be imported.
pub(crate) fn is_imported(resource: &Resource) -> bool {
    resource.metadata.get(IMPORTED) == Some(&Expr::Bool(true))
}

/// What becomes of a resource, whatever it is called.
struct Change {
    effect: Effect,
    properties: Vec<String>,
    retained: bool,
    same_name: Option<SameName>,
    expires_by: Option<String>,
}

impl Change {
    fn plain(effect: Effect) -> Self {
        Self {
            effect,
            properties: Vec::new(),
            retained: false,
            same_name: None,
            expires_by: None,
        }
    }
}

/// What changes between two templates when every condition holds; their nested ones left out.
pub(crate) fn compare_level(old: &Template, new: &Template) -> Vec<ResourceChange> {
    let all = |template: &Template| template.resources.keys().cloned().collect::<Live>();
    let sides = ((old, &all(old)), (new, &all(new)));
    compare(sides.0, sides.1, "", &mut Replaced::new())
}

/// The parameters that a nested stack is given by its parent and that come of what is replaced there.
pub(super) fn handed_anew(nested: &Resource, replaced: &Replaced) -> Replaced {
    let Some(Expr::Map(handed)) = nested.properties.get("Parameters") else {
        return Replaced::new();
    };
    let anew = handed
        .iter()
        .filter(|(_, value)| refers_to(value, replaced));
    anew.map(|(name, _)| LogicalId(name.clone())).collect()
}

/// The construct path of a resource, else the logical ids that lead to it.
pub(crate) fn path_or(address: &str, resource: &Resource) -> String {
    match resource.metadata.get("aws:cdk:path") {
        Some(Expr::Text(path)) => path.clone(),
        _ => address.to_owned(),
    }
}

fn described(id: &LogicalId, resource: &Resource, prefix: &str, change: Change) -> ResourceChange {
    let address = format!("{prefix}{id}");
    ResourceChange {
        name: path_or(&address, resource),
        logical_id: id.0.clone(),
        address,
        kind: resource.kind.clone(),
        effect: change.effect,
        properties: change.properties,
        holds_data: holds_data(&resource.kind),
        retained: change.retained,
        same_name: change.same_name,
        expires_by: change.expires_by,
    }
}

fn changed(old: &Resource, new: &Resource, replaced: &BTreeSet<LogicalId>) -> Option<Change> {
    let replacement = |properties: Vec<String>| Change {
        properties,
        // Which of the two policies counts is not documented.
        retained: survives(old.update_replace_policy) && survives(new.update_replace_policy),
        ..Change::plain(Effect::Replace)
    };
    if old.kind != new.kind {
        return Some(replacement(vec!["Type".to_owned()]));
    }
    let names: IndexSet<&String> = new.properties.keys().chain(old.properties.keys()).collect();
    let moved = |name: &str| {
        let value = new.properties.get(name);
        old.properties.get(name) != value || value.is_some_and(|value| refers_to(value, replaced))
    };
    let mut properties: Vec<String> = names
        .into_iter()
        .filter(|name| moved(name))
        .cloned()
        .collect();
    let fixed = fixed(old, new, &properties, replaced);
    if !fixed.is_empty() {
        let named_anew = fixed.iter().any(|property| property == "TableName");
        return Some(Change {
            same_name: SameName::of(old, new).filter(|_| !named_anew),
            ..replacement(fixed)
        });
    }
    if holds_data(&new.kind) {
        properties.extend(policies(old, new));
    }
    if properties.is_empty() {
        return (old != new).then(|| Change::plain(Effect::NoEffect));
    }
    let mut effect = Effect::InPlace;
    if new.kind == TABLE {
        let steps = table::index_steps(&old.properties, &new.properties);
        if !steps.is_empty() {
            effect = Effect::Indexes { steps };
        }
    }
    let expires_by = || table::expires_by(&old.properties, &new.properties);
    Some(Change {
        properties,
        expires_by: is_table(&new.kind).then(expires_by).flatten(),
        ..Change::plain(effect)
    })
}

/// The policies that change of what holds data: what is kept today may not be kept the next time.
fn policies(old: &Resource, new: &Resource) -> impl Iterator<Item = String> {
    let policies = [
        ("DeletionPolicy", old.deletion_policy, new.deletion_policy),
        (
            "UpdateReplacePolicy",
            old.update_replace_policy,
            new.update_replace_policy,
        ),
    ];
    let changed = policies.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(name, ..)| name.to_owned())
}

/// What AppSync does not change of an API; the schema says so neither of these nor that all of `UserPoolConfig` and
/// its like is changed in place.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_UpdateGraphqlApi.html>,
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateGraphqlApi.html>
const FIXED_OF_APIS: [&str; 2] = ["ApiType", "Visibility"];

/// The properties whose change replaces the resource.
fn fixed(
    old: &Resource,
    new: &Resource,
    changed: &[String],
    replaced: &BTreeSet<LogicalId>,
) -> Vec<String> {
    let mut fixed = Vec::new();
    if let Some(schema) = resource_schema(&new.kind) {
        let paths = match new.kind.as_str() {
            API => schema.create_only.iter().chain(&FIXED_OF_APIS),
            _ => schema
                .create_only
                .iter()
                .chain(schema.conditional_create_only),
        };
        for path in paths {
            let (first, rest) = path.split_once('/').unwrap_or((path, ""));
            if !changed.iter().any(|name| name == first) {
                continue;
            }
            let (before, after) = (old.properties.get(first), new.properties.get(first));
            let (before, after) = (at(before, rest), at(after, rest));
            if before != after || after.iter().any(|value| refers_to(value, replaced)) {
                fixed.push((*path).to_owned());
            }
        }
    }
    if is_table(&new.kind) {
        for property in table::replacing(&old.properties, &new.properties) {
            if !fixed.contains(&property) {
                fixed.push(property);
            }
        }
    }
    fixed
}

/// The values at a path; what an intrinsic function gives is as if it were at the path itself.
fn at<'e>(value: Option<&'e Expr>, path: &str) -> Vec<&'e Expr> {
    let Some(value) = value else {
        return Vec::new();
    };
    if path.is_empty() {
        return vec![value];
    }
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match value {
        Expr::Map(map) => at(map.get(first), rest),
        Expr::List(items) if first == "*" => {
            items.iter().flat_map(|item| at(Some(item), rest)).collect()
        }
        Expr::Call(_) => vec![value],
        _ => Vec::new(),
    }
}

fn refers_to(value: &Expr, ids: &BTreeSet<LogicalId>) -> bool {
    let mut found = false;
    value.visit_refs(|id| found |= ids.contains(id));
    found
}

/// Whether what leaves a stack under this policy stays where it is.
pub(crate) fn survives(policy: Option<DeletionPolicy>) -> bool {
    match policy {
        Some(DeletionPolicy::Retain | DeletionPolicy::RetainExceptOnCreate) => true,
        Some(DeletionPolicy::Delete | DeletionPolicy::Snapshot) | None => false,
    }
}

/// A property as text.
pub(crate) fn text<'m>(properties: &'m Map, name: &str) -> Option<&'m str> {
    match properties.get(name) {
        Some(Expr::Text(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tree::read;
    use super::*;

    fn effects(old: Value, new: Value) -> Vec<(String, Effect)> {
        let template = |resources: Value| {
            read("blog", &json!({ "Resources": resources }).to_string()).expect("a template")
        };
        let changes = compare_level(&template(old), &template(new));
        changes
            .into_iter()
            .map(|change| (change.logical_id, change.effect))
            .collect()
    }

    #[test]
    fn another_visibility_is_another_api_and_another_user_pool_is_not() {
        let api = |visibility: &str, pool: &str| {
            json!({ "Api": { "Type": API, "Properties": {
                "Name": "blog", "Visibility": visibility, "UserPoolConfig": { "UserPoolId": pool },
            }}})
        };
        let of = |effect| [("Api".to_owned(), effect)];
        let old = || api("GLOBAL", "one");
        assert_eq!(effects(old(), api("PRIVATE", "one")), of(Effect::Replace));
        assert_eq!(effects(old(), api("GLOBAL", "two")), of(Effect::InPlace));
    }

    fn resolver(field: &str, code: &str) -> Value {
        json!({ "Type": "AWS::AppSync::Resolver", "Properties": {
            "ApiId": "api", "TypeName": "Query", "FieldName": field, "Code": code,
        }})
    }

    #[test]
    fn code_changes_in_place_and_another_field_is_another_resolver() {
        let old = json!({ "A": resolver("a", "1"), "B": resolver("b", "1") });
        let new = json!({ "A": resolver("a", "2"), "B": resolver("c", "1") });
        let expected = [
            ("A".to_owned(), Effect::InPlace),
            ("B".to_owned(), Effect::Replace),
        ];
        assert_eq!(effects(old, new), expected);
    }

    #[test]
    fn what_was_there_before_its_stack_is_imported() {
        let table = json!({ "T": {
            "Type": "AWS::DynamoDB::Table", "Metadata": { "appsynth:imported": true },
        }});
        let other = json!({ "Q": { "Type": "AWS::SQS::Queue" } });
        let mut both = table.clone();
        both["Q"] = other["Q"].clone();
        assert_eq!(
            effects(other, both.clone()),
            [("T".to_owned(), Effect::Import)]
        );
        assert_eq!(effects(both.clone(), both), []);
    }

    #[test]
    fn metadata_alone_has_no_effect() {
        let old = json!({ "A": { "Type": "AWS::SQS::Queue" } });
        let new = json!({ "A": { "Type": "AWS::SQS::Queue", "Metadata": { "x": 1 } } });
        assert_eq!(effects(old, new), [("A".to_owned(), Effect::NoEffect)]);
    }

    #[test]
    fn what_is_fixed_to_a_replaced_resource_is_replaced_with_it() {
        let stack = |name: &str| {
            json!({
                "Echo": { "Type": "AWS::Lambda::Function", "Properties": { "FunctionName": name } },
                "MayCall": { "Type": "AWS::Lambda::Permission", "Properties": {
                    "FunctionName": { "Ref": "Echo" }, "Action": "lambda:InvokeFunction",
                }},
            })
        };
        let expected = [
            ("Echo".to_owned(), Effect::Replace),
            ("MayCall".to_owned(), Effect::Replace),
        ];
        assert_eq!(effects(stack("one"), stack("two")), expected);
    }

    #[test]
    fn the_type_of_a_key_replaces_a_table_and_that_of_another_attribute_does_not() {
        let table = |key: &str, other: &str| {
            json!({ "T": { "Type": "AWS::DynamoDB::Table", "Properties": {
                "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
                "AttributeDefinitions": [
                    { "AttributeName": "id", "AttributeType": key },
                    { "AttributeName": "other", "AttributeType": other },
                ],
            }}})
        };
        assert_eq!(
            effects(table("S", "S"), table("N", "S")),
            [("T".to_owned(), Effect::Replace)]
        );
        assert_eq!(
            effects(table("S", "S"), table("S", "N")),
            [("T".to_owned(), Effect::InPlace)]
        );
    }

    #[test]
    fn what_is_gone_is_deleted_unless_its_policy_keeps_it() {
        let table = |policy: &str| json!({ "T": { "Type": "AWS::DynamoDB::Table", "DeletionPolicy": policy, "Properties": {} } });
        for (policy, retained) in [("Delete", false), ("Retain", true)] {
            let old = read("blog", &json!({ "Resources": table(policy) }).to_string());
            let new = read(
                "blog",
                r#"{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}"#,
            );
            let changes = compare_level(&old.expect("a template"), &new.expect("a template"));
            let gone = changes
                .iter()
                .find(|change| change.effect == Effect::Delete);
            let gone = gone.expect("a deletion");
            assert!(gone.loses_data());
            assert_eq!(gone.retained, retained);
        }
    }
}
