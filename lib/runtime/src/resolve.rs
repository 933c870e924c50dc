//! Resolvers at work: request half, data source, response half; alone or in a pipeline.

use std::ops::ControlFlow;
use std::sync::Arc;

use appsynth_util::{Context, Evaluation, FieldError, Half, Host, Outcome, SkipTo};
use serde_json::{Value, json};

use crate::batch::Batches;
use crate::code::CompiledCode;
use crate::steps::Steps;
use crate::trace::{StepPart, StepTrace, Tracer};
use crate::{Call, ConflictHandler, DataSource, DataSourceError, ResolverLog};

/// What a field's resolver gave.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) value: Value,
    pub(crate) errors: Vec<FieldError>,
    pub(crate) logs: Vec<ResolverLog>,
    /// What functions of `extensions` were called with, by name.
    pub(crate) extensions: Vec<(String, Value)>,
    /// What it did, if there is a tracer.
    pub(crate) steps: Vec<StepTrace>,
    /// Whether it was kept from an earlier request.
    pub(crate) from_cache: bool,
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
    /// The function's name; a unit resolver has none.
    pub(crate) function: Option<String>,
    pub(crate) code: CompiledCode,
    pub(crate) data_source_name: String,
    pub(crate) data_source: Arc<dyn DataSource>,
    /// How many requests go together; 0 if nothing is said about it.
    pub(crate) max_batch_size: u32,
    pub(crate) conflict_handler: Option<ConflictHandler>,
}

impl Resolved {
    pub(crate) fn of(value: Value) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }

    pub(crate) fn failed(error: FieldError) -> Self {
        Self {
            value: error.value.clone(),
            errors: vec![error],
            ..Self::default()
        }
    }
}

impl Resolver {
    /// Runs the resolver of a field, such as `Query.post`, with the name of its type.
    pub(crate) async fn run(
        &self,
        field: &str,
        output_type: &str,
        context: Context,
        host: &Host,
        batches: &Batches,
        tracer: Option<&dyn Tracer>,
    ) -> Resolved {
        let mut run = Run {
            field,
            output_type,
            context,
            errors: Vec::new(),
            logs: Vec::new(),
            extensions: Vec::new(),
            steps: Steps::new(tracer),
            host,
            batches,
        };
        let ended = match self {
            Self::Unit(step) => match run.step(StepPart::Unit, step).await {
                Ok(Flow::Continue(value) | Flow::Break(value)) => Ok(value),
                Err(error) => Err(error),
            },
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
            logs: run.logs,
            extensions: run.extensions,
            steps: run.steps.into_list(),
            from_cache: false,
        }
    }
}

fn as_ref(flow: &Flow) -> ControlFlow<&Value, &Value> {
    match flow {
        Flow::Continue(value) => ControlFlow::Continue(value),
        Flow::Break(value) => ControlFlow::Break(value),
    }
}

/// What a step gives: the pipeline goes on with it, or ends with it.
type Flow = ControlFlow<Value, Value>;

/// Where the code before a pipeline's functions leads.
enum Before {
    /// To the functions.
    Functions(Value),
    /// To the code after them.
    After(Value),
    /// To the end of the resolver.
    Nothing(Value),
}

impl Before {
    fn as_flow(&self) -> ControlFlow<&Value, &Value> {
        match self {
            Self::Functions(value) => ControlFlow::Continue(value),
            Self::After(value) | Self::Nothing(value) => ControlFlow::Break(value),
        }
    }
}

/// A resolver's run: the context that its parts hand on, and what they appended and logged.
struct Run<'a> {
    field: &'a str,
    output_type: &'a str,
    context: Context,
    errors: Vec<FieldError>,
    logs: Vec<ResolverLog>,
    extensions: Vec<(String, Value)>,
    steps: Steps<'a>,
    host: &'a Host,
    batches: &'a Batches,
}

impl Run<'_> {
    async fn pipeline(
        &mut self,
        around: &CompiledCode,
        functions: &[Arc<Step>],
    ) -> Result<Value, Box<FieldError>> {
        let mut last = match self.before(around).await? {
            Before::Functions(value) => value,
            Before::After(value) => return self.after(around, value).await,
            Before::Nothing(value) => return Ok(value),
        };
        for function in functions {
            self.context.prev = json!({ "result": last });
            match self.step(StepPart::Function, function).await? {
                Flow::Continue(value) => last = value,
                Flow::Break(value) => return self.after(around, value).await,
            }
        }
        self.after(around, last).await
    }

    async fn before(&mut self, around: &CompiledCode) -> Result<Before, Box<FieldError>> {
        if around.has(Half::Request) {
            self.steps.begin(StepPart::Before, None, None);
        }
        let ended = match self.evaluate(around, None, Half::Request).await {
            None => return Ok(Before::Functions(Value::Null)),
            Some(Outcome::Value(value)) => Ok(Before::Functions(value)),
            Some(Outcome::Error(error)) => Err(Box::new(error)),
            Some(Outcome::EarlyReturn { value, skip_to }) => Ok(match skip_to {
                Some(SkipTo::Next) => Before::Functions(value),
                // A template returns from the resolver; a module goes on with its response half.
                None if around.is_vtl() => Before::Nothing(value),
                None | Some(SkipTo::End) => Before::After(value),
            }),
        };
        self.steps.end(
            &self.context,
            ended.as_ref().map(Before::as_flow).map_err(Box::as_ref),
        );
        ended
    }

    async fn after(
        &mut self,
        around: &CompiledCode,
        last: Value,
    ) -> Result<Value, Box<FieldError>> {
        self.context.error = Value::Null;
        self.context.prev = json!({ "result": last });
        self.context.result = last;
        if around.has(Half::Response) {
            self.steps.begin(StepPart::After, None, None);
        }
        let ended = match self.evaluate(around, None, Half::Response).await {
            None => return Ok(self.context.result.take()),
            Some(Outcome::Value(value) | Outcome::EarlyReturn { value, .. }) => Ok(value),
            Some(Outcome::Error(error)) => Err(Box::new(error)),
        };
        self.steps.end(
            &self.context,
            ended
                .as_ref()
                .map(ControlFlow::Continue)
                .map_err(Box::as_ref),
        );
        ended
    }

    async fn step(&mut self, part: StepPart, step: &Step) -> Result<Flow, Box<FieldError>> {
        let function = step.function.as_deref();
        self.steps
            .begin(part, function, Some(&step.data_source_name));
        let ended = self.run_step(step).await;
        self.steps.end(
            &self.context,
            ended.as_ref().map(as_ref).map_err(Box::as_ref),
        );
        ended
    }

    /// Request half, data source, response half.
    async fn run_step(&mut self, step: &Step) -> Result<Flow, Box<FieldError>> {
        let function = step.function.as_deref();
        self.context.result = Value::Null;
        self.context.error = Value::Null;
        let batches = step.data_source.takes_batches();
        let on_the_way = batches.then(|| self.batches.expect(step));
        let request = match self.evaluate(&step.code, function, Half::Request).await {
            None => direct_request(&self.context, step.max_batch_size > 0),
            Some(Outcome::Value(request)) => request,
            Some(Outcome::Error(error)) => return Err(Box::new(error)),
            Some(early) => {
                self.steps.note(|step| step.ended_early = true);
                return flow(early);
            }
        };
        let is_old = step.code.is_vtl()
            && request.get("version").and_then(Value::as_str) == Some(OLD_VERSION);
        self.steps.ask(&request);
        drop(on_the_way);
        let answer = if batches && is_batch(&request) {
            let mut answer = self.batches.answer(step, request).await;
            if matches!(step.code, CompiledCode::Direct)
                && let Ok(said) = answer
            {
                answer = match direct_error(&said) {
                    Some(error) => Err(error),
                    None => Ok(member(&said, "data")),
                };
            }
            answer
        } else {
            let call = Call {
                context: &self.context,
                output_type: self.output_type,
                conflict_handler: step.conflict_handler.as_ref(),
            };
            step.data_source.invoke(request, &call).await
        };
        self.steps.answered(&answer);
        match answer {
            Ok(Value::Null) if is_old => return Ok(Flow::Continue(Value::Null)),
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
        match self.evaluate(&step.code, function, Half::Response).await {
            None => Ok(Flow::Continue(self.context.result.take())),
            Some(outcome) => flow(outcome),
        }
    }

    /// Runs a half and keeps its effects; `None` if there is no such half.
    async fn evaluate(
        &mut self,
        code: &CompiledCode,
        function: Option<&str>,
        half: Half,
    ) -> Option<Outcome> {
        let Evaluation {
            outcome,
            stash,
            arguments,
            errors,
            logs,
            extensions,
        } = code.evaluate(half, &self.context, self.host).await?;
        self.context.stash = stash;
        if let Some(arguments) = arguments {
            self.context.arguments = arguments;
        }
        self.steps.note(|step| {
            step.errors.extend(errors.iter().map(Into::into));
            step.logs.extend(logs.iter().cloned());
        });
        self.errors.extend(errors);
        self.extensions.extend(extensions);
        self.logs.extend(logs.into_iter().map(|line| ResolverLog {
            field: self.field.to_owned(),
            function: function.map(str::to_owned),
            line,
        }));
        // Such an error names a place in the code, which only whoever knows the function can find.
        if let Outcome::Error(error) = &outcome
            && error.has_place
        {
            self.logs.push(ResolverLog {
                field: self.field.to_owned(),
                function: function.map(str::to_owned),
                line: format!("ERROR - {}", error.message),
            });
        }
        Some(outcome)
    }
}

/// Templates of this version do not see a data source's failure, nor that it found nothing.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-changelog.html>
const OLD_VERSION: &str = "2017-02-28";

/// Where the end of a function's half leads. Without `skipTo`, returning early is like `NEXT`.
fn flow(outcome: Outcome) -> Result<Flow, Box<FieldError>> {
    match outcome {
        Outcome::EarlyReturn {
            value,
            skip_to: Some(SkipTo::End),
        } => Ok(Flow::Break(value)),
        Outcome::Value(value) | Outcome::EarlyReturn { value, .. } => Ok(Flow::Continue(value)),
        Outcome::Error(error) => Err(Box::new(error)),
    }
}

/// What a Lambda function without code before it receives: the whole context.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html>
fn direct_request(context: &Context, batch: bool) -> Value {
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

/// The error that a Lambda function without code after it gives in place of one answer of a batch.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers-js.html>
fn direct_error(answer: &Value) -> Option<DataSourceError> {
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

const BATCH_INVOKE: &str = "BatchInvoke";

fn is_batch(request: &Value) -> bool {
    request.get("operation").and_then(Value::as_str) == Some(BATCH_INVOKE)
}

impl From<DataSourceError> for FieldError {
    fn from(error: DataSourceError) -> Self {
        Self {
            data: error.data,
            ..Self::new(error.message, error.error_type)
        }
    }
}
