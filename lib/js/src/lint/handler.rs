//! The functions that AppSync calls.

use oxc::{
    ast::{
        AstKind,
        ast::{BindingIdentifier, BindingPattern, FormalParameter, FormalParameters, FunctionType},
    },
    semantic::{NodeId, Semantic},
};

/// The context of a handler: its first parameter, if that is a plain name. The plugin knows declared
/// functions only.
pub(super) fn context<'a>(
    function: &AstKind<'a>,
) -> Option<(&'a FormalParameter<'a>, &'a BindingIdentifier<'a>)> {
    let AstKind::Function(function) = *function else {
        return None;
    };
    let name = function.id.as_ref()?.name;
    let is_handler = function.r#type == FunctionType::FunctionDeclaration && is_handler(&name);
    let parameter = function.params.items.first().filter(|_| is_handler)?;
    match &parameter.pattern {
        BindingPattern::BindingIdentifier(context) => Some((parameter, context)),
        _ => None,
    }
}

/// The name and the parameters of a handler, declared or assigned: `const request = (ctx) => …`.
pub(super) fn named<'a>(
    node: NodeId,
    function: &AstKind<'a>,
    semantic: &Semantic<'a>,
) -> Option<(&'a str, &'a FormalParameters<'a>)> {
    let assigned = || match semantic.nodes().parent_kind(node) {
        AstKind::VariableDeclarator(declared) => match &declared.id {
            BindingPattern::BindingIdentifier(id) => Some(id.name.as_str()),
            _ => None,
        },
        _ => None,
    };
    let (name, parameters) = match *function {
        AstKind::Function(function) if function.r#type == FunctionType::FunctionDeclaration => {
            (function.id.as_ref()?.name.as_str(), &function.params)
        }
        AstKind::Function(function) => (assigned()?, &function.params),
        AstKind::ArrowFunctionExpression(arrow) => (assigned()?, &arrow.params),
        _ => return None,
    };
    is_handler(name).then_some((name, &**parameters))
}

/// Whether AppSync calls what is exported by this name.
pub(super) fn is_handler(name: &str) -> bool {
    matches!(name, "request" | "response")
}
