//! Which machines and which web pages are answered.
//!
//! Against DNS rebinding: a page of elsewhere can give its own name the address of this machine, but its
//! requests then carry that name as their host. Against requests across sites: browsers say of which page a
//! request is.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::refusal::Refusal;

/// Lets requests through that were made to this machine by a name of its own.
pub(super) async fn by_a_name_of_this_machine(request: Request, next: Next) -> Response {
    match foreign_host(request.headers()) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    }
}

/// Lets only programs and pages of this machine through. For endpoints that want no credential, or that hand
/// some out.
pub(super) async fn only_this_machine(
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let refusal = foreign_peer(peer)
        .or_else(|| foreign_host(request.headers()))
        .or_else(|| foreign_page(request.method(), request.headers()));
    match refusal {
        Some(refusal) => without_invitation(refusal.into_response()),
        None => next.run(request).await,
    }
}

fn foreign_peer(peer: SocketAddr) -> Option<Refusal> {
    (!is_here(peer)).then(|| {
        let address = peer.ip().to_canonical();
        refused(format!(
            "only the machine that serves is answered here, not {address}"
        ))
    })
}

/// Whether a caller is on this machine.
pub(super) fn is_here(peer: SocketAddr) -> bool {
    peer.ip().to_canonical().is_loopback()
}

/// Why a request is refused that names another host, if it does: a page elsewhere may have had its name lead here.
pub(super) fn foreign_host(headers: &HeaderMap) -> Option<Refusal> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts
        .next()
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    if hosts.next().is_none() && is_this_machine(host) {
        return None;
    }
    Some(refused(format!(
        "requests to the host `{host}` are not answered; use 127.0.0.1 or localhost"
    )))
}

/// Programs send no origin, and browsers leave it out where nothing can be changed and the answer cannot be
/// read, but say whether the page is of another site.
///
/// <https://www.w3.org/TR/fetch-metadata/>
fn foreign_page(method: &Method, headers: &HeaderMap) -> Option<Refusal> {
    let text = |name: HeaderName| Some(headers.get(name)?.to_str().unwrap_or_default());
    if let Some(page) = text(header::ORIGIN) {
        return (!is_page_of_this_machine(page))
            .then(|| refused(format!("pages of `{page}` are not answered here")));
    }
    let followed_a_link = *method == Method::GET && text(FETCH_MODE) == Some("navigate");
    (text(FETCH_SITE) == Some("cross-site") && !followed_a_link)
        .then(|| refused("pages of other sites are not answered here".to_owned()))
}

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

fn refused(message: String) -> Refusal {
    Refusal {
        status: StatusCode::FORBIDDEN,
        error_type: Some("ForbiddenException"),
        message,
        reason: None,
    }
}

/// Answers of the API may be read by any page; these may not.
fn without_invitation(mut response: Response) -> Response {
    response
        .headers_mut()
        .remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    response
}

fn is_page_of_this_machine(origin: &str) -> bool {
    origin
        .split_once("://")
        .is_some_and(|(_, host)| is_this_machine(host))
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::{is_page_of_this_machine, is_this_machine};

    #[test]
    fn only_names_of_this_machine_are_hosts() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:20002",
            "localhost:1",
            "LocalHost",
            "[::1]:80",
            "[::1]",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:20002",
            "127.0.0.1.evil.example",
            "localhost.evil:80",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn only_pages_of_this_machine_are_answered() {
        for origin in [
            "http://localhost:3000",
            "http://127.0.0.1",
            "https://[::1]:1",
        ] {
            assert!(is_page_of_this_machine(origin), "{origin}");
        }
        for origin in [
            "",
            "null",
            "https://evil.example",
            "http://localhost.evil",
            "localhost",
        ] {
            assert!(!is_page_of_this_machine(origin), "{origin}");
        }
    }
}
