//! What a request did, step by step, for whoever wants to look.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::PathSegment;

/// Is told what a request does. Without one, nothing of it is kept.
pub trait Tracer: Send + Sync {
    /// The time since the request began.
    fn elapsed(&self) -> Duration {
        self.watch()()
    }

    /// What tells the time since the request began, also on other threads.
    fn watch(&self) -> Watch;

    /// A field has got its value, or an error in place of one. Fields come in the order that they end.
    fn field(&self, field: FieldTrace);

    /// The answer as a whole was kept from an earlier request, and nothing is run.
    fn answered_from_cache(&self);
}

/// Tells the time since a request began.
pub type Watch = Box<dyn Fn() -> Duration + Send + Sync>;

/// How a field got its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FieldTrace {
    /// The field in the answer, by response keys and list positions.
    pub path: Vec<PathSegment>,
    /// Such as `Query`.
    pub type_name: String,
    /// Such as `getPost`.
    pub field_name: String,
    /// Where the value is from.
    pub origin: ValueOrigin,
    /// When it began, in microseconds after the request did.
    pub started_micros: u64,
    /// How long it took, in microseconds; the fields inside do not count.
    pub took_micros: u64,
    /// The arguments as the schema has them; none for fields without a resolver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Value>,
    /// What the resolver did, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepTrace>,
    /// The rule that keeps the field from the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denied: Option<Denial>,
    /// The errors of the field itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<TracedError>,
}

/// Where the value of a field is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ValueOrigin {
    /// A resolver ran.
    Resolver,
    /// What a resolver gave to an earlier request was kept.
    Cache,
    /// The value of what is around the field has it, or the schema itself.
    Parent,
    /// Nowhere: the field was refused.
    Refused,
}

/// A part of a resolver: a data source with the code before and after it, or the code around a pipeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StepTrace {
    /// Which part.
    pub part: StepPart,
    /// The pipeline function's name; none if it is the resolver itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The data source's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_source: Option<String>,
    /// When it began, in microseconds after the request did.
    pub started_micros: u64,
    /// How long it took, in microseconds.
    pub took_micros: u64,
    /// What was sent to the data source; none if it was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    /// How long the data source took, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_source_micros: Option<u64>,
    /// What the data source gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// How the data source failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<TracedError>,
    /// What the step gave to the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returned: Option<Value>,
    /// Whether it ended the pipeline, or returned before its data source was asked.
    pub ended_early: bool,
    /// The stash after it.
    pub stash: Value,
    /// What it logged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<String>,
    /// The errors that it appended, and the one that ended it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<TracedError>,
}

/// A part of a resolver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepPart {
    /// All of a unit resolver.
    Unit,
    /// The code before a pipeline's functions.
    Before,
    /// A function of a pipeline.
    Function,
    /// The code after a pipeline's functions.
    After,
}

/// An error as traces show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TracedError {
    /// Such as `Unauthorized`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    /// What is wrong.
    pub message: String,
}

/// Why a field is kept from a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Denial {
    /// How the caller was authorized, such as `API_KEY`.
    pub mode: String,
    /// What says so.
    pub by: DeniedBy,
    /// The rule, as whoever wrote it would find it: directives of the schema, or the name of a pipeline function.
    pub rules: Vec<String>,
}

/// What keeps a field from a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DeniedBy {
    /// The directives on the field, none of which admits the caller.
    Field,
    /// The directives on its type, none of which admits the caller.
    Type,
    /// There is no directive, and the API's default mode is another one or denies by itself.
    DefaultMode,
    /// A policy of the caller's role, or what a Lambda authorizer said of the field.
    Grants,
    /// The resolver's code.
    Resolver,
}
