//! An API that is ready to answer.

use std::sync::Arc;

use appsynth_diagnostics::{Diagnostics, Sources};
use appsynth_schema::{Schema, Valid};
use appsynth_util::Host;
use indexmap::IndexMap;

use crate::{
    ApiDefinition, Caller, DataSource, DataSourceName, GraphqlRequest, Response, ResponseError,
};

/// An API that is ready to answer: schema, templates and modules are compiled once.
pub struct Api {
    definition: ApiDefinition,
    schema: Valid<Schema>,
    data_sources: IndexMap<DataSourceName, Arc<dyn DataSource>>,
    host: Host,
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
        let mut sources = Sources::new();
        let id = sources.add("schema.graphql", definition.schema.as_str());
        let (document, problems) = appsynth_schema::parse(&sources, [id]);
        if problems.has_errors() {
            return Err(problems);
        }
        let schema = appsynth_schema::validate(&document)?;
        Ok(Self {
            definition,
            schema,
            data_sources,
            host,
        })
    }

    /// The schema it answers by.
    pub fn schema(&self) -> &Valid<Schema> {
        &self.schema
    }

    /// Runs a request for a caller. Whatever goes wrong is in the response.
    pub async fn execute(&self, request: GraphqlRequest, caller: Caller) -> Response {
        let _ = (
            &self.definition,
            &self.data_sources,
            &self.host,
            request,
            caller,
        );
        Response::refused(vec![ResponseError {
            path: None,
            details: None,
            locations: None,
            message: "this version cannot run requests".to_owned(),
        }])
    }
}
