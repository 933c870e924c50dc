//! The values of plain code.

use std::{borrow::Cow, ops::Deref, rc::Rc};

use serde_json::{Map, Value as Json};

use crate::plain::{Result, Stop};

/// A value of JavaScript. Those of a context are looked at where they are.
#[derive(Debug, Clone)]
pub(super) enum Value<'a> {
    /// Of a variable that has none yet.
    Missing,
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Text<'a>),
    Context,
    /// An object or a list of the context.
    Given(&'a Json),
    /// An object or a list within the stash that nothing has looked at yet: who does gets one that can be written
    /// to, as what is written there stays.
    Kept(&'a Json),
    Object(ObjectId),
    List(ListId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ObjectId(pub(super) usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListId(pub(super) usize);

/// A string without halves of characters.
#[derive(Debug, Clone)]
pub(super) enum Text<'a> {
    /// Of the code or the context.
    Given(&'a str),
    Own(Rc<str>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Given(text) => text,
            Self::Own(text) => text,
        }
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Given(text)
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Own(text.into())
    }
}

impl<'a> Text<'a> {
    /// A part of this text.
    pub(super) fn part(&self, range: std::ops::Range<usize>) -> Text<'a> {
        match self {
            Self::Given(text) => Self::Given(&text[range]),
            Self::Own(text) => Self::Own(text[range].into()),
        }
    }
}

impl<'a> Value<'a> {
    /// A value of the context.
    pub(super) fn given(json: &'a Json) -> Self {
        Self::primitive(json).unwrap_or(Self::Given(json))
    }

    /// A value within the stash.
    pub(super) fn kept(json: &'a Json) -> Self {
        Self::primitive(json).unwrap_or(Self::Kept(json))
    }

    fn primitive(json: &'a Json) -> Option<Self> {
        Some(match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Self::Text(Text::Given(text)),
            Json::Array(_) | Json::Object(_) => return None,
        })
    }

    pub(super) fn text(text: impl Into<Text<'a>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn is_nullish(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    pub(super) fn is_truthy(&self) -> bool {
        match self {
            Self::Missing | Self::Undefined | Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
            Self::Context | Self::Given(_) | Self::Kept(_) | Self::Object(_) | Self::List(_) => {
                true
            }
        }
    }

    pub(super) fn type_of(&self) -> &'static str {
        match self {
            Self::Missing | Self::Undefined => "undefined",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Null
            | Self::Context
            | Self::Given(_)
            | Self::Kept(_)
            | Self::Object(_)
            | Self::List(_) => "object",
        }
    }

    /// What a template makes of it.
    pub(super) fn to_text(&self) -> Result<Cow<'_, str>> {
        Ok(match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Null => "null".into(),
            Self::Undefined => "undefined".into(),
            Self::Bool(value) => if *value { "true" } else { "false" }.into(),
            Self::Number(number) => whole(*number).ok_or(Stop::Unknown)?.to_string().into(),
            _ => return Err(Stop::Unknown),
        })
    }

    /// `===`
    pub(super) fn is_same(&self, other: &Self) -> Result<bool> {
        Ok(match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => **one == **other,
            (Self::Object(one), Self::Object(other)) => one == other,
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Given(one), Self::Given(other)) => std::ptr::eq(*one, *other),
            (Self::Context, Self::Context) => true,
            // Who is handed one of these looks at it before.
            (Self::Missing | Self::Kept(_), _) | (_, Self::Missing | Self::Kept(_)) => {
                return Err(Stop::Unknown);
            }
            _ => false,
        })
    }
}

/// A number that is whole and small enough to be written without an exponent or a gap.
pub(super) fn whole(number: f64) -> Option<i64> {
    const SAFE: f64 = 9_007_199_254_740_991.0;
    (number.fract() == 0.0 && number.abs() <= SAFE).then_some(number as i64)
}

/// Whether every object has a member of this name, or JavaScript treats it in a way of its own.
pub(super) fn is_inherited(name: &str) -> bool {
    name.starts_with("__")
        && matches!(
            name,
            "__proto__"
                | "__defineGetter__"
                | "__defineSetter__"
                | "__lookupGetter__"
                | "__lookupSetter__"
        )
        || matches!(
            name,
            "constructor"
                | "hasOwnProperty"
                | "isPrototypeOf"
                | "propertyIsEnumerable"
                | "toLocaleString"
                | "toString"
                | "valueOf"
        )
}

/// Whether a member of this name does not stand where it was put: JavaScript sorts them, and before all others.
pub(super) fn is_sorted(name: &str) -> bool {
    name.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// The members of an object of the context, if they stand in JavaScript's order.
pub(super) fn members_in_order(members: &Map<String, Json>) -> Result<&Map<String, Json>> {
    let is_out_of_order = |name: &String| is_sorted(name) || name == "__proto__";
    match members.keys().any(is_out_of_order) {
        true => Err(Stop::Unknown),
        false => Ok(members),
    }
}
