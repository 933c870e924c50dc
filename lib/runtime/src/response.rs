//! What a client gets, in AppSync's shape.

use appsynth_diagnostics::LineColumn;
use appsynth_schema::{RequestError, RequestErrorKind};
use appsynth_util::Half;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::{Invalidation, MutationEvent};

const MALFORMED: &str = "MalformedHttpRequestException";
const FORBIDDEN: &str = "UnauthorizedException";

/// The answer to a request: data and errors, both of which can be there.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Response {
    /// The fields as they were asked for; null if the request could not be run.
    pub data: Value,
    /// What went wrong, in the order it did; left out if nothing did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ResponseError>,
    /// What AppSync says beside them; left out if it says nothing.
    #[serde(skip_serializing_if = "Extensions::is_empty")]
    pub extensions: Extensions,
    /// What resolvers logged, in the order they ended; not for the client.
    #[serde(skip)]
    pub logs: Vec<ResolverLog>,
    /// What mutations that have subscribers in the schema tell them; not for the client.
    #[serde(skip)]
    pub events: Vec<MutationEvent>,
    /// The subscriptions that resolvers of mutations end; not for the client.
    #[serde(skip)]
    pub invalidations: Vec<Invalidation>,
}

/// What AppSync says beside data and errors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Extensions {
    /// How many answers `extensions.evictFromApiCache` took out of the cache.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html>
    #[serde(rename = "apiCacheEntriesDeleted")]
    pub evicted: usize,
}

impl Extensions {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.evicted == 0
    }
}

/// A line that resolver code wrote with `console` or `$util.log`, or an error of the code itself that ended it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolverLog {
    /// The field that was resolved, such as `Query.post`.
    pub field: String,
    /// The pipeline function that wrote it, by name; none if the resolver itself did.
    pub function: Option<String>,
    /// The half whose template failed. Such an error says where in the template, but not in which one.
    pub template: Option<Half>,
    /// The line, which begins with its level: `INFO`, `WARN` or `ERROR`.
    pub line: String,
}

/// An error of a request or a field.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/troubleshooting-and-common-mistakes.html>
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseError {
    /// The field, by response keys and list positions; null if the request as a whole is wrong.
    pub path: Option<Vec<PathSegment>>,
    /// What a resolver said beside the message; errors of validation and completion have none of it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub details: Option<ErrorDetails>,
    /// Where in the query.
    pub locations: Option<Vec<Location>>,
    /// What is wrong.
    pub message: String,
    /// The field as the schema has it, such as `Post.author`; not for the client.
    #[serde(skip)]
    pub field: Option<String>,
}

/// A resolver's words about an error.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ErrorDetails {
    /// Data beside the error, null if there is none.
    pub data: Value,
    /// Such as `Unauthorized`.
    #[serde(rename = "errorType")]
    pub error_type: Option<String>,
    /// More about the error, null if there is none.
    #[serde(rename = "errorInfo")]
    pub error_info: Value,
    /// The status that AppSync gives a subscription's filter, which it gives no type.
    #[serde(rename = "errorCode", skip_serializing_if = "Option::is_none")]
    pub error_code: Option<u16>,
}

/// A step on the way to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathSegment {
    /// A response key.
    Key(String),
    /// A position in a list, from 0.
    Index(usize),
}

/// A place in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// Always null.
    #[serde(rename = "sourceName")]
    pub source_name: (),
}

impl Response {
    /// Whether the request was not GraphQL at all, which AppSync answers with HTTP status 400.
    pub fn is_malformed(&self) -> bool {
        self.is_refused_as(MALFORMED)
    }

    /// Whether the caller may not make this request at all, which AppSync answers with HTTP status 401.
    pub fn is_forbidden(&self) -> bool {
        self.is_refused_as(FORBIDDEN)
    }

    /// The answer to a request that the caller may not make.
    pub(crate) fn forbidden() -> Self {
        Self::refused(vec![ResponseError {
            path: None,
            details: Some(ErrorDetails {
                error_type: Some(FORBIDDEN.to_owned()),
                ..ErrorDetails::default()
            }),
            locations: None,
            message: "Permission denied".to_owned(),
            field: None,
        }])
    }

    /// Whether the request as a whole has this error. Resolvers may give their fields any type of error.
    fn is_refused_as(&self, error_type: &str) -> bool {
        self.errors
            .iter()
            .filter(|error| error.path.is_none())
            .filter_map(|error| error.details.as_ref())
            .any(|details| details.error_type.as_deref() == Some(error_type))
    }

    /// The answer to a request that could not be run.
    pub(crate) fn refused(errors: Vec<ResponseError>) -> Self {
        Self {
            errors,
            ..Self::default()
        }
    }
}

impl Serialize for PathSegment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Key(key) => serializer.serialize_str(key),
            Self::Index(index) => index.serialize(serializer),
        }
    }
}

impl ResponseError {
    /// What is wrong with the filter that the resolver of a subscription sets.
    ///
    /// <https://github.com/aws-amplify/amplify-category-api/issues/740>
    pub(crate) fn of_filter(field: String, message: String) -> Self {
        Self {
            path: None,
            details: Some(ErrorDetails {
                error_code: Some(400),
                ..ErrorDetails::default()
            }),
            locations: None,
            message,
            field: Some(field),
        }
    }

    /// An error of a request as a whole.
    pub(crate) fn of_request(error_type: &str, message: impl Into<String>) -> Self {
        Self {
            path: None,
            details: Some(ErrorDetails {
                error_type: Some(error_type.to_owned()),
                ..ErrorDetails::default()
            }),
            locations: None,
            message: message.into(),
            field: None,
        }
    }
}

impl From<LineColumn> for Location {
    fn from(place: LineColumn) -> Self {
        Self {
            line: place.line,
            column: place.column,
            source_name: (),
        }
    }
}

impl From<RequestError> for ResponseError {
    /// What is not GraphQL is a malformed request for AppSync; the rest is answered like a field's error.
    fn from(error: RequestError) -> Self {
        let details = match error.kind {
            RequestErrorKind::Syntax => Some(ErrorDetails {
                error_type: Some(MALFORMED.to_owned()),
                ..ErrorDetails::default()
            }),
            RequestErrorKind::Validation
            | RequestErrorKind::Operation
            | RequestErrorKind::Variables => None,
        };
        let places: Vec<Location> = error.locations.into_iter().map(Location::from).collect();
        Self {
            path: None,
            details,
            locations: (!places.is_empty()).then_some(places),
            message: error.message,
            field: None,
        }
    }
}
