//! What an API is made of, for those who look at it: its modes and its pipelines.

use appsynth_runtime::{
    ApiDefinition, AuthMode, Code, FunctionDefinition, ResolverDefinition, ResolverKind,
};
use serde_json::{Map, Value, json};

/// What is told of an API.
pub(crate) struct Description {
    /// The names of its modes, the default one first.
    pub(crate) modes: Vec<&'static str>,
    /// Its resolvers and functions as JSON text, which is smaller than the values.
    pub(crate) pipelines: String,
}

impl Description {
    pub(crate) fn of(definition: &ApiDefinition) -> Self {
        let modes = [&definition.default_auth]
            .into_iter()
            .chain(&definition.additional_auth);
        Self {
            modes: modes.map(AuthMode::name).collect(),
            pipelines: pipelines(definition).to_string(),
        }
    }
}

/// ```text
/// { "format": 1,
///   "resolvers": [{ "field": "Query.getPost", "kind": "pipeline", "functions": ["id", …], …code }],
///   "functions": { "id": { "name": …, "dataSource": …, …code } } }
/// ```
/// A unit resolver has `dataSource` in place of `functions`; code is `language` (`vtl`, `js` or `none`) with
/// `request` and `response`, or `code`.
fn pipelines(definition: &ApiDefinition) -> Value {
    let functions: Map<String, Value> = definition
        .functions
        .iter()
        .map(|(id, function)| (id.clone(), of_function(function)))
        .collect();
    let resolvers: Vec<Value> = definition
        .resolvers
        .iter()
        .map(|(field, resolver)| {
            let field = format!("{}.{}", field.type_name, field.field_name);
            of_resolver(&field, resolver)
        })
        .collect();
    json!({ "format": 1, "resolvers": resolvers, "functions": functions })
}

fn of_resolver(field: &str, resolver: &ResolverDefinition) -> Value {
    let mut members = json!({ "field": field });
    match &resolver.kind {
        ResolverKind::Unit(source) => {
            members["kind"] = "unit".into();
            members["dataSource"] = source.as_str().into();
        }
        ResolverKind::Pipeline(functions) => {
            members["kind"] = "pipeline".into();
            members["functions"] = json!(functions);
        }
    }
    put_code(&mut members, &resolver.code);
    members
}

fn of_function(function: &FunctionDefinition) -> Value {
    let mut members = json!({ "name": function.name, "dataSource": function.data_source });
    put_code(&mut members, &function.code);
    members
}

fn put_code(members: &mut Value, code: &Code) {
    match code {
        Code::Js(code) => {
            members["language"] = "js".into();
            members["code"] = code.as_str().into();
        }
        Code::Vtl { request, response } => {
            members["language"] = "vtl".into();
            members["request"] = json!(request);
            members["response"] = json!(response);
        }
        Code::Direct => members["language"] = "none".into(),
    }
}
