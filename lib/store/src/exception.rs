//! What DynamoDB answers when it refuses.

use dynoxide::DynoxideError;
use serde_json::Value;

use crate::Operation;

/// A refusal in DynamoDB's own words.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct Exception {
    /// The exception's name, such as `ConditionalCheckFailedException`.
    pub name: String,
    /// DynamoDB's message.
    pub message: String,
    /// The item that failed a condition, typed, if the request set
    /// `ReturnValuesOnConditionCheckFailure` to `ALL_OLD`.
    pub item: Option<Box<Value>>,
    /// Of `TransactionCanceledException`: one object per item of the transaction, with `Code` and, unless
    /// that is `None`, `Message`.
    pub cancellation_reasons: Vec<Value>,
}

impl Exception {
    /// A failure of the service itself.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new("InternalServerError", message)
    }

    pub(crate) fn new(name: &str, message: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            message: message.into(),
            item: None,
            cancellation_reasons: Vec::new(),
        }
    }

    /// A request the engine could not read. It marks its own refusals with a prefix that tells the
    /// exception; everything else is a wrong JSON type.
    pub(crate) fn unreadable(error: &serde_json::Error) -> Self {
        const MARKERS: [(&str, &str); 5] = [
            ("VALIDATION_AS_READ:", VALIDATION),
            ("VALIDATION_REQUEST:", VALIDATION),
            ("VALIDATION:", VALIDATION),
            ("SERIALIZATION_AS_READ:", SERIALIZATION),
            ("SERIALIZATION:", SERIALIZATION),
        ];
        let message = error.to_string();
        for (marker, name) in MARKERS {
            if let Some(rest) = message.strip_prefix(marker) {
                return Self::new(name, rest);
            }
        }
        if message.contains("empty AttributeValue") {
            return Self::new(
                VALIDATION,
                "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            );
        }
        let name = if message.contains("missing field")
            || message.contains("unknown variant")
            || message.contains("AttributeValue")
            || message.contains("invalid type: null")
        {
            VALIDATION
        } else {
            SERIALIZATION
        };
        Self::new(name, message)
    }

    pub(crate) fn of(operation: Operation, error: &DynoxideError) -> Self {
        let name = error.error_type();
        let name = name.rsplit_once('#').map_or(name, |(_, name)| name);
        let message = error.to_string();
        let message = match error {
            // DynamoDB words this family differently on these operations.
            DynoxideError::EnvelopedValidation(_)
                if matches!(
                    operation,
                    Operation::PutItem | Operation::UpdateItem | Operation::DeleteItem
                ) =>
            {
                format!("1 validation error detected: {message}")
            }
            _ => message,
        };
        let mut exception = Self::new(name, message);
        match error {
            DynoxideError::ConditionalCheckFailedException(_, Some(item)) => {
                exception.item = serde_json::to_value(item).ok().map(Box::new);
            }
            DynoxideError::TransactionCanceledException(_, reasons) => {
                exception.cancellation_reasons = reasons
                    .iter()
                    .filter_map(|reason| serde_json::to_value(reason).ok())
                    .collect();
            }
            _ => {}
        }
        exception
    }
}

const VALIDATION: &str = "ValidationException";
const SERIALIZATION: &str = "SerializationException";
