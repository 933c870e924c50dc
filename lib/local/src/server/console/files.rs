//! The files of the pages, which are part of the program: no path leads anywhere else.

use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::server::refusal::not_found;

/// A file of the console.
struct File {
    name: &'static str,
    kind: &'static str,
    content: &'static [u8],
    /// Whether the content is compressed.
    gzip: bool,
}

macro_rules! own {
    ($name:literal, $kind:expr) => {
        File {
            name: $name,
            kind: $kind,
            content: include_bytes!(concat!("../../../assets/console/", $name)),
            gzip: false,
        }
    };
}

macro_rules! vendored {
    ($name:literal, $kind:expr) => {
        File {
            name: $name,
            kind: $kind,
            content: include_bytes!(concat!("../../../assets/console/vendor/", $name, ".gz")),
            gzip: true,
        }
    };
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

static INDEX: File = own!("index.html", HTML);

static FILES: [File; 15] = [
    own!("console.css", STYLE),
    own!("main.js", SCRIPT),
    own!("dom.js", SCRIPT),
    own!("server.js", SCRIPT),
    own!("identity.js", SCRIPT),
    own!("identity-form.js", SCRIPT),
    own!("queries.js", SCRIPT),
    own!("subscription.js", SCRIPT),
    own!("pipelines.js", SCRIPT),
    own!("tables.js", SCRIPT),
    own!("traces.js", SCRIPT),
    vendored!("react.production.min.js", SCRIPT),
    vendored!("react-dom.production.min.js", SCRIPT),
    vendored!("graphiql.min.js", SCRIPT),
    vendored!("graphiql.min.css", STYLE),
];

/// Only files of this server run, style and are asked; nothing is framed, and nothing frames it.
///
/// <https://www.w3.org/TR/CSP3/>
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(super) async fn index() -> Response {
    INDEX.respond()
}

pub(super) async fn file(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|file| file.name == name) {
        Some(file) => file.respond(),
        None => not_found().await.into_response(),
    }
}

impl File {
    fn respond(&'static self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.kind),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
            // Another version of the program may answer at the same address.
            (header::CACHE_CONTROL, "no-cache"),
        ];
        let encoding = self.gzip.then_some([(header::CONTENT_ENCODING, "gzip")]);
        match encoding {
            Some(encoding) => (StatusCode::OK, headers, encoding, self.content).into_response(),
            None => (StatusCode::OK, headers, self.content).into_response(),
        }
    }
}

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
