//! What a schema says about itself.
//!
//! A type is passed from field to field as its text, such as `[Post!]!`; its members are found when they are
//! asked for, since types refer to each other in circles.

use appsynth_schema::Schema;
use appsynth_schema::ast::{
    Directive, DirectiveDefinition, EnumValueDefinition, FieldDefinition, InputValueDefinition,
    Name, OperationType, TypeDefinition, TypeKind, ValueKind,
};
use indexmap::IndexSet;
use serde_json::{Map, Value, json};

/// Whether values of a type stand for parts of the schema.
pub(crate) fn is_meta_type(name: &str) -> bool {
    name.starts_with("__")
}

/// A field of the introspection system; `source` is what this function gave for the field around it.
pub(crate) fn resolve(
    schema: &Schema,
    parent: &str,
    source: &Value,
    field: &str,
    arguments: &Map<String, Value>,
) -> Value {
    let deprecated = arguments.get("includeDeprecated") == Some(&Value::Bool(true));
    match (parent, field) {
        (_, "__schema") => json!({}),
        (_, "__type") => {
            let name = arguments
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            match schema.type_definition(name) {
                Some(definition) => json!(&*definition.name),
                None => Value::Null,
            }
        }
        ("__Schema", _) => schema_field(schema, field),
        ("__Type", _) => type_field(
            schema,
            source.as_str().unwrap_or_default(),
            field,
            deprecated,
        ),
        (_, "args") => keep_current(source.get("args").cloned().unwrap_or_default(), deprecated),
        _ => source.get(field).cloned().unwrap_or_default(),
    }
}

fn schema_field(schema: &Schema, field: &str) -> Value {
    let root = |operation| {
        schema
            .root(operation)
            .map_or(Value::Null, |name| json!(name))
    };
    match field {
        "types" => json!(known_types(schema)),
        "queryType" => root(OperationType::Query),
        "mutationType" => root(OperationType::Mutation),
        "subscriptionType" => root(OperationType::Subscription),
        "directives" => schema.all_directives().map(directive).collect(),
        _ => Value::Null,
    }
}

/// The declared types, the scalars they use and GraphQL's own, and those of the introspection system.
fn known_types(schema: &Schema) -> IndexSet<&str> {
    let mut names: IndexSet<&str> = schema.types().map(|one| &*one.name).collect();
    names.extend(["String", "Int", "Float", "Boolean", "ID"]);
    for definition in schema.types() {
        let fields = definition.fields().iter();
        let inputs = schema.input_fields(&definition.name).iter();
        let used = fields
            .flat_map(|field| {
                let arguments = field.arguments.iter().map(|one| one.ty.named());
                std::iter::once(field.ty.named()).chain(arguments)
            })
            .chain(inputs.map(|one| one.ty.named()));
        names.extend(used.map(|name| &**name));
    }
    names.extend([
        "__Schema",
        "__Type",
        "__TypeKind",
        "__Field",
        "__InputValue",
        "__EnumValue",
        "__Directive",
        "__DirectiveLocation",
    ]);
    names
}

fn type_field(schema: &Schema, text: &str, field: &str, deprecated: bool) -> Value {
    let wrapped = text
        .strip_suffix('!')
        .map(|inner| ("NON_NULL", inner))
        .or_else(|| Some(("LIST", text.strip_prefix('[')?.strip_suffix(']')?)));
    if let Some((kind, inner)) = wrapped {
        return match field {
            "kind" => json!(kind),
            "ofType" => json!(inner),
            _ => Value::Null,
        };
    }
    match schema.type_definition(text) {
        Some(definition) => named_type_field(schema, definition, field, deprecated),
        None => Value::Null,
    }
}

fn named_type_field(
    schema: &Schema,
    definition: &TypeDefinition,
    field: &str,
    deprecated: bool,
) -> Value {
    let names = |names: &[Name]| names.iter().map(|name| json!(&**name)).collect();
    match (field, &definition.kind) {
        ("kind", kind) => json!(kind_name(kind)),
        ("name", _) => json!(&*definition.name),
        ("description", _) => json!(definition.description),
        ("fields", TypeKind::Object { .. } | TypeKind::Interface { .. }) => keep_current(
            definition.fields().iter().map(field_definition).collect(),
            deprecated,
        ),
        (
            "interfaces",
            TypeKind::Object { implements, .. } | TypeKind::Interface { implements, .. },
        ) => names(implements),
        ("possibleTypes", TypeKind::Interface { .. } | TypeKind::Union { .. }) => {
            json!(schema.possible_types(&definition.name))
        }
        ("enumValues", TypeKind::Enum { values }) => {
            keep_current(values.iter().map(enum_value).collect(), deprecated)
        }
        ("inputFields", TypeKind::InputObject { fields }) => {
            keep_current(fields.iter().map(input_value).collect(), deprecated)
        }
        _ => Value::Null,
    }
}

fn kind_name(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Scalar => "SCALAR",
        TypeKind::Object { .. } => "OBJECT",
        TypeKind::Interface { .. } => "INTERFACE",
        TypeKind::Union { .. } => "UNION",
        TypeKind::Enum { .. } => "ENUM",
        TypeKind::InputObject { .. } => "INPUT_OBJECT",
    }
}

fn field_definition(field: &FieldDefinition) -> Value {
    let arguments: Value = field.arguments.iter().map(input_value).collect();
    let (is_deprecated, reason) = deprecation(&field.directives);
    json!({
        "name": &*field.name,
        "description": field.description,
        "args": arguments,
        "type": field.ty.to_string(),
        "isDeprecated": is_deprecated,
        "deprecationReason": reason,
    })
}

fn input_value(input: &InputValueDefinition) -> Value {
    let (is_deprecated, reason) = deprecation(&input.directives);
    json!({
        "name": &*input.name,
        "description": input.description,
        "type": input.ty.to_string(),
        "defaultValue": input.default_value.as_ref().map(ToString::to_string),
        "isDeprecated": is_deprecated,
        "deprecationReason": reason,
    })
}

fn enum_value(value: &EnumValueDefinition) -> Value {
    let (is_deprecated, reason) = deprecation(&value.directives);
    json!({
        "name": &*value.name,
        "description": value.description,
        "isDeprecated": is_deprecated,
        "deprecationReason": reason,
    })
}

fn directive(directive: &DirectiveDefinition) -> Value {
    let arguments: Value = directive.arguments.iter().map(input_value).collect();
    let locations: Vec<&str> = directive.locations.iter().map(|one| one.name()).collect();
    json!({
        "name": &*directive.name,
        "description": directive.description,
        "locations": locations,
        "args": arguments,
        "isRepeatable": directive.repeatable,
    })
}

fn deprecation(directives: &[Directive]) -> (bool, Option<String>) {
    match directives.iter().find(|one| &*one.name == "deprecated") {
        None => (false, None),
        Some(directive) => match directive.argument("reason").map(|value| &value.kind) {
            Some(ValueKind::String(reason)) => (true, Some(reason.clone())),
            _ => (true, Some("No longer supported".to_owned())),
        },
    }
}

/// Leaves deprecated members out unless they were asked for.
fn keep_current(members: Value, deprecated: bool) -> Value {
    match members {
        Value::Array(mut members) if !deprecated => {
            members.retain(|member| member.get("isDeprecated") != Some(&Value::Bool(true)));
            Value::Array(members)
        }
        members => members,
    }
}
