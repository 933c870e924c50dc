//! Templates as JSON text, in the manner of the CDK: indented by one space.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::template::{Output, Parameter, Resource, Rule, RuleAssertion, Template};
use crate::{DeletionPolicy, Expr, Intrinsic, LogicalId, indented, sub};

impl Template {
    /// The template as JSON text, sections in the order of CloudFormation's documentation, without a
    /// line break at the end.
    pub fn to_json(&self) -> String {
        let mut bytes = Vec::with_capacity(256 * (self.resources.len() + 1));
        self.write_json(&mut bytes);
        String::from_utf8(bytes).expect("invariant: JSON is UTF-8")
    }

    /// Appends what [`Self::to_json`] gives: with room that is there already, many templates take less time.
    pub fn write_json(&self, bytes: &mut Vec<u8>) {
        indented::write(self, bytes);
    }

    /// The template as a JSON value.
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("invariant: a template has text keys and finite numbers")
    }
}

impl Expr {
    /// The value as JSON, intrinsic functions in their long form.
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("invariant: a value has text keys and finite numbers")
    }
}

impl DeletionPolicy {
    /// Its name in a template.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delete => "Delete",
            Self::Retain => "Retain",
            Self::RetainExceptOnCreate => "RetainExceptOnCreate",
            Self::Snapshot => "Snapshot",
        }
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        optional(&mut map, "AWSTemplateFormatVersion", &self.format_version)?;
        optional(&mut map, "Description", &self.description)?;
        non_empty(&mut map, "Metadata", &self.metadata)?;
        non_empty(&mut map, "Parameters", &self.parameters)?;
        non_empty(&mut map, "Rules", &self.rules)?;
        non_empty(&mut map, "Mappings", &self.mappings)?;
        non_empty(&mut map, "Conditions", &self.conditions)?;
        optional(&mut map, "Transform", &self.transform)?;
        map.serialize_entry("Resources", &self.resources)?;
        non_empty(&mut map, "Outputs", &self.outputs)?;
        map.end()
    }
}

/// Members follow the CDK's order.
impl Serialize for Resource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Type", &self.kind)?;
        non_empty(&mut map, "Properties", &self.properties)?;
        if !self.depends_on.is_empty() {
            map.serialize_entry("DependsOn", &self.depends_on)?;
        }
        optional(&mut map, "CreationPolicy", &self.creation_policy)?;
        optional(&mut map, "UpdatePolicy", &self.update_policy)?;
        let update_replace_policy = self.update_replace_policy.map(DeletionPolicy::name);
        optional(&mut map, "UpdateReplacePolicy", &update_replace_policy)?;
        let deletion_policy = self.deletion_policy.map(DeletionPolicy::name);
        optional(&mut map, "DeletionPolicy", &deletion_policy)?;
        non_empty(&mut map, "Metadata", &self.metadata)?;
        optional(&mut map, "Condition", &self.condition)?;
        map.end()
    }
}

impl Serialize for Parameter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.members.len() + 1))?;
        map.serialize_entry("Type", &self.kind)?;
        for (name, value) in &self.members {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        optional(&mut map, "RuleCondition", &self.condition)?;
        map.serialize_entry("Assertions", &self.assertions)?;
        map.end()
    }
}

impl Serialize for RuleAssertion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Assert", &self.assert)?;
        optional(&mut map, "AssertDescription", &self.description)?;
        map.end()
    }
}

impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        optional(&mut map, "Description", &self.description)?;
        map.serialize_entry("Value", &self.value)?;
        if let Some(name) = &self.export {
            map.serialize_entry("Export", &Single("Name", name))?;
        }
        optional(&mut map, "Condition", &self.condition)?;
        map.end()
    }
}

impl Serialize for LogicalId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(map) => serializer.collect_map(map),
            Self::Call(intrinsic) => intrinsic.serialize(serializer),
        }
    }
}

impl Serialize for Intrinsic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_key(self.name())?;
        match self {
            Self::Ref(name) | Self::Condition(name) => map.serialize_value(name)?,
            Self::Pseudo(pseudo) => map.serialize_value(pseudo.name())?,
            Self::GetAtt(name, attribute) => map.serialize_value(&(name, attribute))?,
            Self::Sub(parts, None) => map.serialize_value(&sub::print(parts))?,
            Self::Sub(parts, Some(variables)) => {
                map.serialize_value(&(sub::print(parts), variables))?;
            }
            Self::Join(delimiter, value) | Self::Split(delimiter, value) => {
                map.serialize_value(&(delimiter, value))?;
            }
            Self::Select(one, two) | Self::Equals(one, two) => {
                map.serialize_value(&(one, two))?;
            }
            Self::If(condition, yes, no) => map.serialize_value(&(condition, yes, no))?,
            Self::And(conditions) | Self::Or(conditions) => map.serialize_value(conditions)?,
            Self::Not(condition) => map.serialize_value(&[condition])?,
            Self::FindInMap(name, top, second, None) => {
                map.serialize_value(&(name, top, second))?;
            }
            Self::FindInMap(name, top, second, Some(default)) => {
                map.serialize_value(&(name, top, second, Single("DefaultValue", default)))?;
            }
            Self::Cidr(block, count, None) => map.serialize_value(&(block, count))?,
            Self::Cidr(block, count, Some(bits)) => map.serialize_value(&(block, count, bits))?,
            Self::ImportValue(value)
            | Self::Base64(value)
            | Self::GetAZs(value)
            | Self::ToJsonString(value)
            | Self::Length(value)
            | Self::Other(_, value) => map.serialize_value(value)?,
        }
        map.end()
    }
}

/// An object with one member.
struct Single<'a, T>(&'a str, T);

impl<T: Serialize> Serialize for Single<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.0, &self.1)?;
        map.end()
    }
}

fn optional<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &str,
    value: &Option<T>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(name, value),
        None => Ok(()),
    }
}

fn non_empty<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &str,
    section: &T,
) -> Result<(), M::Error>
where
    for<'s> &'s T: IntoIterator,
{
    match section.into_iter().next() {
        None => Ok(()),
        Some(_) => map.serialize_entry(name, section),
    }
}
