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
struct Members {
    message: String,
    request: Option<String>,
    field: Option<String>,
    function: Option<String>,
    more: Map<String, Value>,
}

impl Members {
    fn into_entry(self, level: &Level, target: &str) -> Entry {
        let source = if target == FUNCTIONS {
            Source::Function
        } else if self.field.is_some() {
            Source::Resolver
        } else if self.request.is_some() {
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
            message: self.message,
            request: self.request,
            field: self.field,
            function: self.function,
            more: self.more,
        }
    }

    fn put_text(&mut self, field: &Field, text: String) {
        match field.name() {
            "message" => self.message = text,
            "request" => self.request = Some(text),
            "field" => self.field = Some(text),
            "function" => self.function = Some(text),
            name => self.put(name, text),
        }
    }

    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.more.insert(name.to_owned(), value.into());
    }
}

impl Visit for Members {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put_text(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put_text(field, value.to_owned());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.put(field.name(), u64::try_from(value).unwrap_or(u64::MAX));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field.name(), value);
    }
}
