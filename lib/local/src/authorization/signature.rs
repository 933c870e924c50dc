//! Signature Version 4: the signature is made again with the secret that belongs to the access key, and must
//! come out the same.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials as SigningCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use axum::http::header;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Credentials, same_secret};
use crate::trust::IamIdentity;

/// What the `authorization` header of a signed request begins with.
pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The service that requests to an API are signed for.
pub(super) const SERVICE: &str = "appsync";

/// How far the time of a request may be from this machine's.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html#why-requests-are-signed>
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

const DATE: &str = "x-amz-date";
const SESSION_TOKEN: &str = "x-amz-security-token";

/// The parts of the `authorization` header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signature<'a> {
    pub(super) access_key_id: &'a str,
    day: &'a str,
    region: &'a str,
    service: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Signature<'a> {
    /// Reads the header; `None` if a part is missing.
    pub(super) fn read(authorization: &'a str) -> Option<Self> {
        let parts = authorization.strip_prefix(ALGORITHM)?;
        let part = |name: &str| {
            parts
                .split(',')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
        };
        let mut scope = part("Credential")?.split('/');
        let (access_key_id, day, region, service) =
            (scope.next()?, scope.next()?, scope.next()?, scope.next()?);
        if scope.next() != Some("aws4_request") || scope.next().is_some() {
            return None;
        }
        Some(Self {
            access_key_id,
            day,
            region,
            service,
            signed_headers: part("SignedHeaders")?.split(';').collect(),
            signature: part("Signature")?,
        })
    }

    /// Whether the owner of the identity's secret has signed this request, for an API of this region, now.
    ///
    /// # Errors
    /// In words, why not.
    pub(super) fn verify(
        &self,
        request: &Credentials<'_>,
        identity: &IamIdentity,
        region: &str,
    ) -> Result<(), String> {
        if self.service != SERVICE {
            return Err(format!("it is for the service `{}`", self.service));
        }
        if self.region != region {
            return Err(format!(
                "it is for the region `{}`, the API is in `{region}`",
                self.region
            ));
        }
        for required in [header::HOST.as_str(), DATE] {
            if !self.signed_headers.contains(&required) {
                return Err(format!("it does not cover the header `{required}`"));
            }
        }
        let time = self.time(request)?;
        let session_token = self.session_token(request, identity)?;
        let expected = self.sign(request, identity, session_token, time)?;
        if same_secret(self.signature, &expected) {
            Ok(())
        } else {
            Err("it is not what the access key's secret gives for this request".to_owned())
        }
    }

    fn time(&self, request: &Credentials<'_>) -> Result<SystemTime, String> {
        let date = request.header(DATE).unwrap_or_default();
        let time = DateTime::strptime("%Y%m%dT%H%M%SZ", date)
            .and_then(|time| time.to_zoned(TimeZone::UTC))
            .map_err(|_| format!("`{DATE}` is no time"))?;
        if !date.starts_with(self.day) {
            return Err(format!("`{DATE}` is not of the day that it is for"));
        }
        let (time, now) = (SystemTime::from(time.timestamp()), SystemTime::now());
        let apart = now
            .duration_since(time)
            .unwrap_or_else(|ahead| ahead.duration());
        if apart > TOLERANCE {
            return Err(format!("it is {} seconds off", apart.as_secs()));
        }
        Ok(time)
    }

    /// The session token to sign with: none if the client added it to the signed request afterwards.
    fn session_token(
        &self,
        request: &Credentials<'_>,
        identity: &IamIdentity,
    ) -> Result<Option<String>, String> {
        let given = request.header(SESSION_TOKEN);
        let wanted = identity.session_token.as_ref().map(|token| token.reveal());
        match (given, wanted) {
            (None, None) => Ok(None),
            (Some(given), Some(wanted)) if same_secret(given, wanted) => Ok(self
                .signed_headers
                .contains(&SESSION_TOKEN)
                .then(|| given.to_owned())),
            (None, Some(_)) => Err(format!("the access key needs a `{SESSION_TOKEN}`")),
            (Some(_), _) => Err(format!("`{SESSION_TOKEN}` is not that of the access key")),
        }
    }

    fn sign(
        &self,
        request: &Credentials<'_>,
        identity: &IamIdentity,
        session_token: Option<String>,
        time: SystemTime,
    ) -> Result<String, String> {
        let credentials = SigningCredentials::new(
            &identity.access_key_id,
            identity.secret_access_key.reveal(),
            session_token,
            None,
            "appsynth",
        )
        .into();
        // What the client chose to sign is signed, even if others leave it out.
        let mut settings = SigningSettings::default();
        settings.excluded_headers = None;
        let parameters = SigningParams::builder()
            .identity(&credentials)
            .region(self.region)
            .name(self.service)
            .time(time)
            .settings(settings)
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let mut headers = Vec::new();
        for &name in &self.signed_headers {
            // The signer puts these there itself.
            if [DATE, SESSION_TOKEN].contains(&name) {
                continue;
            }
            let value = request
                .header(name)
                .ok_or_else(|| format!("it covers the header `{name}`, which is not there"))?;
            headers.push((name, value));
        }
        let host = request.header(header::HOST.as_str()).unwrap_or_default();
        let path = request
            .uri
            .path_and_query()
            .map_or("/", |path| path.as_str());
        let signable = SignableRequest::new(
            request.method.as_str(),
            format!("http://{host}{path}"),
            headers.into_iter(),
            SignableBody::Bytes(request.body),
        )
        .map_err(|error| error.to_string())?;
        let signed = sign(signable, &parameters).map_err(|error| error.to_string())?;
        Ok(signed.signature().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_with_and_without_spaces() {
        let expected = Signature {
            access_key_id: "AKID",
            day: "20260101",
            region: "eu-west-1",
            service: "appsync",
            signed_headers: vec!["host", "x-amz-date"],
            signature: "abc",
        };
        let scope = "20260101/eu-west-1/appsync/aws4_request";
        for between in [", ", ","] {
            let text = format!(
                "AWS4-HMAC-SHA256 Credential=AKID/{scope}{between}SignedHeaders=host;x-amz-date{between}Signature=abc"
            );
            assert_eq!(Signature::read(&text).as_ref(), Some(&expected));
        }
    }

    #[test]
    fn a_header_with_a_part_missing_is_not_read() {
        for text in [
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/appsync/aws4_request",
            "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/appsync, SignedHeaders=host, Signature=a",
            "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/appsync/aws4, SignedHeaders=host, Signature=a",
        ] {
            assert_eq!(Signature::read(text), None, "{text}");
        }
    }
}
