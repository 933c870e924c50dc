//! VTL.
//!
//! Velocity's grammar allows as arguments, and within lists and maps, only literals and references:
//! <https://velocity.apache.org/engine/1.7/vtl-reference.html>. What is neither is set to a variable
//! before the statement.

use super::{
    lines::Lines,
    scope::{Printed, Scope},
};
use crate::{Condition, End, Expr, Half, Place, Stmt, half::ErrorArguments};

mod condition;
mod expr;
mod text;

/// Names that mean something else in a template. `null` must stay undefined: it is how VTL spells null.
const RESERVED: &[&str] = &[
    "context",
    "ctx",
    "extensions",
    "foreach",
    "null",
    "util",
    "utils",
    "velocityCount",
    "velocityHasNext",
];

/// A half as a mapping template.
pub fn vtl(half: &Half) -> String {
    let mut printer = Vtl {
        lines: Lines::default(),
        scope: Scope::new(half, RESERVED),
        brackets: 0,
        hoisted: 0,
    };
    printer.half(half);
    printer.lines.finish()
}

struct Vtl {
    lines: Lines,
    scope: Scope,
    /// How many lists and maps are being printed within each other.
    brackets: usize,
    hoisted: usize,
}

impl Vtl {
    fn half(&mut self, half: &Half) {
        self.body(&half.body);
        match &half.end {
            End::Return(value) => {
                let value = self.expr(value);
                self.lines.line(&format!("$util.toJson({value})"));
            }
            End::If(branches, otherwise) => {
                let conditions: Vec<Printed> = branches
                    .iter()
                    .map(|(condition, _)| self.condition(condition))
                    .collect();
                for (index, (condition, (_, half))) in conditions.iter().zip(branches).enumerate() {
                    let word = if index == 0 { "if" } else { "elseif" };
                    self.lines.line(&format!("#{word}({})", condition.text));
                    self.block(|printer| printer.half(half));
                }
                self.lines.line("#else");
                self.block(|printer| printer.half(otherwise));
                self.lines.line("#end");
            }
        }
    }

    fn body(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn block(&mut self, print: impl FnOnce(&mut Self)) {
        let mark = self.scope.mark();
        self.lines.indent();
        print(self);
        self.lines.dedent();
        self.scope.leave(mark);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Let(name, value) => {
                let value = self.expr(&value.0);
                let name = self.scope.declare(name);
                self.lines.line(&format!("#set(${name} = {value})"));
            }
            Stmt::Set(name, value) => {
                let value = self.expr(&value.0);
                let name = self.scope.spelling(name);
                self.lines.line(&format!("#set(${name} = {value})"));
            }
            Stmt::Put(place, key, value) => self.put(place, key, value),
            Stmt::PutAll(place, other) => {
                let other = match other {
                    Expr::Map(_) => self.expr(other),
                    other => self.or_empty(other, "{}"),
                };
                let place = self.place(place);
                self.quietly(&format!("{place}.putAll({other})"));
            }
            Stmt::InTemplates(body) => self.body(body),
            Stmt::Remove(place, key) => {
                let key = self.expr(key);
                let place = self.place(place);
                self.quietly(&format!("{place}.remove({key})"));
            }
            Stmt::Push(list, element) => {
                let element = self.expr(element);
                let list = self.scope.spelling(list);
                self.quietly(&format!("${list}.add({element})"));
            }
            Stmt::If(branches, otherwise) => self.if_(branches, otherwise),
            Stmt::ForEach { item, list, body } => {
                let list = self.reference(list);
                let mark = self.scope.mark();
                let item = self.scope.declare(item);
                self.lines.line(&format!("#foreach(${item} in {list})"));
                self.block(|printer| printer.body(body));
                self.lines.line("#end");
                self.scope.leave(mark);
            }
            Stmt::ForEntries {
                key,
                value,
                map,
                body,
            } => {
                let map = self.reference(map);
                let mark = self.scope.mark();
                let entry = self.scope.free("entry");
                self.scope.bind(key, format!("{entry}.key"));
                self.scope.bind(value, format!("{entry}.value"));
                self.lines
                    .line(&format!("#foreach(${entry} in {map}.entrySet())"));
                self.block(|printer| printer.body(body));
                self.lines.line("#end");
                self.scope.leave(mark);
            }
            Stmt::EarlyReturn(value) => {
                let value = self.expr(value);
                self.lines.line(&format!("#return($util.toJson({value}))"));
            }
            Stmt::Error(arguments) => {
                let arguments = self.error(arguments);
                self.lines.line(&format!("$util.error({arguments})"));
            }
            Stmt::AppendError(arguments) => {
                let arguments = self.error(arguments);
                self.quietly(&format!("$util.appendError({arguments})"));
            }
            Stmt::Unauthorized => self.lines.line("$util.unauthorized()"),
            Stmt::SubscriptionFilter(filter) => {
                let filter = self.expr(filter);
                self.lines
                    .line(&format!("$extensions.setSubscriptionFilter({filter})"));
            }
            Stmt::Log(value) => {
                let value = self.expr(value);
                self.quietly(&format!("$util.log.info({value})"));
            }
            Stmt::Comment(text) => self.lines.comment("##", text),
        }
    }

    fn put(&mut self, place: &Place, key: &Expr, value: &Expr) {
        let value = self.expr(value);
        let printed_key = self.expr(key);
        let place = self.place(place);
        let put = format!("{place}.put({printed_key}, {value})");
        match key {
            Expr::Text(name) if name == "__proto__" => {}
            Expr::Text(_) => self.quietly(&put),
            _ => {
                // The other printing cannot put this one.
                let is_allowed = self.same(key, &Expr::from("__proto__")).not();
                self.lines.line(&format!("#if({})", is_allowed.text));
                self.block(|printer| printer.quietly(&put));
                self.lines.line("#end");
            }
        }
    }

    fn if_(&mut self, branches: &[(Condition, Vec<Stmt>)], otherwise: &[Stmt]) {
        let conditions: Vec<Printed> = branches
            .iter()
            .map(|(condition, _)| self.condition(condition))
            .collect();
        for (index, (condition, (_, body))) in conditions.iter().zip(branches).enumerate() {
            let word = if index == 0 { "if" } else { "elseif" };
            self.lines.line(&format!("#{word}({})", condition.text));
            self.block(|printer| printer.body(body));
        }
        if !otherwise.is_empty() {
            self.lines.line("#else");
            self.block(|printer| printer.body(otherwise));
        }
        self.lines.line("#end");
    }

    fn quietly(&mut self, expression: &str) {
        self.lines.line(&format!("$util.qr({expression})"));
    }

    fn error(&mut self, arguments: &ErrorArguments) -> String {
        let ErrorArguments {
            message,
            kind,
            data,
            info,
        } = arguments;
        let mut printed = vec![self.expr(&message.0)];
        let rest = [kind, data, info];
        let given = rest.iter().rposition(|one| **one != Expr::Null);
        for one in rest.iter().take(given.map_or(0, |last| last + 1)) {
            printed.push(self.expr(one));
        }
        printed.join(", ")
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Stash => "$ctx.stash".to_owned(),
            Place::Input => "$ctx.args.input".to_owned(),
            Place::Var(name) => format!("${}", self.scope.spelling(name)),
        }
    }
}
