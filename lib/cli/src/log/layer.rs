//! Writes what is logged with `tracing`.

use std::fmt::Debug;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::entry::{Entry, Source};
use super::file::LogFile;
use crate::args::LogLevel;

/// The target of what Lambda functions print.
const FUNCTIONS: &str = "appsynth::function";

/// Writes events to the log of a state folder.
pub(crate) struct Log(Mutex<LogFile>);

impl Log {
    pub(crate) fn of(state_dir: &Path) -> Self {
        Self(Mutex::new(LogFile::of(state_dir)))
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut members = Members::default();
        event.record(&mut members);
        let entry = members.into_entry(event.metadata().level(), event.metadata().target());
        let Ok(mut line) = serde_json::to_vec(&entry) else {
            return;
        };
        line.push(b'\n');
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // There is nowhere to complain to: the log is where complaints go.
        let _ = file.write(&line);
    }
}

/// The members of an event.
#[derive(Default)]
struct Members(Map<String, Value>);

impl Members {
    fn into_entry(mut self, level: &Level, target: &str) -> Entry {
        let mut text = |name: &str| match self.0.shift_remove(name)? {
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        };
        let message = text("message").unwrap_or_default();
        let (request, field, function) = (text("request"), text("field"), text("function"));
        let source = if target == FUNCTIONS {
            Source::Function
        } else if field.is_some() {
            Source::Resolver
        } else if request.is_some() {
            Source::Request
        } else {
            Source::Server
        };
        Entry {
            at: format!("{:.3}", Timestamp::now()),
            level: match *level {
                Level::ERROR => LogLevel::Error,
                Level::WARN => LogLevel::Warn,
                _ => LogLevel::Info,
            },
            source,
            message,
            request,
            field,
            function,
            more: self.0,
        }
    }

    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Members {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.put(field, u64::try_from(value).unwrap_or(u64::MAX));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }
}
