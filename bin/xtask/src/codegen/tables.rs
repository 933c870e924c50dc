//! The static tables of `lib/cloudformation/src/schemas/generated`.

use std::fmt::Write;

use indexmap::IndexSet;

use super::model::{Limits, Object, Property, Resource, Rule, Shape};
use super::names::constant;
use super::{SERVICES, Service, VERSION, emit, header};

/// The table of services.
pub(super) fn index() -> String {
    let mut out = header("The tables of all services.");
    for service in &SERVICES {
        emit!(out, "mod {};", service.module);
    }
    out.push_str("\nuse super::ResourceSchema;\n\n");
    emit!(
        out,
        "/// The release of `cfn-lint` the schemas come with.\npub(super) const VERSION: &str = \"{VERSION}\";\n"
    );
    out.push_str(
        "/// The resource types of each service, by the service's name in them.\n\
         pub(super) static SERVICES: &[(&str, &[ResourceSchema])] = &[\n",
    );
    for service in &SERVICES {
        emit!(out, "({:?}, &{}::RESOURCES),", service.name, service.module);
    }
    out.push_str("];\n");
    out
}

/// The table of a service.
pub(super) fn service(service: &Service, resources: &[Resource]) -> String {
    let mut out = header(&format!("The resource types of `AWS::{}`.", service.name));
    out.push_str("use crate::schemas::build::*;\n\n");
    let patterns = patterns(resources);
    emit!(
        out,
        "pub(super) static RESOURCES: [ResourceSchema; {}] = [",
        resources.len()
    );
    for resource in resources {
        emit!(out, "ResourceSchema {{");
        emit!(out, "kind: {:?},", resource.kind);
        emit!(out, "properties: &{},", object_name(resource, ""));
        emit!(out, "read_only: &{:?},", resource.read_only);
        emit!(out, "attributes: &{:?},", resource.attributes);
        emit!(out, "create_only: &{:?},", resource.create_only);
        emit!(
            out,
            "conditional_create_only: &{:?},",
            resource.conditional_create_only
        );
        emit!(
            out,
            "primary_identifier: &{:?},",
            resource.primary_identifier
        );
        out.push_str("},\n");
    }
    out.push_str("];\n");
    for resource in resources {
        for object in &resource.objects {
            write_object(&mut out, resource, object, &patterns);
        }
    }
    for (index, pattern) in patterns.iter().enumerate() {
        emit!(
            out,
            "\nstatic PATTERN_{index}: Pattern = Pattern::new({pattern:?});"
        );
    }
    out
}

fn patterns(resources: &[Resource]) -> IndexSet<&str> {
    resources
        .iter()
        .flat_map(|resource| &resource.objects)
        .flat_map(|object| &object.properties)
        .filter_map(|property| match property.shape.innermost() {
            Shape::Text { pattern, .. } => pattern.as_deref(),
            _ => None,
        })
        .collect()
}

fn write_object(out: &mut String, resource: &Resource, object: &Object, patterns: &IndexSet<&str>) {
    let name = object_name(resource, &object.name);
    emit!(out, "\nstatic {name}: Object = Object {{");
    out.push_str("properties: &[\n");
    for Property {
        name,
        required,
        shape,
    } in &object.properties
    {
        let word = if *required { "required" } else { "optional" };
        let schema = schema(resource, shape, patterns);
        emit!(out, "{word}({name:?}, {schema}),");
    }
    out.push_str("],\n");
    emit!(out, "open: {},", object.open);
    let rules: Vec<_> = object.rules.iter().map(rule).collect();
    emit!(out, "rules: &[{}],\n}};", rules.join(", "));
}

fn schema(resource: &Resource, shape: &Shape, patterns: &IndexSet<&str>) -> String {
    match shape {
        Shape::Any => "Schema::Any".to_owned(),
        Shape::Json => "Schema::Json".to_owned(),
        Shape::Boolean => "Schema::Boolean".to_owned(),
        Shape::Integer { limits, values } if values.is_empty() => {
            format!("integer(){}", bounds(limits))
        }
        Shape::Integer { values, .. } => format!("integer().one_of_numbers(&{values:?})"),
        Shape::Number(limits) => format!("number(){}", bounds(limits)),
        Shape::Text {
            length,
            pattern,
            values,
        } => {
            let mut text = format!("text(){}", counts(length));
            let index = pattern
                .as_deref()
                .and_then(|pattern| patterns.get_index_of(pattern));
            if let Some(index) = index {
                text.push_str(&format!(".pattern(&PATTERN_{index})"));
            }
            if !values.is_empty() {
                text.push_str(&format!(".one_of(&{values:?})"));
            }
            text
        }
        Shape::List {
            items,
            count,
            unique,
        } => {
            let unique = if *unique { ".unique()" } else { "" };
            let items = schema(resource, items, patterns);
            format!("list(&{items}){}{unique}", counts(count))
        }
        Shape::Map(values) => format!("Schema::Map(&{})", schema(resource, values, patterns)),
        Shape::Object(name) => format!("Schema::Object(&{})", object_name(resource, name)),
    }
}

/// Nothing is shorter than 0, so that this limit of a length says nothing.
fn counts(limits: &Limits) -> String {
    bounds(&Limits {
        min: limits.min.filter(|min| *min > 0.0),
        ..*limits
    })
}

fn bounds(limits: &Limits) -> String {
    let min = limits.min.map(|min| format!(".min({min:?})"));
    let max = limits.max.map(|max| format!(".max({max:?})"));
    min.into_iter().chain(max).collect()
}

fn rule(rule: &Rule) -> String {
    let groups = |groups: &[Vec<String>]| {
        let groups: Vec<_> = groups.iter().map(|group| format!("&{group:?}")).collect();
        groups.join(", ")
    };
    match rule {
        Rule::ExactlyOne(all) => format!("Rule::ExactlyOne(&[{}])", groups(all)),
        Rule::AtLeastOne(all) => format!("Rule::AtLeastOne(&[{}])", groups(all)),
        Rule::Needs(name, others) => format!("Rule::Needs({name:?}, &{others:?})"),
        Rule::Excludes(name, others) => format!("Rule::Excludes({name:?}, &{others:?})"),
    }
}

fn object_name(resource: &Resource, object: &str) -> String {
    let object = if object.is_empty() {
        "Properties"
    } else {
        object
    };
    format!("{}_{}", constant(&resource.name), constant(object))
}
