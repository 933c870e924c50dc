//! VTL.
//!
//! Velocity's grammar allows as arguments, and within lists and maps, only literals and references:
//! <https://velocity.apache.org/engine/1.7/vtl-reference.html>. What is neither is set to a variable
//! before the statement.

use super::{
    lines::{Lines, bracketed},
    scope::{Printed, Scope},
};
use crate::{
    Answer, Comparison, Condition, CtxPath, End, Expr, Half, Kind, Name, Place, Stmt,
    half::ErrorArguments,
};

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
        let mut printed = vec![self.expr(&message.0), self.expr(&kind.0)];
        if *data != Expr::Null || *info != Expr::Null {
            printed.push(self.expr(data));
        }
        if *info != Expr::Null {
            printed.push(self.expr(info));
        }
        printed.join(", ")
    }

    fn place(&self, place: &Place) -> String {
        match place {
            Place::Stash => "$ctx.stash".to_owned(),
            Place::Var(name) => format!("${}", self.scope.spelling(name)),
        }
    }

    /// A literal or a reference.
    fn expr(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Null => "$null".to_owned(),
            Expr::Bool(value) => value.to_string(),
            Expr::Int(integer) => integer.to_string(),
            Expr::Text(text) => quoted(text),
            Expr::Concat(parts) => self.concat(parts),
            Expr::List(elements) => {
                self.brackets += 1;
                let elements: Vec<String> =
                    elements.iter().map(|element| self.expr(element)).collect();
                self.brackets -= 1;
                let depth = self.lines.depth() + self.brackets;
                bracketed(("[", "]"), "", depth, &elements)
            }
            Expr::Map(members) => {
                self.brackets += 1;
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("{}: {}", quoted(name), self.expr(value)))
                    .collect();
                self.brackets -= 1;
                let depth = self.lines.depth() + self.brackets;
                bracketed(("{", "}"), " ", depth, &members)
            }
            Expr::Var(name) => format!("${}", self.scope.spelling(name)),
            Expr::Ctx(path) => context(*path).to_owned(),
            Expr::Get(map, key) => {
                let map = self.reference(map);
                match &**key {
                    Expr::Text(name) if is_property(name) => format!("{map}.{name}"),
                    key => format!("{map}.get({})", self.expr(key)),
                }
            }
            Expr::Default(value, other) => {
                let (value, other) = (self.expr(value), self.expr(other));
                format!("$util.defaultIfNull({value}, {other})")
            }
            Expr::Call(function, arguments) => {
                let (name, _, answer) = function.row();
                let arguments: Vec<String> = arguments
                    .iter()
                    .map(|argument| self.expr(argument))
                    .collect();
                let call = format!("{name}({})", arguments.join(", "));
                match answer {
                    Answer::Value(_) => call,
                    Answer::JsonText => format!("$util.parseJson({call})"),
                }
            }
            Expr::First(list) => format!("{}.get(0)", self.reference(list)),
            Expr::Keys(map) => format!("{}.keySet()", self.or_empty(map, "{}")),
            Expr::Count(list) => format!("{}.size()", self.or_empty(list, "[]")),
            Expr::Split(text, separator) => format!(
                "{}.split({}, -1)",
                self.reference(text),
                quoted(&literal_pattern(*separator))
            ),
            Expr::Join(list, separator) => {
                let list = self.or_empty(list, "[]");
                let separator = self.hoist(&quoted(separator));
                format!("${separator}.join(${separator}, {list})")
            }
        }
    }

    /// A reference, which methods can be called on.
    fn reference(&mut self, expr: &Expr) -> String {
        let printed = self.expr(expr);
        if printed.starts_with('$') {
            printed
        } else {
            format!("$util.defaultIfNull({printed}, $null)")
        }
    }

    /// A reference that is the empty list or map instead of null.
    fn or_empty(&mut self, expr: &Expr, empty: &str) -> String {
        if self.scope.is_present(expr) {
            return self.reference(expr);
        }
        format!("$util.defaultIfNull({}, {empty})", self.expr(expr))
    }

    /// A double-quoted text. What cannot stand in one is set to a variable before.
    fn concat(&mut self, parts: &[Expr]) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Expr::Null => {}
                Expr::Text(literal) if is_plain(literal) => text.push_str(literal),
                Expr::Text(literal) => {
                    let name = self.hoist(&quoted(literal));
                    text.push_str(&format!("${{{name}}}"));
                }
                Expr::Int(_) | Expr::Bool(_) => text.push_str(&self.expr(part)),
                part => {
                    let printed = self.expr(part);
                    match printed.strip_prefix('$') {
                        Some(reference) if !printed.contains(['"', '\'']) => {
                            text.push_str(&format!("$!{{{reference}}}"));
                        }
                        _ => {
                            let name = self.hoist(&format!("$util.defaultIfNull({printed}, \"\")"));
                            text.push_str(&format!("${{{name}}}"));
                        }
                    }
                }
            }
        }
        format!("\"{text}\"")
    }

    /// Sets a variable before the statement that is being printed; gives its name.
    fn hoist(&mut self, value: &str) -> String {
        self.hoisted += 1;
        let base = Name::numbered("part", self.hoisted);
        let name = self.scope.free(&base.0);
        self.lines.line(&format!("#set(${name} = {value})"));
        name
    }

    fn condition(&mut self, condition: &Condition) -> Printed {
        match condition {
            Condition::IsNull(value) => {
                Printed::tight(format!("$util.isNull({})", self.expr(value)))
            }
            Condition::IsEmpty(value) => {
                let kind = self.scope.kind(value);
                let is_empty = Printed::tight(format!("{}.isEmpty()", self.reference(value)));
                match kind {
                    Some(Kind::Text | Kind::List | Kind::Map) => is_empty,
                    _ => {
                        let is_null = Printed::tight(format!("$util.isNull({})", self.expr(value)));
                        Printed::any([is_null.clone(), is_empty.clone()])
                            .with_opposite(Printed::all([is_null.not(), is_empty.not()]))
                    }
                }
            }
            Condition::Is(kind, value) => {
                let value = self.expr(value);
                Printed::tight(format!("{}({value})", kind_test(*kind)))
            }
            Condition::IsTrue(value) => match self.scope.kind(value) {
                Some(Kind::Boolean) => Printed::tight(self.expr(value)),
                _ => Printed::tight(format!("{}.equals(true)", self.reference(value))),
            },
            Condition::Same(left, right) => self.same(left, right),
            Condition::Compare(left, comparison, right) => {
                let operator = match comparison {
                    Comparison::Equal => "==",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                };
                let guards = [
                    self.guard(Kind::Number, left),
                    self.guard(Kind::Number, right),
                ];
                let (left, right) = (self.expr(left), self.expr(right));
                let comparison = Printed::comparison(&left, operator, &right);
                Printed::all(guards.into_iter().flatten().chain([comparison]))
            }
            Condition::Contains(list, element) => {
                let guards = [
                    self.guard(Kind::List, list),
                    self.guard(Kind::Text, element),
                ];
                let (list, element) = (self.reference(list), self.expr(element));
                let contains = Printed::tight(format!("{list}.contains({element})"));
                Printed::all(guards.into_iter().flatten().chain([contains]))
            }
            Condition::StartsWith(value, beginning) => {
                let guard = self.guard(Kind::Text, value);
                let (value, beginning) = (self.reference(value), self.expr(&beginning.0));
                let starts = Printed::tight(format!("{value}.startsWith({beginning})"));
                Printed::all(guard.into_iter().chain([starts]))
            }
            Condition::HasKey(map, key) => {
                let (map, key) = (self.reference(map), self.expr(key));
                Printed::tight(format!("{map}.containsKey({key})"))
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

    /// Velocity's `==` compares unlike values by their text, Java's `equals` does not.
    fn same(&mut self, left: &Expr, right: &Expr) -> Printed {
        let is_text = [left, right].map(|side| self.scope.kind(side) == Some(Kind::Text));
        let (left, right) = match is_text {
            [true, true] => {
                let (left, right) = (self.expr(left), self.expr(right));
                return Printed::comparison(&left, "==", &right);
            }
            [true, false] => (right, left),
            [false, _] => (left, right),
        };
        let guard = match is_text {
            [false, false] => self.guard(Kind::Text, left),
            _ => None,
        };
        let (left, right) = (self.reference(left), self.expr(right));
        let equals = Printed::tight(format!("{left}.equals({right})"));
        Printed::all(guard.into_iter().chain([equals]))
    }

    /// The test that the value is of this kind, unless it always is.
    fn guard(&mut self, kind: Kind, value: &Expr) -> Option<Printed> {
        if self.scope.kind(value) == Some(kind) {
            return None;
        }
        let value = self.expr(value);
        Some(Printed::tight(format!("{}({value})", kind_test(kind))))
    }
}

fn kind_test(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "$util.isString",
        Kind::Number => "$util.isNumber",
        Kind::Boolean => "$util.isBoolean",
        Kind::List => "$util.isList",
        Kind::Map => "$util.isMap",
    }
}

fn context(path: CtxPath) -> &'static str {
    match path {
        CtxPath::Args => "$ctx.args",
        CtxPath::Identity => "$ctx.identity",
        CtxPath::Source => "$ctx.source",
        CtxPath::Stash => "$ctx.stash",
        CtxPath::PrevResult => "$ctx.prev.result",
        CtxPath::Result => "$ctx.result",
        CtxPath::Error => "$ctx.error",
        CtxPath::Info => "$ctx.info",
        CtxPath::RequestHeaders => "$ctx.request.headers",
        CtxPath::Env => "$ctx.env",
    }
}

/// Whether a member can be reached by a dot. `class` is the map's own class, as Java has it.
fn is_property(name: &str) -> bool {
    name != "class"
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// A literal of the text: in double quotes, or in single ones where double ones would read references
/// and directives.
fn quoted(text: &str) -> String {
    if text.contains(['$', '#', '"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

/// Whether the text means itself between double quotes, also with references before and after it. A
/// hash at its end does, for no word follows.
fn is_plain(text: &str) -> bool {
    !text
        .strip_suffix('#')
        .unwrap_or(text)
        .contains(['$', '#', '"', '\\'])
}

/// A Java regular expression that matches only this character.
fn literal_pattern(character: char) -> String {
    match character {
        '\\' | '^' => format!("\\{character}"),
        '$' | '.' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}' => {
            format!("[{character}]")
        }
        plain => plain.to_string(),
    }
}
