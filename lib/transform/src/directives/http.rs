//! `@http`: a field resolved by an HTTP endpoint.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::Name;

use super::template;
use crate::arguments;
use crate::diagnostics::resolvers;
use crate::model::{Action, HttpCall, HttpHeader, HttpMethod, Model, Step, Template};
use crate::read::{Context, FieldUse, custom_field_of};

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("http") {
        if let Some(call) = read_call(at, problems) {
            let custom = custom_field_of(context, model, at);
            custom.steps.push(Step {
                action: Action::Http(call),
                span: at.directive.span,
            });
        }
    }
}

pub(super) fn check(_: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    for custom in &model.custom_fields {
        let mut function = None;
        let mut http = None;
        for step in &custom.steps {
            match step.action {
                Action::Function(_) => function = Some(step),
                Action::Http(_) => http = Some(step),
            }
        }
        if let (Some(function), Some(http)) = (function, http) {
            problems.push(resolvers::two_resolvers(custom, function, http));
        }
    }
}

fn read_call(at: FieldUse<'_>, problems: &mut Diagnostics) -> Option<HttpCall> {
    let url = arguments::text(at.directive, "url").value()?;
    let Some((origin, path)) = read_url(&url) else {
        problems.push(resolvers::url(&url));
        return None;
    };
    Some(HttpCall {
        method: method(at),
        origin,
        path,
        headers: headers(at),
    })
}

fn method(at: FieldUse<'_>) -> HttpMethod {
    match arguments::text(at.directive, "method").value().as_deref() {
        Some("POST") => HttpMethod::Post,
        Some("PUT") => HttpMethod::Put,
        Some("DELETE") => HttpMethod::Delete,
        Some("PATCH") => HttpMethod::Patch,
        _ => HttpMethod::Get,
    }
}

fn headers(at: FieldUse<'_>) -> Vec<HttpHeader> {
    at.directive
        .argument("headers")
        .map_or(&[][..], arguments::items)
        .iter()
        .filter_map(|header| {
            Some(HttpHeader {
                key: arguments::member_text(header, "key").value()?.text,
                value: template::with_context(&arguments::member_text(header, "value").value()?),
            })
        })
        .collect()
}

/// The origin and the path of a URL.
fn read_url(url: &Name) -> Option<(Template, Template)> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| url.starts_with(scheme))?;
    let rest = url.get(scheme.len()..)?;
    let host_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let host = rest.get(..host_end)?;
    let is_host = |letter: char| letter.is_ascii_alphanumeric() || "-.:".contains(letter);
    let plain = host.replace("${env}", "").replace(template::REGION, "");
    if host.is_empty() || !plain.chars().all(is_host) {
        return None;
    }
    let origin = Name {
        text: format!("{scheme}{host}"),
        span: url.span,
    };
    let path = Name {
        text: rest.get(host_end..)?.to_owned(),
        span: url.span,
    };
    Some((
        template::with_region(&origin),
        template::with_parameters(&path),
    ))
}
