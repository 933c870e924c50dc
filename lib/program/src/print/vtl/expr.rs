//! Expressions.

use super::{
    super::lines::bracketed,
    Vtl,
    text::{is_plain, is_property, literal_pattern, quoted},
};
use crate::{Answer, CtxPath, Expr, Name};

impl Vtl {
    /// A literal or a reference.
    pub(super) fn expr(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::Null => "$null".to_owned(),
            Expr::Bool(value) => value.to_string(),
            Expr::Int(integer) => integer.to_string(),
            Expr::Number(number) => number.clone(),
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
            Expr::Length(text) => format!("{}.length()", self.or_empty(text, "\"\"")),
            Expr::Split(text, separator) => format!(
                "{}.split({}, -1)",
                self.reference(text),
                quoted(&literal_pattern(separator))
            ),
            Expr::Join(list, separator) => {
                let list = self.or_empty(list, "[]");
                let separator = self.hoist(&quoted(separator));
                format!("${separator}.join(${separator}, {list})")
            }
        }
    }

    /// A reference, which methods can be called on.
    pub(super) fn reference(&mut self, expr: &Expr) -> String {
        let printed = self.expr(expr);
        if printed.starts_with('$') {
            printed
        } else {
            format!("$util.defaultIfNull({printed}, $null)")
        }
    }

    /// A reference that is the empty list or map instead of null.
    pub(super) fn or_empty(&mut self, expr: &Expr, empty: &str) -> String {
        if self.scope.is_present(expr) {
            return self.reference(expr);
        }
        format!("$util.defaultIfNull({}, {empty})", self.expr(expr))
    }

    /// A double-quoted text. What cannot stand in one is set to a variable before.
    pub(super) fn concat(&mut self, parts: &[Expr]) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Expr::Null => {}
                Expr::Text(literal) if is_plain(literal) => text.push_str(literal),
                Expr::Text(literal) => {
                    let name = self.hoist(&quoted(literal));
                    text.push_str(&format!("${{{name}}}"));
                }
                Expr::Int(_) | Expr::Number(_) | Expr::Bool(_) => text.push_str(&self.expr(part)),
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
    pub(super) fn hoist(&mut self, value: &str) -> String {
        self.hoisted += 1;
        let base = Name::numbered("part", self.hoisted);
        let name = self.scope.free(&base.0);
        self.lines.line(&format!("#set(${name} = {value})"));
        name
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
        CtxPath::Request => "$ctx.request",
        CtxPath::RequestHeaders => "$ctx.request.headers",
        CtxPath::Env => "$ctx.env",
    }
}
