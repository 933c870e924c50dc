//! The typed resources of `lib/resources/src/generated`.

use std::fmt::Write;

use indexmap::IndexMap;

use super::model::{Limits, Object, Property, Resource, Shape};
use super::names::{field, type_name, variant};
use super::{SERVICES, Service, documentation, emit, header};

/// Patterns longer than this are no help in a comment.
const MAX_PATTERN_IN_COMMENT: usize = 60;

/// The longest list on one line.
const MAX_LINE: usize = 80;

/// Functions with more arguments need a reason for clippy.
const MAX_ARGUMENTS: usize = 7;

/// The module of all services.
pub(super) fn index() -> String {
    let mut out = header("A module for each service.");
    for service in &SERVICES {
        emit!(out, "pub mod {};", service.module);
    }
    out
}

/// The module of a service.
pub(super) fn service(service: &Service, resources: &[Resource]) -> String {
    let mut out = header(&format!("The resources of `AWS::{}`.", service.name));
    let mut body = String::new();
    for resource in resources {
        let typed = Typed {
            resource,
            values: values(resource),
        };
        typed.write(&mut body);
    }
    // Only what is used, or the compiler warns.
    let mut imports = vec!["Value"];
    let has_json = |shape: &Shape| matches!(shape.innermost(), Shape::Any | Shape::Json);
    let mut properties = resources
        .iter()
        .flat_map(|resource| &resource.objects)
        .flat_map(|object| &object.properties);
    if properties.any(|property| has_json(&property.shape)) {
        imports.insert(0, "Expr");
    }
    emit!(out, "use appsynth_construct::{{{}}};", imports.join(", "));
    if body.contains("IndexMap<") {
        out.push_str("use indexmap::IndexMap;\n");
    }
    let macros: Vec<_> = ["object!", "resource!", "values!"]
        .into_iter()
        .filter(|name| body.contains(&format!("{name} {{")))
        .map(|name| name.trim_end_matches('!'))
        .collect();
    emit!(out, "\nuse crate::define::{{{}}};\n", macros.join(", "));
    out.push_str(&body);
    out
}

struct Typed<'r> {
    resource: &'r Resource,
    /// The Rust type of the values of a property, by the name of the property and the values.
    values: IndexMap<(String, Vec<String>), String>,
}

/// The types of values that a resource needs. Properties of the same name and values share one; when the
/// values of a name differ, the object's name is put before.
fn values(resource: &Resource) -> IndexMap<(String, Vec<String>), String> {
    let mut types: IndexMap<_, String> = IndexMap::new();
    let objects: Vec<_> = resource
        .objects
        .iter()
        .map(|object| type_name(resource, &object.name))
        .collect();
    for object in &resource.objects {
        for property in &object.properties {
            let values = match property.shape.innermost() {
                Shape::Text { values, .. } if is_enum(values) => values,
                _ => continue,
            };
            let key = (property.name.clone(), values.clone());
            if types.contains_key(&key) {
                continue;
            }
            let plain = type_name(resource, &property.name);
            let taken =
                |name: &String| objects.contains(name) || types.values().any(|other| other == name);
            let name = if taken(&plain) {
                type_name(resource, &format!("{}{}", object.name, property.name))
            } else {
                plain
            };
            let name = if taken(&name) {
                format!("{name}Value")
            } else {
                name
            };
            types.insert(key, name);
        }
    }
    types
}

/// Whether the values can be names of variants.
fn is_enum(values: &[String]) -> bool {
    let mut names: Vec<_> = values.iter().filter_map(|value| variant(value)).collect();
    names.sort();
    names.dedup();
    !values.is_empty() && names.len() == values.len()
}

impl Typed<'_> {
    fn write(&self, out: &mut String) {
        for object in &self.resource.objects {
            if object.name.is_empty() {
                self.write_resource(out, object);
            } else {
                self.write_object(out, object);
            }
        }
        for ((property, values), name) in &self.values {
            emit!(out, "values! {{");
            emit!(out, "    /// Values of `{property}`.");
            emit!(out, "    pub enum {name} {{");
            for value in values {
                let variant = variant(value).unwrap_or_default();
                emit!(out, "        {variant} = {value:?},");
            }
            out.push_str("    }\n}\n\n");
        }
    }

    fn write_resource(&self, out: &mut String, properties: &Object) {
        let Resource {
            kind,
            name,
            attributes,
            ..
        } = self.resource;
        emit!(out, "resource! {{");
        emit!(out, "    /// `{kind}`\n    ///");
        emit!(out, "    /// <{}>", documentation(self.resource));
        default(out, properties);
        emit!(out, "    pub struct Cfn{name}({kind:?}) -> Cfn{name}Ref {{");
        self.write_fields(out, properties);
        out.push_str("    }\n");
        self.write_new(out, properties);
        out.push_str("    attributes {\n");
        for attribute in attributes.iter().filter(|name| !name.contains('*')) {
            emit!(out, "        {} = {attribute:?},", field(attribute));
        }
        out.push_str("    }\n}\n\n");
    }

    fn write_object(&self, out: &mut String, object: &Object) {
        let name = type_name(self.resource, &object.name);
        emit!(out, "object! {{");
        emit!(
            out,
            "    /// `{}` of [`Cfn{}`].",
            object.name,
            self.resource.name
        );
        default(out, object);
        emit!(out, "    pub struct {name} {{");
        self.write_fields(out, object);
        out.push_str("    }\n");
        self.write_new(out, object);
        out.push_str("}\n\n");
    }

    fn write_fields(&self, out: &mut String, object: &Object) {
        for property in &object.properties {
            let replaces =
                object.name.is_empty() && self.resource.create_only.contains(&property.name);
            emit!(out, "        /// {}", comment(property, replaces));
            emit!(
                out,
                "        {}: {} = {:?},",
                field(&property.name),
                self.field_type(property),
                property.name
            );
        }
    }

    fn write_new(&self, out: &mut String, object: &Object) {
        let (required, optional): (Vec<_>, Vec<_>) = object
            .properties
            .iter()
            .partition(|property| property.required);
        if required.is_empty() {
            return;
        }
        if required.len() > MAX_ARGUMENTS {
            out.push_str(
                "    #[expect(clippy::too_many_arguments, reason = \"AWS requires as many\")]\n",
            );
        }
        let required: Vec<_> = required
            .into_iter()
            .map(|property| {
                let kind = self.field_type(property);
                format!("{}: {kind}", field(&property.name))
            })
            .collect();
        let optional: Vec<_> = optional
            .into_iter()
            .map(|property| field(&property.name))
            .collect();
        emit!(out, "    new({}),", wrapped(&required));
        emit!(out, "    optional({})", wrapped(&optional));
    }

    fn field_type(&self, property: &Property) -> String {
        let kind = self.rust_type(&property.name, &property.shape);
        match property.shape {
            // An empty list or map is as if it were not there.
            Shape::List { .. } | Shape::Map(_) => kind,
            _ if property.required => kind,
            _ => format!("Option<{kind}>"),
        }
    }

    fn rust_type(&self, property: &str, shape: &Shape) -> String {
        match shape {
            Shape::Any | Shape::Json => "Expr".to_owned(),
            Shape::Boolean => "Value<bool>".to_owned(),
            Shape::Integer { .. } => "Value<i64>".to_owned(),
            Shape::Number(_) => "Value<f64>".to_owned(),
            Shape::Text { values, .. } => {
                match self.values.get(&(property.to_owned(), values.clone())) {
                    Some(name) => format!("Value<{name}>"),
                    None => "Value<String>".to_owned(),
                }
            }
            Shape::List { items, .. } => format!("Vec<{}>", self.rust_type(property, items)),
            Shape::Map(values) => {
                format!("IndexMap<String, {}>", self.rust_type(property, values))
            }
            Shape::Object(name) => type_name(self.resource, name),
        }
    }
}

/// A list divided by commas, over more than one line if it is long: `rustfmt` leaves macros alone.
fn wrapped(items: &[String]) -> String {
    let line = items.join(", ");
    if line.len() <= MAX_LINE {
        return line;
    }
    let mut out = String::new();
    let mut width = MAX_LINE;
    for item in items {
        if width + item.len() > MAX_LINE {
            out.push_str("\n       ");
            width = 0;
        }
        out.push_str(&format!(" {item},"));
        width += item.len() + 2;
    }
    out + "\n    "
}

/// Without required members everything can be left out.
fn default(out: &mut String, object: &Object) {
    if !object.properties.iter().any(|property| property.required) {
        out.push_str("    #[derive(Default)]\n");
    }
}

/// What the schema says about a property, in words.
fn comment(property: &Property, replaces: bool) -> String {
    let mut facts = facts(&property.shape);
    if replaces {
        facts.push("a change replaces the resource".to_owned());
    }
    if facts.is_empty() {
        format!("`{}`", property.name)
    } else {
        format!("`{}`: {}.", property.name, facts.join("; "))
    }
}

fn facts(shape: &Shape) -> Vec<String> {
    let mut facts = Vec::new();
    match shape {
        Shape::Text {
            length,
            pattern,
            values,
        } => {
            if values.is_empty() {
                facts.extend(range(length, " characters"));
            } else if !is_enum(values) {
                facts.push(format!("one of `{}`", values.join("`, `")));
            }
            let pattern = pattern.as_deref().filter(|text| {
                text.len() <= MAX_PATTERN_IN_COMMENT && !text.contains(['`', '\n', '\r'])
            });
            if let Some(pattern) = pattern {
                facts.push(format!("matches `{pattern}`"));
            }
        }
        Shape::Integer { values, .. } if !values.is_empty() => {
            let values: Vec<_> = values.iter().map(i64::to_string).collect();
            facts.push(format!("one of {}", values.join(", ")));
        }
        Shape::Integer { limits, .. } | Shape::Number(limits) => facts.extend(range(limits, "")),
        Shape::List { count, unique, .. } => {
            facts.extend(range(count, " items"));
            if *unique {
                facts.push("no item twice".to_owned());
            }
        }
        Shape::Any | Shape::Json | Shape::Boolean | Shape::Map(_) | Shape::Object(_) => {}
    }
    facts
}

fn range(limits: &Limits, unit: &str) -> Option<String> {
    let counted = |number: f64| {
        let unit = match unit.strip_suffix('s') {
            Some(singular) if number == 1.0 => singular,
            _ => unit,
        };
        format!("{number}{unit}")
    };
    match (limits.min, limits.max) {
        (Some(min), Some(max)) if min == max => Some(counted(min)),
        (Some(min), Some(max)) => Some(format!("{min} to {}", counted(max))),
        (Some(min), None) if min > 0.0 || unit.is_empty() => {
            Some(format!("at least {}", counted(min)))
        }
        (None, Some(max)) => Some(format!("at most {}", counted(max))),
        (Some(_) | None, None) => None,
    }
}
