//! The arguments of a directive that passed validation, with their places.

use appsynth_schema::ast::{Directive, Name, Value, ValueKind};

/// An argument for which null means something else than nothing.
#[derive(Debug, Clone)]
pub(crate) enum Given<T> {
    Absent,
    Null,
    Value(T),
}

impl<T> Given<T> {
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

/// A text argument.
pub(crate) fn text(directive: &Directive, name: &str) -> Given<Name> {
    given(directive.argument(name)).and_text()
}

/// An argument that lists texts. A single one counts as a list of one.
pub(crate) fn texts(directive: &Directive, name: &str) -> Option<Vec<Name>> {
    directive.argument(name).and_then(texts_of)
}

/// An argument that is a whole number.
pub(crate) fn number(directive: &Directive, name: &str) -> Option<(i64, Name)> {
    let value = directive.argument(name)?;
    let ValueKind::Int(digits) = &value.kind else {
        return None;
    };
    Some((digits.parse().ok()?, name_at(digits, value)))
}

/// An argument that is an input object or null.
pub(crate) fn object<'a>(directive: &'a Directive, name: &str) -> Given<&'a Value> {
    given(directive.argument(name))
}

/// A member of an input object.
pub(crate) fn member<'a>(value: &'a Value, name: &str) -> Given<&'a Value> {
    given(member_value(value, name))
}

/// The name of a member of an input object as it stands there, unless it is null.
pub(crate) fn member_name<'a>(value: &'a Value, name: &str) -> Option<&'a Name> {
    member(value, name).value()?;
    match &value.kind {
        ValueKind::Object(members) => members
            .iter()
            .map(|(one, _)| one)
            .find(|one| &***one == name),
        _ => None,
    }
}

/// A text in an input object; enum values count as text.
pub(crate) fn member_text(value: &Value, name: &str) -> Given<Name> {
    member(value, name).and_text()
}

/// A list of texts in an input object.
pub(crate) fn member_texts(value: &Value, name: &str) -> Option<Vec<Name>> {
    member_value(value, name).and_then(texts_of)
}

/// The items of a list; a single value counts as a list of one.
pub(crate) fn items(value: &Value) -> &[Value] {
    match &value.kind {
        ValueKind::List(items) => items,
        _ => std::slice::from_ref(value),
    }
}

fn member_value<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match &value.kind {
        ValueKind::Object(members) => members
            .iter()
            .find(|(member, _)| &**member == name)
            .map(|(_, value)| value),
        _ => None,
    }
}

fn given(value: Option<&Value>) -> Given<&Value> {
    match value {
        None => Given::Absent,
        Some(Value {
            kind: ValueKind::Null,
            ..
        }) => Given::Null,
        Some(value) => Given::Value(value),
    }
}

impl Given<&Value> {
    fn and_text(self) -> Given<Name> {
        match self {
            Self::Absent => Given::Absent,
            Self::Null => Given::Null,
            Self::Value(value) => text_of(value).map_or(Given::Absent, Given::Value),
        }
    }
}

fn texts_of(value: &Value) -> Option<Vec<Name>> {
    match &value.kind {
        ValueKind::Null => None,
        _ => Some(items(value).iter().filter_map(text_of).collect()),
    }
}

pub(crate) fn text_of(value: &Value) -> Option<Name> {
    match &value.kind {
        ValueKind::String(text) | ValueKind::Enum(text) => Some(name_at(text, value)),
        _ => None,
    }
}

fn name_at(text: &str, value: &Value) -> Name {
    Name {
        text: text.to_owned(),
        span: value.span,
    }
}
