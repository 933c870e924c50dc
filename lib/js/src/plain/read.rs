//! Reads the functions of a module as plain code.

mod expressions;
mod names;
mod statements;

use names::{Name, Names};
use oxc::ast::ast::{
    ArrowFunctionBody, BindingPattern, Declaration, Expression as Read, FormalParameters,
    FunctionBody, ImportDeclarationSpecifier, Program, Statement as ReadStatement,
    VariableDeclaration,
};

use super::{
    Plain,
    tree::{Callback, DynamoDb, Function, Lambda, Pattern, Slot, Statement},
};
use crate::code::Lines;

/// How deep code may be nested: it is evaluated on any stack.
const MAX_DEPTH: usize = 48;

/// Reads what code says in the words of [`super::tree`]; `None` of everything that it has no words for.
struct Reader<'l> {
    lines: &'l Lines,
    names: Names,
    /// The functions that the one that is read calls.
    called: Vec<usize>,
    slots: usize,
    of_module: bool,
    depth: usize,
}

/// A function as it stands in the code.
struct Found<'p, 'a> {
    name: String,
    parameters: &'p FormalParameters<'a>,
    body: Body<'p, 'a>,
}

enum Body<'p, 'a> {
    Statements(&'p FunctionBody<'a>),
    Value(&'p Read<'a>),
}

/// The plain code of a module, if its top level is plain.
pub(crate) fn read(program: &Program<'_>, lines: &Lines) -> Option<Plain> {
    let mut reader = Reader {
        lines,
        names: Names::default(),
        called: Vec::new(),
        slots: 0,
        of_module: true,
        depth: 0,
    };
    reader.names.enter();
    let mut functions = Vec::new();
    let mut variables = Vec::new();
    for statement in &program.body {
        match statement {
            ReadStatement::ImportDeclaration(import) => {
                for specifier in import.specifiers.iter().flatten() {
                    reader.import(&import.source.value, specifier);
                }
            }
            ReadStatement::ExportNamedDeclaration(_) => {}
            ReadStatement::FunctionDeclaration(function) => {
                functions.push(declared(function)?);
            }
            ReadStatement::VariableDeclaration(declaration) => {
                of_module(declaration, &mut functions, &mut variables)?;
            }
            ReadStatement::ExportDeclaration(export) => match &export.declaration {
                Declaration::FunctionDeclaration(function) => functions.push(declared(function)?),
                Declaration::VariableDeclaration(declaration) => {
                    of_module(declaration, &mut functions, &mut variables)?;
                }
                _ => return None,
            },
            _ => return None,
        }
    }
    for (number, function) in functions.iter().enumerate() {
        reader.names.add(&function.name, Name::Function(number));
    }
    for declaration in &variables {
        reader.announce(declaration)?;
    }
    let mut statements = Vec::new();
    for declaration in variables {
        reader.declaration(declaration, &mut statements)?;
    }
    if !reader.called.is_empty() {
        return None;
    }
    let module = Function {
        code: Lambda {
            parameters: [].into(),
            body: statements.into(),
        },
        slots: reader.slots,
    };
    reader.of_module = false;
    let read: Vec<_> = functions
        .iter()
        .map(|found| {
            reader.called.clear();
            let depth = reader.names.depth();
            let function = reader.function(found);
            reader.names.leave_to(depth);
            function.map(|function| (function, std::mem::take(&mut reader.called)))
        })
        .collect();
    let names = functions.into_iter().map(|function| function.name);
    Some(Plain::new(module, read, names.collect()))
}

fn declared<'p, 'a>(function: &'p oxc::ast::ast::Function<'a>) -> Option<Found<'p, 'a>> {
    Some(Found {
        name: function.id.as_ref()?.name.to_string(),
        parameters: &function.params,
        body: Body::Statements(function.body.as_ref()?),
    })
}

/// A function that is written as a value.
fn written<'p, 'a>(value: &'p Read<'a>) -> Option<(&'p FormalParameters<'a>, Body<'p, 'a>)> {
    match value {
        // The name of such a function is known within it only.
        Read::FunctionExpression(function) if function.id.is_none() => {
            Some((&function.params, Body::Statements(function.body.as_ref()?)))
        }
        Read::ArrowFunctionExpression(arrow) => {
            let body = match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => Body::Statements(body),
                value => Body::Value(value.as_expression()?),
            };
            Some((&arrow.params, body))
        }
        _ => None,
    }
}

/// Sorts out what a declaration of the module declares: constants that are functions, or else variables.
fn of_module<'p, 'a>(
    declaration: &'p VariableDeclaration<'a>,
    functions: &mut Vec<Found<'p, 'a>>,
    variables: &mut Vec<&'p VariableDeclaration<'a>>,
) -> Option<()> {
    let mut found = declaration.declarations.iter().map(|variable| {
        let (parameters, body) = written(variable.init.as_ref()?)?;
        let BindingPattern::BindingIdentifier(name) = &variable.id else {
            return None;
        };
        Some(Found {
            name: name.name.to_string(),
            parameters,
            body,
        })
    });
    match found.next()? {
        None => variables.push(declaration),
        Some(function) if names::is_constant(declaration.kind)? => {
            functions.push(function);
            for function in found {
                functions.push(function?);
            }
        }
        Some(_) => return None,
    }
    Some(())
}

impl Reader<'_> {
    fn import(&mut self, module: &str, specifier: &ImportDeclarationSpecifier<'_>) {
        let imported = match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(named) => Some(named.imported.name()),
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => None,
            ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => Some("default".into()),
        };
        let stands_for = match (module, imported.as_deref()) {
            ("@aws-appsync/utils", Some(name @ ("util" | "runtime" | "extensions"))) => {
                names::global(name)
            }
            (names::DYNAMODB, None) => Name::Global(names::DYNAMODB),
            (names::DYNAMODB, Some("operations")) => Name::Global(names::OPERATIONS),
            (names::DYNAMODB, Some(name)) => {
                DynamoDb::named(name).map_or(Name::Other, Name::DynamoDb)
            }
            _ => Name::Other,
        };
        self.names.add(specifier.name().as_ref(), stands_for);
    }

    /// A place for another variable.
    fn slot(&mut self) -> Slot {
        self.slots += 1;
        self.slots - 1
    }

    /// Goes one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn function(&mut self, found: &Found<'_, '_>) -> Option<Function> {
        self.slots = 0;
        self.depth = 0;
        let code = self.lambda(found.parameters, &found.body)?;
        Some(Function {
            code,
            slots: self.slots,
        })
    }

    /// A function within another, or named by it.
    fn callback(&mut self, callback: &Read<'_>) -> Option<Callback> {
        if let Read::Identifier(identifier) = callback {
            return match self.names.find(&identifier.name) {
                Name::Function(number) => {
                    self.called.push(number);
                    Some(Callback::Own(number))
                }
                _ => None,
            };
        }
        let (parameters, body) = written(callback)?;
        self.lambda(parameters, &body).map(Callback::Within)
    }

    fn lambda(&mut self, parameters: &FormalParameters<'_>, body: &Body<'_, '_>) -> Option<Lambda> {
        if parameters.rest.is_some() {
            return None;
        }
        self.names.enter();
        for parameter in &parameters.items {
            self.announce_pattern(&parameter.pattern, false);
        }
        let mut patterns = Vec::new();
        for parameter in &parameters.items {
            let default = match &parameter.initializer {
                Some(default) => Some(self.expression(default)?),
                None => None,
            };
            let pattern = self.pattern(&parameter.pattern)?;
            patterns.push(match default {
                Some(default) => Pattern::Default(Box::new((pattern, default))),
                None => pattern,
            });
        }
        let body = match body {
            Body::Statements(body) if body.directives.is_empty() => self.block(&body.statements)?,
            Body::Statements(_) => return None,
            Body::Value(value) => [Statement::Return(self.expression(value)?)].into(),
        };
        self.names.leave();
        Some(Lambda {
            parameters: patterns.into(),
            body,
        })
    }
}
