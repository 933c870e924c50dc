//! `@function`: a field resolved by a Lambda function; several run one after the other.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::{OperationType, Type, TypeDefinition};

use super::template;
use crate::arguments;
use crate::diagnostics::resolvers;
use crate::model::{Action, FunctionCall, InvocationType, Model, Step, Template, TemplatePart};
use crate::read::{Context, FieldUse, custom_field_of};

/// What a field gives whose function nobody waits for.
const EVENT_RESPONSE: &str = "EventInvocationResponse";

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for at in context.on_fields("function") {
        if let Some(call) = read_call(context, at, problems) {
            let custom = custom_field_of(context, model, at);
            custom.steps.push(Step {
                action: Action::Function(call),
                span: at.directive.span,
            });
        }
    }
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    let declared = context.schema.type_definition(EVENT_RESPONSE);
    if let Some(declared) = declared.filter(|declared| !is_event_response(declared)) {
        problems.push(resolvers::event_response(declared));
    }
    for custom in &model.custom_fields {
        let waits_not = |action: &Action| match action {
            Action::Function(call) => call.invocation_type == InvocationType::Event,
            Action::Http(_) => false,
        };
        let Some(step) = custom.steps.iter().find(|step| waits_not(&step.action)) else {
            continue;
        };
        let is_called = matches!(
            context.root(custom.parent.name()),
            Some(OperationType::Query | OperationType::Mutation)
        );
        if !is_called {
            problems.push(resolvers::event_place(custom, step));
        } else if custom
            .steps
            .last()
            .is_some_and(|last| waits_not(&last.action))
            && !matches!(&custom.field.ty, Type::Named(name) if &**name == EVENT_RESPONSE)
        {
            problems.push(resolvers::event_type(custom, step));
        }
    }
}

/// Whether a declaration is that of what resolvers of functions that nobody waits for give.
fn is_event_response(declared: &TypeDefinition) -> bool {
    matches!(declared.fields(), [field] if &*field.name == "success" && field.ty.to_string() == "Boolean!")
}

fn read_call(
    context: &Context<'_>,
    at: FieldUse<'_>,
    problems: &mut Diagnostics,
) -> Option<FunctionCall> {
    let variables = &context.options.variables;
    let name = arguments::text(at.directive, "name").value()?;
    let filled = template::with_environment(&name, variables);
    let account = arguments::text(at.directive, "accountId").value();
    if let Some(unknown) = template::unknown(&filled).next() {
        problems.push(resolvers::no_variable(&name, unknown, variables));
    } else if !is_function_name(&filled) {
        problems.push(resolvers::function_name(&name));
    }
    if let Some(account) = &account
        && !(account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()))
    {
        problems.push(resolvers::account(account));
    }
    let invocation_type = match arguments::text(at.directive, "invocationType")
        .value()
        .as_deref()
    {
        Some("Event") => InvocationType::Event,
        _ => InvocationType::RequestResponse,
    };
    Some(FunctionCall {
        name: filled,
        region: arguments::text(at.directive, "region")
            .value()
            .map(|region| region.text)
            .filter(|region| region != template::REGION),
        account: account.map(|account| account.text),
        invocation_type,
    })
}

/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
fn is_function_name(name: &Template) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let mut parts = name.parts.iter();
    !name.parts.is_empty()
        && parts.all(|part| match part {
            TemplatePart::Text(text) | TemplatePart::Variable { value: text, .. } => {
                text.bytes().all(is_of_name)
            }
            _ => true,
        })
}
