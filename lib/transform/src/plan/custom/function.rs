//! `@function`: calls of Lambda functions.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html>

use appsynth_program::{
    CtxPath, Expr, Half, append_error, args, concat, data_source_error, identity, if_, is_present,
    let_, map, prev_result, result, return_, set, stash, text, var,
};

use super::super::data::fail_with_data_source;
use super::super::{Code, Source, SourceKind};
use crate::model::{FunctionCall, InvocationType, Template, TemplatePart};
use crate::names::capitalized;

/// The data source of a function: `<Name><Region?><Account?>LambdaDataSource`, without the environment and with the
/// names of variables, so that it is called the same in every environment.
pub(super) fn source(call: &FunctionCall) -> Source {
    let name = without_environment(&call.name);
    let parts = [Some(name), call.region.clone(), call.account.clone()];
    let name: String = parts.iter().flatten().map(|part| words(part)).collect();
    Source {
        name: format!("{name}LambdaDataSource"),
        kind: SourceKind::Function {
            name: call.name.clone(),
            region: call.region.clone(),
            account: call.account.clone(),
        },
    }
}

/// The name without `${env}` and the dash that sets it apart.
fn without_environment(name: &Template) -> String {
    let mut text = String::new();
    for part in &name.parts {
        match part {
            TemplatePart::Text(part) | TemplatePart::Variable { name: part, .. } => {
                text.push_str(part);
            }
            TemplatePart::Environment => {
                if text.ends_with('-') {
                    text.pop();
                }
            }
            TemplatePart::Region | TemplatePart::Parameter(_) | TemplatePart::Context(_) => {}
        }
    }
    text
}

/// The words of a name, each with a capital letter.
fn words(name: &str) -> String {
    name.split(|letter: char| !letter.is_ascii_alphanumeric())
        .map(capitalized)
        .collect()
}

/// Calls the function with everything that is known of the field and the caller.
pub(super) fn code(call: &FunctionCall) -> Code {
    let (invocation, response) = match call.invocation_type {
        InvocationType::RequestResponse => ("RequestResponse", answer()),
        InvocationType::Event => ("Event", acceptance()),
    };
    let payload = map([
        ("typeName", stash("typeName")),
        ("fieldName", stash("fieldName")),
        ("arguments", args()),
        ("identity", identity()),
        ("source", Expr::Ctx(CtxPath::Source)),
        ("request", Expr::Ctx(CtxPath::Request)),
        ("prev", map([("result", prev_result())]).into()),
    ]);
    let request = map([
        ("version", text("2018-05-29")),
        ("operation", text("Invoke")),
        ("payload", payload.into()),
        ("invocationType", text(invocation)),
    ]);
    Code::generated(Half::new([], return_(request)), response)
}

/// What the function answers.
fn answer() -> Half {
    Half::new([fail_with_data_source()], return_(result()))
}

/// Whether the call was accepted.
fn acceptance() -> Half {
    let of_error = |member: &str| concat([data_source_error().get(member)]);
    Half::new(
        [
            let_("success", true),
            if_(
                is_present(data_source_error()),
                [
                    append_error(of_error("message"), of_error("type")),
                    set("success", false),
                ],
            ),
        ],
        return_(map([("success", var("success").into())])),
    )
}
