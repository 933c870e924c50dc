//! The trace of a field, from its beginning to its value.

use serde_json::Value;

use crate::execute::{Execution, Position};
use crate::resolve::Resolved;
use crate::steps::micros;
use crate::trace::{Denial, DeniedBy, FieldTrace, StepTrace, TracedError, Tracer, ValueOrigin};

/// A field that is being resolved.
pub(crate) struct FieldTracing<'a> {
    tracer: &'a dyn Tracer,
    started_micros: u64,
}

impl<'a> FieldTracing<'a> {
    pub(crate) fn begin(tracer: &'a dyn Tracer) -> Self {
        Self {
            tracer,
            started_micros: micros(tracer.elapsed()),
        }
    }

    /// The field was refused, or its value was there.
    pub(crate) fn end_without_resolver(
        self,
        execution: &Execution<'_>,
        position: &Position<'_>,
        resolved: &Resolved,
    ) {
        let origin = if resolved.errors.is_empty() {
            ValueOrigin::Parent
        } else {
            ValueOrigin::Refused
        };
        let denied = is_denied(resolved).then(|| execution.denial(position));
        self.tell(position, origin, None, Vec::new(), denied, resolved);
    }

    /// The resolver has run, or what it gave before was kept.
    pub(crate) fn end(
        self,
        execution: &Execution<'_>,
        position: &Position<'_>,
        arguments: Option<Value>,
        steps: Vec<StepTrace>,
        resolved: &Resolved,
    ) {
        let origin = if resolved.from_cache {
            ValueOrigin::Cache
        } else {
            ValueOrigin::Resolver
        };
        let denied = is_denied(resolved).then(|| Denial {
            mode: execution.caller.mode.name().to_owned(),
            by: DeniedBy::Resolver,
            rules: steps
                .last()
                .and_then(|step| step.function.clone())
                .into_iter()
                .collect(),
        });
        self.tell(position, origin, arguments, steps, denied, resolved);
    }

    fn tell(
        self,
        position: &Position<'_>,
        origin: ValueOrigin,
        arguments: Option<Value>,
        steps: Vec<StepTrace>,
        denied: Option<Denial>,
        resolved: &Resolved,
    ) {
        self.tracer.field(FieldTrace {
            path: position.path.segments(),
            type_name: position.parent.name.to_string(),
            field_name: position.definition.name.to_string(),
            origin,
            started_micros: self.started_micros,
            took_micros: micros(self.tracer.elapsed()).saturating_sub(self.started_micros),
            arguments,
            steps,
            denied,
            errors: resolved.errors.iter().map(TracedError::from).collect(),
        });
    }
}

fn is_denied(resolved: &Resolved) -> bool {
    resolved
        .errors
        .iter()
        .any(|error| error.error_type.as_deref() == Some("Unauthorized"))
}
