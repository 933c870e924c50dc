//! Functions by their names, however they are declared.

use oxc::ast::ast::{
    ArrowFunctionBody, BindingPattern, Declaration, Expression, FormalParameters, Function,
    FunctionBody, Statement, VariableDeclaration,
};

/// Parameters and body of a function.
pub(super) struct Handler<'p, 'a> {
    pub(super) parameters: &'p FormalParameters<'a>,
    pub(super) body: Body<'p, 'a>,
}

pub(super) enum Body<'p, 'a> {
    Function(&'p FunctionBody<'a>),
    Arrow(&'p ArrowFunctionBody<'a>),
}

impl<'p, 'a> Handler<'p, 'a> {
    fn of_function(function: &'p Function<'a>) -> Option<Self> {
        Some(Self {
            parameters: &function.params,
            body: Body::Function(function.body.as_ref()?),
        })
    }
}

/// The functions of this name that a statement declares.
pub(super) fn functions<'p, 'a>(statement: &'p Statement<'a>, name: &str) -> Vec<Handler<'p, 'a>> {
    match statement {
        Statement::FunctionDeclaration(function) => declared(function, name).into_iter().collect(),
        Statement::VariableDeclaration(variables) => assigned(variables, name),
        Statement::ExportDeclaration(export) => match &export.declaration {
            Declaration::FunctionDeclaration(function) => {
                declared(function, name).into_iter().collect()
            }
            Declaration::VariableDeclaration(variables) => assigned(variables, name),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn declared<'p, 'a>(function: &'p Function<'a>, name: &str) -> Option<Handler<'p, 'a>> {
    let is_named = function.id.as_ref().is_some_and(|id| id.name == name);
    Handler::of_function(function).filter(|_| is_named)
}

fn assigned<'p, 'a>(variables: &'p VariableDeclaration<'a>, name: &str) -> Vec<Handler<'p, 'a>> {
    let named = variables.declarations.iter().filter(
        |variable| matches!(&variable.id, BindingPattern::BindingIdentifier(id) if id.name == name),
    );
    named
        .filter_map(|variable| match &variable.init {
            Some(Expression::FunctionExpression(function)) => Handler::of_function(function),
            Some(Expression::ArrowFunctionExpression(arrow)) => Some(Handler {
                parameters: &arrow.params,
                body: Body::Arrow(&arrow.body),
            }),
            _ => None,
        })
        .collect()
}
