//! Halves and their statements.

use crate::{Condition, Expr, Name, Present, Text};

/// A request or a response handler.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Half {
    /// What happens first.
    pub body: Vec<Stmt>,
    /// What the half gives.
    pub end: End,
}

impl Half {
    /// A half of these statements and this end.
    pub fn new(body: impl IntoIterator<Item = Stmt>, end: End) -> Self {
        Self {
            body: body.into_iter().collect(),
            end,
        }
    }
}

/// The end of a half. A result stands nowhere else, because a template goes on after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum End {
    /// The data source's request, or the result.
    Return(Expr),
    /// The first half whose condition holds, or else the last one.
    If(Vec<(Condition, Half)>, Box<Half>),
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stmt {
    /// Declares a variable for the rest of the block.
    Let(Name, Present),
    /// Gives another value to a variable.
    Set(Name, Present),
    /// Sets a member of a map; null is a value too. `__proto__` is never set.
    Put(Place, Expr, Expr),
    /// Sets all members of a map, or none if there is no map.
    PutAll(Place, Expr),
    /// Takes away a member of a map.
    Remove(Place, Expr),
    /// Appends to the list that a variable holds.
    Push(Name, Expr),
    /// The first block whose condition holds, or else the last one.
    If(Vec<(Condition, Vec<Stmt>)>, Vec<Stmt>),
    /// Goes through a list; not at all if it is null. Elements may be null.
    ForEach {
        /// The variable of the element.
        item: Name,
        /// A list or null.
        list: Expr,
        /// What to do for each.
        body: Vec<Stmt>,
    },
    /// Goes through the members of a map; not at all if it is null. Values may be null.
    ForEntries {
        /// The variable of the member's name.
        key: Name,
        /// The variable of its value.
        value: Name,
        /// A map or null.
        map: Expr,
        /// What to do for each.
        body: Vec<Stmt>,
    },
    /// Ends the half and skips the data source and the response half.
    EarlyReturn(Expr),
    /// Ends the whole resolver with an error.
    Error(ErrorArguments),
    /// Adds an error to the answer and goes on.
    AppendError(ErrorArguments),
    /// Ends the whole resolver: the caller may not do this.
    Unauthorized,
    /// Sets the filter of the subscription that is being made.
    SubscriptionFilter(Expr),
    /// What templates do and modules do not, for the templates that run later: that changes of the arguments reach the
    /// next function is promised of templates only.
    InTemplates(Vec<Stmt>),
    /// Writes to the log. The runtimes write different lines.
    Log(Expr),
    /// A comment for readers of the printed code.
    Comment(String),
}

/// The arguments of `util.error` and `util.appendError`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ErrorArguments {
    /// `message`
    pub message: Text,
    /// `errorType`; null for none.
    pub kind: Expr,
    /// `data`, the field's value in spite of the error.
    pub data: Expr,
    /// `errorInfo`
    pub info: Expr,
}

/// A map that can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// `ctx.stash`
    Stash,
    /// The arguments' `input`, which templates change only.
    Input,
    /// The map that a variable holds.
    Var(Name),
}

impl From<&'static str> for Place {
    fn from(name: &'static str) -> Self {
        Self::Var(name.into())
    }
}

impl From<Name> for Place {
    fn from(name: Name) -> Self {
        Self::Var(name)
    }
}
