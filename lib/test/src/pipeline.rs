//! Runs a resolver from its context to its result, with the data sources' answers at hand.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/pipeline-resolvers-js.html>

use appsynth_util::{Context, Evaluation, FieldError, Half, Host, Outcome, SkipTo};
use serde_json::{Value, json};

use crate::code::Loaded;
use crate::file::{Answer, Expectation};
use crate::remote::{self, Remote, RemoteError};

/// What is known while a resolver runs.
pub(crate) struct Run<'r> {
    host: &'r Host,
    remote: Option<&'r dyn Remote>,
    context: Context,
    answers: std::slice::Iter<'r, Answer>,
    requests: Vec<Value>,
    errors: Vec<Value>,
    in_files: Vec<String>,
}

/// What came out of a run.
pub(crate) struct Played {
    pub(crate) actual: Expectation,
    /// Messages with their places in the files.
    pub(crate) in_files: Vec<String>,
}

/// How a half or a function ended.
enum Ended {
    Value(Value),
    Returned(Value, Option<SkipTo>),
    Failed(FieldError),
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        host: &'r Host,
        remote: Option<&'r dyn Remote>,
        context: Context,
        answers: &'r [Answer],
    ) -> Self {
        Self {
            host,
            remote,
            context,
            answers: answers.iter(),
            requests: Vec::new(),
            errors: Vec::new(),
            in_files: Vec::new(),
        }
    }

    /// A unit resolver or a single function.
    pub(crate) fn unit(mut self, code: &Loaded) -> Result<Played, RemoteError> {
        let ended = self.function(code)?;
        Ok(self.outcome(ended))
    }

    /// The code around a pipeline, and its functions.
    pub(crate) fn pipeline(
        mut self,
        around: Option<&Loaded>,
        functions: &[Loaded],
    ) -> Result<Played, RemoteError> {
        let ended = self.around(around, functions)?;
        Ok(self.outcome(ended))
    }

    fn around(
        &mut self,
        around: Option<&Loaded>,
        functions: &[Loaded],
    ) -> Result<Ended, RemoteError> {
        let mut result = Value::Null;
        match self.half(around, Half::Request)? {
            Some(Ended::Value(_)) | None => {}
            Some(Ended::Returned(value, Some(SkipTo::Next))) => result = value,
            Some(ended) => return Ok(ended),
        }
        for function in functions {
            self.context.prev = json!({ "result": result });
            match self.function(function)? {
                Ended::Value(value) | Ended::Returned(value, None | Some(SkipTo::Next)) => {
                    result = value;
                }
                Ended::Returned(value, Some(SkipTo::End)) => {
                    result = value;
                    break;
                }
                failed @ Ended::Failed(_) => return Ok(failed),
            }
        }
        self.context.prev = json!({ "result": result });
        self.context.result = result.clone();
        self.context.error = Value::Null;
        let ended = self.half(around, Half::Response)?;
        Ok(ended.unwrap_or(Ended::Value(result)))
    }

    /// One request to a data source and what is made of its answer.
    fn function(&mut self, code: &Loaded) -> Result<Ended, RemoteError> {
        self.context.result = Value::Null;
        self.context.error = Value::Null;
        let request = match self.half(Some(code), Half::Request)? {
            None => Value::Null,
            Some(Ended::Value(request)) => request,
            Some(ended) => return Ok(ended),
        };
        self.requests.push(request);
        let answer = self.answers.next().cloned().unwrap_or_default();
        self.context.result = answer.result.clone();
        self.context.error = answer.error;
        let ended = self.half(Some(code), Half::Response)?;
        Ok(ended.unwrap_or(Ended::Value(answer.result)))
    }

    fn half(&mut self, code: Option<&Loaded>, half: Half) -> Result<Option<Ended>, RemoteError> {
        let Some(evaluation) = self.evaluate(code, half)? else {
            return Ok(None);
        };
        let Evaluation {
            outcome,
            stash,
            arguments,
            errors,
            ..
        } = evaluation;
        if let Some(stash) = stash {
            self.context.stash = stash;
        }
        if let Some(arguments) = arguments {
            self.context.arguments = arguments;
        }
        self.errors.extend(errors.iter().map(error));
        if let (Some(code), Outcome::Error(error)) = (code, &outcome)
            && error.has_place
        {
            self.in_files.extend(code.in_files(&error.message));
        }
        Ok(Some(match outcome {
            Outcome::Value(value) => Ended::Value(value),
            Outcome::EarlyReturn { value, skip_to } => Ended::Returned(value, skip_to),
            Outcome::Error(error) => Ended::Failed(error),
        }))
    }

    fn evaluate(
        &self,
        code: Option<&Loaded>,
        half: Half,
    ) -> Result<Option<Evaluation>, RemoteError> {
        let Some(code) = code else {
            return Ok(None);
        };
        let here = code.code.evaluate_blocking(half, &self.context, self.host);
        match (self.remote, code.text(half), here) {
            (Some(remote), Some(text), Some(here)) => {
                remote::evaluate(remote, &text, half, &self.context, here).map(Some)
            }
            (_, _, here) => Ok(here),
        }
    }

    fn outcome(self, ended: Ended) -> Played {
        let (result, failure) = match ended {
            Ended::Value(value) | Ended::Returned(value, _) => (value, Value::Null),
            Ended::Failed(failure) => (failure.value.clone(), error(&failure)),
        };
        Played {
            actual: Expectation {
                requests: Some(self.requests),
                result: Some(result),
                stash: Some(self.context.stash),
                error: Some(failure),
                errors: Some(self.errors),
            },
            in_files: self.in_files,
        }
    }
}

fn error(error: &FieldError) -> Value {
    json!({ "message": error.message, "type": error.error_type })
}
