//! What an evaluation gave, in the shape of AppSync's answers.

use appsynth_js::Problem;
use appsynth_util::{Context, Evaluation, FieldError, Outcome};
use appsynth_vtl::{Rendered, SyntaxError};
use serde::Serialize;
use serde_json::{Map, Value};

/// The answer to `EvaluateCode` and `EvaluateMappingTemplate`. Its JSON form is AppSync's.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateCode.html> and
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateMappingTemplate.html>
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The value as JSON, or the text of a template; none if an error ended the evaluation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_result: Option<String>,
    /// The error that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<AnswerError>,
    /// The lines that were logged.
    pub logs: Vec<String>,
    /// The stash afterwards as JSON; none if nothing was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stash: Option<String>,
    /// The errors appended by `util.appendError` as a JSON list; none if nothing was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_errors: Option<String>,
}

/// The error that ended an evaluation, or kept it from beginning.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerError {
    /// What went wrong.
    pub message: String,
    /// The mistakes of code that was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code_errors: Vec<CodeError>,
    /// `errorType` of an error of the evaluation, which AppSync's answer does not have.
    #[serde(skip)]
    pub error_type: Option<String>,
    /// Whether the message begins with a place in the code that the engine put there.
    #[serde(skip)]
    pub has_place: bool,
}

/// A mistake in code.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CodeError.html>
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeError {
    /// Such as `PARSER_ERROR`.
    pub error_type: &'static str,
    /// What is wrong, for people.
    pub value: String,
    /// Where.
    pub location: CodeErrorLocation,
}

/// The place of a mistake in code.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CodeErrorLocation.html>
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CodeErrorLocation {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters are meant; -1 if that is not known.
    pub span: i64,
}

impl Answer {
    pub(super) fn of_code(evaluation: Evaluation, context: &Context) -> Self {
        let result = match &evaluation.outcome {
            Outcome::Value(value) | Outcome::EarlyReturn { value, .. } => Ok(value.to_string()),
            Outcome::Error(error) => Err(error.clone()),
        };
        Self::new(result, evaluation, context)
    }

    pub(super) fn of_template(rendered: Rendered, context: &Context) -> Self {
        let result = match &rendered.evaluation.outcome {
            Outcome::Error(error) if !rendered.complete => Err(error.clone()),
            _ => Ok(rendered.text),
        };
        Self::new(result, rendered.evaluation, context)
    }

    pub(super) fn refused_code(error: &appsynth_js::CodeError, code: &str) -> Self {
        let code_errors = error
            .problems
            .iter()
            .map(|problem| code_error(problem, code))
            .collect();
        Self::refused(error.to_string(), code_errors)
    }

    pub(super) fn refused_template(error: &SyntaxError) -> Self {
        Self::refused(error.to_string(), Vec::new())
    }

    fn new(result: Result<String, FieldError>, evaluation: Evaluation, context: &Context) -> Self {
        let stash = evaluation.stash_of(context);
        let (evaluation_result, error) = match result {
            Ok(result) => (Some(result), None),
            Err(error) => (None, Some(error)),
        };
        let out_errors = evaluation.errors.into_iter().map(out_error).collect();
        Self {
            evaluation_result,
            error: error.map(|error| AnswerError {
                message: error.message,
                code_errors: Vec::new(),
                error_type: error.error_type,
                has_place: error.has_place,
            }),
            logs: evaluation.logs,
            stash: Some(stash.to_string()),
            out_errors: Some(Value::Array(out_errors).to_string()),
        }
    }

    fn refused(message: String, code_errors: Vec<CodeError>) -> Self {
        Self {
            evaluation_result: None,
            error: Some(AnswerError {
                message,
                code_errors,
                error_type: None,
                has_place: false,
            }),
            logs: Vec::new(),
            stash: None,
            out_errors: None,
        }
    }
}

fn code_error(problem: &Problem, code: &str) -> CodeError {
    let span = match code.get(problem.range.clone()) {
        None | Some("") => -1,
        Some(text) => i64::try_from(text.chars().count()).unwrap_or(-1),
    };
    CodeError {
        error_type: problem.error_type(),
        value: problem.message.clone(),
        location: CodeErrorLocation {
            line: problem.line(),
            column: problem.column(),
            span,
        },
    }
}

/// The members that an appended error has in GraphQL's answer, before path and locations.
fn out_error(error: FieldError) -> Value {
    let members = [
        ("message", Value::String(error.message)),
        ("errorType", error.error_type.into()),
        ("data", error.data),
        ("errorInfo", error.error_info),
    ];
    let given = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(Map::from_iter(
        given.map(|(name, value)| (name.to_owned(), value)),
    ))
}
