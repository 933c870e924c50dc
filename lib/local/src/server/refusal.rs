//! Answers to requests that no API gets to see, in AppSync's shape.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::authorization::Denied;

/// A request is refused with this status and this error.
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) error_type: &'static str,
    pub(super) message: String,
}

impl Refusal {
    /// The body is no GraphQL request.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error_type: "MalformedHttpRequestException",
            message: message.into(),
        }
    }

    /// The request lacks something.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error_type: "BadRequestException",
            message: message.into(),
        }
    }
}

impl From<Denied> for Refusal {
    /// No credential, or none that is valid. Why, only the log tells.
    fn from(denied: Denied) -> Self {
        tracing::info!("not authorized: {}", denied.reason);
        Self {
            status: StatusCode::UNAUTHORIZED,
            error_type: "UnauthorizedException",
            message: denied.message.to_owned(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = json!({"errorType": self.error_type, "message": self.message});
        let mut response = axum::Json(json!({"errors": [error]})).into_response();
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Ok(value) = self.error_type.parse() {
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
        error_type: "NotFoundException",
        message: "there is nothing here; GraphQL requests are answered at POST /graphql".to_owned(),
    }
}
