//! Templates with the names of resources in place of what refers to them.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// A resource that does nothing: a template has one at least.
pub(super) const PLACEHOLDER: &str = "AWS::CloudFormation::WaitConditionHandle";

/// What a table is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) name: String,
    pub(super) arn: String,
    /// None if it has no stream.
    pub(super) stream_arn: Option<String>,
}

impl Names {
    /// What `DescribeTable` tells of them.
    pub(super) fn of(description: &Value) -> Self {
        let text = |member: &str| description[member].as_str().map(str::to_owned);
        Self {
            name: text("TableName").unwrap_or_default(),
            arn: text("TableArn").unwrap_or_default(),
            stream_arn: text("LatestStreamArn"),
        }
    }

    /// What `Fn::GetAtt` gives, of DynamoDB's own type and of Amplify's.
    fn attribute(&self, attribute: &str) -> Option<&str> {
        match attribute {
            "Arn" | "TableArn" => Some(&self.arn),
            "StreamArn" | "TableStreamArn" => self.stream_arn.as_deref(),
            "TableName" => Some(&self.name),
            _ => None,
        }
    }
}

/// How far a stack has come that lets tables go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Its tables outlive their resources.
    Retain,
    /// They have left the template.
    Remove,
}

/// The template with tables that are retained, or that have left it; nothing else refers to them in either.
/// Why that cannot be, if it cannot.
pub(super) fn without(
    template: &Value,
    tables: &IndexMap<String, Names>,
    step: Step,
) -> Result<Value, String> {
    let mut rewritten = template.clone();
    for section in ["Conditions", "Resources", "Outputs"] {
        if let Some(section) = rewritten.get_mut(section) {
            *section = literal(section, tables)?;
        }
    }
    let Some(resources) = rewritten["Resources"].as_object_mut() else {
        return Err("its template has no resources".to_owned());
    };
    for resource in resources.values_mut() {
        independent(resource, tables);
    }
    for id in tables.keys() {
        if step == Step::Remove {
            resources.shift_remove(id);
        } else if let Some(table) = resources.get_mut(id) {
            table["DeletionPolicy"] = json!("Retain");
            table["UpdateReplacePolicy"] = json!("Retain");
            // CloudFormation takes another policy only along with a change of the resource itself.
            table["Metadata"]["appsynth:released"] = json!(true);
        }
    }
    if resources.is_empty() {
        resources.insert("Released".to_owned(), json!({ "Type": PLACEHOLDER }));
    }
    Ok(rewritten)
}

/// Takes tables out of what a resource waits for.
fn independent(resource: &mut Value, tables: &IndexMap<String, Names>) {
    let is_table = |id: &Value| id.as_str().is_some_and(|id| tables.contains_key(id));
    let Some(members) = resource.as_object_mut() else {
        return;
    };
    match members.get_mut("DependsOn") {
        Some(Value::Array(ids)) => ids.retain(|id| !is_table(id)),
        Some(id) if is_table(id) => {
            members.shift_remove("DependsOn");
        }
        _ => {}
    }
}

/// A value with names in place of references.
fn literal(value: &Value, tables: &IndexMap<String, Names>) -> Result<Value, String> {
    let members = match value {
        Value::Array(items) => {
            let items = items.iter().map(|item| literal(item, tables));
            return items.collect();
        }
        Value::Object(members) => members,
        other => return Ok(other.clone()),
    };
    let mut all = members.iter();
    if let (Some((function, argument)), None) = (all.next(), all.next())
        && let Some(name) = reference(function, argument, tables)?
    {
        return Ok(name.into());
    }
    let member = |(key, value): (&String, &Value)| {
        let value = match (key.as_str(), value) {
            ("Fn::Sub", Value::String(text)) => substituted(text, &[], tables)?.into(),
            ("Fn::Sub", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(text), variables] => {
                    let own = variables.as_object().into_iter().flatten();
                    let own: Vec<_> = own.map(|(name, _)| name.as_str()).collect();
                    let text = substituted(text, &own, tables)?;
                    json!([text, literal(variables, tables)?])
                }
                _ => value.clone(),
            },
            (_, value) => literal(value, tables)?,
        };
        Ok((key.clone(), value))
    };
    let members: Result<Map<_, _>, String> = members.iter().map(member).collect();
    members.map(Value::Object)
}

/// What a function that only refers to a table gives; none if it is no such function.
fn reference(
    function: &str,
    argument: &Value,
    tables: &IndexMap<String, Names>,
) -> Result<Option<String>, String> {
    let (id, attribute) = match (function, argument) {
        ("Ref", Value::String(id)) => (id.as_str(), None),
        ("Fn::GetAtt", Value::String(path)) => match path.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => return Ok(None),
        },
        ("Fn::GetAtt", Value::Array(path)) => match path.as_slice() {
            [Value::String(id), attribute] => {
                (id.as_str(), Some(attribute.as_str().unwrap_or("?")))
            }
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    match tables.get(id) {
        Some(names) => named(id, attribute, names).map(Some),
        None => Ok(None),
    }
}

fn named(id: &str, attribute: Option<&str>, names: &Names) -> Result<String, String> {
    let Some(attribute) = attribute else {
        return Ok(names.name.clone());
    };
    let value = names.attribute(attribute).map(str::to_owned);
    value.ok_or_else(|| {
        format!("something refers to the `{attribute}` of {id}, and what that is is not known")
    })
}

/// The text of `Fn::Sub` with names in place of references; its own variables hide resources.
fn substituted(
    text: &str,
    own: &[&str],
    tables: &IndexMap<String, Names>,
) -> Result<String, String> {
    let mut substituted = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        substituted.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            substituted.push_str("${");
            rest = after;
            continue;
        };
        let (id, attribute) = match name.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (name, None),
        };
        match tables.get(id).filter(|_| !own.contains(&name)) {
            Some(names) => substituted.push_str(&named(id, attribute, names)?),
            None => substituted.push_str(&format!("${{{name}}}")),
        }
        rest = after;
    }
    substituted.push_str(rest);
    Ok(substituted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> IndexMap<String, Names> {
        let names = Names {
            name: "posts".to_owned(),
            arn: "arn:posts".to_owned(),
            stream_arn: None,
        };
        [("Posts".to_owned(), names)].into()
    }

    fn template() -> Value {
        json!({
            "Resources": {
                "Posts": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": "posts" } },
                "Source": {
                    "Type": "AWS::AppSync::DataSource",
                    "DependsOn": ["Posts", "Role"],
                    "Properties": {
                        "Name": { "Ref": "Posts" },
                        "Text": { "Fn::Sub": "${Posts.Arn}/index/* of ${!Posts} in ${AWS::Region}" },
                        "Own": { "Fn::Sub": ["${Posts}", { "Posts": { "Fn::GetAtt": ["Posts", "Arn"] } }] },
                        "Role": { "Fn::GetAtt": "Role.Arn" },
                    },
                },
            },
            "Outputs": { "Name": { "Value": { "Fn::GetAtt": ["Posts", "TableArn"] } } },
        })
    }

    #[test]
    fn what_refers_to_a_table_has_its_name_instead() {
        let without = without(&template(), &tables(), Step::Remove).expect("a template");
        let expected = json!({
            "Resources": {
                "Source": {
                    "Type": "AWS::AppSync::DataSource",
                    "DependsOn": ["Role"],
                    "Properties": {
                        "Name": "posts",
                        "Text": { "Fn::Sub": "arn:posts/index/* of ${!Posts} in ${AWS::Region}" },
                        "Own": { "Fn::Sub": ["${Posts}", { "Posts": "arn:posts" }] },
                        "Role": { "Fn::GetAtt": "Role.Arn" },
                    },
                },
            },
            "Outputs": { "Name": { "Value": "arn:posts" } },
        });
        assert_eq!(without, expected);
    }

    #[test]
    fn a_table_is_retained_before_it_leaves_and_the_same_twice_changes_nothing() {
        let retained = without(&template(), &tables(), Step::Retain).expect("a template");
        let table = &retained["Resources"]["Posts"];
        assert_eq!(table["DeletionPolicy"], "Retain");
        assert_eq!(table["UpdateReplacePolicy"], "Retain");
        assert_eq!(
            without(&retained, &tables(), Step::Retain).expect("a template"),
            retained
        );
    }

    #[test]
    fn a_template_keeps_a_resource() {
        let only = json!({ "Resources": { "Posts": { "Type": "AWS::DynamoDB::Table" } } });
        let without = without(&only, &tables(), Step::Remove).expect("a template");
        let expected = json!({ "Resources": { "Released": { "Type": PLACEHOLDER } } });
        assert_eq!(without, expected);
    }

    #[test]
    fn what_is_not_known_of_a_table_is_not_made_up() {
        let mut template = template();
        template["Outputs"]["Stream"] =
            json!({ "Value": { "Fn::GetAtt": ["Posts", "StreamArn"] } });
        let why = without(&template, &tables(), Step::Remove).expect_err("no stream");
        assert!(why.contains("`StreamArn` of Posts"), "{why}");
    }
}
