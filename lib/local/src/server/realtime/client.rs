//! Who is at the other end of a connection.

use appsynth_runtime::Caller;
use axum::http::{HeaderMap, Method, Uri};
use serde_json::{Map, Value};

use super::handshake;
use crate::authorization::Credentials;
use crate::environment::ServedApi;
use crate::server::refusal::Refusal;

/// What a client that makes signatures signs in place of a request to connect.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html#iam>
const CONNECT_BODY: &[u8] = b"{}";

/// A client, as it introduced itself.
pub(super) struct Client {
    /// Whether it is on this machine.
    pub(super) is_here: bool,
    /// The headers of the request to upgrade.
    pub(super) headers: HeaderMap,
    /// The headers that it gave as JSON, if it gave any.
    pub(super) given: Option<Map<String, Value>>,
    /// Where the API takes requests over HTTP, such as `/graphql`; signatures name it.
    pub(super) graphql_path: String,
}

impl Client {
    /// Lets the client connect, or says why it may not.
    pub(super) async fn connect(&self, api: &ServedApi) -> Result<Caller, Refusal> {
        let Some(given) = &self.given else {
            return Err(Refusal::bad_request("Required headers are missing."));
        };
        let path = format!("{}/connect", self.graphql_path);
        self.caller(api, given, &path, CONNECT_BODY).await
    }

    /// Who starts a subscription with these headers; `data` is the request as it was written.
    pub(super) async fn subscribe(
        &self,
        api: &ServedApi,
        given: &Map<String, Value>,
        data: &str,
    ) -> Result<Caller, Refusal> {
        self.caller(api, given, &self.graphql_path, data.as_bytes())
            .await
    }

    async fn caller(
        &self,
        api: &ServedApi,
        given: &Map<String, Value>,
        path: &str,
        body: &[u8],
    ) -> Result<Caller, Refusal> {
        let uri = Uri::try_from(path)
            .map_err(|_| Refusal::bad_request("The path is not one of an API."))?;
        let headers = handshake::with(&self.headers, given);
        let credentials = Credentials {
            // What clients sign in place of a message.
            method: &Method::POST,
            uri: &uri,
            headers: &headers,
            body,
        };
        Ok(api.authorization.caller(&credentials).await?)
    }
}
