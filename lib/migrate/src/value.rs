//! What is known of a translated expression.

use std::ops::Range;

use crate::js::Js;

/// An expression in JavaScript and what is known of its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub(crate) js: Js,
    pub(crate) kind: Kind,
    /// Whether it may be null or undefined.
    pub(crate) is_nullable: bool,
}

/// The kind of a value that is not null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Unknown,
    Bool,
    Number,
    Text,
    List,
    Map,
    /// In the template it is the JSON text of a value. The expression in JavaScript is that value.
    Json,
}

impl Value {
    pub(crate) fn new(js: Js, kind: Kind) -> Self {
        Self {
            js,
            kind,
            is_nullable: false,
        }
    }

    pub(crate) fn nullable(js: Js, kind: Kind) -> Self {
        Self {
            js,
            kind,
            is_nullable: true,
        }
    }

    pub(crate) fn null() -> Self {
        Self::nullable(Js::atom("null"), Kind::Unknown)
    }

    /// The expression, null instead of undefined.
    pub(crate) fn or_null(&self) -> Js {
        if self.is_nullable && self.js != Js::atom("null") {
            self.js.or_else("null")
        } else {
            self.js.clone()
        }
    }
}

/// A part of a template that has no translation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Untranslated {
    /// Where, in bytes.
    pub(crate) range: Range<usize>,
    /// Lower case, without full stop.
    pub(crate) why: String,
}

/// What a translation of a part gives.
pub(crate) type Translated<T> = Result<T, Untranslated>;

/// This part has no translation.
pub(crate) fn no<T>(range: Range<usize>, why: impl Into<String>) -> Translated<T> {
    let why = why.into();
    Err(Untranslated { range, why })
}
