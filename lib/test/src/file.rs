//! Test files.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ENDING, TestError, run::CaseOutcome};

/// A file of tests for one resolver or function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestFile {
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    /// The functions of the pipeline that the tested code stands around, by name; a unit resolver or a
    /// single function without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<String>,
    /// The tests.
    pub cases: Vec<Case>,
    #[serde(skip)]
    pub(crate) path: String,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The context, as `appsynth evaluate` takes it.
    #[serde(default)]
    pub context: Value,
    /// What the data sources answer, in the order in which they are asked; null where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// What comes out.
    #[serde(default)]
    pub expect: Expectation,
}

/// A data source's answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `ctx.result`
    #[serde(default)]
    pub result: Value,
    /// `ctx.error`: an object with `message` and `type`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub error: Value,
}

/// What comes out of a case. Members that are not there are not compared.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The requests to data sources, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests: Option<Vec<Value>>,
    /// The value of the field, or the function's result.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub result: Option<Value>,
    /// The stash afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stash: Option<Value>,
    /// The error that ended the resolver: an object with `message` and `type`, or null if none did.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub error: Option<Value>,
    /// The errors that were appended, as such objects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<Value>>,
}

/// Tells null from a member that is not there.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl TestFile {
    /// Reads a test file; `path` tells which code it tests.
    ///
    /// # Errors
    /// [`TestError::Format`] with the place of the mistake.
    pub fn parse(path: &str, text: &str) -> Result<Self, TestError> {
        let mut file: Self = serde_json::from_str(text).map_err(|source| TestError::Format {
            path: path.to_owned(),
            source,
        })?;
        path.clone_into(&mut file.path);
        Ok(file)
    }

    /// The name of the tested code, without folder and ending.
    pub fn subject(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(ENDING).unwrap_or(name)
    }

    /// The file's text with what came out as what is expected.
    pub fn accept(mut self, outcomes: &[CaseOutcome]) -> String {
        for (case, outcome) in self.cases.iter_mut().zip(outcomes) {
            case.expect = outcome.actual.clone();
        }
        let text = serde_json::to_string_pretty(&self)
            .expect("invariant: texts, lists and JSON values have a JSON form");
        text + "\n"
    }
}
