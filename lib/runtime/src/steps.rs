//! The trace of a resolver while it runs.

use std::ops::ControlFlow;
use std::time::Duration;

use appsynth_util::{Context, FieldError};
use serde_json::Value;

use crate::trace::{StepPart, StepTrace, TracedError, Tracer, Watch};

/// The steps of a resolver so far; none are kept if there is no tracer.
pub(crate) struct Steps {
    watch: Option<Watch>,
    steps: Vec<StepTrace>,
}

impl Steps {
    pub(crate) fn new(tracer: Option<&dyn Tracer>) -> Self {
        Self {
            watch: tracer.map(Tracer::watch),
            steps: Vec::new(),
        }
    }

    /// Microseconds since the request began, if there is a tracer.
    fn now(&self) -> Option<u64> {
        self.watch.as_ref().map(|watch| micros(watch()))
    }

    pub(crate) fn into_list(self) -> Vec<StepTrace> {
        self.steps
    }

    pub(crate) fn begin(
        &mut self,
        part: StepPart,
        function: Option<&str>,
        data_source: Option<&str>,
    ) {
        let Some(now) = self.now() else { return };
        self.steps.push(StepTrace {
            part,
            function: function.map(str::to_owned),
            data_source: data_source.map(str::to_owned),
            started_micros: now,
            took_micros: 0,
            request: None,
            data_source_micros: None,
            result: None,
            failure: None,
            returned: None,
            ended_early: false,
            stash: Value::Null,
            logs: Vec::new(),
            errors: Vec::new(),
        });
    }

    /// Notes something about the step that is under way.
    pub(crate) fn note(&mut self, what: impl FnOnce(&mut StepTrace)) {
        if let Some(step) = self.steps.last_mut() {
            what(step);
        }
    }

    /// The data source is about to be asked.
    pub(crate) fn ask(&mut self, request: &Value) {
        let Some(now) = self.now() else { return };
        self.note(|step| {
            step.request = Some(request.clone());
            // Until it has answered, this is when it was asked.
            step.data_source_micros = Some(now);
        });
    }

    /// The data source has answered.
    pub(crate) fn answered<E>(&mut self, answer: &Result<Value, E>)
    where
        for<'e> TracedError: From<&'e E>,
    {
        let Some(now) = self.now() else { return };
        self.note(|step| {
            step.data_source_micros = step
                .data_source_micros
                .map(|asked| now.saturating_sub(asked));
            match answer {
                Ok(result) => step.result = Some(result.clone()),
                Err(error) => step.failure = Some(error.into()),
            }
        });
    }

    /// A step has ended.
    pub(crate) fn end(
        &mut self,
        context: &Context,
        ended: Result<ControlFlow<&Value, &Value>, &FieldError>,
    ) {
        let Some(now) = self.now() else { return };
        self.note(|step| {
            step.took_micros = now.saturating_sub(step.started_micros);
            step.stash = context.stash.clone();
            match ended {
                Ok(ControlFlow::Continue(value)) => step.returned = Some(value.clone()),
                Ok(ControlFlow::Break(value)) => {
                    step.returned = Some(value.clone());
                    step.ended_early = true;
                }
                Err(error) => step.errors.push(error.into()),
            }
        });
    }
}

/// Microseconds, as traces give times.
pub(crate) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl From<&FieldError> for TracedError {
    fn from(error: &FieldError) -> Self {
        Self {
            error_type: error.error_type.clone(),
            message: error.message.clone(),
        }
    }
}

impl From<&crate::DataSourceError> for TracedError {
    fn from(error: &crate::DataSourceError) -> Self {
        Self {
            error_type: Some(error.error_type.clone()),
            message: error.message.clone(),
        }
    }
}
