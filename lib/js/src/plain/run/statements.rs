//! Statements, and the patterns that give variables their values.

use super::{Machine, value::Value};
use crate::plain::{
    Result, Stop,
    tree::{Case, Pattern, Statement},
};

/// How statements end.
pub(super) enum Flow<'a> {
    On,
    Break,
    Return(Value<'a>),
}

impl<'a> Machine<'a> {
    pub(super) fn statements(&mut self, statements: &'a [Statement]) -> Result<Flow<'a>> {
        for statement in statements {
            match self.deeper(|machine| machine.statement(statement))? {
                Flow::On => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::On)
    }

    pub(super) fn statement(&mut self, statement: &'a Statement) -> Result<Flow<'a>> {
        match statement {
            Statement::Declare(pattern, value) => {
                let value = self.value(value)?;
                self.bind(pattern, value)?;
            }
            Statement::Evaluate(expression) => {
                self.value(expression)?;
            }
            Statement::Block(statements) => return self.statements(statements),
            Statement::If {
                test,
                then,
                otherwise,
            } => {
                if self.value(test)?.is_truthy() {
                    return self.statement(then);
                }
                if let Some(otherwise) = otherwise {
                    return self.statement(otherwise);
                }
            }
            Statement::ForOf { target, list, body } => {
                let list = self.value(list)?;
                let mut at = 0;
                while at < self.length(&list)? {
                    self.round(at)?;
                    let item = self.item(&list, at)?;
                    self.bind(target, item)?;
                    match self.statement(body)? {
                        Flow::On => {}
                        Flow::Break => break,
                        returned => return Ok(returned),
                    }
                    at += 1;
                }
            }
            Statement::ForIn {
                target,
                object,
                body,
            } => {
                let object = self.value(object)?;
                let names = match object {
                    Value::Undefined | Value::Null => Vec::new(),
                    _ => self.names(&object)?,
                };
                for (at, name) in names.into_iter().enumerate() {
                    self.round(at)?;
                    // What was deleted in the meantime is left out.
                    if !self.has_own(&object, &name)? {
                        continue;
                    }
                    self.bind(target, Value::Text(name))?;
                    match self.statement(body)? {
                        Flow::On => {}
                        Flow::Break => break,
                        returned => return Ok(returned),
                    }
                }
            }
            Statement::Switch(value, cases) => {
                let value = self.value(value)?;
                return self.switch(&value, cases);
            }
            Statement::Return(value) => return Ok(Flow::Return(self.value(value)?)),
            Statement::Break => return Ok(Flow::Break),
        }
        Ok(Flow::On)
    }

    pub(super) fn switch(&mut self, value: &Value<'a>, cases: &'a [Case]) -> Result<Flow<'a>> {
        let mut matching = None;
        for (at, (test, _)) in cases.iter().enumerate() {
            let Some(test) = test else { continue };
            let test = self.value(test)?;
            if self.is_same(&test, value)? {
                matching = Some(at);
                break;
            }
        }
        let default = cases.iter().position(|(test, _)| test.is_none());
        let Some(first) = matching.or(default) else {
            return Ok(Flow::On);
        };
        for (_, statements) in &cases[first..] {
            match self.statements(statements)? {
                Flow::On => {}
                Flow::Break => break,
                returned => return Ok(returned),
            }
        }
        Ok(Flow::On)
    }

    /// Gives variables their values.
    pub(super) fn bind(&mut self, pattern: &'a Pattern, value: Value<'a>) -> Result<()> {
        match pattern {
            Pattern::Variable(slot) => self.variables[self.base + slot] = value,
            Pattern::ModuleVariable(slot) => self.of_module[*slot] = value,
            Pattern::Default(default) => {
                let (pattern, default) = &**default;
                let value = match value {
                    Value::Undefined => self.value(default)?,
                    value => value,
                };
                self.bind(pattern, value)?;
            }
            Pattern::Object { members, rest } => {
                if value.is_nullish() {
                    return Err(Stop::Unknown);
                }
                for (name, pattern) in members {
                    let member = self.member(&value, name)?;
                    self.bind(pattern, member)?;
                }
                if let Some(rest) = rest {
                    let mut others = Vec::new();
                    for (name, member) in self.entries(&value)? {
                        if !members.iter().any(|(taken, _)| **taken == *name) {
                            others.push((name, member));
                        }
                    }
                    let others = self.heap.object(others);
                    self.bind(rest, others)?;
                }
            }
            Pattern::List(patterns) => {
                self.length(&value)?;
                for (at, pattern) in patterns.iter().enumerate() {
                    if let Some(pattern) = pattern {
                        let item = self.item(&value, at)?;
                        self.bind(pattern, item)?;
                    }
                }
            }
        }
        Ok(())
    }
}
