//! What evaluating one half of a resolver gives.

use serde_json::Value;

use crate::Context;

/// The whole effect of one evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// How it ended.
    pub outcome: Outcome,
    /// The stash afterwards, whatever the outcome, if the code may have changed it.
    pub stash: Option<Value>,
    /// The arguments afterwards, if the code may have changed them for what follows in the pipeline. Templates
    /// can: Amplify's put the owner of an item among them. Modules have a copy of their own.
    pub arguments: Option<Value>,
    /// Errors appended to the answer without ending the evaluation (`util.appendError`).
    pub errors: Vec<FieldError>,
    /// Lines written with `console` or `$util.log`, in AppSync's form.
    pub logs: Vec<String>,
    /// What `extensions.setSubscriptionFilter` and its like, and `util.http.addResponseHeader` and
    /// `addResponseHeaders`, were called with, by the last part of the function's name: a single
    /// argument as it is, several as a list.
    pub extensions: Vec<(String, Value)>,
}

impl Evaluation {
    /// The stash after this, in a context.
    pub fn stash_of(&self, context: &Context) -> Value {
        self.stash.as_ref().unwrap_or(&context.stash).clone()
    }

    /// One that did nothing besides ending so.
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            stash: None,
            arguments: None,
            errors: Vec::new(),
            logs: Vec::new(),
            extensions: Vec::new(),
        }
    }
}

/// How an evaluation ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The half's value: the data source's request, or the result.
    Value(Value),
    /// `#return(…)` or `runtime.earlyReturn(…)`: the data source and the response half are skipped.
    EarlyReturn {
        /// What is returned.
        value: Value,
        /// Where to go on, if the code said.
        skip_to: Option<SkipTo>,
    },
    /// The resolver stops with this error: the user's own, or one of the engine about the code.
    Error(FieldError),
}

/// The `skipTo` of `runtime.earlyReturn(value, { skipTo: … })`.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/runtime-utils-js.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipTo {
    /// `NEXT`: to the next handler of the pipeline.
    Next,
    /// `END`: to the response handler of the pipeline's resolver.
    End,
}

/// An error of a field, before the executor adds path and locations.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    /// `message`
    pub message: String,
    /// `errorType`
    pub error_type: Option<String>,
    /// `data`, of which clients see what they selected of the field.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html>
    pub data: Value,
    /// `errorInfo`
    pub error_info: Value,
    /// The field's value when the error ends the evaluation: null, but for the data of `$util.validate`.
    pub value: Value,
    /// Whether the message begins with a place in the code, `code.js:LINE:COLUMN: `, which the engine put
    /// there. What code says of itself may look the same.
    pub has_place: bool,
}

impl FieldError {
    /// An error with a message and a type only.
    pub fn new(message: impl Into<String>, error_type: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            error_type: Some(error_type.into()),
            data: Value::Null,
            error_info: Value::Null,
            value: Value::Null,
            has_place: false,
        }
    }
}
