//! The one place that prints: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write, stderr, stdout};
use std::panic::PanicHookInfo;
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use appsynth_diagnostics::{Diagnostics, Sources, render};
use serde::Serialize;
use serde_json::json;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::CliError;
use crate::args::Color;
use crate::error::advice;
use crate::log::Log;

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
    color: ColorChoice,
}

/// An object that says which format it has.
#[derive(Serialize)]
struct Document<'m, M> {
    format: u32,
    #[serde(flatten)]
    members: &'m M,
}

impl Output {
    pub(crate) fn new(json: bool, color: Color) -> Self {
        let color = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { json, color }
    }

    /// Whether a script reads standard output.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// What `--color` says, for another program.
    pub(crate) fn color_argument(&self) -> &'static str {
        match self.color {
            ColorChoice::Always | ColorChoice::AlwaysAnsi => "always",
            ColorChoice::Never => "never",
            ColorChoice::Auto => "auto",
        }
    }

    /// Whether a person looks on.
    pub(crate) fn is_watched(&self) -> bool {
        !self.json && stderr().is_terminal()
    }

    /// Prints what was asked for.
    pub(crate) fn result(&self, text: &str) {
        // Nobody to tell if the reader has gone, as `head` does.
        let _ = AutoStream::new(stdout().lock(), self.color)
            .write_all(with_line_break(text).as_bytes());
    }

    /// Prints what was asked for as one line of JSON.
    pub(crate) fn json(&self, value: &impl Serialize) {
        let text = serde_json::to_string(value)
            .expect("invariant: texts, numbers, lists and maps with text keys have a JSON form");
        self.result(&text);
    }

    /// Prints an object as a document, with the version of its format.
    pub(crate) fn document(&self, members: &impl Serialize) {
        self.json(&Document { format: 1, members });
    }

    /// Tells a person something beside the result.
    pub(crate) fn note(&self, text: &str) {
        if !self.json {
            self.say(text);
        }
    }

    /// Warns a person beside the result, and whoever looks after a script.
    pub(crate) fn warn(&self, text: &str) {
        self.say(&format!("warning: {text}"));
    }

    /// Shows what is logged from now on: warnings, and all of it to a person or if `verbose`. All of it goes to
    /// the log of a state folder as well.
    pub(crate) fn log(&self, verbose: bool, state_dir: &Path) {
        let level = if verbose || self.is_watched() {
            LevelFilter::INFO
        } else {
            LevelFilter::WARN
        };
        let shown = tracing_subscriber::fmt::layer()
            .with_ansi(self.colors_stderr())
            .with_target(false)
            .with_writer(stderr)
            .with_filter(level);
        let kept = Log::of(state_dir).with_filter(LevelFilter::INFO);
        // Another subscriber is the doing of the user's program, which knows better.
        let _ = tracing_subscriber::registry()
            .with(shown)
            .with(kept)
            .try_init();
    }

    /// Prints a line of many.
    ///
    /// # Errors
    /// If the reader has gone, as `head` does.
    pub(crate) fn line(&self, text: &str) -> io::Result<()> {
        let mut stream = AutoStream::new(stdout().lock(), self.color);
        writeln!(stream, "{text}")?;
        stream.flush()
    }

    /// Asks without a line break after it.
    pub(crate) fn prompt(&self, text: &str) {
        let mut stream = AutoStream::new(stderr().lock(), self.color);
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.flush();
    }

    /// Shows diagnostics: to a script as the result, to a person beside it.
    pub(crate) fn diagnostics(&self, diagnostics: &Diagnostics, sources: &Sources) {
        if self.json {
            self.result(&render::json(diagnostics, sources));
            return;
        }
        let mut options = render::Options {
            color: self.colors_stderr(),
            ..render::Options::default()
        };
        if let Some((width, _)) = terminal_size::terminal_size_of(stderr()) {
            options.width = usize::from(width.0);
        }
        self.say(&render::full(diagnostics, sources, options));
    }

    /// Shows why a command failed.
    pub(crate) fn failure(&self, error: &CliError) {
        if let Some((diagnostics, sources)) = error.diagnostics() {
            self.diagnostics(diagnostics, sources);
            self.note(&summary(diagnostics, error));
        } else if !self.json {
            self.say(&format!("error: {}", causes(error)));
        } else if let CliError::Evaluation { document, .. }
        | CliError::TestsFailed { document, .. }
        | CliError::TestsUnread { document, .. } = error
        {
            self.json(document);
        } else {
            self.json(&json!({ "format": 1, "error": { "message": causes(error) } }));
        }
    }

    /// Tells of a bug.
    pub(crate) fn panic(&self, panic: &PanicHookInfo<'_>) {
        let message = bug(panic);
        if self.json {
            self.json(&json!({ "format": 1, "error": { "message": message } }));
        } else {
            self.say(&format!("error: {message}"));
        }
    }

    fn colors_stderr(&self) -> bool {
        match self.color {
            ColorChoice::Auto => AutoStream::choice(&stderr()) != ColorChoice::Never,
            choice => choice != ColorChoice::Never,
        }
    }

    fn say(&self, text: &str) {
        let _ = AutoStream::new(stderr().lock(), self.color)
            .write_all(with_line_break(text).as_bytes());
    }
}

fn with_line_break(text: &str) -> String {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{end}")
}

/// Why a command failed, to be told from other failures.
pub(crate) fn failure_text(error: &CliError) -> String {
    match error.diagnostics() {
        Some((diagnostics, sources)) => render::json(diagnostics, sources),
        None => causes(error),
    }
}

/// What is said of a bug, ours or in the stacks' code.
pub(crate) fn bug(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let message = text
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    format!("stopped by a bug at {place}: {message}")
}

/// An error, what led to it and what can be done.
pub(crate) fn causes(error: &CliError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.ends_with(&said) {
            text = format!("{text}: {said}");
        }
        let advice = error.downcast_ref().and_then(advice);
        if let Some(advice) = advice {
            text = format!("{text}; {advice}");
        }
        cause = error.source();
    }
    text
}

fn summary(diagnostics: &Diagnostics, error: &CliError) -> String {
    let errors: Vec<_> = diagnostics
        .iter()
        .filter(|one| one.severity == appsynth_diagnostics::Severity::Error)
        .collect();
    let count = match errors.len() {
        1 => "1 error".to_owned(),
        count => format!("{count} errors"),
    };
    let first = errors.first().map_or("", |one| one.code.id);
    format!("{count}; {error} (see `appsynth explain {first}`)")
}
