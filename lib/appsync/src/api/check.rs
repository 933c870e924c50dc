//! What AppSync would refuse of an API.
//!
//! <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateGraphqlApi.html>

use appsynth_diagnostics::Diagnostic;

use super::{Api, Auth};
use crate::diagnostics;
use crate::name::is_variable_name;

pub(super) fn problems(api: &Api) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    auth(api, &mut problems);
    limits(api, &mut problems);
    environment(api, &mut problems);
    problems
}

fn auth(api: &Api, problems: &mut Vec<Diagnostic>) {
    let mut seen: Vec<&Auth> = Vec::new();
    for auth in std::iter::once(&api.auth).chain(&api.additional_auth) {
        if seen.iter().any(|first| is_same(first, auth)) {
            problems.push(diagnostics::duplicate_auth(auth.mode().as_str()));
        }
        seen.push(auth);
        match auth {
            Auth::ApiKey(lifetime) if !(1..=365).contains(&lifetime.0) => {
                problems.push(diagnostics::api_key_expiry(*lifetime));
            }
            Auth::Oidc(issuer) if !is_endpoint(&issuer.issuer) => {
                problems.push(diagnostics::endpoint("the issuer", &issuer.issuer));
            }
            Auth::Lambda(authorizer) => {
                if let Some(time) = authorizer.time_to_live.filter(|time| time.0 > 3600) {
                    problems.push(diagnostics::out_of_range(
                        "the time a Lambda authorizer's decision is kept",
                        time.0,
                        0..=3600,
                        "seconds",
                    ));
                }
            }
            _ => {}
        }
    }
}

fn is_same(first: &Auth, second: &Auth) -> bool {
    match (first, second) {
        (Auth::UserPool(first), Auth::UserPool(second)) => first.pool == second.pool,
        (Auth::Oidc(first), Auth::Oidc(second)) => first.issuer == second.issuer,
        _ => first.mode() == second.mode(),
    }
}

fn limits(api: &Api, problems: &mut Vec<Diagnostic>) {
    let limits = [
        ("the query depth limit", api.query_depth_limit, 1..=75),
        (
            "the resolver count limit",
            api.resolver_count_limit,
            1..=10_000,
        ),
    ];
    for (what, limit, range) in limits {
        if let Some(limit) = limit.filter(|limit| !range.contains(limit)) {
            problems.push(diagnostics::out_of_range(what, limit, range, ""));
        }
    }
    if let Some(contact) = &api.owner_contact {
        let length = u32::try_from(contact.chars().count()).unwrap_or(u32::MAX);
        if !(1..=256).contains(&length) {
            let what = "the length of the owner contact";
            problems.push(diagnostics::out_of_range(
                what,
                length,
                1..=256,
                "characters",
            ));
        }
    }
}

/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_PutGraphqlApiEnvironmentVariables.html>
fn environment(api: &Api, problems: &mut Vec<Diagnostic>) {
    if api.environment.len() > 50 {
        problems.push(diagnostics::environment_count(api.environment.len()));
    }
    for (name, value) in &api.environment {
        if !is_variable_name(name) {
            problems.push(diagnostics::environment_name(name));
        }
        if value.chars().count() > 512 {
            problems.push(diagnostics::environment_value(name, value.chars().count()));
        }
    }
}

/// Whether the text is `http://` or `https://` and a host.
pub(crate) fn is_endpoint(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest.contains(' ')
    })
}
