//! What maps find their members by.

use std::{
    borrow::Cow,
    hash::{Hash, Hasher},
};

use indexmap::Equivalent;

use crate::value::{Text, Value};

/// A key of a map. A whole number is another key than its text, as in Java; other values that are no text
/// are taken as theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key<'a> {
    Text(Text<'a>),
    Integer(i64),
}

impl<'a> Key<'a> {
    /// The key as a value of the template.
    pub(crate) fn value(&self) -> Value<'a> {
        match self {
            Self::Text(text) => Value::Text(text.clone()),
            Self::Integer(integer) => Value::Integer(*integer),
        }
    }

    /// The name of the member in JSON.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(integer) => Cow::Owned(integer.to_string()),
        }
    }
}

impl<'a> From<&'a str> for Key<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Key<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

// A text hashes as such, so that a map is searched without making a key.
impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Text(text) => text.hash(state),
            Self::Integer(integer) => integer.hash(state),
        }
    }
}

impl Equivalent<Key<'_>> for str {
    fn equivalent(&self, key: &Key<'_>) -> bool {
        matches!(key, Key::Text(text) if &**text == self)
    }
}
