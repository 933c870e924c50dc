//! A template, ready to be evaluated.

use appsynth_util::{Context, Covered, Evaluation, FieldError, Host, Outcome};
use serde_json::Value as Json;

use crate::{
    diagnostics::SyntaxError,
    evaluate::{Evaluator, Flow},
    json::{self, to_json},
    measure::Measured,
    parse::parse,
    tree::Tree,
    value::Value,
};

/// A mapping template: compiled once, evaluated any number of times, by any number of threads.
#[derive(Debug)]
pub struct Template {
    pub(crate) source: Box<str>,
    pub(crate) tree: Tree,
    pub(crate) measured: Option<Measured>,
}

/// An evaluation and the text it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The text that the template gives, also if it is not JSON. After `#return`, the returned value as
    /// JSON. What there was when an error ended the evaluation.
    pub text: String,
    /// Whether the template came to its end, so that `text` is all of it. An error of the outcome then
    /// is that the text is not JSON.
    pub complete: bool,
    /// Where the first reference stands, in bytes, that printed itself because it has no value.
    pub unresolved: Option<usize>,
    /// Its effect.
    pub evaluation: Evaluation,
}

impl Template {
    /// Compiles a template.
    ///
    /// # Errors
    /// The first mistake in it, with its place.
    pub fn compile(source: &str) -> Result<Self, SyntaxError> {
        Ok(Self {
            source: source.into(),
            tree: parse(source)?,
            measured: None,
        })
    }

    /// The template as its author wrote it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Lets the template count which of its statements run, from now on.
    pub fn measure(&mut self) {
        self.measured = Some(Measured::new(&self.source, &self.tree));
    }

    /// The statements and how often they ran in every evaluation so far; text is one in each of its
    /// lines. None if the template was not asked to [count](Self::measure).
    pub fn covered(&self) -> Vec<Covered> {
        self.measured
            .as_ref()
            .map(Measured::covered)
            .unwrap_or_default()
    }

    /// Its statements.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Evaluates the template and reads its text as JSON.
    ///
    /// Errors of the user's, and those about the template or its text, are the evaluation's outcome;
    /// the latter have the type `MappingTemplate` and name line and column.
    pub fn evaluate(&self, context: &Context, host: &Host) -> Evaluation {
        self.render(context, host).evaluation
    }

    /// Evaluates the template, keeping the text.
    pub fn render(&self, context: &Context, host: &Host) -> Rendered {
        let mut evaluator = Evaluator::new(self, context, host);
        let (mut text, result) = evaluator.run();
        let (outcome, complete) = match result {
            // Velocity takes `#break` outside of a loop as the end of the template.
            Ok(()) | Err(Flow::Stop | Flow::Break) => (parse_output(&text), true),
            Err(Flow::Return(value)) => {
                text = returned_text(&evaluator, &value);
                let outcome = returned(&evaluator, &value);
                let complete = !matches!(outcome, Outcome::Error(_));
                (outcome, complete)
            }
            Err(Flow::Error(error)) => (Outcome::Error(*error), false),
        };
        let effects = std::mem::take(&mut evaluator.effects);
        let (outcome, kept, complete) = match (outcome, kept(&mut evaluator)) {
            (outcome, Ok(kept)) => (outcome, kept, complete),
            (error @ Outcome::Error(_), Err(_)) => (error, Kept::default(), complete),
            (_, Err(message)) => (refused(message), Kept::default(), false),
        };
        Rendered {
            text,
            complete,
            unresolved: effects.unresolved,
            evaluation: Evaluation {
                outcome,
                stash: kept.stash,
                arguments: kept.arguments,
                errors: effects.errors,
                logs: effects.logs,
                extensions: effects.extensions,
            },
        }
    }
}

/// What the rest of the pipeline sees of the context.
#[derive(Default)]
struct Kept {
    stash: Option<Json>,
    arguments: Option<Json>,
}

fn kept(evaluator: &mut Evaluator<'_>) -> Result<Kept, String> {
    let mut changed = |name: &str| {
        let value = evaluator.looked_into(name);
        let json = value.map(|value| to_json(&evaluator.heap, &value));
        let json = json.transpose();
        json.map_err(|error| format!("the {name}: {error}"))
    };
    Ok(Kept {
        stash: changed("stash")?,
        arguments: changed("arguments")?,
    })
}

fn parse_output(text: &str) -> Outcome {
    // In AppSync's words: a template without a result has to say `{}` or null.
    if text.trim().is_empty() {
        return refused("Template transformation yielded an empty response.".to_owned());
    }
    match crate::document::parse(text) {
        Ok(value) => Outcome::Value(value),
        Err(error) => refused(format!("Unable to parse the JSON document: '{error}'")),
    }
}

/// A returned string is JSON if it can be, so that `#return($util.toJson($x))` returns `$x`.
fn returned(evaluator: &Evaluator<'_>, value: &Value<'_>) -> Outcome {
    if let Value::Text(text) = value {
        let json = serde_json::from_str(text).unwrap_or_else(|_| Json::from(&**text));
        return early(json);
    }
    match to_json(&evaluator.heap, value) {
        Ok(value) => early(value),
        Err(error) => refused(error.to_string()),
    }
}

fn early(value: Json) -> Outcome {
    Outcome::EarlyReturn {
        value,
        skip_to: None,
    }
}

fn returned_text(evaluator: &Evaluator<'_>, value: &Value<'_>) -> String {
    let mut text = String::new();
    match value {
        Value::Text(returned) => text.push_str(returned),
        // A value that cannot be printed is an error of the outcome already.
        value => {
            let _ = json::write(&mut text, &evaluator.heap, value);
        }
    }
    text
}

fn refused(message: String) -> Outcome {
    Outcome::Error(FieldError::new(message, "MappingTemplate"))
}
