//! `AWS::Lambda::EventSourceMapping`: which stream goes to which function, and how.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html>

use std::sync::Arc;

use serde_json::Value;

use crate::event_pattern::matches;
use crate::functions::Function;
use crate::resources::{Resource, is_true};

/// Lambda's default for streams of DynamoDB.
const BATCH_SIZE: u64 = 100;

/// A stream of a table with the function that gets it.
#[derive(Clone)]
pub(crate) struct Mapping {
    /// The resource, such as `blog/Trigger`.
    pub(super) path: String,
    pub(super) table: String,
    /// As the records name their source.
    pub(super) stream_arn: String,
    pub(super) function: Arc<Function>,
    pub(super) batch_size: u64,
    /// `TRIM_HORIZON` or `LATEST`
    pub(super) start: String,
    /// How often a batch that failed is sent again; without end if there is no number.
    pub(super) retries: Option<u64>,
    /// Whether the function says which records failed.
    pub(super) reports_failures: bool,
    /// One of them must match a record; without any, all records are sent.
    patterns: Vec<Value>,
}

impl Mapping {
    /// The mapping of a resource; `None` if its source is no stream of a table, or it is switched off.
    ///
    /// # Errors
    /// In words, if its function cannot run here or its filters are no JSON.
    pub(crate) fn of(
        resource: &Resource,
        function: impl FnOnce(&str) -> Result<Arc<Function>, String>,
    ) -> Option<Result<Self, String>> {
        if resource.kind != "AWS::Lambda::EventSourceMapping" {
            return None;
        }
        let stream_arn = resource.text("EventSourceArn")?;
        let (_, rest) = stream_arn.split_once(":table/")?;
        let (table, _) = rest.split_once("/stream/")?;
        let enabled = resource.properties.get("Enabled");
        if enabled.is_some() && !is_true(enabled) {
            return None;
        }
        let read = || {
            Ok(Self {
                path: resource.path(),
                table: table.to_owned(),
                stream_arn: stream_arn.to_owned(),
                function: function(resource.text("FunctionName").unwrap_or_default())?,
                batch_size: number(resource, "BatchSize").unwrap_or(BATCH_SIZE),
                start: resource
                    .text("StartingPosition")
                    .unwrap_or("LATEST")
                    .to_owned(),
                retries: number(resource, "MaximumRetryAttempts"),
                reports_failures: list(resource.properties.get("FunctionResponseTypes"))
                    .any(|kind| kind == "ReportBatchItemFailures"),
                patterns: patterns(resource)?,
            })
        };
        Some(read())
    }

    /// Whether the function wants a record.
    pub(super) fn wants(&self, record: &Value) -> bool {
        self.patterns.is_empty() || self.patterns.iter().any(|pattern| matches(pattern, record))
    }
}

fn patterns(resource: &Resource) -> Result<Vec<Value>, String> {
    let criteria = resource.properties.get("FilterCriteria");
    list(criteria.and_then(|criteria| criteria.get("Filters")))
        .filter_map(|filter| filter.get("Pattern")?.as_str())
        .map(|pattern| {
            serde_json::from_str(pattern).map_err(|error| format!("a filter is no JSON: {error}"))
        })
        .collect()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// A number that is not negative; -1 stands for none.
fn number(resource: &Resource, property: &str) -> Option<u64> {
    match resource.properties.get(property)? {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    }
}
