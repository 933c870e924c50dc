//! Expressions: what has a value and no effect.

use std::borrow::Cow;

use crate::Utility;

/// A value, possibly null. An absent member is null.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expr {
    /// The one null there is.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer, at most 2⁵³ in size.
    Int(i64),
    /// A number as JSON writes it, such as `2.75`.
    Number(String),
    /// A literal text, of any characters.
    Text(String),
    /// Texts, integers and booleans in a row; nulls are left out.
    Concat(Vec<Expr>),
    /// A new list.
    List(Vec<Expr>),
    /// A new map.
    Map(Vec<(String, Expr)>),
    /// What a variable holds.
    Var(Name),
    /// A part of the context.
    Ctx(CtxPath),
    /// The member of a map, of a name that is a text; null if there is no map or no member.
    Get(Box<Expr>, Box<Expr>),
    /// The first, or if it is null the second.
    Default(Box<Expr>, Box<Expr>),
    /// The answer of a function of AppSync.
    Call(Utility, Vec<Expr>),
    /// The first element of a list, which must have one.
    First(Box<Expr>),
    /// The names of a map's members; none if there is no map. They are asked for before the map changes.
    Keys(Box<Expr>),
    /// How many elements a list has; none if there is no list.
    Count(Box<Expr>),
    /// How many UTF-16 units a text has; none if there is no text.
    Length(Box<Expr>),
    /// The parts of a text between separators, which are not empty; null if there is no text.
    Split(Box<Expr>, String),
    /// The texts of a list with a separator between them.
    Join(Box<Expr>, String),
}

impl Expr {
    /// The member of this name.
    pub fn get(self, name: impl Into<Expr>) -> Expr {
        Expr::Get(Box::new(self), Box::new(name.into()))
    }

    /// This value, or the other one if it is null.
    pub fn or(self, other: impl Into<Present>) -> Present {
        Present(Expr::Default(Box::new(self), Box::new(other.into().0)))
    }
}

/// A value that is never null, which is all that variables hold: Velocity leaves a variable as it was
/// when it is set to null.
///
/// <https://velocity.apache.org/engine/1.7/user-guide.html#set>
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Present(pub(crate) Expr);

impl Present {
    /// The member of this name, which may be null.
    pub fn get(self, name: impl Into<Expr>) -> Expr {
        self.0.get(name)
    }
}

/// A value that is a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text(pub(crate) Expr);

/// A part of the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CtxPath {
    /// `ctx.args`, never null.
    Args,
    /// `ctx.identity`
    Identity,
    /// `ctx.source`
    Source,
    /// `ctx.stash`, never null.
    Stash,
    /// `ctx.prev.result`
    PrevResult,
    /// `ctx.result`
    Result,
    /// `ctx.error`
    Error,
    /// `ctx.info`
    Info,
    /// `ctx.request`, with `headers` and `domainName`.
    Request,
    /// `ctx.request.headers`
    RequestHeaders,
    /// `ctx.env`, never null.
    Env,
}

/// The name of a variable: letters and digits that the author of a half chose. Data of users never is
/// one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub(crate) Cow<'static, str>);

impl Name {
    /// A name with a counter, such as `filter3`.
    pub fn numbered(base: &'static str, number: usize) -> Self {
        Self::new(format!("{base}{number}").into())
    }

    fn new(name: Cow<'static, str>) -> Self {
        debug_assert!(
            name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric()),
            "invariant: the author of a half chose an identifier, not `{name}`"
        );
        Self(name)
    }
}

impl From<&'static str> for Name {
    fn from(name: &'static str) -> Self {
        Self::new(name.into())
    }
}

impl From<&str> for Expr {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Expr {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Expr {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Expr {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<Present> for Expr {
    fn from(present: Present) -> Self {
        present.0
    }
}

impl From<Text> for Expr {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl From<Text> for Present {
    fn from(text: Text) -> Self {
        Self(text.0)
    }
}

impl From<bool> for Present {
    fn from(value: bool) -> Self {
        Self(value.into())
    }
}

impl From<i64> for Present {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl From<&str> for Present {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Present {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}
