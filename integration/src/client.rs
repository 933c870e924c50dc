//! A client of a GraphQL API.

use serde_json::{Value, json};

/// Sends operations to an API, with its key or as somebody who signed in.
#[derive(Debug, Clone)]
pub struct Client {
    /// Where to send them.
    pub graphql_url: String,
    /// The API key.
    pub api_key: String,
    /// The token to send in place of the key.
    pub token: Option<String>,
}

impl Client {
    /// The same API for somebody with a token.
    pub fn signed_in(&self, token: impl Into<String>) -> Self {
        Self {
            token: Some(token.into()),
            ..self.clone()
        }
    }

    /// Sends an operation and gives the whole answer.
    ///
    /// # Errors
    /// When no answer came, or one with a status other than 200.
    pub fn try_ask(&self, query: &str, variables: Value) -> Result<Value, ureq::Error> {
        let (name, value) = match &self.token {
            Some(token) => ("authorization", token),
            None => ("x-api-key", &self.api_key),
        };
        ureq::post(&self.graphql_url)
            .header(name, value)
            .send_json(json!({ "query": query, "variables": variables }))?
            .body_mut()
            .read_json()
    }

    /// As [`Self::try_ask`], where an answer must come.
    pub fn ask(&self, query: &str, variables: Value) -> Value {
        self.try_ask(query, variables).expect("an answer")
    }

    /// Sends an operation that must succeed and gives its data.
    pub fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables);
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }
}
