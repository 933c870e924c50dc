//! From the JSON of a resource schema to the model.
//!
//! <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>

use std::error::Error;
use std::fs;
use std::path::Path;

use regex::RegexBuilder;
use serde_json::{Map, Value};

use super::Service;
use super::model::{Limits, Object, Property, Resource, Rule, Shape};

/// The region whose schemas are read: the one that has every type.
const REGION: &str = "us-east-1";

/// Compiled expressions above this many bytes cost more at run time than they find.
const MAX_PATTERN_BYTES: usize = 1 << 18;

/// Attributes that `Fn::GetAtt` reads although the schemas do not list them as read-only: the "Return
/// values" section of each type's documentation has them.
const MORE_ATTRIBUTES: [(&str, &[&str]); 9] = [
    ("AWS::AppSync::DataSource", &["Name"]),
    ("AWS::AppSync::DomainName", &["DomainName"]),
    (
        "AWS::AppSync::FunctionConfiguration",
        &["DataSourceName", "Name"],
    ),
    ("AWS::AppSync::Resolver", &["FieldName", "TypeName"]),
    ("AWS::CloudFormation::Stack", &["Outputs.*"]),
    ("AWS::Events::EventBus", &["Name"]),
    ("AWS::SNS::Topic", &["TopicName"]),
    ("AWS::SQS::Queue", &["QueueName"]),
    ("AWS::SSM::Parameter", &["Type", "Value"]),
];

/// Values that the documentation gives and the schemas leave out: service, property, values.
const MORE_VALUES: [(&str, &str, &[&str]); 1] =
    [("AWS::DynamoDB::", "KeyType", &["HASH", "RANGE"])];

pub(super) fn service(schemas: &Path, service: &Service) -> Result<Vec<Resource>, Box<dyn Error>> {
    let index = json(&schemas.join(format!("providers/{REGION}.json")))?;
    let index = index.as_object().ok_or("the index of types is no object")?;
    index
        .iter()
        .filter(|(kind, _)| service.has(kind))
        .map(|(kind, file)| {
            let file = file.as_str().ok_or("the index of types names no file")?;
            let schema = json(&schemas.join(format!("resources/{file}.json")))?;
            resource(kind, &schema)
        })
        .collect()
}

fn json(path: &Path) -> Result<Value, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
}

pub(super) fn resource(kind: &str, schema: &Value) -> Result<Resource, Box<dyn Error>> {
    let name = kind.rsplit("::").next().unwrap_or(kind).to_owned();
    let read_only_paths = paths(schema, "readOnlyProperties");
    let read_only: Vec<_> = read_only_paths
        .iter()
        .filter(|path| !path.contains('/'))
        .cloned()
        .collect();
    let mut attributes: Vec<_> = read_only_paths
        .iter()
        .map(|path| path.replace('/', "."))
        .collect();
    for (_, more) in MORE_ATTRIBUTES.iter().filter(|(other, _)| *other == kind) {
        attributes.extend(more.iter().map(|name| (*name).to_owned()));
    }
    attributes.dedup();

    let mut reader = Reader {
        schema,
        resource: kind,
        objects: Vec::new(),
    };
    reader.object("", schema)?;
    let mut objects = reader.objects;
    add_values(kind, &mut objects);
    unite_equal(&mut objects);
    if let Some(properties) = objects.first_mut() {
        properties
            .properties
            .retain(|property| !read_only.contains(&property.name));
        properties.open = false;
    }
    retain_used(&mut objects);
    Ok(Resource {
        kind: kind.to_owned(),
        name,
        objects,
        read_only,
        attributes,
        create_only: paths(schema, "createOnlyProperties"),
        conditional_create_only: paths(schema, "conditionalCreateOnlyProperties"),
        primary_identifier: paths(schema, "primaryIdentifier"),
    })
}

fn add_values(kind: &str, objects: &mut [Object]) {
    let properties = objects.iter_mut().flat_map(|object| &mut object.properties);
    for property in properties {
        for (service, name, more) in MORE_VALUES {
            if let Shape::Text { values, .. } = &mut property.shape
                && values.is_empty()
                && kind.starts_with(service)
                && property.name == name
            {
                values.extend(more.iter().map(|value| (*value).to_owned()));
            }
        }
    }
}

/// Some schemas repeat an object where it is used. Equal ones become the one of the shortest name, unless
/// both are definitions.
fn unite_equal(objects: &mut Vec<Object>) {
    while let Some((name, replacement)) = repeated(objects) {
        objects.retain(|object| object.name != name);
        let properties = objects.iter_mut().flat_map(|object| &mut object.properties);
        for property in properties {
            property.shape.rename_object(&name, &replacement);
        }
    }
}

fn repeated(objects: &[Object]) -> Option<(String, String)> {
    objects.iter().find_map(|one| {
        let replacement = objects.iter().find(|other| {
            one.inline
                && other.name != one.name
                && !other.name.is_empty()
                && (!other.inline || other.name.len() <= one.name.len())
                && other.properties == one.properties
                && other.open == one.open
                && other.rules == one.rules
        })?;
        Some((one.name.clone(), replacement.name.clone()))
    })
}

/// Objects that only read-only properties have are of no use.
fn retain_used(objects: &mut Vec<Object>) {
    let mut used = vec![String::new()];
    let mut index = 0;
    while let Some(name) = used.get(index).cloned() {
        index += 1;
        let object = objects.iter().find(|object| object.name == name);
        for property in object.iter().flat_map(|object| &object.properties) {
            if let Some(inner) = property.shape.object()
                && !used.iter().any(|name| name == inner)
            {
                used.push(inner.to_owned());
            }
        }
    }
    objects.retain(|object| used.contains(&object.name));
}

fn paths(schema: &Value, member: &str) -> Vec<String> {
    texts(schema.get(member))
        .into_iter()
        .map(|path| path.trim_start_matches("/properties/").to_owned())
        .collect()
}

fn integers(value: Option<&Value>) -> Vec<i64> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_i64).collect()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

struct Reader<'s> {
    schema: &'s Value,
    resource: &'s str,
    objects: Vec<Object>,
}

impl Reader<'_> {
    /// Reads an object and everything in it, unless one of its name is there already.
    fn object(&mut self, name: &str, schema: &Value) -> Result<(), Box<dyn Error>> {
        if self.objects.iter().any(|object| object.name == name) {
            return Ok(());
        }
        let index = self.objects.len();
        self.objects.push(Object {
            name: name.to_owned(),
            inline: !self.is_definition(name),
            properties: Vec::new(),
            open: schema.get("additionalProperties") != Some(&Value::Bool(false)),
            rules: rules(schema),
        });
        let required = texts(schema.get("required"));
        let members = schema.get("properties").and_then(Value::as_object);
        let mut properties = Vec::new();
        for (member, inner) in members.into_iter().flatten() {
            properties.push(Property {
                name: member.clone(),
                required: required.contains(member),
                shape: self.shape(&format!("{name}{member}"), inner)?,
            });
        }
        if let Some(object) = self.objects.get_mut(index) {
            object.properties = properties;
        }
        Ok(())
    }

    fn is_definition(&self, name: &str) -> bool {
        let definition = self.schema.get("definitions").and_then(|all| all.get(name));
        definition.is_some_and(|definition| definition.get("properties").is_some())
    }

    /// The shape of a value; `name` is for an object that has none of its own.
    fn shape(&mut self, name: &str, schema: &Value) -> Result<Shape, Box<dyn Error>> {
        let (name, schema) = self.resolve(name, schema)?;
        let kinds = match schema.get("type") {
            Some(Value::String(kind)) => vec![kind.as_str()],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ if schema.contains_key("properties") => vec!["object"],
            _ if schema.contains_key("patternProperties") => vec!["object"],
            _ if schema.get("format").is_some_and(|format| format == "json") => {
                vec!["object", "string"]
            }
            _ => Vec::new(),
        };
        Ok(match kinds.as_slice() {
            ["boolean"] => Shape::Boolean,
            ["integer"] => Shape::Integer {
                limits: limits(&schema, "minimum", "maximum"),
                values: integers(schema.get("enum")),
            },
            ["number"] => Shape::Number(limits(&schema, "minimum", "maximum")),
            ["string"] if schema.get("format").is_some_and(|format| format == "json") => {
                Shape::Json
            }
            ["string"] => text(&schema),
            ["array"] => self.list(&name, &schema)?,
            ["object"] => self.any_object(&name, schema)?,
            // Both at once is how schemas say JSON.
            ["object", "string"] | ["string", "object"] => Shape::Json,
            [] if schema.contains_key("oneOf") => self.first_alternative(&name, &schema)?,
            [] | [_, _, ..] => Shape::Any,
            [other] => {
                return Err(format!("{}: unknown type `{other}` at {name}", self.resource).into());
            }
        })
    }

    /// Follows `$ref`; members beside it win over those of the definition. A definition gives its name.
    fn resolve(
        &self,
        name: &str,
        schema: &Value,
    ) -> Result<(String, Map<String, Value>), Box<dyn Error>> {
        let mut name = name.to_owned();
        let mut schema = schema
            .as_object()
            .ok_or_else(|| format!("{}: {name} is no schema", self.resource))?
            .clone();
        while let Some(Value::String(reference)) = schema.shift_remove("$ref") {
            let definition = reference
                .strip_prefix("#/definitions/")
                .and_then(|key| Some((key, self.schema.get("definitions")?.get(key)?)));
            let Some((key, Value::Object(definition))) = definition else {
                return Err(format!("{}: no definition {reference}", self.resource).into());
            };
            name = key.to_owned();
            let mut merged = definition.clone();
            merged.extend(schema);
            schema = merged;
        }
        Ok((name, schema))
    }

    /// An object of known members, a map, or any JSON.
    fn any_object(
        &mut self,
        name: &str,
        schema: Map<String, Value>,
    ) -> Result<Shape, Box<dyn Error>> {
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        let has_properties = schema
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|members| !members.is_empty());
        if has_properties {
            self.object(name, &Value::Object(schema))?;
            return Ok(Shape::Object(name.to_owned()));
        }
        match patterns.and_then(|patterns| patterns.values().next()) {
            Some(values) => Ok(Shape::Map(Box::new(self.shape(name, values)?))),
            None => Ok(Shape::Json),
        }
    }

    fn list(&mut self, name: &str, schema: &Map<String, Value>) -> Result<Shape, Box<dyn Error>> {
        let items = match schema.get("items") {
            Some(items) => self.shape(name, items)?,
            None => Shape::Any,
        };
        Ok(Shape::List {
            items: Box::new(items),
            count: limits(schema, "minItems", "maxItems"),
            unique: schema.get("uniqueItems") == Some(&Value::Bool(true)),
        })
    }

    /// Where a schema gives alternatives of a whole value, the first is the present one and the others
    /// are kept for old templates.
    fn first_alternative(
        &mut self,
        name: &str,
        schema: &Map<String, Value>,
    ) -> Result<Shape, Box<dyn Error>> {
        match schema.get("oneOf").and_then(|all| all.get(0)) {
            Some(first) => self.shape(name, first),
            None => Ok(Shape::Any),
        }
    }
}

fn text(schema: &Map<String, Value>) -> Shape {
    let pattern = schema.get("pattern").and_then(Value::as_str);
    Shape::Text {
        length: limits(schema, "minLength", "maxLength"),
        pattern: pattern.filter(|text| compiles(text)).map(str::to_owned),
        values: texts(schema.get("enum")),
    }
}

/// Schemas are written for Java and ECMAScript: look-around and the like do not compile here.
fn compiles(pattern: &str) -> bool {
    RegexBuilder::new(pattern)
        .size_limit(MAX_PATTERN_BYTES)
        .build()
        .is_ok()
}

fn limits(schema: &Map<String, Value>, min: &str, max: &str) -> Limits {
    let limit = |name: &str| schema.get(name).and_then(Value::as_f64);
    Limits {
        min: limit(min),
        max: limit(max),
    }
}

fn rules(schema: &Value) -> Vec<Rule> {
    let mut rules = Vec::new();
    if let Some(groups) = required_groups(schema.get("oneOf")) {
        rules.push(Rule::ExactlyOne(groups));
    }
    if let Some(groups) = required_groups(schema.get("anyOf")) {
        rules.push(Rule::AtLeastOne(groups));
    }
    for (member, exactly) in [("requiredXor", true), ("requiredOr", false)] {
        let names = texts(schema.get(member));
        if !names.is_empty() {
            let groups = names.into_iter().map(|name| vec![name]).collect();
            rules.push(if exactly {
                Rule::ExactlyOne(groups)
            } else {
                Rule::AtLeastOne(groups)
            });
        }
    }
    for member in ["dependencies", "dependentRequired"] {
        for (name, others) in schema
            .get(member)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let others = texts(Some(others));
            if !others.is_empty() {
                rules.push(Rule::Needs(name.clone(), others));
            }
        }
    }
    let excluded = schema.get("dependentExcluded").and_then(Value::as_object);
    for (name, others) in excluded.into_iter().flatten() {
        let mut others = texts(Some(others));
        others.retain(|other| other != name);
        if !others.is_empty() {
            rules.push(Rule::Excludes(name.clone(), others));
        }
    }
    rules
}

/// The groups, if every alternative is about required members and nothing else.
fn required_groups(alternatives: Option<&Value>) -> Option<Vec<Vec<String>>> {
    alternatives?
        .as_array()?
        .iter()
        .map(|alternative| {
            let only_required = alternative
                .as_object()?
                .keys()
                .all(|member| member == "required");
            let names = texts(alternative.get("required"));
            (only_required && !names.is_empty()).then_some(names)
        })
        .collect()
}
