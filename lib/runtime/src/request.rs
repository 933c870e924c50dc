//! What a client sends.

use serde::Deserialize;
use serde_json::{Map, Value};

/// The body of a GraphQL request.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GraphqlRequest {
    /// The operations and fragments, as text.
    pub query: String,
    /// Which operation runs, if there are several.
    #[serde(default, rename = "operationName")]
    pub operation_name: Option<String>,
    /// Values of the operation's variables; JSON null counts as none.
    #[serde(default, deserialize_with = "null_as_none")]
    pub variables: Map<String, Value>,
}

fn null_as_none<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Map<String, Value>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
