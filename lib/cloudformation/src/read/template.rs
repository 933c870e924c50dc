//! The sections of a template.

use serde_json::{Map as Object, Value};

use super::describe;
use super::expr::{condition, expr, map};
use crate::place::Trail;
use crate::template::{
    DeletionPolicy, LogicalId, Mapping, Output, Parameter, Resource, Rule, RuleAssertion, Section,
    Template,
};
use crate::{Expr, Map, Problems, diagnostics};

const SECTIONS: [&str; 10] = [
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Transform",
    "Resources",
    "Outputs",
];

const RESOURCE_MEMBERS: [&str; 9] = [
    "Type",
    "Properties",
    "DependsOn",
    "CreationPolicy",
    "UpdatePolicy",
    "UpdateReplacePolicy",
    "DeletionPolicy",
    "Metadata",
    "Condition",
];

pub(super) fn template(value: Value, problems: &mut Problems) -> Option<Template> {
    let Value::Object(sections) = value else {
        problems.value(&Trail::Top, |_| {
            diagnostics::not_an_object(describe(&value))
        });
        return None;
    };
    if !sections.contains_key("Resources") {
        problems.value(&Trail::Top, |place| {
            diagnostics::missing_member(place, "Resources")
        });
    }
    let mut template = Template::default();
    for (name, value) in sections {
        let at = &Trail::Top.key(&name);
        match name.as_str() {
            "AWSTemplateFormatVersion" => template.format_version = text(value, at, problems),
            "Description" => template.description = text(value, at, problems),
            "Metadata" => template.metadata = metadata(value, at, problems),
            "Parameters" => template.parameters = section(value, at, problems, parameter),
            "Rules" => template.rules = section(value, at, problems, rule),
            "Mappings" => template.mappings = section(value, at, problems, mapping),
            "Conditions" => {
                template.conditions = section(value, at, problems, |value, at, problems| {
                    Some(condition(value, at, problems))
                });
            }
            "Transform" => template.transform = Some(expr(value, at, problems)),
            "Resources" => template.resources = section(value, at, problems, resource),
            "Outputs" => template.outputs = section(value, at, problems, output),
            _ => problems.key(at, |_| {
                diagnostics::unknown_member(&Trail::Top.place(), &name, &SECTIONS)
            }),
        }
    }
    Some(template)
}

fn section<T>(
    value: Value,
    at: &Trail<'_>,
    problems: &mut Problems,
    mut element: impl FnMut(Value, &Trail<'_>, &mut Problems) -> Option<T>,
) -> Section<T> {
    object(value, at, problems)
        .into_iter()
        .filter_map(|(name, value)| {
            let element = element(value, &at.key(&name), problems)?;
            Some((LogicalId(name), element))
        })
        .collect()
}

fn resource(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<Resource> {
    let members = whole_object(value, at, problems)?;
    let mut resource = Resource::default();
    if !members.contains_key("Type") {
        problems.key(at, |place| diagnostics::missing_member(place, "Type"));
    }
    for (name, value) in members {
        let inner = &at.key(&name);
        match name.as_str() {
            "Type" => resource.kind = text(value, inner, problems).unwrap_or_default(),
            "Properties" => resource.properties = properties(value, inner, problems),
            "DependsOn" => resource.depends_on = depends_on(value, inner, problems),
            "Condition" => resource.condition = text(value, inner, problems).map(LogicalId),
            "DeletionPolicy" => resource.deletion_policy = policy(value, inner, problems),
            "UpdateReplacePolicy" => {
                resource.update_replace_policy = policy(value, inner, problems);
            }
            "CreationPolicy" => resource.creation_policy = Some(expr(value, inner, problems)),
            "UpdatePolicy" => resource.update_policy = Some(expr(value, inner, problems)),
            "Metadata" => resource.metadata = metadata(value, inner, problems),
            _ => problems.key(inner, |_| {
                diagnostics::unknown_member(&at.place(), &name, &RESOURCE_MEMBERS)
            }),
        }
    }
    Some(resource)
}

fn properties(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Map {
    match value {
        // YAML's `Properties:` with nothing below it.
        Value::Null => Map::new(),
        value => map(object(value, at, problems), at, problems),
    }
}

fn metadata(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Map {
    map(object(value, at, problems), at, problems)
}

fn depends_on(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Vec<LogicalId> {
    match value {
        Value::String(name) => vec![LogicalId(name)],
        Value::Array(names) => names
            .into_iter()
            .enumerate()
            .filter_map(|(index, name)| text(name, &at.index(index), problems))
            .map(LogicalId)
            .collect(),
        other => {
            wrong_shape(problems, at, "a logical id or a list of them", &other);
            Vec::new()
        }
    }
}

fn policy(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<DeletionPolicy> {
    let policy = match value.as_str() {
        Some("Delete") => DeletionPolicy::Delete,
        Some("Retain") => DeletionPolicy::Retain,
        Some("RetainExceptOnCreate") => DeletionPolicy::RetainExceptOnCreate,
        Some("Snapshot") => DeletionPolicy::Snapshot,
        Some(other) => {
            problems.value(at, |place| {
                let wanted = "`Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`";
                diagnostics::wrong_shape(place, wanted, &format!("`{other}`"))
            });
            return None;
        }
        None => {
            wrong_shape(problems, at, "the name of a policy", &value);
            return None;
        }
    };
    Some(policy)
}

fn parameter(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<Parameter> {
    let members = whole_object(value, at, problems)?;
    if !members.contains_key("Type") {
        problems.key(at, |place| diagnostics::missing_member(place, "Type"));
    }
    let mut parameter = Parameter::default();
    for (name, value) in members {
        if name == "Type" {
            parameter.kind = text(value, &at.key(&name), problems).unwrap_or_default();
        } else {
            parameter.members.insert(name, value);
        }
    }
    Some(parameter)
}

fn rule(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<Rule> {
    let members = whole_object(value, at, problems)?;
    let mut rule = Rule {
        condition: None,
        assertions: Vec::new(),
    };
    for (name, value) in members {
        let inner = &at.key(&name);
        match (name.as_str(), value) {
            ("RuleCondition", value) => rule.condition = Some(condition(value, inner, problems)),
            ("Assertions", Value::Array(items)) => {
                rule.assertions = items
                    .into_iter()
                    .enumerate()
                    .filter_map(|(index, item)| assertion(item, &inner.index(index), problems))
                    .collect();
            }
            ("Assertions", other) => wrong_shape(problems, inner, "a list of assertions", &other),
            _ => problems.key(inner, |_| {
                diagnostics::unknown_member(&at.place(), &name, &["RuleCondition", "Assertions"])
            }),
        }
    }
    Some(rule)
}

fn assertion(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<RuleAssertion> {
    let mut assert = None;
    let mut description = None;
    for (name, value) in whole_object(value, at, problems)? {
        let inner = &at.key(&name);
        match name.as_str() {
            "Assert" => assert = Some(condition(value, inner, problems)),
            "AssertDescription" => description = text(value, inner, problems),
            _ => problems.key(inner, |_| {
                diagnostics::unknown_member(&at.place(), &name, &["Assert", "AssertDescription"])
            }),
        }
    }
    if assert.is_none() {
        problems.value(at, |place| diagnostics::missing_member(place, "Assert"));
    }
    Some(RuleAssertion {
        assert: assert?,
        description,
    })
}

fn mapping(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<Mapping> {
    let top = whole_object(value, at, problems)?;
    Some(
        top.into_iter()
            .map(|(key, value)| {
                let second = object(value, &at.key(&key), problems);
                (key, second.into_iter().collect())
            })
            .collect(),
    )
}

fn output(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<Output> {
    let members = whole_object(value, at, problems)?;
    if !members.contains_key("Value") {
        problems.key(at, |place| diagnostics::missing_member(place, "Value"));
    }
    let mut output = Output {
        value: Expr::Null,
        description: None,
        export: None,
        condition: None,
    };
    for (name, value) in members {
        let inner = &at.key(&name);
        match name.as_str() {
            "Value" => output.value = expr(value, inner, problems),
            "Description" => output.description = text(value, inner, problems),
            "Condition" => output.condition = text(value, inner, problems).map(LogicalId),
            "Export" => output.export = export(value, inner, problems),
            _ => problems.key(inner, |_| {
                let known = ["Description", "Value", "Export", "Condition"];
                diagnostics::unknown_member(&at.place(), &name, &known)
            }),
        }
    }
    Some(output)
}

fn export(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<Expr> {
    let mut export = whole_object(value, at, problems)?;
    let Some(name) = export.shift_remove("Name") else {
        problems.key(at, |place| diagnostics::missing_member(place, "Name"));
        return None;
    };
    for (name, _) in &export {
        problems.key(&at.key(name), |_| {
            diagnostics::unknown_member(&at.place(), name, &["Name"])
        });
    }
    Some(expr(name, &at.key("Name"), problems))
}

fn text(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        other => {
            wrong_shape(problems, at, "text", &other);
            None
        }
    }
}

fn object(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Object<String, Value> {
    whole_object(value, at, problems).unwrap_or_default()
}

fn whole_object(
    value: Value,
    at: &Trail<'_>,
    problems: &mut Problems,
) -> Option<Object<String, Value>> {
    match value {
        Value::Object(members) => Some(members),
        other => {
            wrong_shape(problems, at, "an object", &other);
            None
        }
    }
}

fn wrong_shape(problems: &mut Problems, at: &Trail<'_>, wanted: &str, found: &Value) {
    problems.value(at, |place| {
        diagnostics::wrong_shape(place, wanted, describe(found))
    });
}
