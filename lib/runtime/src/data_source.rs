//! What a resolver's request goes to.

use appsynth_util::Context;
use async_trait::async_trait;
use serde_json::Value;

use crate::ConflictHandler;

/// A data source of an API.
#[async_trait]
pub trait DataSource: Send + Sync {
    /// Carries out a request, as the request half of a resolver gave it, and gives what the response half
    /// sees as `ctx.result`.
    ///
    /// # Errors
    /// What the response half sees as `ctx.error`.
    async fn invoke(&self, request: Value, call: &Call<'_>) -> Result<Value, DataSourceError>;

    /// When the data source answers a request. One that is not answered later is asked between the halves of the
    /// resolver, on the thread that evaluates them.
    fn pace(&self, _request: &Value) -> Pace {
        Pace::Later
    }

    /// Whether `BatchInvoke` requests go to [`DataSource::invoke_batch`].
    fn takes_batches(&self) -> bool {
        false
    }

    /// Carries out the requests of several fields together and gives as many answers, in their order. Not
    /// called unless [`DataSource::takes_batches`]; refuses all of them unless it is written.
    async fn invoke_batch(&self, requests: Vec<Value>) -> Vec<Result<Value, DataSourceError>> {
        let refusal = DataSourceError {
            error_type: "MappingTemplate".to_owned(),
            message: "Unsupported operation 'BatchInvoke'.".to_owned(),
            data: Value::Null,
            catchable: false,
        };
        vec![Err(refusal); requests.len()]
    }
}

/// When a data source answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Without waiting for anything, as what has no service behind it does.
    AtOnce,
    /// Without waiting, too, but it blocks a thread outside of any asynchronous runtime while it works.
    Blocking,
    /// When whatever it waits for has happened.
    Later,
}

/// The resolver or function that makes a request.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// What its request half saw.
    pub context: &'a Context,
    /// The name of the field's type, such as `Post`, whatever lists are around it.
    pub output_type: &'a str,
    /// What is done about conflicts between versions of an item; none if they are not looked for.
    pub conflict_handler: Option<&'a ConflictHandler>,
}

/// The failure of a data source.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSourceError {
    /// Such as `DynamoDB:ConditionalCheckFailedException`.
    pub error_type: String,
    /// The service's own words.
    pub message: String,
    /// `ctx.result` beside the error; null for most.
    pub data: Value,
    /// Whether the response half may look at it as `ctx.error`; if not, the resolver ends with it.
    pub catchable: bool,
}
