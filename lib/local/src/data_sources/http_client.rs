//! Requests over HTTP and HTTPS.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// AppSync gives a resolver 30 seconds.
///
/// <https://docs.aws.amazon.com/general/latest/gr/appsync.html>
const TIMEOUT: Duration = Duration::from_secs(30);

/// More than an evaluated response may have (5 MB), so that no endpoint can exhaust the memory.
const MAX_RESPONSE_BYTES: usize = 5 * 1024 * 1024;

/// Sends requests over HTTP and HTTPS; clones share the connections.
#[derive(Clone, Default)]
pub(crate) struct HttpClient {
    client: Arc<OnceLock<Client<HttpsConnector<HttpConnector>, Full<Bytes>>>>,
}

impl HttpClient {
    /// The whole answer, or what went wrong in words.
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Bytes>, String> {
        let uri = request.uri().clone();
        let exchange = async {
            let response = self
                .client()
                .await?
                .request(request)
                .await
                .map_err(|error| innermost(&error))?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, MAX_RESPONSE_BYTES)
                .collect()
                .await
                .map_err(|error| innermost(error.as_ref()))?;
            Ok(Response::from_parts(head, body.to_bytes()))
        };
        match tokio::time::timeout(TIMEOUT, exchange).await {
            Ok(result) => result.map_err(|error: String| format!("No answer from {uri}: {error}")),
            Err(_) => Err(format!(
                "No answer from {uri} within {} seconds",
                TIMEOUT.as_secs()
            )),
        }
    }

    /// The client is made when it is first needed: reading the machine's certificates takes longer than
    /// everything else of a start.
    async fn client(&self) -> Result<&Client<HttpsConnector<HttpConnector>, Full<Bytes>>, String> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let connector = tokio::task::spawn_blocking(|| {
            let provider = rustls::crypto::ring::default_provider();
            HttpsConnectorBuilder::new()
                .with_provider_and_native_roots(provider)
                .map(|builder| builder.https_or_http().enable_http1().build())
        })
        .await
        .expect("invariant: reading certificates does not panic")
        .map_err(|error| format!("cannot read this machine's certificates: {error}"))?;
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(self.client.get_or_init(|| client))
    }
}

/// hyper's errors say little themselves; their last source is the reason.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
