//! The handlers that a file exports.

use std::ops::Range;

use oxc::{
    ast::{
        AstKind,
        ast::{BindingIdentifier, Declaration, Expression, ModuleDeclaration, Program},
    },
    semantic::{NodeId, Scoping, Semantic, SymbolId},
    span::Span,
};

use super::{Facts, range};
use crate::lint::{
    handler::is_handler,
    types::{Type, Types},
};

/// Notes exported handlers that are no functions, or that return nothing.
pub(super) fn note(types: &Types<'_, '_>, facts: &mut Facts) {
    let semantic = types.semantic();
    let program = semantic.nodes().program();
    for (name, place, symbol) in handlers(program, semantic.scoping()) {
        let list = match what(symbol, types) {
            Some(What::NoFunction) => &mut facts.no_functions,
            Some(What::ReturnsNothing) => &mut facts.without_return,
            None => continue,
        };
        list.push((name, place));
    }
}

/// What a handler should not be.
enum What {
    NoFunction,
    ReturnsNothing,
}

/// Exported handlers: names, their places and what is behind them.
fn handlers(program: &Program<'_>, scoping: &Scoping) -> Vec<(String, Range<usize>, SymbolId)> {
    let mut found = Vec::new();
    for statement in &program.body {
        match statement.as_module_declaration() {
            Some(ModuleDeclaration::ExportDeclaration(export)) => {
                for id in declared(&export.declaration) {
                    found.push((id.name.to_string(), range(id.span), id.symbol_id()));
                }
            }
            Some(ModuleDeclaration::ExportNamedDeclaration(export)) => {
                for specifier in &export.specifiers {
                    let local = specifier.local.name();
                    if let Some(symbol) = scoping.get_root_binding(local.as_str().into()) {
                        let name = specifier.exported.name().to_string();
                        found.push((name, range(specifier.span), symbol));
                    }
                }
            }
            _ => {}
        }
    }
    found.retain(|(name, ..)| is_handler(name));
    found
}

/// What a declaration declares, but for what it takes apart.
fn declared<'p, 'a>(declaration: &'p Declaration<'a>) -> Vec<&'p BindingIdentifier<'a>> {
    match declaration {
        Declaration::VariableDeclaration(variables) => {
            let names = variables.declarations.iter();
            names
                .filter_map(|variable| variable.id.get_binding_identifier())
                .collect()
        }
        Declaration::FunctionDeclaration(function) => function.id.iter().collect(),
        _ => Vec::new(),
    }
}

fn what(symbol: SymbolId, types: &Types<'_, '_>) -> Option<What> {
    let semantic = types.semantic();
    let mut declarations = semantic.scoping().symbol_declarations(symbol);
    declarations.find_map(|declaration| match semantic.nodes().kind(declaration) {
        AstKind::Function(function) => {
            // Overloads have no body.
            function.body.as_ref()?;
            returns_nothing(semantic, declaration, function.span)
        }
        AstKind::VariableDeclarator(variable) if variable.id.is_binding_identifier() => {
            match variable.init.as_ref()?.get_inner_expression() {
                Expression::FunctionExpression(function) => {
                    returns_nothing(semantic, function.node_id(), function.span)
                }
                Expression::ArrowFunctionExpression(arrow) if arrow.get_expression().is_none() => {
                    returns_nothing(semantic, arrow.node_id(), arrow.span)
                }
                value => is_no_function(&types.of(value)).then_some(What::NoFunction),
            }
        }
        _ => None,
    })
}

fn is_no_function(value: &Type) -> bool {
    matches!(
        value,
        Type::String
            | Type::Number
            | Type::Boolean
            | Type::Array(_)
            | Type::Tuple(_)
            | Type::Object(_)
    )
}

/// Whether a function neither has a `return` with a value nor ends by `util.error` or `runtime.earlyReturn`.
fn returns_nothing(semantic: &Semantic<'_>, function: NodeId, span: Span) -> Option<What> {
    let nodes = semantic.nodes();
    let returns = nodes.iter().any(|node| match node.kind() {
        AstKind::ReturnStatement(statement) => {
            statement.argument.is_some()
                && span.contains_inclusive(statement.span)
                && nodes
                    .ancestors_enumerated(node.id())
                    .find(|(_, around)| {
                        matches!(
                            around.kind(),
                            AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)
                        )
                    })
                    .is_some_and(|(id, _)| id == function)
        }
        AstKind::CallExpression(call) => {
            let ends = [
                ("util", "error"),
                ("util", "unauthorized"),
                ("runtime", "earlyReturn"),
            ];
            span.contains_inclusive(call.span)
                && ends
                    .iter()
                    .any(|(of, name)| call.callee.is_specific_member_access(of, name))
        }
        _ => false,
    });
    (!returns).then_some(What::ReturnsNothing)
}
