//! Signing requests to services of AWS with Signature Version 4.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use axum::body::Bytes;
use axum::http::Request;
use http_body_util::Full;

use crate::stand_in::AwsCredentials;

/// Signs the requests of one data source.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    pub(crate) credentials: AwsCredentials,
    pub(crate) region: String,
    /// The service's name in signatures, such as `states`.
    pub(crate) service: String,
}

impl Signer {
    /// Adds a signature to a request with this body.
    ///
    /// # Errors
    /// In words, if the request cannot be signed.
    pub(crate) fn sign(
        &self,
        request: &mut Request<Full<Bytes>>,
        body: &[u8],
    ) -> Result<(), String> {
        let secret = |text: &crate::Secret| text.reveal().to_owned();
        let identity = Credentials::new(
            &self.credentials.access_key_id,
            secret(&self.credentials.secret_access_key),
            self.credentials.session_token.as_ref().map(secret),
            None,
            "appsynth",
        )
        .into();
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.service)
            .time(SystemTime::now())
            .settings(self.settings())
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let mut headers = Vec::new();
        for (name, value) in request.headers() {
            let value = value.to_str().map_err(|error| error.to_string())?;
            headers.push((name.as_str(), value));
        }
        let signable = SignableRequest::new(
            request.method().as_str(),
            request.uri().to_string(),
            headers.into_iter(),
            SignableBody::Bytes(body),
        )
        .map_err(|error| error.to_string())?;
        let (instructions, _) = sign(signable, &parameters)
            .map_err(|error| error.to_string())?
            .into_parts();
        instructions.apply_to_request_http1x(request);
        Ok(())
    }

    /// S3 encodes paths once, and it and OpenSearch Serverless want the body's checksum as a header.
    fn settings(&self) -> SigningSettings {
        let mut settings = SigningSettings::default();
        if self.service == "s3" {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
        }
        if matches!(self.service.as_str(), "s3" | "aoss") {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        settings
    }
}
