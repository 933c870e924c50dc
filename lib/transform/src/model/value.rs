//! Defaults and validations of fields.

use appsynth_diagnostics::Span;

/// What a field of a new item takes when it is not given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DefaultValue {
    /// A text, also of AppSync's scalars that are written as text.
    Text(String),
    /// A number as written.
    Number(String),
    /// A truth value.
    Boolean(bool),
    /// JSON as written.
    Json(String),
    /// A value of the field's enum.
    Enum(String),
}

/// What the values of a field have to satisfy when an item is made or changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// The condition.
    pub rule: ValidationRule,
    /// What the caller is told; a general message if `None`.
    pub error_message: Option<String>,
    /// The directive.
    pub span: Option<Span>,
}

/// A condition on a value.
#[derive(Debug, Clone, PartialEq)]
pub enum ValidationRule {
    /// Greater than a number, written so.
    GreaterThan(String),
    /// Less than a number, written so.
    LessThan(String),
    /// Greater than a number or equal, written so.
    AtLeast(String),
    /// Less than a number or equal, written so.
    AtMost(String),
    /// So many characters or more.
    MinLength(u32),
    /// So many characters or fewer.
    MaxLength(u32),
    /// Starts with a text.
    StartsWith(String),
    /// Ends with a text.
    EndsWith(String),
    /// Matches a regular expression of Java, as `$util.matches` takes it.
    Matches(String),
}
