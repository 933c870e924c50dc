//! `@http`: a field resolved by an HTTP endpoint.

use appsynth_diagnostics::Diagnostics;

use super::template;
use crate::arguments;
use crate::diagnostics::resolvers;
use crate::model::{Action, HttpCall, HttpHeader, HttpMethod, Model, Step, Template, TemplatePart};
use crate::read::{Context, FieldUse, custom_field_of};

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("http") {
        if let Some(call) = read_call(context, at, problems) {
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

fn read_call(
    context: &Context<'_>,
    at: FieldUse<'_>,
    problems: &mut Diagnostics,
) -> Option<HttpCall> {
    let variables = &context.options.variables;
    let url = arguments::text(at.directive, "url").value()?;
    let whole = template::with_parameters(&url, variables);
    let unknown = template::unknown(&whole).next().map(str::to_owned);
    let Some((origin, path)) = split(whole) else {
        problems.push(match unknown {
            Some(name) => resolvers::no_variable(&url, &name, variables),
            None => resolvers::url(&url),
        });
        return None;
    };
    problems.extend(unknown.map(|name| resolvers::stray_variable(&url, &name, variables)));
    Some(HttpCall {
        method: method(at),
        origin,
        path,
        headers: headers(context, at, problems),
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

fn headers(context: &Context<'_>, at: FieldUse<'_>, problems: &mut Diagnostics) -> Vec<HttpHeader> {
    let variables = &context.options.variables;
    let given = at.directive.argument("headers");
    let given = given.map_or(&[][..], arguments::items).iter();
    let headers = given.filter_map(|header| {
        let value = arguments::member_text(header, "value").value()?;
        let filled = template::with_context(&value, variables);
        let unknown = template::unknown(&filled).next();
        problems.extend(unknown.map(|name| resolvers::stray_variable(&value, name, variables)));
        Some(HttpHeader {
            key: arguments::member_text(header, "key").value()?.text,
            value: filled,
        })
    });
    headers.collect()
}

/// The origin and the path of a URL; either may begin within the value of a variable.
fn split(url: Template) -> Option<(Template, Template)> {
    let (mut origin, mut path) = (Vec::new(), Vec::new());
    let mut before = String::new();
    let mut parts = url.parts.into_iter();
    for part in parts.by_ref() {
        let text = match &part {
            TemplatePart::Text(text) | TemplatePart::Variable { value: text, .. } => text.as_str(),
            TemplatePart::Environment | TemplatePart::Region => "x",
            TemplatePart::Parameter(_) | TemplatePart::Context(_) => return None,
        };
        let start = before.len();
        before.push_str(text);
        let Some(end) = end_of_host(&before) else {
            origin.push(part);
            continue;
        };
        let (of_origin, of_path) = text.split_at(end.checked_sub(start)?);
        path.push(TemplatePart::Text(of_path.to_owned()));
        before.truncate(end);
        if !of_origin.is_empty() {
            origin.push(match &part {
                TemplatePart::Variable { name, .. } => TemplatePart::Variable {
                    name: name.clone(),
                    value: of_origin.to_owned(),
                },
                _ => TemplatePart::Text(of_origin.to_owned()),
            });
        }
        break;
    }
    path.extend(parts);
    let host = without_scheme(&before)?;
    let is_of_host = |letter: char| letter.is_ascii_alphanumeric() || "-.:".contains(letter);
    let is_host = !host.is_empty() && host.chars().all(is_of_host);
    is_host.then_some((Template { parts: origin }, Template { parts: path }))
}

fn end_of_host(url: &str) -> Option<usize> {
    let host = without_scheme(url)?;
    Some(url.len() - host.len() + host.find(['/', '?'])?)
}

fn without_scheme(url: &str) -> Option<&str> {
    url.strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
}
