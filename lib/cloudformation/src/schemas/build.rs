//! The words that the generated tables are written in.

use super::{List, Range, Text};
pub(super) use super::{Object, Pattern, Property, ResourceSchema, Rule, Schema};

pub(super) const fn required(name: &'static str, schema: Schema) -> Property {
    Property {
        name,
        required: true,
        schema,
    }
}

pub(super) const fn optional(name: &'static str, schema: Schema) -> Property {
    Property {
        name,
        required: false,
        schema,
    }
}

pub(super) const fn text() -> Schema {
    Schema::Text(Text {
        min: 0,
        max: u32::MAX,
        pattern: None,
        values: &[],
    })
}

pub(super) const fn integer() -> Schema {
    Schema::Integer(Range {
        min: f64::NEG_INFINITY,
        max: f64::INFINITY,
        values: &[],
    })
}

pub(super) const fn number() -> Schema {
    Schema::Number(Range {
        min: f64::NEG_INFINITY,
        max: f64::INFINITY,
        values: &[],
    })
}

pub(super) const fn list(items: &'static Schema) -> Schema {
    Schema::List(List {
        items,
        min: 0,
        max: u32::MAX,
        unique: false,
    })
}

impl Schema {
    /// At least so many characters or items, or at least this number.
    pub(super) const fn min(self, min: f64) -> Self {
        match self {
            Self::Text(text) => Self::Text(Text {
                min: min as u32,
                ..text
            }),
            Self::List(list) => Self::List(List {
                min: min as u32,
                ..list
            }),
            Self::Integer(range) => Self::Integer(Range { min, ..range }),
            Self::Number(range) => Self::Number(Range { min, ..range }),
            other => other,
        }
    }

    /// At most so many characters or items, or at most this number.
    pub(super) const fn max(self, max: f64) -> Self {
        match self {
            Self::Text(text) => Self::Text(Text {
                max: max as u32,
                ..text
            }),
            Self::List(list) => Self::List(List {
                max: max as u32,
                ..list
            }),
            Self::Integer(range) => Self::Integer(Range { max, ..range }),
            Self::Number(range) => Self::Number(Range { max, ..range }),
            other => other,
        }
    }

    pub(super) const fn pattern(self, pattern: &'static Pattern) -> Self {
        match self {
            Self::Text(text) => Self::Text(Text {
                pattern: Some(pattern),
                ..text
            }),
            other => other,
        }
    }

    pub(super) const fn one_of(self, values: &'static [&'static str]) -> Self {
        match self {
            Self::Text(text) => Self::Text(Text { values, ..text }),
            other => other,
        }
    }

    pub(super) const fn one_of_numbers(self, values: &'static [i64]) -> Self {
        match self {
            Self::Integer(range) => Self::Integer(Range { values, ..range }),
            other => other,
        }
    }

    pub(super) const fn unique(self) -> Self {
        match self {
            Self::List(list) => Self::List(List {
                unique: true,
                ..list
            }),
            other => other,
        }
    }
}
