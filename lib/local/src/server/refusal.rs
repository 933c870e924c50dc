//! Answers to requests that no API gets to see, in AppSync's shape.

use appsynth_runtime::{Location, ResponseError};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::authorization::Denied;
use crate::request_id;
use crate::traces::RefusedTrace;

/// A request is refused with this status and this error.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// The realtime protocol has errors without one.
    pub(super) error_type: Option<&'static str>,
    pub(super) message: String,
    /// What only the developer is told.
    pub(super) reason: Option<String>,
}

impl Refusal {
    /// The body is no GraphQL request.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error_type: Some("MalformedHttpRequestException"),
            message: message.into(),
            reason: None,
        }
    }

    /// The query is no GraphQL. AppSync says no more than of a body that is no request; where it stops being
    /// GraphQL, only log and trace tell.
    pub(super) fn of_syntax(error: &ResponseError) -> Self {
        let place = error.locations.as_ref().and_then(|places| places.first());
        Self {
            reason: place.map(|place| {
                let Location { line, column, .. } = place;
                format!("the query is no GraphQL at line {line}, column {column}")
            }),
            ..Self::malformed(&error.message)
        }
    }

    /// As traces show it.
    pub(super) fn trace(&self) -> RefusedTrace {
        RefusedTrace {
            error_type: self.error_type,
            message: self.message.clone(),
            reason: self.reason.clone(),
        }
    }

    /// Says it in the log.
    pub(super) fn log(&self, api: &str) {
        tracing::info!(
            api,
            status = self.status.as_u16(),
            reason = self.reason,
            request = request_id::current().as_deref(),
            "refused: {}",
            self.message
        );
    }

    /// What came over the realtime protocol lacks something.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error_type: None,
            message: message.into(),
            reason: None,
        }
    }
}

impl From<Denied> for Refusal {
    /// No credential, or none that is valid. Why, only log and trace tell.
    fn from(denied: Denied) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error_type: Some("UnauthorizedException"),
            message: denied.message.to_owned(),
            reason: Some(denied.reason),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = json!({"errorType": self.error_type, "message": self.message});
        let mut response = axum::Json(json!({"errors": [error]})).into_response();
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Some(Ok(value)) = self.error_type.map(str::parse) {
            headers.insert("x-amzn-errortype", value);
        }
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            header::HeaderValue::from_static("*"),
        );
        response
    }
}

/// A path that nothing answers.
pub(super) async fn not_found() -> Refusal {
    Refusal {
        status: StatusCode::NOT_FOUND,
        error_type: Some("NotFoundException"),
        message: "there is nothing here; GraphQL requests are answered at POST /graphql".to_owned(),
        reason: None,
    }
}
