//! Signed requests to the services of which only an operation or two are needed, so that their SDKs need
//! not be built.

use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::answer::Answer;
use super::call::causes;
use super::connect::{ATTEMPTS, FIRST_WAIT, LONGEST_WAIT, Untaken};
use crate::DeployError;

/// How long one attempt may take, uploads of Lambda archives (250 MB at most) included.
const PATIENCE: Duration = Duration::from_secs(300);

/// Sends signed requests, again and again while that may help.
#[derive(Debug, Clone)]
pub(crate) struct SignedClient {
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    credentials: Option<SharedCredentialsProvider>,
    region: String,
    endpoint: Option<String>,
    untaken: Option<Untaken>,
}

/// A request before it is signed.
#[derive(Debug)]
pub(super) struct Request<'a> {
    /// Such as `s3:PutObject`.
    pub(super) operation: &'static str,
    /// What it is about, for errors.
    pub(super) subject: &'a str,
    /// The name of the service in signatures and host names.
    pub(super) service: &'static str,
    pub(super) method: &'static str,
    /// The path and query, percent-encoded.
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Bytes,
}

/// Why an attempt gave no answer to work with.
enum Attempt {
    Again { code: String, message: String },
    Never(DeployError),
}

impl SignedClient {
    pub(super) fn new(
        config: &SdkConfig,
        region: String,
        untaken: Option<Untaken>,
    ) -> Result<Self, DeployError> {
        let provider = rustls::crypto::ring::default_provider();
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(provider)
            .map_err(DeployError::Certificates)?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            http: Client::builder(TokioExecutor::new()).build(connector),
            credentials: config.credentials_provider(),
            region,
            endpoint: config.endpoint_url().map(str::to_owned),
            untaken,
        })
    }

    /// Sends a request. Answers that say that something is not so (4xx) are answers; only those that may
    /// be different the next time lead to another attempt.
    pub(super) async fn send(&self, request: &Request<'_>) -> Result<Answer, DeployError> {
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            let (code, message) = match self.attempt(request).await {
                Ok(answer) => return Ok(answer),
                Err(Attempt::Never(error)) => return Err(error),
                Err(Attempt::Again { code, message }) => (code, message),
            };
            if attempt == ATTEMPTS {
                return Err(DeployError::Call {
                    operation: request.operation,
                    subject: request.subject.to_owned(),
                    code,
                    message,
                });
            }
            tokio::time::sleep(jittered(wait)).await;
            wait = (wait * 2).min(LONGEST_WAIT);
            attempt += 1;
        }
    }

    async fn attempt(&self, request: &Request<'_>) -> Result<Answer, Attempt> {
        let signed = self.sign(request).await.map_err(Attempt::Never)?;
        let exchange = async {
            let response = self
                .http
                .request(signed)
                .await
                .map_err(|error| causes(&error))?;
            let status = response.status().as_u16();
            let error_type = response.headers().get("x-amzn-errortype");
            let error_type = error_type.and_then(|value| Some(value.to_str().ok()?.to_owned()));
            let body = response.into_body().collect().await;
            let body = body.map_err(|error| causes(&error))?.to_bytes();
            Ok::<_, String>(Answer {
                status,
                error_type,
                body,
                untaken: self.untaken.clone(),
            })
        };
        let answer = tokio::time::timeout(PATIENCE, exchange).await;
        let answer = answer.unwrap_or_else(|_| Err("no answer in time".to_owned()));
        let answer = answer.map_err(|message| Attempt::Again {
            code: "no answer".to_owned(),
            message,
        })?;
        if answer.may_pass() {
            let (code, message) = answer.error();
            return Err(Attempt::Again { code, message });
        }
        Ok(answer)
    }

    async fn sign(
        &self,
        request: &Request<'_>,
    ) -> Result<hyper::Request<Full<Bytes>>, DeployError> {
        let failed = |error: &dyn std::error::Error| DeployError::Credentials {
            reason: causes(error),
        };
        let provider = self
            .credentials
            .as_ref()
            .ok_or_else(|| DeployError::Credentials {
                reason: "none were found".to_owned(),
            })?;
        let identity = provider
            .provide_credentials()
            .await
            .map_err(|error| failed(&error))?
            .into();
        let mut settings = SigningSettings::default();
        if request.service == "s3" {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(request.service)
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .map_err(|error| failed(&error))?
            .into();
        let uri = format!("{}{}", self.origin(request.service), request.path);
        let host = uri.split('/').nth(2).unwrap_or_default().to_owned();
        let mut builder = hyper::Request::builder()
            .method(request.method)
            .uri(&uri)
            .header("host", host.as_str());
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let headers = request
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let signable = SignableRequest::new(
            request.method,
            uri.as_str(),
            headers.chain([("host", host.as_str())]),
            SignableBody::Bytes(&request.body),
        );
        let (instructions, _) = signable
            .and_then(|signable| sign(signable, &params))
            .map_err(|error| failed(&error))?
            .into_parts();
        for (name, value) in instructions.headers() {
            builder = builder.header(name, value);
        }
        builder
            .body(Full::new(request.body.clone()))
            .map_err(|error| failed(&error))
    }

    /// Scheme and host. Paths name buckets, so that one certificate fits them all.
    fn origin(&self, service: &str) -> String {
        if let Some(endpoint) = &self.endpoint {
            return endpoint.trim_end_matches('/').to_owned();
        }
        let suffix = dns_suffix(&self.region);
        format!("https://{service}.{}.{suffix}", self.region)
    }
}

/// <https://docs.aws.amazon.com/general/latest/gr/rande.html>
pub(crate) fn dns_suffix(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    }
}

/// Between half of a wait and all of it, so that those who wait together do not come back together.
fn jittered(wait: Duration) -> Duration {
    let random = uuid::Uuid::new_v4().as_u128() % 1024;
    wait / 2 + wait / 2 * (random as u32) / 1024
}
