//! An API that is ready to answer.

use std::sync::Arc;

use appsynth_diagnostics::{Diagnostics, Sources};
use appsynth_schema::ast::OperationType;
use appsynth_schema::{Request, Schema, Valid, coerce_variables};
use appsynth_util::Host;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::cache::Cache;
use crate::execute::Execution;
use crate::program::Program;
use crate::requests::Requests;
use crate::{
    ApiDefinition, Caller, DataSource, DataSourceName, GraphqlRequest, Response, ResponseError,
    Tracer, diagnostics,
};

/// An API that is ready to answer: schema, templates and modules are compiled once.
pub struct Api {
    pub(crate) schema: Valid<Schema>,
    pub(crate) program: Program,
    pub(crate) host: Host,
    pub(crate) cache: Option<Cache>,
    requests: Requests,
}

impl Api {
    /// Compiles an API.
    ///
    /// # Errors
    /// Every mistake in the schema (`AS1…`) and in resolver code (`AS4…`), and every name of a data source,
    /// function or field that is not there. The texts are parts of the definition, so places are given in
    /// words, as notes.
    pub fn new(
        definition: ApiDefinition,
        data_sources: IndexMap<DataSourceName, Arc<dyn DataSource>>,
        host: Host,
    ) -> Result<Self, Diagnostics> {
        let schema = read_schema(&definition)?;
        let program = Program::compile(&definition, &schema, &data_sources, &host)?;
        Ok(Self {
            schema,
            program,
            host,
            cache: definition.cache.map(Cache::new),
            requests: Requests::new(),
        })
    }

    /// The schema it answers by.
    pub fn schema(&self) -> &Valid<Schema> {
        &self.schema
    }

    /// Forgets the answers that are kept, as when the data behind them were replaced.
    pub fn forget_cached(&self) {
        if let Some(cache) = &self.cache {
            cache.forget();
        }
    }

    /// Runs a request for a caller. Whatever goes wrong is in the response.
    pub async fn execute(&self, request: GraphqlRequest, caller: Caller) -> Response {
        self.execute_traced(request, caller, None).await
    }

    /// Runs a request for a caller and tells a tracer, if there is one, what it does.
    pub async fn execute_traced(
        &self,
        request: GraphqlRequest,
        caller: Caller,
        tracer: Option<&dyn Tracer>,
    ) -> Response {
        let Prepared {
            request: parsed,
            variables,
        } = match self.prepare(&request) {
            Ok(prepared) => prepared,
            Err(errors) => return Response::refused(errors),
        };
        let operation = match parsed.operation(request.operation_name.as_deref()) {
            Ok(operation) => operation,
            Err(error) => return Response::refused(vec![error.into()]),
        };
        let kept = match (&self.cache, operation.operation_type) {
            // What callers with grants of their own may see is looked at field by field.
            (Some(cache), OperationType::Query) if caller.grants.is_none() => {
                let slot = cache.of_operation(&json!([
                    request.query,
                    request.operation_name,
                    request.variables,
                    caller.mode.name(),
                    caller.identity,
                ]));
                slot.map(|slot| (cache, slot))
            }
            _ => None,
        };
        let clock = &*self.host.clock;
        if let Some((cache, slot)) = &kept
            && let Some(data) = cache.get(slot, clock)
        {
            if let Some(tracer) = tracer {
                tracer.answered_from_cache();
            }
            return Response {
                data,
                ..Response::default()
            };
        }
        let mut execution = Execution::new(self, &parsed, &caller, &request.variables, &variables);
        execution.tracer = tracer;
        let response = execution.run(operation, &Value::Null).await;
        if let Some((cache, slot)) = kept
            && response.errors.is_empty()
        {
            cache.put(slot, response.data.clone(), clock);
        }
        response
    }

    /// Parses and validates a request and fits its variables to the operation that shall run.
    pub(crate) fn prepare(&self, request: &GraphqlRequest) -> Result<Prepared, Vec<ResponseError>> {
        let parsed = self
            .requests
            .parse(&self.schema, &request.query)
            .map_err(|errors| {
                errors
                    .into_iter()
                    .map(ResponseError::from)
                    .collect::<Vec<_>>()
            })?;
        let variables = parsed
            .operation(request.operation_name.as_deref())
            .and_then(|operation| {
                coerce_variables(&self.schema, &parsed, operation, &request.variables)
            })
            .map_err(|error| vec![error.into()])?;
        Ok(Prepared {
            request: parsed,
            variables,
        })
    }
}

/// A request that fits the schema.
pub(crate) struct Prepared {
    pub(crate) request: Arc<Request>,
    /// As the schema has them.
    pub(crate) variables: Map<String, Value>,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

fn read_schema(definition: &ApiDefinition) -> Result<Valid<Schema>, Diagnostics> {
    let mut sources = Sources::new();
    let id = sources.add("schema.graphql", definition.schema.as_str());
    let (document, problems) = appsynth_schema::parse(&sources, [id]);
    let checked = if problems.has_errors() {
        Err(problems)
    } else {
        appsynth_schema::validate(document)
    };
    let schema = checked.map_err(|problems| diagnostics::places_in_words(problems, &sources))?;
    Ok(if definition.introspection {
        schema
    } else {
        schema.without_introspection()
    })
}
