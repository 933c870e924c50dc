//! What the VTL engine does, as its users see it.

mod context;
mod coverage;
mod diagnostics;
mod facts;
mod failures;
mod journeys;
mod language;
mod limits;
mod methods;
mod outcome;
mod robustness;
mod utilities;
mod whitespace;

use appsynth_util::{Context, Host, Outcome};
use appsynth_vtl::{Rendered, Template};
use serde_json::{Value, json};

/// Half past eleven in the morning of a day in 2018, and bytes that never change.
fn host() -> Host {
    Host::standing_still(1_517_943_695_750, *b"0123456789abcdef")
}

fn render(template: &str, context: &Context) -> Rendered {
    Template::compile(template)
        .unwrap_or_else(|error| panic!("{template}: {error}"))
        .render(context, &host())
}

fn arguments(arguments: Value) -> Context {
    Context {
        arguments,
        ..Context::default()
    }
}

/// The text that a template gives without a context.
#[track_caller]
fn check(template: &str, text: &str) {
    check_with(json!({}), template, text);
}

/// The text that a template gives with these arguments.
#[track_caller]
fn check_with(with: Value, template: &str, text: &str) {
    let rendered = render(template, &arguments(with));
    let is_text_error = |message: &str| {
        message.starts_with("Unable to parse the JSON document")
            || message.starts_with("Template transformation yielded")
    };
    if let Outcome::Error(error) = &rendered.evaluation.outcome
        && !is_text_error(&error.message)
    {
        panic!("{template}: {}", error.message);
    }
    assert_eq!(rendered.text, text, "{template}");
}

/// The message of the error that a template ends with.
#[track_caller]
fn check_error(with: Value, template: &str, message: &str) {
    match render(template, &arguments(with)).evaluation.outcome {
        Outcome::Error(error) => assert_eq!(error.message, message, "{template}"),
        other => panic!("{template}: {other:?}"),
    }
}
