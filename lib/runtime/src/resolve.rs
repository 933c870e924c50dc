//! Resolvers at work: request half, data source, response half; alone or in a pipeline.

use std::sync::Arc;

use appsynth_util::{Context, Evaluation, FieldError, Half, Host, Outcome};
use serde_json::{Value, json};

use crate::code::CompiledCode;
use crate::{DataSource, DataSourceError};

/// What a field's resolver gave.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) value: Value,
    pub(crate) errors: Vec<FieldError>,
}

/// A resolver that is ready to run.
pub(crate) enum Resolver {
    /// One data source.
    Unit(Step),
    /// Functions one after the other, with code before and after them.
    Pipeline {
        around: CompiledCode,
        functions: Vec<Arc<Step>>,
    },
}

/// A data source with the code before and after it.
pub(crate) struct Step {
    pub(crate) code: CompiledCode,
    pub(crate) data_source: Arc<dyn DataSource>,
}

impl Resolved {
    pub(crate) fn of(value: Value) -> Self {
        Self {
            value,
            errors: Vec::new(),
        }
    }

    pub(crate) fn failed(error: FieldError) -> Self {
        Self {
            value: error.value.clone(),
            errors: vec![error],
        }
    }
}

impl Resolver {
    pub(crate) async fn run(&self, context: Context, host: &Host) -> Resolved {
        let mut run = Run {
            context,
            errors: Vec::new(),
            host,
        };
        let ended = match self {
            Self::Unit(step) => run.step(step).await,
            Self::Pipeline { around, functions } => run.pipeline(around, functions).await,
        };
        let value = match ended {
            Ok(value) => value,
            Err(error) => {
                let value = error.value.clone();
                run.errors.push(*error);
                value
            }
        };
        Resolved {
            value,
            errors: run.errors,
        }
    }
}

/// A resolver's run: the context that its parts hand on, and the errors they appended.
struct Run<'a> {
    context: Context,
    errors: Vec<FieldError>,
    host: &'a Host,
}

impl Run<'_> {
    async fn pipeline(
        &mut self,
        around: &CompiledCode,
        functions: &[Arc<Step>],
    ) -> Result<Value, Box<FieldError>> {
        let mut last = Value::Null;
        match self.evaluate(around, Half::Request).await {
            None => {}
            Some(Outcome::Value(value)) => last = value,
            Some(Outcome::Error(error)) => return Err(Box::new(error)),
            // A template returns from the resolver; a module goes on with its response half.
            Some(Outcome::EarlyReturn(value)) if around.is_vtl() => return Ok(value),
            Some(Outcome::EarlyReturn(value)) => return self.after(around, value).await,
        }
        for function in functions {
            self.context.prev = json!({ "result": last });
            last = self.step(function).await?;
        }
        self.after(around, last).await
    }

    async fn after(
        &mut self,
        around: &CompiledCode,
        last: Value,
    ) -> Result<Value, Box<FieldError>> {
        self.context.error = Value::Null;
        self.context.prev = json!({ "result": last });
        self.context.result = last;
        match self.evaluate(around, Half::Response).await {
            None => Ok(self.context.result.take()),
            Some(outcome) => outcome_value(outcome),
        }
    }

    /// Request half, data source, response half.
    async fn step(&mut self, step: &Step) -> Result<Value, Box<FieldError>> {
        self.context.result = Value::Null;
        self.context.error = Value::Null;
        let request = match self.evaluate(&step.code, Half::Request).await {
            None => direct_request(&self.context),
            Some(Outcome::Value(request)) => request,
            Some(Outcome::EarlyReturn(value)) => return Ok(value),
            Some(Outcome::Error(error)) => return Err(Box::new(error)),
        };
        let is_old = step.code.is_vtl()
            && request.get("version").and_then(Value::as_str) == Some(OLD_VERSION);
        match step.data_source.invoke(request).await {
            Ok(Value::Null) if is_old => return Ok(Value::Null),
            Ok(result) => self.context.result = result,
            Err(error) => {
                if is_old || !error.catchable || !step.code.has(Half::Response) {
                    return Err(Box::new(error.into()));
                }
                self.context.error = json!({
                    "message": error.message,
                    "type": error.error_type,
                });
                self.context.result = error.data;
            }
        }
        match self.evaluate(&step.code, Half::Response).await {
            None => Ok(self.context.result.take()),
            Some(outcome) => outcome_value(outcome),
        }
    }

    /// Runs a half and keeps its effects; `None` if there is no such half.
    async fn evaluate(&mut self, code: &CompiledCode, half: Half) -> Option<Outcome> {
        let Evaluation {
            outcome,
            stash,
            errors,
            logs: _,
            extensions: _,
        } = code.evaluate(half, &self.context, self.host).await?;
        self.context.stash = stash;
        self.errors.extend(errors);
        Some(outcome)
    }
}

/// Templates of this version do not see a data source's failure, nor that it found nothing.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-changelog.html>
const OLD_VERSION: &str = "2017-02-28";

fn outcome_value(outcome: Outcome) -> Result<Value, Box<FieldError>> {
    match outcome {
        Outcome::Value(value) | Outcome::EarlyReturn(value) => Ok(value),
        Outcome::Error(error) => Err(Box::new(error)),
    }
}

/// What a Lambda function without code before it receives: the whole context.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html>
fn direct_request(context: &Context) -> Value {
    json!({
        "version": "2018-05-29",
        "operation": "Invoke",
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

impl From<DataSourceError> for FieldError {
    fn from(error: DataSourceError) -> Self {
        Self {
            data: error.data,
            ..Self::new(error.message, error.error_type)
        }
    }
}
