//! The values that a template works with.

use std::{
    borrow::Borrow,
    hash::{Hash, Hasher},
    ops::Deref,
    rc::Rc,
};

use crate::{key::Key, tree::Block};

/// A value. Copies of lists and maps are the same list or map, as in Java.
///
/// Java's integer types are one here: Velocity's arithmetic widens them as needed, so that a template
/// cannot tell them apart.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Double(f64),
    Text(Text<'a>),
    /// What `$text.charAt(0)` gives: no string for Java, though it prints and compares like one.
    Character(char),
    List(ListId),
    Map(MapId),
    /// What Java keeps as an array, such as `$text.split(",")`: no collection, and as long as it is.
    Array(ListId),
    /// `$map.keySet()` and its like: what goes from it goes from the map.
    View(MapId, Shown),
    /// `$list.subList(…)`: what happens to it happens to the list.
    Part(PartId),
    /// An element of `$map.entrySet()`.
    Entry(MapId, Key<'a>),
    /// `$list.iterator()`.
    Iterator(IteratorId),
    /// `$foreach`, by the depth of the loop.
    Loop(usize),
    /// What `#define` made, rendered wherever it is printed.
    Block(&'a Block),
}

/// A list in the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListId(pub(crate) usize);

/// A part of a list in the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartId(pub(crate) usize);

/// What a view shows of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Keys,
    Values,
    Entries,
}

/// A map in the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MapId(pub(crate) usize);

/// An iterator in the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IteratorId(pub(crate) usize);

impl Value<'_> {
    /// Velocity 1.7: anything but null and `false` is true.
    pub(crate) fn is_true(&self) -> bool {
        !matches!(self, Self::Null | Self::Bool(false))
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What kind of thing it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Double(_) => "a number",
            Self::Text(_) => "a string",
            Self::Character(_) => "a character",
            Self::List(_) | Self::Part(_) => "a list",
            Self::Array(_) => "an array",
            Self::View(_, Shown::Keys) => "a set of keys",
            Self::View(_, Shown::Values) => "a collection of values",
            Self::View(_, Shown::Entries) => "a set of entries",
            Self::Map(_) => "a map",
            Self::Entry(..) => "a map entry",
            Self::Iterator(_) => "an iterator",
            Self::Loop(_) => "`$foreach`",
            Self::Block(_) => "a `#define` block",
        }
    }
}

/// Text that lives in the template or the context, or was made.
#[derive(Debug, Clone)]
pub(crate) enum Text<'a> {
    Borrowed(&'a str),
    Made(Rc<str>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Made(text) => text,
        }
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Borrowed(text)
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Made(text.into())
    }
}

// Text is the same wherever it lives: a map finds its members by either form.
impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text<'_> {}
