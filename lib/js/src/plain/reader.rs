//! Reads the functions of a module as plain code.

use oxc::ast::ast::{
    ArrowFunctionBody, BindingPattern, Declaration, Expression as Read, ForStatementLeft,
    FormalParameters, FunctionBody, ImportDeclarationSpecifier, Program,
    Statement as ReadStatement, VariableDeclaration,
};

use super::{
    Plain,
    names::{self, Name, Names},
    tree::{Callback, Expression, Function, Pattern, Slot, Statement},
};
use crate::code::Lines;

/// How deep code may be nested: it is evaluated on any stack.
const MAX_DEPTH: usize = 48;

/// Reads what code says in the words of [`super::tree`]; `None` of everything that it has no words for.
pub(super) struct Reader<'l> {
    pub(super) lines: &'l Lines,
    pub(super) names: Names,
    /// The functions that the one that is read calls.
    pub(super) called: Vec<usize>,
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
        parameters: [].into(),
        body: statements.into(),
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
        let stands_for = match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(named)
                if module == "@aws-appsync/utils" =>
            {
                match &*named.imported.name() {
                    name @ ("util" | "runtime" | "extensions") => names::global(name),
                    _ => Name::Other,
                }
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
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
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
        let (parameters, body) = self.parameters_and_body(found.parameters, &found.body)?;
        Some(Function {
            parameters,
            body,
            slots: self.slots,
        })
    }

    /// A function within another, or named by it.
    pub(super) fn callback(&mut self, callback: &Read<'_>) -> Option<Callback> {
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
        let (parameters, body) = self.parameters_and_body(parameters, &body)?;
        Some(Callback::Within { parameters, body })
    }

    fn parameters_and_body(
        &mut self,
        parameters: &FormalParameters<'_>,
        body: &Body<'_, '_>,
    ) -> Option<(Box<[Pattern]>, Box<[Statement]>)> {
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
        Some((patterns.into(), body))
    }

    fn block(&mut self, statements: &[ReadStatement<'_>]) -> Option<Box<[Statement]>> {
        self.names.enter();
        for statement in statements {
            match statement {
                ReadStatement::VariableDeclaration(declaration) => self.announce(declaration)?,
                // It may be called before it is declared.
                ReadStatement::FunctionDeclaration(_) => return None,
                _ => {}
            }
        }
        let mut read = Vec::with_capacity(statements.len());
        for statement in statements {
            self.statement(statement, &mut read)?;
        }
        self.names.leave();
        Some(read.into())
    }

    fn announce(&mut self, declaration: &VariableDeclaration<'_>) -> Option<()> {
        let is_constant = names::is_constant(declaration.kind)?;
        for variable in &declaration.declarations {
            self.announce_pattern(&variable.id, is_constant);
        }
        Some(())
    }

    /// Adds the variables of a pattern, whose values come later.
    fn announce_pattern(&mut self, pattern: &BindingPattern<'_>, is_constant: bool) {
        for name in names::of_pattern(pattern) {
            let variable = Name::Variable {
                slot: self.slot(),
                of_module: self.of_module,
                is_constant,
                is_declared: false,
            };
            self.names.add(&name, variable);
        }
    }

    fn declaration(
        &mut self,
        declaration: &VariableDeclaration<'_>,
        into: &mut Vec<Statement>,
    ) -> Option<()> {
        for variable in &declaration.declarations {
            let value = match &variable.init {
                Some(value) => self.expression(value)?,
                None => Expression::Undefined,
            };
            into.push(Statement::Declare(self.pattern(&variable.id)?, value));
        }
        Some(())
    }

    fn pattern(&mut self, pattern: &BindingPattern<'_>) -> Option<Pattern> {
        self.deeper(|reader| {
            Some(match pattern {
                BindingPattern::BindingIdentifier(name) => {
                    match reader.names.declare(&name.name)? {
                        (slot, true) => Pattern::ModuleVariable(slot),
                        (slot, false) => Pattern::Variable(slot),
                    }
                }
                BindingPattern::AssignmentPattern(assignment) => {
                    let default = reader.expression(&assignment.right)?;
                    let pattern = reader.pattern(&assignment.left)?;
                    Pattern::Default(Box::new((pattern, default)))
                }
                BindingPattern::ObjectPattern(object) => {
                    let mut members = Vec::new();
                    for property in &object.properties {
                        let name = property.key.static_name()?.into_owned().into_boxed_str();
                        members.push((name, reader.pattern(&property.value)?));
                    }
                    let rest = match &object.rest {
                        Some(rest) => Some(Box::new(reader.pattern(&rest.argument)?)),
                        None => None,
                    };
                    let members = members.into();
                    Pattern::Object { members, rest }
                }
                BindingPattern::ArrayPattern(list) if list.rest.is_none() => {
                    let items = list.elements.iter().map(|item| match item {
                        Some(item) => reader.pattern(item).map(Some),
                        None => Some(None),
                    });
                    Pattern::List(items.collect::<Option<_>>()?)
                }
                BindingPattern::ArrayPattern(_) => return None,
            })
        })
    }

    fn statement(
        &mut self,
        statement: &ReadStatement<'_>,
        into: &mut Vec<Statement>,
    ) -> Option<()> {
        match statement {
            ReadStatement::EmptyStatement(_) => {}
            ReadStatement::VariableDeclaration(declaration) => {
                self.declaration(declaration, into)?;
            }
            other => into.push(self.deeper(|reader| reader.single(other))?),
        }
        Some(())
    }

    /// A statement that declares nothing.
    fn single(&mut self, statement: &ReadStatement<'_>) -> Option<Statement> {
        Some(match statement {
            ReadStatement::ExpressionStatement(statement) => {
                Statement::Evaluate(self.expression(&statement.expression)?)
            }
            ReadStatement::BlockStatement(block) => Statement::Block(self.block(&block.body)?),
            ReadStatement::EmptyStatement(_) => Statement::Block([].into()),
            ReadStatement::ReturnStatement(statement) => {
                Statement::Return(match &statement.argument {
                    Some(value) => self.expression(value)?,
                    None => Expression::Undefined,
                })
            }
            ReadStatement::BreakStatement(statement) if statement.label.is_none() => {
                Statement::Break
            }
            ReadStatement::IfStatement(statement) => Statement::If {
                test: self.expression(&statement.test)?,
                then: Box::new(self.deeper(|reader| reader.single(&statement.consequent))?),
                otherwise: match &statement.alternate {
                    Some(otherwise) => {
                        Some(Box::new(self.deeper(|reader| reader.single(otherwise))?))
                    }
                    None => None,
                },
            },
            ReadStatement::ForOfStatement(statement) if !statement.r#await => {
                let (target, list, body) =
                    self.each(&statement.left, &statement.right, &statement.body)?;
                Statement::ForOf { target, list, body }
            }
            ReadStatement::ForInStatement(statement) => {
                let (target, object, body) =
                    self.each(&statement.left, &statement.right, &statement.body)?;
                Statement::ForIn {
                    target,
                    object,
                    body,
                }
            }
            ReadStatement::SwitchStatement(switch) => {
                let value = self.expression(&switch.discriminant)?;
                self.names.enter();
                let mut cases = Vec::new();
                for case in &switch.cases {
                    let test = match &case.test {
                        Some(test) => Some(self.expression(test)?),
                        None => None,
                    };
                    let statements = case.consequent.iter();
                    // What is declared here is known in the other cases, where it has no value.
                    let statements =
                        statements.map(|statement| self.deeper(|reader| reader.single(statement)));
                    cases.push((test, statements.collect::<Option<_>>()?));
                }
                self.names.leave();
                Statement::Switch(value, cases.into())
            }
            _ => return None,
        })
    }

    /// The parts of a loop.
    fn each(
        &mut self,
        left: &ForStatementLeft<'_>,
        right: &Read<'_>,
        body: &ReadStatement<'_>,
    ) -> Option<(Pattern, Expression, Box<Statement>)> {
        let ForStatementLeft::VariableDeclaration(declaration) = left else {
            return None;
        };
        let [variable] = &declaration.declarations[..] else {
            return None;
        };
        self.names.enter();
        self.announce(declaration)?;
        let list = self.expression(right)?;
        let target = self.pattern(&variable.id)?;
        let body = self.deeper(|reader| reader.single(body))?;
        self.names.leave();
        Some((target, list, Box::new(body)))
    }
}
