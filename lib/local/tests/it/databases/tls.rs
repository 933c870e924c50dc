//! Connections to databases with TLS.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use appsynth_local::DatabaseTls;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use tempfile::TempDir;

use super::{FIELDS, Shop};
use crate::mariadb::MariaDb;
use crate::postgres::Postgres;

/// A server's certificate for 127.0.0.1, and who signed it, in files.
struct Certificates {
    folder: TempDir,
}

impl Certificates {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = || KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, key()).expect("an authority");
        let server_key = key();
        let server = CertificateParams::new(["127.0.0.1".to_owned()])
            .and_then(|server| server.signed_by(&server_key, &authority))
            .expect("a certificate");
        let made = Self { folder };
        for (name, text) in [
            ("ca.pem", authority.pem()),
            ("server.pem", server.pem()),
            ("server.key", server_key.serialize_pem()),
        ] {
            std::fs::write(made.file(name), text).expect("written");
        }
        // PostgreSQL takes no key that others may read.
        let own = Permissions::from_mode(0o600);
        std::fs::set_permissions(made.file("server.key"), own).expect("restricted");
        made
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn verified(&self) -> DatabaseTls {
        DatabaseTls::Verified {
            authorities: Some(self.file("ca.pem")),
        }
    }
}

/// The answer to a statement, as text, or why there is none.
fn ask(url: &str, tls: DatabaseTls, statement: &str) -> Result<String, String> {
    let shop = Shop::with_tls(url.to_owned(), tls, &FIELDS);
    shop.run(json!([statement]), json!({}), json!({}))
        .map(|rows| rows.to_string())
}

fn is_refused(url: &str, tls: DatabaseTls, reason: &str) {
    let refused = ask(url, tls, "SELECT 1").expect_err("no connection");
    assert!(refused.contains("cannot be reached"), "{refused}");
    assert!(refused.contains(reason), "{refused}");
}

const POSTGRES_ENCRYPTED: &str = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

#[test]
fn postgresql_is_spoken_to_with_tls_if_the_url_asks_for_it() {
    let certificates = Certificates::new();
    let setting = |name: &str, file: &str| format!("{name}={}", certificates.file(file).display());
    let settings = [
        "ssl=on".to_owned(),
        setting("ssl_cert_file", "server.pem"),
        setting("ssl_key_file", "server.key"),
    ];
    let Some(postgres) = Postgres::start_with(&settings, Some(certificates.folder.path())) else {
        return;
    };
    let url = postgres.url();
    let plain = ask(&url, DatabaseTls::Off, POSTGRES_ENCRYPTED);
    assert_eq!(plain.expect("an answer"), r#"[[{"ssl":false}]]"#);
    for tls in [DatabaseTls::Encrypted, certificates.verified()] {
        let encrypted = ask(&url, tls, POSTGRES_ENCRYPTED);
        assert_eq!(encrypted.expect("an answer"), r#"[[{"ssl":true}]]"#);
    }
    certificates_of_others_are_refused(&url, &certificates);
}

#[test]
fn mysql_is_spoken_to_with_tls_if_the_url_asks_for_it() {
    let certificates = Certificates::new();
    let setting =
        |name: &str, file: &str| format!("--{name}={}", certificates.file(file).display());
    let Some(mariadb) = MariaDb::start_with(&[
        setting("ssl-cert", "server.pem"),
        setting("ssl-key", "server.key"),
    ]) else {
        return;
    };
    let url = mariadb.url();
    let encrypted = |tls| {
        let cipher = "SELECT variable_value <> '' AS is_used FROM information_schema.session_status \
                      WHERE variable_name = 'Ssl_cipher'";
        ask(&url, tls, cipher).expect("an answer")
    };
    assert_eq!(encrypted(DatabaseTls::Off), r#"[[{"is_used":0}]]"#);
    assert_eq!(encrypted(DatabaseTls::Encrypted), r#"[[{"is_used":1}]]"#);
    assert_eq!(encrypted(certificates.verified()), r#"[[{"is_used":1}]]"#);
    certificates_of_others_are_refused(&url, &certificates);
}

/// Of other authorities, and for another host.
fn certificates_of_others_are_refused(url: &str, certificates: &Certificates) {
    let others = Certificates::new();
    is_refused(url, others.verified(), "invalid peer certificate");
    let other_name = url.replace("127.0.0.1", "localhost");
    is_refused(
        &other_name,
        certificates.verified(),
        "certificate not valid for name",
    );
}

#[test]
fn a_server_without_tls_is_refused_if_the_url_asks_for_it() {
    if let Some(postgres) = Postgres::start() {
        is_refused(&postgres.url(), DatabaseTls::Encrypted, "TLS");
    }
    if let Some(mariadb) = MariaDb::start_with(&["--skip-ssl".to_owned()]) {
        is_refused(&mariadb.url(), DatabaseTls::Encrypted, "SSL");
    }
}

#[test]
fn authorities_that_cannot_be_read_are_named() {
    let tls = DatabaseTls::Verified {
        authorities: Some(PathBuf::from("/nowhere/ca.pem")),
    };
    let refused = ask("postgres://127.0.0.1/shop", tls, "SELECT 1").expect_err("no connection");
    assert!(
        refused.contains("the certificate authorities in `/nowhere/ca.pem` cannot be read"),
        "{refused}"
    );
}
