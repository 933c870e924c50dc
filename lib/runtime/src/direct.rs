//! Lambda functions without code around them.

use appsynth_util::Context;
use serde_json::{Value, json};

use crate::DataSourceError;
use crate::batch::BATCH_INVOKE;

/// What a Lambda function without code before it receives: the whole context.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html>
pub(crate) fn request(context: &Context, batch: bool) -> Value {
    json!({
        "version": "2018-05-29",
        "operation": if batch { BATCH_INVOKE } else { "Invoke" },
        "payload": {
            "arguments": context.arguments,
            "identity": context.identity,
            "source": context.source,
            "request": context.request,
            "prev": context.prev,
            "info": context.info,
            "stash": context.stash,
        },
    })
}

/// What such a function answers to one request of a batch.
pub(crate) fn answer_of_batch(said: &Value) -> Result<Value, Box<DataSourceError>> {
    match error(said) {
        Some(error) => Err(Box::new(error)),
        None => Ok(member(said, "data")),
    }
}

/// The error that a Lambda function without code after it gives in place of one answer of a batch.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers-js.html>
fn error(answer: &Value) -> Option<DataSourceError> {
    let message = answer.get("errorMessage")?.as_str()?;
    let error_type = answer.get("errorType").and_then(Value::as_str);
    Some(DataSourceError {
        error_type: error_type.unwrap_or("Lambda:Unhandled").to_owned(),
        message: message.to_owned(),
        data: member(answer, "data"),
        catchable: true,
    })
}

fn member(value: &Value, name: &str) -> Value {
    value.get(name).cloned().unwrap_or_default()
}
