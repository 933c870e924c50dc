//! The functions that AppSync calls.

use oxc::ast::{
    AstKind,
    ast::{BindingIdentifier, BindingPattern, FormalParameter, FunctionType},
};

/// The context of a handler: its first parameter, if that is a plain name.
pub(super) fn context<'a>(
    function: &AstKind<'a>,
) -> Option<(&'a FormalParameter<'a>, &'a BindingIdentifier<'a>)> {
    let AstKind::Function(function) = *function else {
        return None;
    };
    let name = function.id.as_ref()?.name;
    let is_handler = function.r#type == FunctionType::FunctionDeclaration
        && matches!(name.as_str(), "request" | "response");
    let parameter = function.params.items.first().filter(|_| is_handler)?;
    match &parameter.pattern {
        BindingPattern::BindingIdentifier(context) => Some((parameter, context)),
        _ => None,
    }
}
