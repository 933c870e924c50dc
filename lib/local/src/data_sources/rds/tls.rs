//! TLS between this machine and a database.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{self, CryptoProvider};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use crate::DatabaseTls;

/// The client that a connection needs, none without TLS.
///
/// # Errors
/// In words, if the certificate authorities cannot be read.
pub(super) fn client(tls: &DatabaseTls) -> Result<Option<ClientConfig>, String> {
    let provider = Arc::new(crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("invariant: the provider has the ciphers of TLS 1.2 and 1.3");
    Ok(match tls {
        DatabaseTls::Off => None,
        DatabaseTls::Encrypted => {
            let anyone = builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Anyone(provider)));
            Some(anyone.with_no_client_auth())
        }
        DatabaseTls::Verified { authorities: file } => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(authorities(file.as_deref())?);
            Some(builder.with_root_certificates(roots).with_no_client_auth())
        }
    })
}

/// The certificate authorities in a file of PEM, or those of the machine.
///
/// # Errors
/// In words, if there are none.
pub(super) fn authorities(file: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, String> {
    let Some(file) = file else {
        let found = rustls_native_certs::load_native_certs();
        return match found.certs.is_empty() {
            true => Err("this machine has no certificate authorities".to_owned()),
            false => Ok(found.certs),
        };
    };
    let unreadable = |reason: &dyn std::fmt::Display| {
        format!(
            "the certificate authorities in `{}` cannot be read: {reason}",
            file.display()
        )
    };
    let certificates = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(&error))?;
    match certificates.is_empty() {
        true => Err(unreadable(&"there is no certificate")),
        false => Ok(certificates),
    }
}

/// Takes any server's certificate, as `sslmode=require` does.
///
/// <https://www.postgresql.org/docs/current/libpq-ssl.html>
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
