//! A resolver's run from one data source to the next: request halves, response halves and what is around them.

use std::ops::ControlFlow;

use appsynth_js::Evaluator;
use appsynth_util::{Context, Evaluation, FieldError, Half, Host, Outcome, SkipTo};
use futures_util::FutureExt as _;
use serde_json::{Map, Value, json};

use crate::code::CompiledCode;
use crate::direct;
use crate::resolve::{Resolver, Step};
use crate::steps::Steps;
use crate::trace::StepPart;
use crate::{DataSourceError, Pace, ResolverLog};

/// A resolver's run: the context that its parts hand on, and what they appended and logged.
pub(crate) struct Run {
    pub(crate) field: String,
    pub(crate) output_type: String,
    pub(crate) context: Context,
    pub(crate) errors: Vec<FieldError>,
    pub(crate) logs: Vec<ResolverLog>,
    pub(crate) extensions: Vec<(String, Value)>,
    pub(crate) steps: Steps,
    pub(crate) host: Host,
}

/// Where a run goes on.
pub(crate) enum Stage {
    Begin,
    /// The data source of a step has answered.
    Answered {
        step: usize,
        is_old: bool,
        answer: Result<Value, DataSourceError>,
    },
}

/// How far a run has come.
pub(crate) enum Progress {
    Ask(Asked),
    Ended(Ended),
}

/// What the data source of a step is asked.
pub(crate) struct Asked {
    pub(crate) step: usize,
    pub(crate) request: Value,
    /// Whether it is the request of a template of the old version.
    pub(crate) is_old: bool,
}

pub(crate) type Ended = Result<Value, Box<FieldError>>;

/// Who evaluates JavaScript, if there is some.
type Js<'a, 'e> = Option<&'a mut Evaluator<'e>>;

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

/// Where the request half of a step leads.
enum Requested {
    /// To the data source.
    Ask(Asked),
    /// Past it, or past the steps that are left.
    Flow(Flow),
}

impl Run {
    /// Runs the code up to the next data source that has to be waited for, and asks those before.
    pub(crate) fn go_on(
        &mut self,
        resolver: &Resolver,
        stage: Stage,
        evaluator: Js<'_, '_>,
    ) -> Progress {
        let progress = self.try_to_go_on(resolver, stage, evaluator);
        progress.unwrap_or_else(|error| Progress::Ended(Err(error)))
    }

    fn try_to_go_on(
        &mut self,
        resolver: &Resolver,
        stage: Stage,
        mut evaluator: Js<'_, '_>,
    ) -> Result<Progress, Box<FieldError>> {
        let around = match resolver {
            Resolver::Unit(_) => &CompiledCode::Direct,
            Resolver::Pipeline { around, .. } => around,
        };
        let (mut next, mut flow) = match stage {
            Stage::Begin => match self.before(around, evaluator.as_deref_mut())? {
                Before::Functions(value) => (0, Flow::Continue(value)),
                Before::After(value) => (0, Flow::Break(value)),
                Before::Nothing(value) => return Ok(Progress::Ended(Ok(value))),
            },
            Stage::Answered {
                step: index,
                is_old,
                answer,
            } => {
                let step = resolver.step(index).expect("invariant: steps are answered");
                let flow = self.respond(step, is_old, answer, evaluator.as_deref_mut());
                (index + 1, self.end_step(flow)?)
            }
        };
        loop {
            let last = match flow {
                Flow::Continue(value) => value,
                Flow::Break(value) => return self.after(around, value, evaluator).map(ended),
            };
            let Some(step) = resolver.step(next) else {
                return self.after(around, last, evaluator).map(ended);
            };
            if matches!(resolver, Resolver::Pipeline { .. }) {
                self.context.prev = previous(last);
            }
            let part = match resolver {
                Resolver::Unit(_) => StepPart::Unit,
                Resolver::Pipeline { .. } => StepPart::Function,
            };
            let function = step.function.as_deref();
            self.steps
                .begin(part, function, Some(&step.data_source_name));
            let flowed = match self.request(next, step, evaluator.as_deref_mut()) {
                Ok(Requested::Ask(asked)) => {
                    let answer = match (
                        step.data_source.pace(&asked.request),
                        evaluator.as_deref_mut(),
                    ) {
                        (Pace::AtOnce, _) => self.ask(step, asked.request),
                        (Pace::Blocking, Some(evaluator)) => {
                            evaluator.unlimited(|| self.ask(step, asked.request))
                        }
                        _ => return Ok(Progress::Ask(asked)),
                    };
                    let answer = answer.map_err(|error| *error);
                    self.respond(step, asked.is_old, answer, evaluator.as_deref_mut())
                }
                Ok(Requested::Flow(early)) => Ok(early),
                Err(error) => Err(error),
            };
            flow = self.end_step(flowed)?;
            next += 1;
        }
    }

    /// Asks a data source that does not make one wait.
    fn ask(&mut self, step: &Step, request: Value) -> Result<Value, Box<DataSourceError>> {
        self.steps.ask(&request);
        let call = step.call(self);
        let answer = step
            .data_source
            .invoke(request, &call)
            .now_or_never()
            .expect("invariant: only what answers later waits");
        self.steps.answered(&answer);
        answer.map_err(Box::new)
    }

    fn before(
        &mut self,
        around: &CompiledCode,
        evaluator: Js<'_, '_>,
    ) -> Result<Before, Box<FieldError>> {
        if around.has(Half::Request) {
            self.steps.begin(StepPart::Before, None, None);
        }
        let ended = match self.evaluate(around, None, Half::Request, evaluator) {
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

    fn after(
        &mut self,
        around: &CompiledCode,
        last: Value,
        evaluator: Js<'_, '_>,
    ) -> Result<Value, Box<FieldError>> {
        if !around.has(Half::Response) {
            return Ok(last);
        }
        self.context.error = Value::Null;
        let sees = |member| around.sees(Half::Response, member);
        (self.context.prev, self.context.result) = match (sees("prev"), sees("result")) {
            (true, true) => (previous(last.clone()), last),
            (true, false) => (previous(last), Value::Null),
            (false, _) => (Value::Null, last),
        };
        self.steps.begin(StepPart::After, None, None);
        let ended = match self.evaluate(around, None, Half::Response, evaluator) {
            None => Ok(self.context.result.take()),
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

    /// A step's request half.
    fn request(
        &mut self,
        index: usize,
        step: &Step,
        evaluator: Js<'_, '_>,
    ) -> Result<Requested, Box<FieldError>> {
        self.context.result = Value::Null;
        self.context.error = Value::Null;
        let function = step.function.as_deref();
        let request = match self.evaluate(&step.code, function, Half::Request, evaluator) {
            None => direct::request(&self.context, step.max_batch_size > 0),
            Some(Outcome::Value(request)) => request,
            Some(Outcome::Error(error)) => return Err(Box::new(error)),
            Some(early) => {
                self.steps.note(|step| step.ended_early = true);
                return flow(early).map(Requested::Flow);
            }
        };
        let version = request.get("version").and_then(Value::as_str);
        let is_old = step.code.is_vtl() && version == Some(OLD_VERSION);
        Ok(Requested::Ask(Asked {
            step: index,
            request,
            is_old,
        }))
    }

    /// A step's response half, once its data source has answered.
    fn respond(
        &mut self,
        step: &Step,
        is_old: bool,
        answer: Result<Value, DataSourceError>,
        evaluator: Js<'_, '_>,
    ) -> Result<Flow, Box<FieldError>> {
        match answer {
            Ok(Value::Null) if is_old => return Ok(Flow::Continue(Value::Null)),
            Ok(result) => self.context.result = result,
            Err(error) => {
                if is_old || !error.catchable || !step.code.has(Half::Response) {
                    let error = Box::new(error.into());
                    self.log_failure(&step.code, step.function.as_deref(), Half::Request, &error);
                    return Err(error);
                }
                self.context.error = json!({
                    "message": error.message,
                    "type": error.error_type,
                });
                self.context.result = error.data;
            }
        }
        let function = step.function.as_deref();
        match self.evaluate(&step.code, function, Half::Response, evaluator) {
            None => Ok(Flow::Continue(self.context.result.take())),
            Some(outcome) => flow(outcome),
        }
    }

    fn end_step(&mut self, ended: Result<Flow, Box<FieldError>>) -> Result<Flow, Box<FieldError>> {
        self.steps.end(
            &self.context,
            ended.as_ref().map(as_ref).map_err(Box::as_ref),
        );
        ended
    }

    /// Runs a half and keeps its effects; `None` if there is no such half.
    fn evaluate(
        &mut self,
        code: &CompiledCode,
        function: Option<&str>,
        half: Half,
        evaluator: Js<'_, '_>,
    ) -> Option<Outcome> {
        // Nobody looks for what it gives in the context any more: the next step has it as its `prev`.
        if half == Half::Response
            && let Some(value) = code.take_response(&mut self.context)
        {
            return Some(Outcome::Value(value));
        }
        let Evaluation {
            outcome,
            stash,
            arguments,
            errors,
            logs,
            extensions,
        } = code.evaluate(half, &self.context, &self.host, evaluator)?;
        if let Some(stash) = stash {
            self.context.stash = stash;
        }
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
            field: self.field.clone(),
            function: function.map(str::to_owned),
            template: None,
            line,
        }));
        if let Outcome::Error(error) = &outcome {
            self.log_failure(code, function, half, error);
        }
        Some(outcome)
    }

    /// Logs an error of code itself, which names a place that only whoever knows the function can find.
    fn log_failure(
        &mut self,
        code: &CompiledCode,
        function: Option<&str>,
        half: Half,
        error: &FieldError,
    ) {
        let is_of_template =
            code.is_vtl() && error.error_type.as_deref() == Some(OF_MAPPING_TEMPLATE);
        if error.has_place || is_of_template {
            self.logs.push(ResolverLog {
                field: self.field.clone(),
                function: function.map(str::to_owned),
                template: is_of_template.then_some(half),
                line: format!("ERROR - {}", error.message),
            });
        }
    }
}

/// `ctx.prev`
fn previous(result: Value) -> Value {
    Value::Object(Map::from_iter([("result".to_owned(), result)]))
}

fn ended(value: Value) -> Progress {
    Progress::Ended(Ok(value))
}

fn as_ref(flow: &Flow) -> ControlFlow<&Value, &Value> {
    match flow {
        Flow::Continue(value) => ControlFlow::Continue(value),
        Flow::Break(value) => ControlFlow::Break(value),
    }
}

/// The type of errors about a template, and of a data source's about what a template asks.
const OF_MAPPING_TEMPLATE: &str = "MappingTemplate";

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
