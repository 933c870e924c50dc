//! Against DNS rebinding: a web page of elsewhere can give its own name the address of this machine, but its
//! requests then carry that name as their host.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::refusal::Refusal;

/// Lets requests through that were made to this machine by a name of its own.
pub(super) async fn only_this_machine(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    if is_this_machine(host) {
        return next.run(request).await;
    }
    Refusal {
        status: StatusCode::FORBIDDEN,
        error_type: "ForbiddenException",
        message: format!(
            "requests to the host `{host}` are not answered; use 127.0.0.1 or localhost"
        ),
    }
    .into_response()
}

/// Refuses what pages of elsewhere ask for in a browser. For endpoints that want no credential: programs
/// send no origin.
pub(super) async fn no_page_of_elsewhere(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN);
    let page = origin.map(|origin| origin.to_str().unwrap_or_default());
    match page {
        Some(page) if !is_page_of_this_machine(page) => Refusal {
            status: StatusCode::FORBIDDEN,
            error_type: "ForbiddenException",
            message: format!("pages of `{page}` are not answered here"),
        }
        .into_response(),
        _ => next.run(request).await,
    }
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
