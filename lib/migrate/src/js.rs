//! JavaScript expressions as they are built, and how they are laid out.

/// The longest line that is not broken.
const WIDTH: usize = 100;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Js {
    /// What binds tightest: names, literals, members, calls.
    Atom(String),
    /// An operator and its operands.
    Operation(String, Operator),
    Object(Vec<(Key, Js)>),
    List(Vec<Js>),
    Call(String, Vec<Js>),
}

/// The name of an object's member.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Key {
    Name(String),
    Computed(Js),
}

impl Key {
    pub(crate) fn is(&self, text: &str) -> bool {
        matches!(self, Self::Name(name) if name == text)
    }
}

/// The operator that an operation ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Not,
    And,
    Or,
    Comparison,
    Add,
    Arithmetic,
    Nullish,
    Conditional,
}

impl Js {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    pub(crate) fn call(function: impl Into<String>, arguments: Vec<Js>) -> Self {
        Self::Call(function.into(), arguments)
    }

    /// `left symbol right`
    pub(crate) fn binary(left: &Js, symbol: &str, operator: Operator, right: &Js) -> Self {
        let text = format!(
            "{} {symbol} {}",
            left.operand(operator),
            right.operand(operator)
        );
        Self::Operation(text, operator)
    }

    pub(crate) fn conditional(test: &Js, then: &Js, otherwise: &Js) -> Self {
        let operand = |js: &Js| js.operand(Operator::Conditional);
        let text = format!(
            "{} ? {} : {}",
            test.flat(),
            operand(then),
            operand(otherwise)
        );
        Self::Operation(text, Operator::Conditional)
    }

    pub(crate) fn negated(&self) -> Self {
        if let Self::Operation(text, Operator::Comparison) = self {
            for (symbol, opposite) in [(" === ", " !== "), (" == ", " != "), (" != ", " == ")] {
                if text.matches(symbol).count() == 1 {
                    let text = text.replacen(symbol, opposite, 1);
                    return Self::Operation(text, Operator::Comparison);
                }
            }
        }
        Self::Operation(format!("!{}", self.operand(Operator::Not)), Operator::Not)
    }

    /// `this ?? other`
    pub(crate) fn or_else(&self, other: &str) -> Self {
        Self::binary(self, "??", Operator::Nullish, &Js::atom(other))
    }

    /// The text as something that a member can be taken of.
    pub(crate) fn receiver(&self) -> String {
        match self {
            Self::Atom(_) | Self::Call(..) | Self::List(_) => self.flat(),
            Self::Operation(..) | Self::Object(_) => format!("({})", self.flat()),
        }
    }

    /// The text as an operand of an operator.
    fn operand(&self, of: Operator) -> String {
        let Self::Operation(text, own) = self else {
            return self.flat();
        };
        let binds = match (of, *own) {
            (Operator::Not, _) | (_, Operator::Conditional) => false,
            (_, Operator::Not) | (Operator::Conditional, _) => true,
            (Operator::And | Operator::Or, Operator::Comparison | Operator::Add) => true,
            (Operator::Comparison, Operator::Add | Operator::Arithmetic) => true,
            (Operator::And | Operator::Or | Operator::Add, own) => own == of,
            _ => false,
        };
        if binds {
            text.clone()
        } else {
            format!("({text})")
        }
    }

    /// The expression on one line.
    pub(crate) fn flat(&self) -> String {
        match self {
            Self::Atom(text) | Self::Operation(text, _) => text.clone(),
            Self::Object(members) if members.is_empty() => "{}".to_owned(),
            Self::Object(members) => {
                let members: Vec<_> = members
                    .iter()
                    .map(|(key, value)| member(key, &value.flat()))
                    .collect();
                format!("{{ {} }}", members.join(", "))
            }
            Self::List(elements) => format!("[{}]", flat_list(elements)),
            Self::Call(function, arguments) => format!("{function}({})", flat_list(arguments)),
        }
    }

    /// The expression in a line that is indented by `indent` and has `used` characters besides, broken
    /// where it is too long.
    pub(crate) fn laid_out(&self, indent: usize, used: usize) -> String {
        let flat = self.flat();
        if flat.len() + indent + used <= WIDTH {
            return flat;
        }
        let inner = indent + 2;
        let lines = |open: &str, items: Vec<String>, close: &str| {
            let mut text = format!("{open}\n");
            for item in items {
                text.push_str(&format!("{}{item},\n", " ".repeat(inner)));
            }
            text.push_str(&" ".repeat(indent));
            text.push_str(close);
            text
        };
        let elements = |list: &[Js]| list.iter().map(|one| one.laid_out(inner, 1)).collect();
        match self {
            Self::Atom(_) | Self::Operation(..) => flat,
            Self::Object(members) => {
                let members = members.iter().map(|(key, value)| {
                    let name = member(key, "");
                    let value = value.laid_out(inner, name.len() + 1);
                    member(key, &value)
                });
                lines("{", members.collect(), "}")
            }
            Self::List(list) => lines("[", elements(list), "]"),
            Self::Call(function, arguments) => match arguments.as_slice() {
                [only @ (Self::Object(_) | Self::List(_))] => {
                    format!("{function}({})", only.laid_out(indent, used))
                }
                arguments => lines(&format!("{function}("), elements(arguments), ")"),
            },
        }
    }
}

fn flat_list(list: &[Js]) -> String {
    let list: Vec<_> = list.iter().map(Js::flat).collect();
    list.join(", ")
}

fn member(key: &Key, value: &str) -> String {
    match key {
        Key::Name(name) if is_name(name) && name == value => name.clone(),
        Key::Name(name) if is_name(name) => format!("{name}: {value}"),
        Key::Name(name) => format!("{}: {value}", quoted(name)),
        Key::Computed(key) => format!("[{}]: {value}", key.flat()),
    }
}

/// `.name`, or `['name']` if it is no name of JavaScript.
pub(crate) fn access(name: &str) -> String {
    match is_name(name) {
        true => format!(".{name}"),
        false => format!("[{}]", quoted(name)),
    }
}

/// `?.name`, or `?.['name']` if it is no name of JavaScript.
pub(crate) fn optional_access(name: &str) -> String {
    match is_name(name) {
        true => format!("?.{name}"),
        false => format!("?.[{}]", quoted(name)),
    }
}

pub(crate) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, '_' | '$'))
        && characters.all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '$'))
}

/// A string literal.
pub(crate) fn quoted(text: &str) -> String {
    let mut literal = String::from("'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => literal.extend(['\\', character]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                literal.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => literal.push(other),
        }
    }
    literal.push('\'');
    literal
}

/// A part of a template literal.
pub(crate) fn template_text(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('`', "\\`")
        .replace("${", "\\${")
}
