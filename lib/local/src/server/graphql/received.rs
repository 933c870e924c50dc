//! What comes over HTTP, and the GraphQL request in it: the body of `POST`, the URL of `GET`.
//!
//! <https://github.com/graphql/graphql-over-http/issues/81> says that AppSync takes both.

use appsynth_runtime::GraphqlRequest;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::authorization::Credentials;
use crate::server::endpoints::MAX_REQUEST_BYTES;
use crate::server::refusal::Refusal;

/// What came over HTTP.
pub(super) struct Received {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Result<Bytes, Refusal>,
}

impl Received {
    pub(super) async fn of(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let body = Limited::new(body, MAX_REQUEST_BYTES).collect().await;
        Self {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body: match body {
                Ok(body) => Ok(body.to_bytes()),
                Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
                Err(_) => Err(Refusal::malformed("Unable to read the request.")),
            },
        }
    }
}

/// The GraphQL request, or why there is none.
pub(super) fn read(received: &Credentials<'_>) -> Result<GraphqlRequest, Refusal> {
    let request = if *received.method == Method::POST {
        if received.body.is_empty() {
            return Err(Refusal::malformed("Request body is empty."));
        }
        serde_json::from_slice(received.body).ok()
    } else {
        of_query(received.uri.query().unwrap_or_default())
    };
    request.ok_or_else(|| Refusal::malformed("Unable to parse GraphQL query."))
}

/// The request in a URL, with its variables as JSON.
fn of_query(query: &str) -> Option<GraphqlRequest> {
    let parameter = |name: &str| {
        let mut parameters = form_urlencoded::parse(query.as_bytes());
        let (_, text) = parameters.find(|(one, _)| one == name)?;
        Some(text.into_owned())
    };
    let variables = parameter("variables").filter(|text| !text.is_empty());
    let variables: Option<_> = match variables {
        Some(text) => serde_json::from_str(&text).ok()?,
        None => None,
    };
    Some(GraphqlRequest {
        query: parameter("query")?,
        operation_name: parameter("operationName"),
        variables: variables.unwrap_or_default(),
    })
}

fn too_large() -> Refusal {
    Refusal {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        error_type: Some("RequestEntityTooLargeException"),
        message: format!("a request has at most {MAX_REQUEST_BYTES} bytes"),
        reason: None,
    }
}
