//! Values as resolvers see them: variables from the client's JSON, arguments from literals and variables.

use serde_json::{Map, Value as Json};

use super::{Request, RequestError, RequestErrorKind};
use crate::ast::{
    Argument, InputValueDefinition, Name, OperationDefinition, Type, TypeKind, Value, ValueKind,
    VariableDefinition,
};
use crate::{Scalar, Schema, java};

/// The values of an operation's variables. One that is not given and has no default is left out.
///
/// # Errors
/// The first value that does not fit its type, in AppSync's words.
pub fn coerce_variables(
    schema: &Schema,
    request: &Request,
    operation: &OperationDefinition,
    given: &Map<String, Json>,
) -> Result<Map<String, Json>, RequestError> {
    let mut coerced = Map::new();
    for variable in &operation.variables {
        let name = &variable.name.text;
        let result = match (given.get(name), &variable.default_value) {
            (None, Some(default)) => Ok(Some(literal(schema, default, &variable.ty, &coerced))),
            (None, None) if variable.ty.is_non_null() => {
                Err(Refusal::Null(variable.ty.to_string()))
            }
            (None, None) => Ok(None),
            (Some(value), _) => coerce(schema, name, value, &variable.ty).map(Some),
        };
        match result {
            Ok(Some(value)) => {
                coerced.insert(name.clone(), value);
            }
            Ok(None) => {}
            Err(refusal) => return Err(refusal.of(request, variable)),
        }
    }
    Ok(coerced)
}

/// The arguments of a field or directive. What is neither given nor has a default is left out.
///
/// # Errors
/// If a variable that may be null is null in a non-null place.
pub fn coerce_arguments(
    schema: &Schema,
    definitions: &[InputValueDefinition],
    given: &[Argument],
    variables: &Map<String, Json>,
) -> Result<Map<String, Json>, String> {
    let mut coerced = Map::new();
    for definition in definitions {
        let argument = given
            .iter()
            .find(|one| one.name.text == definition.name.text);
        let value = argument
            .map(|one| &one.value)
            .filter(|value| is_given(value, variables));
        let value = match (value, &definition.default_value) {
            (Some(value), _) | (None, Some(value)) => {
                literal(schema, value, &definition.ty, variables)
            }
            (None, None) if definition.ty.is_non_null() => Json::Null,
            (None, None) => continue,
        };
        if value.is_null() && definition.ty.is_non_null() {
            return Err(format!(
                "Argument '{}' has coerced Null value for NonNull type '{}'",
                definition.name, definition.ty
            ));
        }
        coerced.insert(definition.name.text.clone(), value);
    }
    Ok(coerced)
}

/// Whether something stands there: a variable without a value counts as nothing.
fn is_given(value: &Value, variables: &Map<String, Json>) -> bool {
    match &value.kind {
        ValueKind::Variable(name) => variables.contains_key(name),
        _ => true,
    }
}

/// The value of a literal that has been validated.
fn literal(schema: &Schema, value: &Value, ty: &Type, variables: &Map<String, Json>) -> Json {
    match (ty, &value.kind) {
        (_, ValueKind::Variable(name)) => variables.get(name).cloned().unwrap_or_default(),
        (_, ValueKind::Null) => Json::Null,
        (Type::NonNull(inner), _) => literal(schema, value, inner, variables),
        (Type::List(inner), ValueKind::List(items)) => Json::Array(
            items
                .iter()
                .map(|item| literal(schema, item, inner, variables))
                .collect(),
        ),
        (Type::List(inner), _) => Json::Array(vec![literal(schema, value, inner, variables)]),
        (Type::Named(name), ValueKind::Object(members)) => object(schema, name, members, variables),
        (Type::Named(_), ValueKind::Enum(value)) => Json::String(value.clone()),
        (Type::Named(name), kind) => Scalar::from_name(name)
            .and_then(|scalar| scalar.literal(kind))
            .unwrap_or_default(),
    }
}

fn object(
    schema: &Schema,
    name: &Name,
    members: &[(Name, Value)],
    variables: &Map<String, Json>,
) -> Json {
    let mut object = Map::new();
    for field in schema.input_fields(name) {
        let given = members
            .iter()
            .find(|(member, _)| member.text == field.name.text)
            .map(|(_, value)| value)
            .filter(|value| is_given(value, variables));
        if let Some(value) = given.or(field.default_value.as_ref()) {
            let value = literal(schema, value, &field.ty, variables);
            object.insert(field.name.text.clone(), value);
        }
    }
    Json::Object(object)
}

/// Why a variable's value is refused.
enum Refusal {
    /// Null, for a type that has none.
    Null(String),
    /// Whole messages.
    Said(String),
    /// A message with a place, which is the variable's.
    SaidOfVariable(String),
}

impl Refusal {
    fn of(self, request: &Request, variable: &VariableDefinition) -> RequestError {
        let place = || request.place(variable.span).into_iter().collect();
        let (message, locations) = match self {
            Self::Null(ty) => {
                let name = &variable.name;
                let message =
                    format!("Variable '{name}' has coerced Null value for NonNull type '{ty}'");
                (message, place())
            }
            Self::Said(message) => (message, Vec::new()),
            Self::SaidOfVariable(message) => (message, place()),
        };
        RequestError {
            kind: RequestErrorKind::Variables,
            message,
            locations,
        }
    }
}

/// The value of a client's JSON; `name` is the variable's or the input member's.
fn coerce(schema: &Schema, name: &str, value: &Json, ty: &Type) -> Result<Json, Refusal> {
    match (ty, value) {
        (Type::NonNull(_), Json::Null) => Err(Refusal::Null(ty.to_string())),
        (_, Json::Null) => Ok(Json::Null),
        (Type::NonNull(inner), _) => coerce(schema, name, value, inner),
        (Type::List(inner), Json::Array(items)) => items
            .iter()
            .map(|item| coerce(schema, name, item, inner))
            .collect::<Result<_, _>>()
            .map(Json::Array),
        (Type::List(inner), _) => Ok(Json::Array(vec![coerce(schema, name, value, inner)?])),
        (Type::Named(type_name), _) => coerce_named(schema, name, value, type_name),
    }
}

fn coerce_named(
    schema: &Schema,
    name: &str,
    value: &Json,
    type_name: &Name,
) -> Result<Json, Refusal> {
    let invalid = |why: String| {
        Refusal::SaidOfVariable(format!("Variable '{name}' has an invalid value. {why}"))
    };
    match schema.type_definition(type_name).map(|one| &one.kind) {
        Some(TypeKind::Enum { values }) => match value.as_str() {
            Some(text) if values.iter().any(|one| one.name.text == text) => Ok(value.clone()),
            _ => Err(invalid(format!(
                "Invalid input for Enum '{type_name}'. No value found for name '{}'",
                java::value(value)
            ))),
        },
        Some(TypeKind::InputObject { fields }) => match value {
            Json::Object(members) => coerce_object(schema, members, fields, type_name),
            _ => Err(Refusal::SaidOfVariable(format!(
                "Variable '{name}' has an invalid type. Expected type 'Map' but was '{}'. Variables for input objects must be an instance of type 'Map'.",
                java::class(value)
            ))),
        },
        _ => match Scalar::from_name(type_name) {
            Some(scalar) => scalar.parse(value).map_err(invalid),
            None => Ok(value.clone()),
        },
    }
}

fn coerce_object(
    schema: &Schema,
    members: &Map<String, Json>,
    fields: &[InputValueDefinition],
    type_name: &Name,
) -> Result<Json, Refusal> {
    let known = |name: &String| fields.iter().any(|field| field.name.text == *name);
    if let Some(unknown) = members.keys().find(|name| !known(name)) {
        // The blank before the end is AppSync's.
        return Err(Refusal::Said(format!(
            "The variables input contains a field name '{unknown}' that is not defined for input object type '{type_name}' "
        )));
    }
    let mut object = Map::new();
    for field in fields {
        let name = &field.name.text;
        let value = match (members.get(name), &field.default_value) {
            (Some(value), _) => coerce(schema, name, value, &field.ty)?,
            (None, Some(default)) => literal(schema, default, &field.ty, &Map::new()),
            (None, None) if field.ty.is_non_null() => {
                return Err(Refusal::Null(field.ty.to_string()));
            }
            (None, None) => continue,
        };
        object.insert(name.clone(), value);
    }
    Ok(Json::Object(object))
}
