//! The errors of data sources in AppSync's shapes.

use appsynth_runtime::DataSourceError;
use serde_json::Value;

/// An error on its way to the resolver, boxed because results are passed through many hands.
pub(super) type Failure = Box<DataSourceError>;

/// The request does not have the form that the data source wants. AppSync reports these as
/// `MappingTemplate` and does not run the response half.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/troubleshooting-and-common-mistakes.html>
pub(super) fn malformed(message: impl Into<String>) -> Failure {
    Box::new(DataSourceError {
        error_type: "MappingTemplate".to_owned(),
        message: message.into(),
        data: Value::Null,
        catchable: false,
    })
}

/// The service failed; the response half sees it as `ctx.error`.
pub(super) fn failed(error_type: impl Into<String>, message: impl Into<String>) -> Failure {
    Box::new(DataSourceError {
        error_type: error_type.into(),
        message: message.into(),
        data: Value::Null,
        catchable: true,
    })
}
