//! The same tests on AppSync's own engines.
//!
//! AppSync evaluates halves; what comes between them is done here. Its answers do not tell everything that
//! a pipeline needs (whether code returned early, an error's type and data, arguments that a template
//! changed), so every half runs here as well and that is taken from here.

use std::error::Error;

use appsynth_util::{Context, Evaluation, FieldError, Half, Outcome};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::code::Text;

/// AppSync's operations that evaluate code. Inputs and answers are JSON as AppSync has it.
pub trait Remote: Sync {
    /// `EvaluateCode`, of the function that handles a half.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateCode.html>
    ///
    /// # Errors
    /// If there is no answer.
    fn code(&self, code: &str, half: Half, context: &str) -> Result<Value, RemoteError>;

    /// `EvaluateMappingTemplate`
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateMappingTemplate.html>
    ///
    /// # Errors
    /// If there is no answer.
    fn template(&self, template: &str, context: &str) -> Result<Value, RemoteError>;
}

/// Why there is no answer.
pub type RemoteError = Box<dyn Error + Send + Sync>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    evaluation_result: Option<String>,
    error: Option<AnswerError>,
    stash: Option<String>,
    out_errors: Option<String>,
}

#[derive(Deserialize)]
struct AnswerError {
    message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppendedError {
    message: String,
    error_type: Option<String>,
}

/// What AppSync makes of a half that gave `here` on this machine.
pub(crate) fn evaluate(
    remote: &dyn Remote,
    text: &Text<'_>,
    half: Half,
    context: &Context,
    here: Evaluation,
) -> Result<Evaluation, RemoteError> {
    let context = context_of(context).to_string();
    let answer = match text {
        Text::Code(code) => remote.code(code, half, &context)?,
        Text::Template(template) => remote.template(template, &context)?,
    };
    let answer: Answer = serde_json::from_value(answer)?;
    let stash = match &answer.stash {
        Some(stash) => Some(serde_json::from_str(stash)?),
        None => here.stash,
    };
    let appended: Vec<AppendedError> = match answer.out_errors.as_deref() {
        None | Some("") => Vec::new(),
        Some(list) => serde_json::from_str(list)?,
    };
    let errors = appended
        .into_iter()
        .map(|one| field_error(one.message, one.error_type))
        .collect();
    Ok(Evaluation {
        outcome: outcome(answer.error, answer.evaluation_result, here.outcome),
        stash,
        errors,
        ..here
    })
}

fn outcome(error: Option<AnswerError>, result: Option<String>, here: Outcome) -> Outcome {
    if let Some(AnswerError { message }) = error {
        return Outcome::Error(match here {
            Outcome::Error(known) => FieldError { message, ..known },
            _ => field_error(message, None),
        });
    }
    let text = result.unwrap_or_default();
    let value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(_) if text.trim().is_empty() => Value::Null,
        // A template's text may be anything, which is an error of the resolver only.
        Err(_) if matches!(here, Outcome::Error(_)) => return here,
        Err(_) => Value::String(text),
    };
    match here {
        Outcome::EarlyReturn { skip_to, .. } => Outcome::EarlyReturn { value, skip_to },
        _ => Outcome::Value(value),
    }
}

fn field_error(message: String, error_type: Option<String>) -> FieldError {
    FieldError {
        message,
        error_type,
        data: Value::Null,
        error_info: Value::Null,
        value: Value::Null,
        has_place: false,
    }
}

/// The context without what AppSync leaves out.
fn context_of(context: &Context) -> Value {
    let members = context.members().into_iter();
    let given = members.filter(|(name, value)| {
        let is_empty = *name == "env" && value.as_object().is_some_and(Map::is_empty);
        !value.is_null() && !is_empty
    });
    Value::Object(
        given
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect(),
    )
}
