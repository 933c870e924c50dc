//! `local.data-sources.*.database`: the URL of a database, and how much TLS it asks for.

use appsynth_diagnostics::Diagnostics;

use crate::diagnostics;
use crate::node::Node;
use crate::secret::Secret;
use crate::values::text;

/// What carries the statements of a relational database out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalDatabase {
    /// The URL of a PostgreSQL (`postgres://…`) or MySQL (`mysql://…`) database, which may hold a password,
    /// without the parameters that are about TLS.
    pub url: Secret,
    /// What those parameters say.
    pub tls: DatabaseTls,
}

/// How connections to a database are protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseTls {
    /// Not at all: what a URL gives that says nothing.
    Off,
    /// With TLS, whoever the server is: `sslmode=require`, `ssl-mode=REQUIRED`.
    Encrypted,
    /// With TLS and a certificate of the host that the URL names: `sslmode=verify-full`,
    /// `ssl-mode=VERIFY_IDENTITY`.
    Verified {
        /// A file of certificate authorities in PEM, from the project's folder: `sslrootcert`, `ssl-ca`. Those
        /// of the machine by default.
        authorities: Option<String>,
    },
}

/// What a kind of database calls it.
pub(crate) struct Names {
    /// The parameter that says how much TLS there is.
    pub(crate) mode: &'static str,
    pub(crate) off: &'static str,
    pub(crate) encrypted: &'static str,
    pub(crate) verified: &'static str,
    /// The parameter with the file of authorities.
    pub(crate) authorities: &'static str,
}

/// <https://www.postgresql.org/docs/current/libpq-ssl.html>
const POSTGRES: Names = Names {
    mode: "sslmode",
    off: "disable",
    encrypted: "require",
    verified: "verify-full",
    authorities: "sslrootcert",
};

/// <https://dev.mysql.com/doc/refman/8.0/en/connecting-using-uri-or-key-value-pairs.html>
const MYSQL: Names = Names {
    mode: "ssl-mode",
    off: "DISABLED",
    encrypted: "REQUIRED",
    verified: "VERIFY_IDENTITY",
    authorities: "ssl-ca",
};

pub(super) fn database(node: &Node, problems: &mut Diagnostics) -> Option<LocalDatabase> {
    let url = text(node, problems)?;
    let schemes = [
        ("postgres://", &POSTGRES),
        ("postgresql://", &POSTGRES),
        ("mysql://", &MYSQL),
    ];
    let Some((_, names)) = schemes
        .into_iter()
        .find(|(scheme, _)| url.starts_with(scheme))
    else {
        problems.push(diagnostics::not_a_database(node));
        return None;
    };
    let (address, parameters) = url.split_once('?').unwrap_or((&url, ""));
    let mut mode = None;
    let mut authorities = None;
    let mut others = Vec::new();
    for parameter in parameters.split('&').filter(|one| !one.is_empty()) {
        match parameter.split_once('=') {
            Some((name, value)) if name == names.mode => mode = Some(value),
            Some((name, value)) if name == names.authorities => authorities = Some(value),
            _ => others.push(parameter),
        }
    }
    let is = |name: &str| mode.is_some_and(|mode| mode.eq_ignore_ascii_case(name));
    let tls = if is(names.verified) {
        DatabaseTls::Verified {
            authorities: authorities.map(str::to_owned),
        }
    } else if authorities.is_some() {
        // They would go unused, which nobody who names them expects.
        problems.push(diagnostics::authorities_without_verification(node, names));
        return None;
    } else if is(names.encrypted) {
        DatabaseTls::Encrypted
    } else if mode.is_none() || is(names.off) {
        DatabaseTls::Off
    } else {
        let mode = mode.unwrap_or_default();
        problems.push(diagnostics::unknown_tls(node, mode, names));
        return None;
    };
    let url = match others.is_empty() {
        true => address.to_owned(),
        false => format!("{address}?{}", others.join("&")),
    };
    Some(LocalDatabase {
        url: Secret::from(url),
        tls,
    })
}
