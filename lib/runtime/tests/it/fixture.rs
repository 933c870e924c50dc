//! An API made of a schema and canned data sources.

use std::sync::Arc;
use std::time::Duration;

use appsynth_diagnostics::Diagnostics;
use appsynth_runtime::{
    Api, ApiDefinition, AuthType, Call, Caller, Code, DataSource, DataSourceError, FieldName,
    FieldTrace, FunctionDefinition, GraphqlRequest, Pace, ResolverDefinition, ResolverKind,
    Response, Tracer, Watch,
};
use appsynth_util::Host;
use async_trait::async_trait;
use expect_test::Expect;
use indexmap::IndexMap;
use serde_json::{Value, json};

/// What a test changes about an API.
pub(crate) struct Fixture {
    pub(crate) definition: ApiDefinition,
    pub(crate) data_sources: IndexMap<String, Arc<dyn DataSource>>,
}

impl Fixture {
    /// An API with a NONE source called `none`.
    pub(crate) fn new(schema: &str) -> Self {
        let fixture = Self {
            definition: ApiDefinition {
                environment: IndexMap::from([("STAGE".to_owned(), "test".to_owned())]),
                ..ApiDefinition::new("Test", schema)
            },
            data_sources: IndexMap::new(),
        };
        fixture.source("none", Echo)
    }

    pub(crate) fn source(mut self, name: &str, source: impl DataSource + 'static) -> Self {
        self.data_sources.insert(name.to_owned(), Arc::new(source));
        self
    }

    /// Resolves a field, such as `Query.post`, to a value.
    pub(crate) fn value(self, field: &str, value: Value) -> Self {
        let name = format!("value of {field}");
        self.source(&name, Canned(Ok(value)))
            .unit(field, &name, Code::Direct)
    }

    pub(crate) fn unit(self, field: &str, source: &str, code: Code) -> Self {
        self.resolver(field, ResolverKind::Unit(source.to_owned()), code)
    }

    pub(crate) fn pipeline(self, field: &str, functions: &[&str], around: Code) -> Self {
        let functions = functions.iter().map(|&id| id.to_owned()).collect();
        self.resolver(field, ResolverKind::Pipeline(functions), around)
    }

    pub(crate) fn function(mut self, id: &str, source: &str, code: Code) -> Self {
        let function = FunctionDefinition {
            name: id.to_owned(),
            data_source: source.to_owned(),
            code,
            label: format!("function {id}"),
            max_batch_size: 0,
            conflict_handler: None,
        };
        self.definition.functions.insert(id.to_owned(), function);
        self
    }

    /// Sets how many requests of a field's resolver go together.
    pub(crate) fn batch_size(mut self, field: &str, size: u32) -> Self {
        let field: FieldName = field.parse().expect("Type.field");
        self.definition.resolvers[&field].max_batch_size = size;
        self
    }

    pub(crate) fn try_api(self) -> Result<Api, Diagnostics> {
        Api::new(self.definition, self.data_sources, Host::system())
    }

    pub(crate) fn api(self) -> Api {
        self.try_api().expect("a valid API")
    }

    /// Runs a query for a caller with an API key and compares the whole answer.
    pub(crate) fn check(self, query: &str, expected: Expect) {
        self.check_with(query, json!({}), expected);
    }

    pub(crate) fn check_with(self, query: &str, variables: Value, expected: Expect) {
        self.check_as(Caller::new(AuthType::ApiKey), query, variables, expected);
    }

    /// Runs a query for a caller with an API key once and compares the whole answer.
    pub(crate) fn check_once(self, query: &str, expected: Expect) {
        let caller = Caller::new(AuthType::ApiKey);
        let answer = execute(&self.api(), caller, query, json!({}));
        expected.assert_eq(&show(&answer));
    }

    /// Runs a query twice, for the second time with a tracer, and compares the whole answer.
    pub(crate) fn check_as(self, caller: Caller, query: &str, variables: Value, expected: Expect) {
        expected.assert_eq(&show(&self.check_traced(caller, query, variables)));
    }

    /// Runs a query twice, for the second time with a tracer, and compares the two. Where nobody is told of the fields
    /// one by one, values that are at hand are completed in one go.
    pub(crate) fn check_traced(self, caller: Caller, query: &str, variables: Value) -> Response {
        let api = self.api();
        let answer = execute(&api, caller.clone(), query, variables.clone());
        let traced = execute_for(&api, caller, query, variables, Some(&Nobody));
        assert_eq!(show(&traced), show(&answer), "traced and not: {query}");
        answer
    }

    fn resolver(mut self, field: &str, kind: ResolverKind, code: Code) -> Self {
        self.definition.resolvers.insert(
            field.parse().expect("Type.field"),
            ResolverDefinition {
                kind,
                code,
                label: field.to_owned(),
                max_batch_size: 0,
                caching: None,
                conflict_handler: None,
            },
        );
        self
    }
}

pub(crate) fn execute(api: &Api, caller: Caller, query: &str, variables: Value) -> Response {
    execute_for(api, caller, query, variables, None)
}

fn execute_for(
    api: &Api,
    caller: Caller,
    query: &str,
    variables: Value,
    tracer: Option<&dyn Tracer>,
) -> Response {
    let request = GraphqlRequest {
        query: query.to_owned(),
        operation_name: None,
        variables: variables.as_object().cloned().unwrap_or_default(),
    };
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(api.execute_traced(request, caller, tracer))
}

/// A tracer that keeps nothing.
struct Nobody;

impl Tracer for Nobody {
    fn watch(&self) -> Watch {
        Box::new(|| Duration::ZERO)
    }

    fn field(&self, _: FieldTrace) {}

    fn answered_from_cache(&self) {}
}

/// The data on the first line, each error on one of its own.
pub(crate) fn show(response: &Response) -> String {
    let errors: Vec<String> = response
        .errors
        .iter()
        .map(|error| format!("{}\n", serde_json::to_string(error).expect("is JSON")))
        .collect();
    format!("{}\n{}", response.data, errors.concat())
}

pub(crate) fn vtl(request: &str, response: &str) -> Code {
    Code::Vtl {
        request: Some(request.to_owned()),
        response: Some(response.to_owned()),
    }
}

pub(crate) fn js(text: &str) -> Code {
    Code::Js(text.to_owned())
}

/// A NONE source: gives the payload back.
pub(crate) struct Echo;

#[async_trait]
impl DataSource for Echo {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        Ok(request.get("payload").cloned().unwrap_or_default())
    }

    fn pace(&self, _: &Value) -> Pace {
        Pace::AtOnce
    }
}

/// Gives the same answer to everything.
pub(crate) struct Canned(pub(crate) Result<Value, DataSourceError>);

#[async_trait]
impl DataSource for Canned {
    async fn invoke(&self, _: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        self.0.clone()
    }
}

pub(crate) fn failure(data: Value) -> Canned {
    Canned(Err(DataSourceError {
        error_type: "DynamoDB:ConditionalCheckFailedException".to_owned(),
        message: "The conditional request failed".to_owned(),
        data,
        catchable: true,
    }))
}
