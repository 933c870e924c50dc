//! APPSYNC_JS.
//!
//! Only what the runtime supports is printed:
//! <https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html>

use super::{
    lines::{Lines, glued},
    scope::Scope,
};
use crate::{Condition, End, Expr, Half, Kind, Name, Place, Stmt, half::ErrorArguments};

mod condition;
mod expr;
mod text;

use text::{is_identifier, quoted};

/// Names that variables cannot have, or that mean something else in a module.
const RESERVED: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "ctx",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "extensions",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "isMap",
    "let",
    "member",
    "new",
    "null",
    "package",
    "parseJson",
    "private",
    "protected",
    "public",
    "put",
    "request",
    "response",
    "return",
    "runtime",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "util",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "Array",
    "JSON",
    "Object",
    "NaN",
    "Infinity",
    "console",
];

/// Functions that a module declares if it uses them, and their code.
const HELPERS: [(&str, &str); 4] = [
    (
        "member",
        "/** The map's own member of this name, or null. */
function member(map, name) {
  return Object.hasOwn(map ?? {}, name) ? map[name] : null;
}
",
    ),
    (
        "put",
        "/** Sets a member of the map, except the one that is no member in JavaScript. */
function put(map, name, value) {
  if (name !== '__proto__') {
    map[name] = value;
  }
}
",
    ),
    (
        "parseJson",
        "/** The value of JSON text, or null where `JSON.parse` gives an empty text because it is none. */
function parseJson(text) {
  const value = JSON.parse(text);
  return value === '' && `${text}`.trim() !== '\"\"' ? null : value;
}
",
    ),
    (
        "isMap",
        "/** Whether the value is an object and neither null nor a list. */
function isMap(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
",
    ),
];

/// Two halves as a module.
pub fn js(request: &Half, response: &Half) -> String {
    let mut used = Used::default();
    let mut lines = Lines::default();
    for (name, half) in [("request", request), ("response", response)] {
        if name == "response" {
            lines.line("");
        }
        let mut printer = Js {
            lines,
            scope: Scope::new(half, RESERVED),
            used: &mut used,
        };
        printer
            .lines
            .line_of(&["export function ", name, "(ctx) {"]);
        printer.block(|printer| printer.half(half));
        printer.lines.line("}");
        lines = printer.lines;
    }
    let handlers = lines.finish();
    let mut module = String::new();
    let imports = ["extensions", "runtime", "util"].map(|name| used.has(name).then_some(name));
    let imports: Vec<&str> = imports.into_iter().flatten().collect();
    if !imports.is_empty() {
        let imports = imports.join(", ");
        module.push_str("import { ");
        module.push_str(&imports);
        module.push_str(" } from '@aws-appsync/utils';\n\n");
    }
    module.push_str(&handlers);
    for (name, code) in HELPERS {
        if used.has(name) {
            module.push('\n');
            module.push_str(code);
        }
    }
    module
}

/// The imports and helpers that the printed code uses.
#[derive(Debug, Default)]
struct Used(Vec<&'static str>);

impl Used {
    fn add(&mut self, name: &'static str) {
        if !self.has(name) {
            self.0.push(name);
        }
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }
}

struct Js<'u> {
    lines: Lines,
    scope: Scope,
    used: &'u mut Used,
}

impl Js<'_> {
    fn half(&mut self, half: &Half) {
        self.body(&half.body);
        match &half.end {
            End::Return(value) => {
                let value = self.value(value);
                self.lines.line_of(&["return ", &value, ";"]);
            }
            End::If(branches, otherwise) => {
                for (index, (condition, half)) in branches.iter().enumerate() {
                    self.open_branch(index, condition);
                    self.block(|printer| printer.half(half));
                }
                self.lines.line("} else {");
                self.block(|printer| printer.half(otherwise));
                self.lines.line("}");
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

    fn open_branch(&mut self, index: usize, condition: &Condition) {
        let condition = self.condition(condition);
        let before = if index == 0 { "" } else { "} else " };
        let line = glued(&[before, "if (", &condition.text, ") {"]);
        match condition.parts() {
            Some(parts) if !self.lines.fits(&line) => {
                self.lines.line_of(&[before, "if ("]);
                self.lines.indent();
                for part in parts {
                    self.lines.line(&part);
                }
                self.lines.dedent();
                self.lines.line(") {");
            }
            _ => self.lines.line(&line),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Let(name, value) => {
                let value = self.value(&value.0);
                let keyword = if self.scope.is_reassigned(name) {
                    "let"
                } else {
                    "const"
                };
                let name = self.scope.declare(name);
                self.lines
                    .line_of(&[keyword, " ", &name, " = ", &value, ";"]);
            }
            Stmt::Set(name, value) => {
                let value = self.value(&value.0);
                let name = self.scope.spelling(name);
                self.lines.line_of(&[&name, " = ", &value, ";"]);
            }
            Stmt::Put(place, key, value) => self.put(place, key, value),
            Stmt::PutAll(place, other) => {
                let other = self.maybe(other);
                let place = self.place(place);
                self.lines
                    .line_of(&["Object.assign(", &place, ", ", &other, ");"]);
            }
            Stmt::InTemplates(_) => {}
            Stmt::Remove(place, key) => {
                let place = self.place(place);
                let member = match key {
                    Expr::Text(name) if is_identifier(name) => format!(".{name}"),
                    key => format!("[{}]", self.value(key)),
                };
                self.lines.line_of(&["delete ", &place, &member, ";"]);
            }
            Stmt::Push(list, element) => {
                let element = self.value(element);
                let list = self.scope.spelling(list);
                self.lines.line_of(&[&list, ".push(", &element, ");"]);
            }
            Stmt::If(branches, otherwise) => self.if_(branches, otherwise),
            Stmt::ForEach { item, list, body } => self.for_each(item, list, body),
            Stmt::ForEntries {
                key,
                value,
                map,
                body,
            } => self.for_entries([key, value], map, body),
            Stmt::EarlyReturn(value) => {
                self.used.add("runtime");
                let value = self.value(value);
                self.lines.line_of(&["runtime.earlyReturn(", &value, ");"]);
            }
            Stmt::Error(arguments) => self.error("error", arguments),
            Stmt::AppendError(arguments) => self.error("appendError", arguments),
            Stmt::Unauthorized => {
                self.used.add("util");
                self.lines.line("util.unauthorized();");
            }
            Stmt::SubscriptionFilter(filter) => {
                self.used.add("extensions");
                let filter = self.value(filter);
                self.lines
                    .line_of(&["extensions.setSubscriptionFilter(", &filter, ");"]);
            }
            Stmt::Log(value) => {
                let value = self.value(value);
                self.lines.line_of(&["console.log(", &value, ");"]);
            }
            Stmt::Comment(text) => self.lines.comment("//", text),
        }
    }

    fn put(&mut self, place: &Place, key: &Expr, value: &Expr) {
        let value = self.value(value);
        let place = self.place(place);
        match key {
            Expr::Text(name) if name == "__proto__" => {}
            Expr::Text(name) if is_identifier(name) => {
                self.lines.line_of(&[&place, ".", name, " = ", &value, ";"]);
            }
            Expr::Text(name) => {
                self.lines
                    .line(&format!("{place}[{}] = {value};", quoted(name)));
            }
            key => {
                self.used.add("put");
                let key = self.value(key);
                self.lines
                    .line_of(&["put(", &place, ", ", &key, ", ", &value, ");"]);
            }
        }
    }

    fn if_(&mut self, branches: &[(Condition, Vec<Stmt>)], otherwise: &[Stmt]) {
        for (index, (condition, body)) in branches.iter().enumerate() {
            self.open_branch(index, condition);
            self.block(|printer| printer.body(body));
        }
        if !otherwise.is_empty() {
            self.lines.line("} else {");
            self.block(|printer| printer.body(otherwise));
        }
        self.lines.line("}");
    }

    fn for_each(&mut self, item: &Name, list: &Expr, body: &[Stmt]) {
        let list = self.or_empty(list, Kind::List);
        let mark = self.scope.mark();
        let item = self.scope.declare(item);
        self.lines
            .line_of(&["for (const ", &item, " of ", &list, ") {"]);
        self.block(|printer| printer.body(body));
        self.lines.line("}");
        self.scope.leave(mark);
    }

    fn for_entries(&mut self, names: [&Name; 2], map: &Expr, body: &[Stmt]) {
        let map = self.or_empty(map, Kind::Map);
        let mark = self.scope.mark();
        let [key, value] = names.map(|name| self.scope.declare(name));
        self.lines.line_of(&[
            "for (const [",
            &key,
            ", ",
            &value,
            "] of Object.entries(",
            &map,
            ")) {",
        ]);
        self.block(|printer| printer.body(body));
        self.lines.line("}");
        self.scope.leave(mark);
    }

    fn error(&mut self, function: &str, arguments: &ErrorArguments) {
        self.used.add("util");
        let ErrorArguments {
            message,
            kind,
            data,
            info,
        } = arguments;
        let mut printed = vec![self.value(&message.0)];
        let rest = [kind, data, info];
        let given = rest.iter().rposition(|one| **one != Expr::Null);
        for one in rest.iter().take(given.map_or(0, |last| last + 1)) {
            printed.push(self.value(one));
        }
        self.lines
            .line(&format!("util.{function}({});", printed.join(", ")));
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Stash => "ctx.stash".to_owned(),
            Place::Input => "ctx.args.input".to_owned(),
            Place::Var(name) => self.scope.spelling(name),
        }
    }
}
