//! `no-function-passing`, `no-function-return` and `no-function-reassign`: functions are not values.

use oxc::{
    ast::{
        AstKind,
        ast::{Argument, AssignmentOperator, CallExpression, Expression, IdentifierReference},
    },
    semantic::{NodeId, Semantic},
};

use super::{
    Finding, finding,
    types::{Type, Types, library},
};

/// Adds every use of a function as a value.
pub(super) fn check(kind: AstKind<'_>, types: &Types<'_, '_>, findings: &mut Vec<Finding>) {
    let semantic = types.semantic();
    match kind {
        AstKind::CallExpression(call)
            if call
                .arguments
                .iter()
                .any(|argument| is_passed_function(argument, semantic))
                && refuses_functions(call, types) =>
        {
            findings.push(finding(
                "no-function-passing",
                call.span,
                "a function cannot be passed as an argument here",
            ));
        }
        AstKind::ReturnStatement(statement) => {
            if let Some(value) = &statement.argument
                && is_function(value.without_parentheses(), semantic)
            {
                findings.push(returned(statement.span));
            }
        }
        AstKind::ArrowFunctionExpression(arrow) => {
            if let Some(value) = arrow.get_expression()
                && is_function(value.without_parentheses(), semantic)
            {
                findings.push(returned(arrow.span));
            }
        }
        AstKind::VariableDeclarator(variable) => {
            if let Some(Expression::Identifier(name)) =
                variable.init.as_ref().map(Expression::without_parentheses)
                && names_function(name, semantic)
            {
                findings.push(reassigned(variable.span));
            }
        }
        AstKind::AssignmentExpression(assignment) => {
            if assignment.operator == AssignmentOperator::Assign
                && let Expression::Identifier(name) = assignment.right.without_parentheses()
                && names_function(name, semantic)
            {
                findings.push(reassigned(assignment.span));
            }
        }
        _ => {}
    }
}

fn returned(span: oxc::span::Span) -> Finding {
    finding("no-function-return", span, "a function cannot be returned")
}

fn reassigned(span: oxc::span::Span) -> Finding {
    finding(
        "no-function-reassign",
        span,
        "a function cannot be assigned to another name",
    )
}

fn is_passed_function(argument: &Argument<'_>, semantic: &Semantic<'_>) -> bool {
    argument
        .as_expression()
        .is_some_and(|value| is_function(value, semantic))
}

fn is_function(value: &Expression<'_>, semantic: &Semantic<'_>) -> bool {
    match value {
        Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_) => true,
        Expression::Identifier(name) => names_function(name, semantic),
        _ => false,
    }
}

/// Whether a name is that of a function, of the code or of JavaScript's library.
fn names_function(name: &IdentifierReference<'_>, semantic: &Semantic<'_>) -> bool {
    let reference = semantic.scoping().get_reference(name.reference_id());
    match reference.symbol_id() {
        Some(_) => function_of(name, semantic).is_some(),
        None => library::FUNCTIONS.contains(&name.name.as_str()),
    }
}

/// Whether what is called is known and takes no functions.
fn refuses_functions(call: &CallExpression<'_>, types: &Types<'_, '_>) -> bool {
    if let Expression::Identifier(name) = &call.callee {
        return match types.symbol(name) {
            Some(_) => function_of(name, types.semantic()).is_some(),
            None => library::FUNCTIONS.contains(&name.name.as_str()),
        };
    }
    let Expression::StaticMemberExpression(member) = &call.callee else {
        return false;
    };
    let method = member.property.name.as_str();
    let object = types.of(&member.object);
    let takes_functions = matches!(object, Type::Array(_) | Type::Tuple(_))
        && library::TAKE_FUNCTIONS.contains(&method);
    !takes_functions && library::has_method(&object, method)
}

/// The function that a name stands for: a declared one, or one that a variable is declared with.
pub(super) fn function_of(
    name: &IdentifierReference<'_>,
    semantic: &Semantic<'_>,
) -> Option<NodeId> {
    let reference = semantic.scoping().get_reference(name.reference_id());
    let declarations = semantic
        .scoping()
        .symbol_declarations(reference.symbol_id()?);
    // Overloads have no body, nor have functions that are declared to be somewhere else.
    let mut without_body = None;
    let mut functions =
        declarations.filter_map(|declaration| match semantic.nodes().kind(declaration) {
            AstKind::Function(function) if function.body.is_none() => {
                without_body.get_or_insert(declaration);
                None
            }
            AstKind::Function(_) => Some(declaration),
            AstKind::VariableDeclarator(variable) if variable.id.is_binding_identifier() => {
                function_node(variable.init.as_ref()?)
            }
            _ => None,
        });
    let function = functions.next();
    function.or(without_body)
}

fn function_node(value: &Expression<'_>) -> Option<NodeId> {
    match value {
        Expression::FunctionExpression(function) => Some(function.node_id()),
        Expression::ArrowFunctionExpression(function) => Some(function.node_id()),
        _ => None,
    }
}

/// The name that a function is known by.
pub(super) fn name_of(function: NodeId, semantic: &Semantic<'_>) -> String {
    let own = match semantic.nodes().kind(function) {
        AstKind::Function(function) => function.id.as_ref().map(|id| id.name.to_string()),
        _ => None,
    };
    let of_variable = match semantic.nodes().parent_kind(function) {
        AstKind::VariableDeclarator(variable) => variable
            .id
            .get_identifier_name()
            .map(|name| name.to_string()),
        _ => None,
    };
    of_variable
        .or(own)
        .unwrap_or_else(|| "(anonymous)".to_owned())
}
