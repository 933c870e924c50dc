//! APPSYNC_JS.
//!
//! Only what the runtime supports is printed:
//! <https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html>

use super::{
    lines::{Lines, bracketed},
    scope::{Printed, Scope},
};
use crate::{
    Answer, Comparison, Condition, CtxPath, End, Expr, Half, Kind, Place, Stmt,
    half::ErrorArguments,
};

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

/// Members that every JavaScript object seems to have.
const INHERITED: &[&str] = &[
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Functions that a module declares if it uses them, and their code.
const HELPERS: [(&str, &str); 3] = [
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
    let handlers = [("request", request), ("response", response)].map(|(name, half)| {
        let mut printer = Js {
            lines: Lines::default(),
            scope: Scope::new(half, RESERVED),
            used: &mut used,
        };
        printer
            .lines
            .line(&format!("export function {name}(ctx) {{"));
        printer.block(|printer| printer.half(half));
        printer.lines.line("}");
        printer.lines.finish()
    });
    let mut module = String::new();
    let imports = ["extensions", "runtime", "util"].map(|name| used.has(name).then_some(name));
    let imports: Vec<&str> = imports.into_iter().flatten().collect();
    if !imports.is_empty() {
        module.push_str(&format!(
            "import {{ {} }} from '@aws-appsync/utils';\n\n",
            imports.join(", ")
        ));
    }
    module.push_str(&handlers.join("\n"));
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
                self.lines.line(&format!("return {value};"));
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
        let line = format!("{before}if ({}) {{", condition.text);
        match condition.parts() {
            Some(parts) if !self.lines.fits(&line) => {
                self.lines.line(&format!("{before}if ("));
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
                self.lines.line(&format!("{keyword} {name} = {value};"));
            }
            Stmt::Set(name, value) => {
                let value = self.value(&value.0);
                let name = self.scope.spelling(name);
                self.lines.line(&format!("{name} = {value};"));
            }
            Stmt::Put(place, key, value) => self.put(place, key, value),
            Stmt::PutAll(place, other) => {
                let other = self.maybe(other);
                let place = self.place(place);
                self.lines
                    .line(&format!("Object.assign({place}, {other});"));
            }
            Stmt::Remove(place, key) => {
                let place = self.place(place);
                let member = match key {
                    Expr::Text(name) if is_identifier(name) => format!(".{name}"),
                    key => format!("[{}]", self.value(key)),
                };
                self.lines.line(&format!("delete {place}{member};"));
            }
            Stmt::Push(list, element) => {
                let element = self.value(element);
                let list = self.scope.spelling(list);
                self.lines.line(&format!("{list}.push({element});"));
            }
            Stmt::If(branches, otherwise) => {
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
            Stmt::ForEach { item, list, body } => {
                let list = self.or_empty(list, Kind::List);
                let mark = self.scope.mark();
                let item = self.scope.declare(item);
                self.lines.line(&format!("for (const {item} of {list}) {{"));
                self.block(|printer| printer.body(body));
                self.lines.line("}");
                self.scope.leave(mark);
            }
            Stmt::ForEntries {
                key,
                value,
                map,
                body,
            } => {
                let map = self.or_empty(map, Kind::Map);
                let mark = self.scope.mark();
                let (key, value) = (self.scope.declare(key), self.scope.declare(value));
                self.lines.line(&format!(
                    "for (const [{key}, {value}] of Object.entries({map})) {{"
                ));
                self.block(|printer| printer.body(body));
                self.lines.line("}");
                self.scope.leave(mark);
            }
            Stmt::EarlyReturn(value) => {
                self.used.add("runtime");
                let value = self.value(value);
                self.lines.line(&format!("runtime.earlyReturn({value});"));
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
                    .line(&format!("extensions.setSubscriptionFilter({filter});"));
            }
            Stmt::Log(value) => {
                let value = self.value(value);
                self.lines.line(&format!("console.log({value});"));
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
                self.lines.line(&format!("{place}.{name} = {value};"));
            }
            Expr::Text(name) => {
                self.lines
                    .line(&format!("{place}[{}] = {value};", quoted(name)));
            }
            key => {
                self.used.add("put");
                let key = self.value(key);
                self.lines.line(&format!("put({place}, {key}, {value});"));
            }
        }
    }

    fn error(&mut self, function: &str, arguments: &ErrorArguments) {
        self.used.add("util");
        let ErrorArguments {
            message,
            kind,
            data,
            info,
        } = arguments;
        let mut printed = vec![self.value(&message.0), self.value(&kind.0)];
        if *data != Expr::Null || *info != Expr::Null {
            printed.push(self.value(data));
        }
        if *info != Expr::Null {
            printed.push(self.value(info));
        }
        self.lines
            .line(&format!("util.{function}({});", printed.join(", ")));
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Stash => "ctx.stash".to_owned(),
            Place::Var(name) => self.scope.spelling(name),
        }
    }

    /// The value; null where JavaScript has `undefined`.
    fn value(&mut self, expr: &Expr) -> String {
        let printed = self.maybe(expr);
        if is_maybe_undefined(expr) {
            format!("{printed} ?? null")
        } else {
            printed
        }
    }

    /// The value, with parentheses around `??`, or `undefined`.
    fn operand(&mut self, expr: &Expr) -> String {
        let printed = self.maybe(expr);
        if matches!(expr, Expr::Default(..)) {
            format!("({printed})")
        } else {
            printed
        }
    }

    /// The value as what stands before a dot.
    fn receiver(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Int(integer) => format!("({integer})"),
            expr => self.operand(expr),
        }
    }

    /// The value, or `undefined` where a member may be missing.
    fn maybe(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Null => "null".to_owned(),
            Expr::Bool(value) => value.to_string(),
            Expr::Int(integer) => integer.to_string(),
            Expr::Text(text) => quoted(text),
            Expr::Concat(parts) => self.concat(parts),
            Expr::List(elements) => {
                self.lines.indent();
                let elements: Vec<String> =
                    elements.iter().map(|element| self.value(element)).collect();
                self.lines.dedent();
                bracketed(("[", "]"), "", self.lines.depth(), &elements)
            }
            Expr::Map(members) => {
                self.lines.indent();
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, expr)| {
                        let value = self.value(expr);
                        match name.as_str() {
                            // Without brackets it would set the prototype.
                            "__proto__" => format!("['__proto__']: {value}"),
                            name if matches!(expr, Expr::Var(_)) && name == value => value,
                            name if is_identifier(name) => format!("{name}: {value}"),
                            name => format!("{}: {value}", quoted(name)),
                        }
                    })
                    .collect();
                self.lines.dedent();
                bracketed(("{", "}"), " ", self.lines.depth(), &members)
            }
            Expr::Var(name) => self.scope.spelling(name),
            Expr::Ctx(path) => context(*path).to_owned(),
            Expr::Get(map, key) => self.get(map, key),
            Expr::Default(value, other) => {
                format!("{} ?? {}", self.maybe(value), self.value(other))
            }
            Expr::Call(function, arguments) => {
                let (_, name, answer) = function.row();
                if name.starts_with("util.") {
                    self.used.add("util");
                }
                let arguments: Vec<String> = arguments
                    .iter()
                    .map(|argument| self.value(argument))
                    .collect();
                let call = format!("{name}({})", arguments.join(", "));
                match answer {
                    Answer::Value(_) => call,
                    Answer::JsonText => format!("JSON.parse({call})"),
                }
            }
            Expr::First(list) => format!("{}?.[0]", self.receiver(list)),
            Expr::Keys(map) => format!("Object.keys({})", self.or_empty(map, Kind::Map)),
            Expr::Count(list) => {
                format!("{}.length", self.list_receiver(list))
            }
            Expr::Split(text, separator) => format!(
                "{}?.split({})",
                self.receiver(text),
                quoted(&separator.to_string())
            ),
            Expr::Join(list, separator) => {
                format!("{}.join({})", self.list_receiver(list), quoted(separator))
            }
        }
    }

    fn get(&mut self, map: &Expr, key: &Expr) -> String {
        match key {
            Expr::Text(name) if !INHERITED.contains(&name.as_str()) => {
                let is_present = self.scope.kind(map) == Some(Kind::Map)
                    || matches!(
                        map,
                        Expr::Ctx(CtxPath::Args | CtxPath::Stash | CtxPath::Env)
                    );
                let map = self.receiver(map);
                match (is_identifier(name), is_present) {
                    (true, true) => format!("{map}.{name}"),
                    (true, false) => format!("{map}?.{name}"),
                    (false, true) => format!("{map}[{}]", quoted(name)),
                    (false, false) => format!("{map}?.[{}]", quoted(name)),
                }
            }
            key => {
                self.used.add("member");
                format!("member({}, {})", self.maybe(map), self.value(key))
            }
        }
    }

    /// The list or map, or an empty one instead of null.
    fn or_empty(&mut self, expr: &Expr, kind: Kind) -> String {
        let printed = self.maybe(expr);
        if self.scope.is_present(expr) {
            return printed;
        }
        let empty = if kind == Kind::List { "[]" } else { "{}" };
        format!("{printed} ?? {empty}")
    }

    /// The list, or an empty one, as what stands before a dot.
    fn list_receiver(&mut self, list: &Expr) -> String {
        if self.scope.is_present(list) {
            return self.receiver(list);
        }
        format!("({})", self.or_empty(list, Kind::List))
    }

    fn concat(&mut self, parts: &[Expr]) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Expr::Null => {}
                Expr::Text(literal) => text.push_str(&escaped(literal, '`')),
                part => {
                    let is_present = self.scope.is_present(part);
                    let printed = self.maybe(part);
                    if is_present {
                        text.push_str(&format!("${{{printed}}}"));
                    } else {
                        text.push_str(&format!("${{{printed} ?? ''}}"));
                    }
                }
            }
        }
        format!("`{text}`")
    }

    fn condition(&mut self, condition: &Condition) -> Printed {
        match condition {
            Condition::IsNull(value) => Printed::comparison(&self.operand(value), "==", "null"),
            Condition::IsEmpty(value) => match self.scope.kind(value) {
                Some(Kind::Text) => Printed::comparison(&self.operand(value), "===", "''"),
                Some(Kind::List) => {
                    Printed::comparison(&format!("{}.length", self.operand(value)), "===", "0")
                }
                _ => {
                    let value = self.or_empty(value, Kind::Map);
                    Printed::comparison(&format!("Object.keys({value}).length"), "===", "0")
                }
            },
            Condition::Is(kind, value) => self.is(*kind, value),
            Condition::IsTrue(value) => match self.scope.kind(value) {
                Some(Kind::Boolean) => Printed::tight(self.operand(value)),
                _ => Printed::comparison(&self.operand(value), "===", "true"),
            },
            Condition::Same(left, right) => {
                let is_text = [left, right]
                    .iter()
                    .any(|side| self.scope.kind(side) == Some(Kind::Text));
                let guard = (!is_text).then(|| self.is(Kind::Text, left));
                let (left, right) = (self.operand(left), self.operand(right));
                let same = Printed::comparison(&left, "===", &right);
                Printed::all(guard.into_iter().chain([same]))
            }
            Condition::Compare(left, comparison, right) => {
                let operator = match comparison {
                    Comparison::Equal => "===",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                };
                let guards = [
                    self.guard(Kind::Number, left),
                    self.guard(Kind::Number, right),
                ];
                let (left, right) = (self.operand(left), self.operand(right));
                let comparison = Printed::comparison(&left, operator, &right);
                Printed::all(guards.into_iter().flatten().chain([comparison]))
            }
            Condition::Contains(list, element) => {
                let guards = [
                    self.guard(Kind::List, list),
                    self.guard(Kind::Text, element),
                ];
                let (list, element) = (self.receiver(list), self.maybe(element));
                let contains = Printed::tight(format!("{list}.includes({element})"));
                Printed::all(guards.into_iter().flatten().chain([contains]))
            }
            Condition::StartsWith(value, beginning) => {
                let guard = self.guard(Kind::Text, value);
                let (value, beginning) = (self.receiver(value), self.value(&beginning.0));
                let starts = Printed::tight(format!("{value}.startsWith({beginning})"));
                Printed::all(guard.into_iter().chain([starts]))
            }
            Condition::HasKey(map, key) => {
                let map = self.or_empty(map, Kind::Map);
                let key = self.value(key);
                Printed::tight(format!("Object.hasOwn({map}, {key})"))
            }
            Condition::Not(condition) => self.condition(condition).not(),
            Condition::All(conditions) => {
                let conditions: Vec<_> = conditions.iter().map(|one| self.condition(one)).collect();
                Printed::all(conditions)
            }
            Condition::Any(conditions) => {
                let conditions: Vec<_> = conditions.iter().map(|one| self.condition(one)).collect();
                Printed::any(conditions)
            }
        }
    }

    /// The test that the value is of this kind, unless it always is.
    fn guard(&mut self, kind: Kind, value: &Expr) -> Option<Printed> {
        (self.scope.kind(value) != Some(kind)).then(|| self.is(kind, value))
    }

    fn is(&mut self, kind: Kind, value: &Expr) -> Printed {
        let type_of = match kind {
            Kind::Text => "string",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::List => {
                return Printed::tight(format!("Array.isArray({})", self.maybe(value)));
            }
            Kind::Map => {
                self.used.add("isMap");
                return Printed::tight(format!("isMap({})", self.maybe(value)));
            }
        };
        let value = self.operand(value);
        Printed::comparison(&format!("typeof {value}"), "===", &quoted(type_of))
    }
}

fn is_maybe_undefined(expr: &Expr) -> bool {
    match expr {
        Expr::Get(_, key) => {
            matches!(&**key, Expr::Text(name) if !INHERITED.contains(&name.as_str()))
        }
        Expr::Ctx(path) => !matches!(path, CtxPath::Args | CtxPath::Stash | CtxPath::Env),
        Expr::First(_) | Expr::Split(..) => true,
        _ => false,
    }
}

fn context(path: CtxPath) -> &'static str {
    match path {
        CtxPath::Args => "ctx.args",
        CtxPath::Identity => "ctx.identity",
        CtxPath::Source => "ctx.source",
        CtxPath::Stash => "ctx.stash",
        CtxPath::PrevResult => "ctx.prev?.result",
        CtxPath::Result => "ctx.result",
        CtxPath::Error => "ctx.error",
        CtxPath::Info => "ctx.info",
        CtxPath::RequestHeaders => "ctx.request?.headers",
        CtxPath::Env => "ctx.env",
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// A literal of the text.
fn quoted(text: &str) -> String {
    format!("'{}'", escaped(text, '\''))
}

/// The text between these quotes: those of a string or of a template.
fn escaped(text: &str, quote: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '$' if quote == '`' => escaped.push_str("\\$"),
            _ if character == quote => {
                escaped.push('\\');
                escaped.push(quote);
            }
            _ if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
