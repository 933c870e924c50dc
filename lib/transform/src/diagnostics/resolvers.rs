//! Functions and HTTP endpoints.

use appsynth_diagnostics::codes::directives as codes;
use appsynth_diagnostics::{Diagnostic, near_name};
use appsynth_schema::ast::{Name, TypeDefinition};
use indexmap::IndexMap;

use super::Places;
use crate::model::{CustomField, Step};

pub(crate) fn event_place(custom: &CustomField, step: &Step) -> Diagnostic {
    Diagnostic::error(
        &codes::FUNCTION_EVENT,
        format!(
            "`{}.{}` has to wait for its function",
            custom.parent.name(),
            custom.field.name
        ),
    )
    .mark(step.span, "does not wait")
    .help("remove `invocationType: Event`; it fits fields of `Query` and `Mutation` only")
}

pub(crate) fn event_type(custom: &CustomField, step: &Step) -> Diagnostic {
    let field = &custom.field;
    Diagnostic::error(
        &codes::FUNCTION_EVENT,
        format!(
            "`{}` cannot give `{}` without waiting for it",
            field.name, field.ty
        ),
    )
    .mark(field.ty.named().span, "no such value is there yet")
    .mark_also(step.span, "does not wait")
    .help(format!("write `{}: EventInvocationResponse`", field.name))
}

pub(crate) fn event_response(declared: &TypeDefinition) -> Diagnostic {
    Diagnostic::error(
        &codes::FUNCTION_EVENT,
        format!("`{}` has other fields than resolvers give", declared.name),
    )
    .mark(declared.name.span, "not what calls without waiting give")
    .help("remove it, or write `type EventInvocationResponse { success: Boolean! }`")
}

pub(crate) fn function_name(name: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::FUNCTION_NAME,
        format!("a function cannot be named `{name}`"),
    )
    .mark(name.span, "not a Lambda function's name")
    .help("use letters, digits, `-` and `_`; `${env}` stands for the environment, `${NAME}` for one of the API's variables")
}

pub(crate) fn account(account: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::FUNCTION_NAME,
        format!("`{account}` is no AWS account"),
    )
    .mark(account.span, "not 12 digits")
    .help("give the 12 digits of the account, in quotes")
}

pub(crate) fn url(url: &Name) -> Diagnostic {
    Diagnostic::error(&codes::HTTP_URL, format!("`{url}` is no URL of an endpoint"))
        .mark(url.span, "not `https://host/path`")
        .help("start with `https://` or `http://` and a fixed host; parameters and values go into the path")
}

pub(crate) fn no_variable(text: &Name, name: &str, known: &IndexMap<String, String>) -> Diagnostic {
    let message = format!("`${{{name}}}` stands for nothing");
    Diagnostic::error(&codes::NO_VARIABLE, message)
        .mark(text.span, "no environment variable of the API is called so")
        .help(give_variable(name, known))
}

pub(crate) fn stray_variable(
    text: &Name,
    name: &str,
    known: &IndexMap<String, String>,
) -> Diagnostic {
    let message = format!("`${{{name}}}` is sent as it is, for it stands for nothing");
    Diagnostic::warning(&codes::NO_VARIABLE, message)
        .mark(text.span, "no environment variable of the API is called so")
        .help(give_variable(name, known))
}

fn give_variable(name: &str, known: &IndexMap<String, String>) -> String {
    match near_name(name, known.keys().map(String::as_str)) {
        Some(near) => format!("write `${{{near}}}`"),
        None => format!(
            "give `{name}` a value under `api.environment`, for each of `environments` where it differs"
        ),
    }
}

pub(crate) fn two_resolvers(custom: &CustomField, function: &Step, http: &Step) -> Diagnostic {
    Diagnostic::error(
        &codes::TWO_RESOLVERS,
        format!("`{}` is resolved in two ways", custom.field.name),
    )
    .mark(http.span, "by an endpoint")
    .mark_also(function.span, "by a function")
    .help("remove one of the directives")
}
