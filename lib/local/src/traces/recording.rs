//! The trace of a request while the request runs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use appsynth_runtime::{
    Caller, FieldTrace, GraphqlRequest, ResponseError, Tracer, UnmetCondition, ValueOrigin, Watch,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Secrets, Summary, Traces, size};

/// How many fields a trace has at most, and how many of those whose value was in what is around them.
const MAX_FIELDS: usize = 1000;
const MAX_PLAIN_FIELDS: usize = 300;

/// How many bytes the data of a trace has at most.
const MAX_BYTES: usize = 512 * 1024;

/// Notes what a request does.
pub(crate) struct Recording {
    started: Instant,
    started_at: Timestamp,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    request: Option<Value>,
    mode: Option<&'static str>,
    caller: Option<Value>,
    fields: Vec<FieldTrace>,
    plain_fields: usize,
    fields_left_out: usize,
    from_cache: bool,
    events: Vec<EventTrace>,
}

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    /// `POST /graphql` or `GET /graphql`
    Http,
    /// A subscription that a client started on its connection.
    Subscription,
}

/// What became of an event.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventTrace {
    /// The mutation that it is of.
    pub(crate) mutation: String,
    /// How many subscribers were told.
    pub(crate) sent_to: usize,
    /// Whose filter held it back; at most [`EventTrace::MAX_HELD_BACK`] of them.
    pub(crate) held_back: Vec<HeldBack>,
    /// How many more there are.
    pub(crate) held_back_left_out: usize,
}

/// A subscriber whose filter held an event back.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HeldBack {
    /// The field of the subscription type.
    pub(crate) field: String,
    /// As the client calls the subscription.
    pub(crate) id: String,
    /// Of each group of the filter the first condition that does not hold.
    pub(crate) unmet: Vec<UnmetCondition>,
}

impl EventTrace {
    /// How many subscribers are listed whose filter held the event back.
    pub(crate) const MAX_HELD_BACK: usize = 50;
}

/// Why a request was not run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefusedTrace {
    pub(crate) error_type: Option<&'static str>,
    /// As the client is told.
    pub(crate) message: String,
    /// What the client is not told.
    pub(crate) reason: Option<String>,
}

/// How a request ended.
pub(crate) struct Outcome<'a> {
    pub(crate) id: &'a Arc<str>,
    pub(crate) api: &'a str,
    pub(crate) kind: Kind,
    pub(crate) status: u16,
    pub(crate) errors: &'a [ResponseError],
    pub(crate) refused: Option<RefusedTrace>,
    pub(crate) secrets: Secrets,
}

impl Recording {
    pub(super) fn begin() -> Self {
        Self {
            started: Instant::now(),
            started_at: Timestamp::now(),
            notes: Mutex::default(),
        }
    }

    /// What was asked.
    pub(crate) fn request(&self, request: &GraphqlRequest) {
        let mut notes = self.notes();
        notes.request = Some(json!({
            "query": request.query,
            "operationName": request.operation_name,
            "variables": request.variables,
        }));
    }

    /// Who asked.
    pub(crate) fn caller(&self, caller: &Caller) {
        let mut notes = self.notes();
        notes.mode = Some(caller.mode.name());
        notes.caller = Some(json!({
            "mode": caller.mode.name(),
            "identity": caller.identity,
        }));
    }

    /// What became of an event.
    pub(crate) fn event(&self, event: EventTrace) {
        self.notes().events.push(event);
    }

    /// The request has ended: its trace is kept.
    pub(crate) fn end(self, traces: &Traces, outcome: Outcome<'_>) {
        let took_micros = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let mut notes = self
            .notes
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        notes.fields.sort_by_key(|field| field.started_micros);
        let mut data = json!({
            "request": notes.request,
            "caller": notes.caller,
            "refused": outcome.refused,
            "fromCache": notes.from_cache,
            "errors": outcome.errors,
            "events": notes.events,
            "fields": notes.fields,
            "fieldsLeftOut": notes.fields_left_out,
        });
        outcome.secrets.hide(&mut data);
        let summary = Summary {
            id: outcome.id.to_string(),
            started_at: format!("{:.3}", self.started_at),
            took_micros,
            api: outcome.api.to_owned(),
            kind: outcome.kind,
            // Of the request without secrets: a secret that is cut would not be found any more.
            operation: operation(&data["request"]),
            mode: notes.mode,
            status: outcome.status,
            errors: outcome.errors.len() + usize::from(outcome.refused.is_some()),
            denied: matches!(outcome.status, 401 | 403)
                || notes.fields.iter().any(|field| field.denied.is_some()),
        };
        size::limit(&mut data, MAX_BYTES);
        let text = json!({ "format": 1, "summary": summary, "trace": data }).to_string();
        traces.keep(summary, text);
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a list shows of a request: the operation's name, or how its text begins.
fn operation(request: &Value) -> String {
    const LENGTH: usize = 80;
    if let Some(name) = request["operationName"].as_str() {
        return name.to_owned();
    }
    let query = request["query"].as_str().unwrap_or_default();
    let words: Vec<_> = query.split_whitespace().take(LENGTH).collect();
    words.join(" ").chars().take(LENGTH).collect()
}

impl Tracer for Recording {
    fn watch(&self) -> Watch {
        let started = self.started;
        Box::new(move || started.elapsed())
    }

    fn field(&self, field: FieldTrace) {
        let mut notes = self.notes();
        let is_plain = field.origin == ValueOrigin::Parent;
        let is_too_much =
            notes.fields.len() >= MAX_FIELDS || is_plain && notes.plain_fields >= MAX_PLAIN_FIELDS;
        if is_too_much {
            notes.fields_left_out += 1;
            return;
        }
        notes.plain_fields += usize::from(is_plain);
        notes.fields.push(field);
    }

    fn answered_from_cache(&self) {
        self.notes().from_cache = true;
    }
}
