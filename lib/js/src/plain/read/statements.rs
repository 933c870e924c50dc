//! Reads statements, and the patterns that give variables their values.

use oxc::ast::ast::{
    BindingPattern, Expression as Read, ForStatementLeft, Statement as ReadStatement,
    VariableDeclaration,
};

use super::{
    Reader,
    names::{self, Name},
};
use crate::plain::tree::{Expression, Pattern, Statement};

impl Reader<'_> {
    pub(super) fn block(&mut self, statements: &[ReadStatement<'_>]) -> Option<Box<[Statement]>> {
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

    pub(super) fn announce(&mut self, declaration: &VariableDeclaration<'_>) -> Option<()> {
        let is_constant = names::is_constant(declaration.kind)?;
        for variable in &declaration.declarations {
            self.announce_pattern(&variable.id, is_constant);
        }
        Some(())
    }

    /// Adds the variables of a pattern, whose values come later.
    pub(super) fn announce_pattern(&mut self, pattern: &BindingPattern<'_>, is_constant: bool) {
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

    pub(super) fn declaration(
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

    pub(super) fn pattern(&mut self, pattern: &BindingPattern<'_>) -> Option<Pattern> {
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

    pub(super) fn statement(
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
    pub(super) fn single(&mut self, statement: &ReadStatement<'_>) -> Option<Statement> {
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
    pub(super) fn each(
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
