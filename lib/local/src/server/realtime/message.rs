//! The messages of the protocol.

use appsynth_runtime::{GraphqlRequest, Response};
use axum::extract::ws::Utf8Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::server::refusal::Refusal;
use crate::subscribers::Delivery;

/// How long a client waits for a sign of life, in milliseconds.
const CONNECTION_TIMEOUT_MS: u64 = 300_000;

/// What a client says.
#[derive(Debug)]
pub(super) enum ClientMessage {
    ConnectionInit,
    Start(Box<Start>),
    Stop {
        id: String,
    },
    /// Something else.
    Unknown {
        id: String,
    },
}

/// A client wants to subscribe.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) id: String,
    /// None if it is no GraphQL request.
    pub(super) request: Option<GraphqlRequest>,
    /// The request as the client wrote it, which signatures cover.
    pub(super) data: String,
    /// `extensions.authorization`
    pub(super) authorization: Map<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    payload: Payload,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Payload {
    data: Value,
    extensions: Extensions,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Extensions {
    authorization: Map<String, Value>,
}

impl ClientMessage {
    pub(super) fn read(text: &str) -> Self {
        let Ok(Envelope { kind, id, payload }) = serde_json::from_str(text) else {
            return Self::Unknown { id: String::new() };
        };
        match kind.as_str() {
            "connection_init" => Self::ConnectionInit,
            "stop" => Self::Stop { id },
            "start" => match payload.data {
                Value::String(data) => Self::Start(Box::new(Start {
                    id,
                    request: serde_json::from_str(&data).ok(),
                    data,
                    authorization: payload.extensions.authorization,
                })),
                _ => Self::Unknown { id },
            },
            _ => Self::Unknown { id },
        }
    }
}

pub(super) fn connection_ack() -> Utf8Bytes {
    text(&json!({
        "type": "connection_ack",
        "payload": {"connectionTimeoutMs": CONNECTION_TIMEOUT_MS},
    }))
}

pub(super) fn connection_error(refusal: &Refusal) -> Utf8Bytes {
    let mut error = error_of(refusal.error_type, &refusal.message);
    error["errorCode"] = json!(refusal.status.as_u16());
    text(&json!({"type": "connection_error", "payload": {"errors": [error]}}))
}

pub(super) fn keep_alive() -> Utf8Bytes {
    Utf8Bytes::from_static(r#"{"type":"ka"}"#)
}

pub(super) fn start_ack(id: &str) -> Utf8Bytes {
    text(&json!({"type": "start_ack", "id": id}))
}

pub(super) fn complete(id: &str) -> Utf8Bytes {
    text(&json!({"type": "complete", "id": id}))
}

pub(super) fn delivery(delivery: &Delivery) -> Utf8Bytes {
    match delivery {
        Delivery::Event { id, answer } => {
            let id = json!(**id);
            format!(r#"{{"id":{id},"type":"data","payload":{answer}}}"#).into()
        }
        Delivery::Complete { id } => complete(id),
    }
}

pub(super) fn error(id: &str, error_type: &str, message: &str) -> Utf8Bytes {
    errors(id, vec![error_of(Some(error_type), message)])
}

/// A client may not do what it asks for.
pub(super) fn refusal(id: &str, refusal: &Refusal) -> Utf8Bytes {
    errors(id, vec![error_of(refusal.error_type, &refusal.message)])
}

/// Why a subscription is refused.
pub(super) fn refused(id: &str, answer: &Response) -> Utf8Bytes {
    let list = answer.errors.iter().map(|error| {
        let details = error.details.as_ref();
        let error_type = details.and_then(|details| details.error_type.as_deref());
        let mut shown = error_of(error_type, &error.message);
        if let Some(code) = details.and_then(|details| details.error_code) {
            shown["errorCode"] = json!(code);
        }
        shown
    });
    errors(id, list.collect())
}

/// Of an error without a type there is the message only.
///
/// <https://github.com/awslabs/aws-mobile-appsync-sdk-ios/issues/319>
fn error_of(error_type: Option<&str>, message: &str) -> Value {
    let mut error = json!({ "message": message });
    if let Some(error_type) = error_type {
        error["errorType"] = json!(error_type);
    }
    error
}

/// What names no operation is answered without a name.
fn errors(id: &str, list: Vec<Value>) -> Utf8Bytes {
    let mut message = json!({"type": "error", "payload": {"errors": list}});
    if !id.is_empty() {
        message["id"] = json!(id);
    }
    text(&message)
}

fn text(message: &Value) -> Utf8Bytes {
    message.to_string().into()
}
