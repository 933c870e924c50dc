//! Templates under other logical ids.

use indexmap::IndexMap;
use serde_json::{Map, Value};

/// New logical ids by the old ones.
pub(super) type Names = IndexMap<String, String>;

/// Finds the resources of one template among those of another that has other ids for them. Two are the same if
/// their type and properties are, references to what is the same included, and no third is like them.
pub(super) fn matches(old: &Value, new: &Value) -> Names {
    let empty = Map::new();
    let resources = |template: &Value| template["Resources"].as_object().unwrap_or(&empty).clone();
    let (old, new) = (resources(old), resources(new));
    let gone: Vec<_> = old
        .iter()
        .filter(|(id, _)| !new.contains_key(*id))
        .collect();
    let come: Vec<_> = new
        .iter()
        .filter(|(id, _)| !old.contains_key(*id))
        .collect();
    let mut names = Names::new();
    loop {
        let are_same = |old: &Value, new: &Value| {
            old["Type"] == new["Type"] && renamed(&old["Properties"], &names) == new["Properties"]
        };
        let mut found = Names::new();
        for (from, old) in gone.iter().filter(|(id, _)| !names.contains_key(*id)) {
            let mut same = come.iter().filter(|(id, new)| {
                !names.values().any(|taken| taken == *id) && are_same(old, new)
            });
            let (Some((to, new)), None) = (same.next(), same.next()) else {
                continue;
            };
            let alike = gone
                .iter()
                .filter(|(_, other)| are_same(other, new))
                .count();
            if alike == 1 {
                found.insert((*from).clone(), (*to).clone());
            }
        }
        if found.is_empty() {
            return names;
        }
        // What refers to these may be the same now.
        names.extend(found);
    }
}

/// A template with other names for its resources.
pub(super) fn template(template: &Value, names: &Names) -> Value {
    let mut template = renamed(template, names);
    if let Some(resources) = template["Resources"].as_object_mut() {
        let old = std::mem::take(resources);
        for (id, mut resource) in old {
            depend(&mut resource["DependsOn"], names);
            if resource["DependsOn"].is_null()
                && let Some(resource) = resource.as_object_mut()
            {
                resource.shift_remove("DependsOn");
            }
            resources.insert(name(&id, names).to_owned(), resource);
        }
    }
    template
}

fn depend(on: &mut Value, names: &Names) {
    match on {
        Value::String(id) => *id = name(id, names).to_owned(),
        Value::Array(ids) => ids.iter_mut().for_each(|id| depend(id, names)),
        _ => {}
    }
}

fn name<'n>(id: &'n str, names: &'n Names) -> &'n str {
    names.get(id).map_or(id, String::as_str)
}

/// A value whose references have other names.
fn renamed(value: &Value, names: &Names) -> Value {
    let members = match value {
        Value::Array(items) => return items.iter().map(|item| renamed(item, names)).collect(),
        Value::Object(members) => members,
        other => return other.clone(),
    };
    let member = |(key, value): (&String, &Value)| {
        let value = match (key.as_str(), value) {
            ("Ref", Value::String(id)) => name(id, names).into(),
            ("Fn::GetAtt", Value::String(path)) => match path.split_once('.') {
                Some((id, attribute)) => format!("{}.{attribute}", name(id, names)).into(),
                None => path.clone().into(),
            },
            ("Fn::GetAtt", Value::Array(path)) => get_att(path, names),
            ("Fn::Sub", Value::String(text)) => substituted(text, names).into(),
            ("Fn::Sub", Value::Array(parts)) => {
                let parts = parts.iter().map(|part| match part {
                    Value::String(text) => substituted(text, names).into(),
                    variables => renamed(variables, names),
                });
                parts.collect()
            }
            (_, value) => renamed(value, names),
        };
        (key.clone(), value)
    };
    Value::Object(members.iter().map(member).collect())
}

fn get_att(path: &[Value], names: &Names) -> Value {
    let parts = path.iter().enumerate().map(|(index, part)| match part {
        Value::String(id) if index == 0 => name(id, names).into(),
        part => renamed(part, names),
    });
    parts.collect()
}

/// The text of `Fn::Sub` with other names in `${Id}` and `${Id.Attribute}`.
fn substituted(text: &str, names: &Names) -> String {
    names.iter().fold(text.to_owned(), |text, (from, to)| {
        text.replace(&format!("${{{from}}}"), &format!("${{{to}}}"))
            .replace(&format!("${{{from}."), &format!("${{{to}."))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table(key: &str) -> Value {
        json!({ "Type": "AWS::DynamoDB::Table", "Properties": { "KeySchema": [key] } })
    }

    fn source(table: &str) -> Value {
        json!({
            "Type": "AWS::AppSync::DataSource",
            "Properties": { "Table": { "Ref": table }, "Arn": { "Fn::Sub": format!("${{{table}.Arn}}/x") } },
            "DependsOn": [table],
        })
    }

    fn template_of(resources: Value) -> Value {
        json!({ "Resources": resources })
    }

    #[test]
    fn what_refers_to_something_renamed_is_found_as_well() {
        let old = template_of(json!({ "Posts": table("id"), "Source": source("Posts") }));
        let new = template_of(json!({ "Articles": table("id"), "Other": source("Articles") }));
        let names = matches(&old, &new);
        let expected = [("Posts", "Articles"), ("Source", "Other")];
        let expected = expected.map(|(from, to)| (from.to_owned(), to.to_owned()));
        assert_eq!(names, Names::from(expected));
        assert_eq!(template(&old, &names), new);
    }

    #[test]
    fn what_could_be_either_is_left_alone() {
        let old = template_of(json!({ "A": table("id"), "B": table("id") }));
        let new = template_of(json!({ "C": table("id"), "D": table("id") }));
        assert_eq!(matches(&old, &new), Names::new());
        let new = template_of(json!({ "C": table("id") }));
        assert_eq!(matches(&old, &new), Names::new());
    }

    #[test]
    fn another_key_is_another_table() {
        let old = template_of(json!({ "Posts": table("id") }));
        let new = template_of(json!({ "Articles": table("pk") }));
        assert_eq!(matches(&old, &new), Names::new());
    }
}
