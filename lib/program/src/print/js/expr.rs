//! Expressions.

use super::{
    super::lines::{bracketed, glued},
    Js,
    text::{escaped, is_identifier, quoted},
};
use crate::{Answer, CtxPath, Expr, Kind, Utility};

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

impl Js<'_> {
    /// The value; null where JavaScript has `undefined`.
    pub(super) fn value(&mut self, expr: &Expr) -> String {
        let mut printed = self.maybe(expr);
        if is_maybe_undefined(expr) {
            printed.push_str(" ?? null");
        }
        printed
    }

    /// The value, with parentheses around `??`, or `undefined`.
    pub(super) fn operand(&mut self, expr: &Expr) -> String {
        let printed = self.maybe(expr);
        if matches!(expr, Expr::Default(..)) {
            glued(&["(", &printed, ")"])
        } else {
            printed
        }
    }

    /// The value as what stands before a dot.
    pub(super) fn receiver(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Int(_) | Expr::Number(_) => glued(&["(", &self.maybe(expr), ")"]),
            expr => self.operand(expr),
        }
    }

    /// The value, or `undefined` where a member may be missing.
    pub(super) fn maybe(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Null => "null".to_owned(),
            Expr::Bool(value) => value.to_string(),
            Expr::Int(integer) => integer.to_string(),
            Expr::Number(number) => number.clone(),
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
                        let named = |name: &str| glued(&[name, ": ", &value]);
                        match name.as_str() {
                            // Without brackets it would set the prototype.
                            "__proto__" => named("['__proto__']"),
                            name if matches!(expr, Expr::Var(_)) && name == value => value,
                            name if is_identifier(name) => named(name),
                            name => named(&quoted(name)),
                        }
                    })
                    .collect();
                self.lines.dedent();
                bracketed(("{", "}"), " ", self.lines.depth(), &members)
            }
            Expr::Var(name) => self.scope.spelling(name),
            Expr::Ctx(path) => context(*path).to_owned(),
            Expr::Get(map, key) => self.get(map, key),
            Expr::Default(value, other) => match (&**value, &**other) {
                (Expr::Call(Utility::ParseJson, text), Expr::Text(empty)) if empty.is_empty() => {
                    glued(&[&self.call(Utility::ParseJson, text), " ?? ''"])
                }
                (value, other) => glued(&[&self.maybe(value), " ?? ", &self.value(other)]),
            },
            Expr::Call(Utility::ParseJson, text) if !matches!(text[..], [Expr::Text(_)]) => {
                self.used.add("parseJson");
                let text: Vec<String> = text.iter().map(|text| self.value(text)).collect();
                format!("parseJson({})", text.join(", "))
            }
            Expr::Call(function, arguments) => self.call(*function, arguments),
            Expr::First(list) => glued(&[&self.receiver(list), "?.[0]"]),
            Expr::Keys(map) => glued(&["Object.keys(", &self.or_empty(map, Kind::Map), ")"]),
            Expr::Count(list) => glued(&[&self.list_receiver(list), ".length"]),
            Expr::Length(text) => match self.scope.is_present(text) {
                true => glued(&[&self.receiver(text), ".length"]),
                false => glued(&["(", &self.maybe(text), " ?? '').length"]),
            },
            Expr::Split(text, separator) => {
                format!("{}?.split({})", self.receiver(text), quoted(separator))
            }
            Expr::Join(list, separator) => {
                format!("{}.join({})", self.list_receiver(list), quoted(separator))
            }
        }
    }

    fn call(&mut self, function: Utility, arguments: &[Expr]) -> String {
        let (_, name, answer) = function.row();
        if name.starts_with("util.") {
            self.used.add("util");
        }
        let arguments: Vec<String> = arguments
            .iter()
            .map(|argument| self.value(argument))
            .collect();
        let call = glued(&[name, "(", &arguments.join(", "), ")"]);
        match answer {
            Answer::Value(_) => call,
            Answer::JsonText => glued(&["JSON.parse(", &call, ")"]),
        }
    }

    pub(super) fn get(&mut self, map: &Expr, key: &Expr) -> String {
        match key {
            Expr::Text(name) if !INHERITED.contains(&name.as_str()) => {
                let is_present = self.scope.kind(map) == Some(Kind::Map)
                    || matches!(
                        map,
                        Expr::Ctx(CtxPath::Args | CtxPath::Stash | CtxPath::Env)
                    );
                let map = self.receiver(map);
                match (is_identifier(name), is_present) {
                    (true, true) => glued(&[&map, ".", name]),
                    (true, false) => glued(&[&map, "?.", name]),
                    (false, true) => [&map, "[", &quoted(name), "]"].concat(),
                    (false, false) => [&map, "?.[", &quoted(name), "]"].concat(),
                }
            }
            key => {
                self.used.add("member");
                format!("member({}, {})", self.maybe(map), self.value(key))
            }
        }
    }

    /// The list or map, or an empty one instead of null.
    pub(super) fn or_empty(&mut self, expr: &Expr, kind: Kind) -> String {
        let printed = self.maybe(expr);
        if self.scope.is_present(expr) {
            return printed;
        }
        let empty = if kind == Kind::List { "[]" } else { "{}" };
        glued(&[&printed, " ?? ", empty])
    }

    /// The list, or an empty one, as what stands before a dot.
    pub(super) fn list_receiver(&mut self, list: &Expr) -> String {
        if self.scope.is_present(list) {
            return self.receiver(list);
        }
        glued(&["(", &self.or_empty(list, Kind::List), ")"])
    }

    pub(super) fn concat(&mut self, parts: &[Expr]) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Expr::Null => {}
                Expr::Text(literal) => text.push_str(&escaped(literal, '`')),
                part => {
                    let is_present = self.scope.is_present(part);
                    let printed = self.maybe(part);
                    if is_present {
                        text.push_str(&glued(&["${", &printed, "}"]));
                    } else {
                        text.push_str(&glued(&["${", &printed, " ?? ''}"]));
                    }
                }
            }
        }
        glued(&["`", &text, "`"])
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
        CtxPath::Request => "ctx.request",
        CtxPath::RequestHeaders => "ctx.request?.headers",
        CtxPath::Env => "ctx.env",
    }
}
