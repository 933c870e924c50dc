//! `@http`: requests to HTTP endpoints.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-http-js.html>

use appsynth_program::{
    Comparison, CtxPath, Expr, Half, Stmt, Text, Utility, all, any, append_error, arg, args, call,
    compare, concat, empty_map, end_if, error, error_without_type, identity, if_, includes,
    is_empty, is_null, is_present, is_true, let_, map, not, null, parse_json, put, put_all, result,
    return_, text, var,
};

use super::super::build::Planner;
use super::super::data::fail_with_data_source;
use super::super::{Code, Deployed, Source, SourceKind};
use crate::model::{CustomField, HttpCall, Template, TemplatePart};

/// The data source of an endpoint: `https<host without dots>DataSource`, with the names of variables, so that it is
/// called the same in every environment.
pub(super) fn source(call: &HttpCall) -> Source {
    let parts = call.origin.parts.iter();
    let origin: String = parts
        .map(|part| match part {
            TemplatePart::Text(text) => text,
            TemplatePart::Environment => "env",
            TemplatePart::Region => "awsregion",
            TemplatePart::Variable { name, .. } | TemplatePart::Parameter(name) => name,
            TemplatePart::Context(_) => "",
        })
        .collect();
    let letters = origin.chars().filter(char::is_ascii_alphanumeric);
    Source {
        name: format!("{}DataSource", letters.collect::<String>()),
        kind: SourceKind::Http(call.origin.clone()),
    }
}

/// Sends the request and reads the answer.
pub(super) fn code(planner: &Planner<'_>, custom: &CustomField, call: &HttpCall) -> Code {
    let mut body = Vec::new();
    if call.method.has_body() {
        body.extend(required_arguments(custom, call));
    }
    body.extend(put_headers(planner, call));
    body.push(let_("params", map([("headers", var("headers").into())])));
    body.push(put_if_given("query"));
    if call.method.has_body() {
        body.push(put_if_given("body"));
    }
    let request = map([
        ("version", text("2018-05-29")),
        ("method", text(call.method.name())),
        ("resourcePath", filled(planner, &call.path).into()),
        ("params", var("params").into()),
    ]);
    Code::generated(Half::new(body, return_(request)), response())
}

/// Asks for the required arguments, of which the schema knows not whether they come in the query or the body. Those
/// in the path it asks for itself.
fn required_arguments(custom: &CustomField, http: &HttpCall) -> Option<Stmt> {
    let in_path = |name: &str| http.path.parameters().any(|one| one == name);
    let required = custom.field.arguments.iter();
    let missing: Vec<_> = required
        .filter(|one| one.ty.is_non_null() && !in_path(&one.name))
        .map(|one| {
            let given = |place: &str| arg(place).get(one.name.text.as_str());
            all([is_null(given("body")), is_null(given("query"))])
        })
        .collect();
    if missing.is_empty() {
        return None;
    }
    let message = "An argument you marked as Non-Null is not present in the query nor the body of your request.";
    Some(if_(any(missing), [error_without_type(message)]))
}

/// Declares `headers`: the caller's and those of the directive.
fn put_headers(planner: &Planner<'_>, http: &HttpCall) -> Vec<Stmt> {
    let of_caller = Expr::Ctx(CtxPath::RequestHeaders).or(empty_map());
    let mut body = vec![
        let_("headers", empty_map()),
        put_all("headers", call(Utility::CopyHeaders, [of_caller.into()])),
        put("headers", "accept-encoding", "application/json"),
    ];
    if http.method.has_body() {
        body.push(put("headers", "Content-Type", "application/json"));
    }
    let given = http.headers.iter();
    body.extend(given.map(|header| {
        put(
            "headers",
            header.key.as_str(),
            filled(planner, &header.value),
        )
    }));
    body
}

fn put_if_given(argument: &'static str) -> Stmt {
    if_(
        is_present(arg(argument)),
        [put("params", argument, arg(argument))],
    )
}

/// The text with its places filled in.
fn filled(planner: &Planner<'_>, template: &Template) -> Text {
    let environment = planner.options.environment.as_deref().unwrap_or("NONE");
    concat(template.parts.iter().map(|part| match part {
        TemplatePart::Text(letters) => text(letters.as_str()),
        TemplatePart::Environment => text(environment),
        TemplatePart::Region => Deployed::Region.expr(),
        TemplatePart::Variable { value, .. } => text(value.as_str()),
        TemplatePart::Parameter(name) => arg("params").get(name.as_str()),
        TemplatePart::Context(path) => context_value(path),
    }))
}

fn context_value(path: &[String]) -> Expr {
    let Some((first, rest)) = path.split_first() else {
        return null();
    };
    let root = match first.as_str() {
        "args" | "arguments" => args(),
        "identity" => identity(),
        "source" => Expr::Ctx(CtxPath::Source),
        "stash" => Expr::Ctx(CtxPath::Stash),
        "request" => Expr::Ctx(CtxPath::Request),
        "env" => Expr::Ctx(CtxPath::Env),
        "info" => Expr::Ctx(CtxPath::Info),
        _ => null(),
    };
    rest.iter()
        .fold(root, |value, name| value.get(name.as_str()))
}

/// What is no JSON is an error, as it is where a template gives it.
fn refuse_other_text() -> Stmt {
    let body = || result().get("body");
    let is_null_itself = is_true(call(Utility::Matches, [text(r"\s*null\s*"), body()]));
    if_(
        all([is_null(parse_json(body())), not(is_null_itself)]),
        [error(
            "Unable to parse the JSON document: the HTTP endpoint's answer is no JSON.",
            "MappingTemplate",
        )],
    )
}

/// The answer's body, JSON or XML. Any status but success is an error of that name with the body as its
/// message.
fn response() -> Half {
    let status = || result().get("statusCode");
    let body = || result().get("body");
    let kind = |name: &str| result().get("headers").get(name);
    let is_xml = any(["Content-Type", "content-type"].map(|name| includes(kind(name), "xml")));
    let is_success = all([
        compare(status(), Comparison::GreaterOrEqual, 200),
        compare(status(), Comparison::Less, 300),
    ]);
    let parsed = end_if(
        is_empty(body()),
        Half::new([], return_(null())),
        Half::new(
            [],
            end_if(
                is_xml,
                Half::new([], return_(call(Utility::XmlToMap, [body()]))),
                Half::new([refuse_other_text()], return_(parse_json(body()))),
            ),
        ),
    );
    Half::new(
        [fail_with_data_source()],
        end_if(
            is_success,
            Half::new([], parsed),
            Half::new(
                [append_error(concat([body()]), concat([status()]))],
                return_(null()),
            ),
        ),
    )
}
