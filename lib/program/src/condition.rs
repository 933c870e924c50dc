//! Conditions: what is true or false.

use crate::{Expr, Kind, Text};

/// Something that holds or does not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The value is null or absent.
    IsNull(Expr),
    /// The text, list or map is null or empty. Of another value it may not be asked.
    IsEmpty(Expr),
    /// The value is of this kind.
    Is(Kind, Expr),
    /// The value is `true`.
    IsTrue(Expr),
    /// Both values are the same text.
    Same(Expr, Expr),
    /// Both values are numbers, and compare like this.
    Compare(Expr, Comparison, Expr),
    /// The first is a list that has the second, a text, as an element.
    Contains(Expr, Expr),
    /// The value is a text that begins with the other one.
    StartsWith(Expr, Text),
    /// The value is a text that ends with the other one.
    EndsWith(Expr, Text),
    /// The value is a text that has the other one somewhere in it.
    Includes(Expr, Text),
    /// The map has a member of this name, be it null. False if there is no map.
    HasKey(Expr, Expr),
    /// The other does not hold.
    Not(Box<Condition>),
    /// All hold, or there are none.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}
