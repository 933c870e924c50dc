//! Answers of services that have no SDK here.

use hyper::body::Bytes;
use serde_json::Value;

use super::connect::Untaken;
use super::signed::Request;
use crate::DeployError;

/// How many characters are shown of an answer that nobody understands.
const LONGEST_EXCERPT: usize = 200;

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The code of an error, where the service says it beside the body.
    pub(super) error_type: Option<String>,
    pub(super) body: Bytes,
    pub(super) untaken: Option<Untaken>,
}

impl Answer {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the same request may be answered differently the next time.
    pub(super) fn may_pass(&self) -> bool {
        let throttled = || {
            let (code, _) = self.error();
            [
                "Throttl",
                "TooManyRequests",
                "SlowDown",
                "RequestTimeout",
                "ConcurrentModification",
                // Lambda, while a function is being changed.
                "ResourceConflict",
            ]
            .iter()
            .any(|part| code.contains(part))
        };
        self.status >= 500 || self.status == 429 || (self.status >= 400 && throttled())
    }

    /// The code and message of an error, in JSON or XML.
    pub(super) fn error(&self) -> (String, String) {
        let text = String::from_utf8_lossy(&self.body);
        if let Ok(value) = serde_json::from_slice::<Value>(&self.body) {
            let member = |names: [&str; 2]| {
                let found = names.iter().find_map(|name| value[*name].as_str());
                found.unwrap_or_default().to_owned()
            };
            let code = self
                .error_type
                .clone()
                .unwrap_or_else(|| member(["__type", "Type"]));
            let code = code.rsplit('#').next().unwrap_or_default();
            let code = code.split(':').next().unwrap_or_default().to_owned();
            return (self.or_status(code), member(["message", "Message"]));
        }
        let element = |name: &str| {
            let (_, rest) = text.split_once(&format!("<{name}>"))?;
            Some(rest.split_once('<')?.0.to_owned())
        };
        let code = element("Code").unwrap_or_default();
        (self.or_status(code), element("Message").unwrap_or_default())
    }

    /// `HEAD` is answered without a body.
    fn or_status(&self, code: String) -> String {
        if code.is_empty() {
            format!("HTTP {}", self.status)
        } else {
            code
        }
    }

    /// The JSON that it is.
    pub(super) fn json(&self, request: &Request<'_>) -> Result<Value, DeployError> {
        serde_json::from_slice(&self.body).map_err(|_| {
            let text = String::from_utf8_lossy(&self.body);
            let came = match text.trim() {
                "" => "nothing".to_owned(),
                text => text.chars().take(LONGEST_EXCERPT).collect(),
            };
            let reason = format!("it is no JSON: {came}");
            unreadable(request.operation, request.subject, reason)
        })
    }

    pub(super) fn refused(&self, request: &Request<'_>) -> DeployError {
        let (code, message) = self.error();
        let error = DeployError::Call {
            operation: request.operation,
            subject: request.subject.to_owned(),
            code,
            message,
        };
        error.denied_without(self.untaken.as_deref())
    }
}

/// A text that an answer has to have, by its pointer, such as `/Parameter/Value`. What is there instead is not
/// shown: it may be a secret.
///
/// # Errors
/// [`DeployError::Unreadable`]
pub(crate) fn text<'a>(
    answer: &'a Value,
    pointer: &str,
    (operation, subject): (&'static str, &str),
) -> Result<&'a str, DeployError> {
    let text = member(answer, pointer, (operation, subject))?.as_str();
    text.ok_or_else(|| {
        let reason = format!("its `{}` is no text", path(pointer));
        unreadable(operation, subject, reason)
    })
}

/// A member that an answer has to have, as [`text`] has it.
///
/// # Errors
/// [`DeployError::Unreadable`]
pub(crate) fn member<'a>(
    answer: &'a Value,
    pointer: &str,
    (operation, subject): (&'static str, &str),
) -> Result<&'a Value, DeployError> {
    answer.pointer(pointer).ok_or_else(|| {
        let reason = format!("it has no `{}`", path(pointer));
        unreadable(operation, subject, reason)
    })
}

pub(crate) fn unreadable(operation: &'static str, subject: &str, reason: String) -> DeployError {
    DeployError::Unreadable {
        operation,
        subject: subject.to_owned(),
        reason,
    }
}

fn path(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}
