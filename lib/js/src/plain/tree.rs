//! Plain code, as it is evaluated: every name is resolved.

use appsynth_util::Function as Utility;

use crate::code::Position;

/// Where a variable is: the number of its place among those of its function, or of the module.
pub(super) type Slot = usize;

/// A function of the module, or its top level, with the variables of all blocks and callbacks in it: none of them
/// outlives its call.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) code: Lambda,
    pub(super) slots: usize,
}

/// What takes arguments and does something.
#[derive(Debug)]
pub(super) struct Lambda {
    pub(super) parameters: Box<[Pattern]>,
    pub(super) body: Box<[Statement]>,
}

#[derive(Debug)]
pub(super) enum Statement {
    Declare(Pattern, Expression),
    Evaluate(Expression),
    Block(Box<[Statement]>),
    If {
        test: Expression,
        then: Box<Statement>,
        otherwise: Option<Box<Statement>>,
    },
    ForOf {
        target: Pattern,
        list: Expression,
        body: Box<Statement>,
    },
    ForIn {
        target: Pattern,
        object: Expression,
        body: Box<Statement>,
    },
    /// The cases with what they do, which goes on with the next one's unless it breaks; the default has no test.
    Switch(Expression, Box<[Case]>),
    Return(Expression),
    Break,
}

pub(super) type Case = (Option<Expression>, Box<[Statement]>);

/// What takes a value apart.
#[derive(Debug)]
pub(super) enum Pattern {
    Variable(Slot),
    ModuleVariable(Slot),
    Default(Box<(Pattern, Expression)>),
    Object {
        members: Box<[(Box<str>, Pattern)]>,
        rest: Option<Box<Pattern>>,
    },
    List(Box<[Option<Pattern>]>),
}

#[derive(Debug)]
pub(super) enum Expression {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Box<str>),
    Variable(Slot),
    ModuleVariable(Slot),
    Object(Box<[Property]>),
    List(Box<[Element]>),
    /// Texts and the values between them: there is one text more.
    Template(Box<[Box<str>]>, Box<[Expression]>),
    Member {
        object: Box<Expression>,
        name: Box<str>,
        /// Whether null has this member, too: the chain ends then.
        optional: bool,
    },
    Index {
        object: Box<Expression>,
        index: Box<Expression>,
        optional: bool,
    },
    /// What is undefined if it ends early.
    Chain(Box<Expression>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    TypeOf(Box<Expression>),
    Delete(Box<Expression>, Key),
    Binary(Binary, Box<(Expression, Expression)>),
    Logical(Logical, Box<(Expression, Expression)>),
    Conditional(Box<(Expression, Expression, Expression)>),
    Assign(Box<Target>, Box<Expression>),
    /// `+=` and its like.
    AssignBinary(Binary, Box<Target>, Box<Expression>),
    /// `??=` and its like.
    AssignLogical(Logical, Box<Target>, Box<Expression>),
    Call(Box<Call>),
}

/// The name of a member.
#[derive(Debug)]
pub(super) enum Key {
    Name(Box<str>),
    Computed(Box<Expression>),
}

#[derive(Debug)]
pub(super) enum Property {
    Member(Key, Expression),
    Spread(Expression),
}

#[derive(Debug)]
pub(super) enum Element {
    Item(Expression),
    Spread(Expression),
}

/// What is assigned to.
#[derive(Debug)]
pub(super) enum Target {
    Variable(Slot),
    Member(Expression, Key),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    Same { not: bool },
    Equal { not: bool },
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Logical {
    And,
    Or,
    Coalesce,
}

#[derive(Debug)]
pub(super) enum Call {
    /// A function of the module, by number.
    Own(usize, Box<[Expression]>),
    Method {
        receiver: Expression,
        /// Whether the call is left out of a chain whose receiver is null.
        optional: bool,
        method: Method,
        arguments: Box<[Expression]>,
    },
    /// A method that calls a function for each item.
    Each {
        receiver: Expression,
        optional: bool,
        method: Iteration,
        callback: Callback,
    },
    Global(Global, Box<[Expression]>),
    Utility(&'static Utility, Box<[Expression]>),
    DynamoDb(DynamoDb, Box<[Expression]>),
    Effect(Effect, Box<[Expression]>),
}

/// Methods of texts and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Concat,
    EndsWith,
    Includes,
    IndexOf,
    Join,
    Push,
    Slice,
    Split,
    StartsWith,
    ToLowerCase,
    ToUpperCase,
    Trim,
}

impl Method {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "concat" => Self::Concat,
            "endsWith" => Self::EndsWith,
            "includes" => Self::Includes,
            "indexOf" => Self::IndexOf,
            "join" => Self::Join,
            "push" => Self::Push,
            "slice" => Self::Slice,
            "split" => Self::Split,
            "startsWith" => Self::StartsWith,
            "toLowerCase" => Self::ToLowerCase,
            "toUpperCase" => Self::ToUpperCase,
            "trim" => Self::Trim,
            _ => return None,
        })
    }
}

/// Methods of lists that call a function for each item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Iteration {
    Every,
    Filter,
    Find,
    ForEach,
    Map,
    Some,
}

impl Iteration {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "every" => Self::Every,
            "filter" => Self::Filter,
            "find" => Self::Find,
            "forEach" => Self::ForEach,
            "map" => Self::Map,
            "some" => Self::Some,
            _ => return None,
        })
    }
}

/// What is called for each item, with the item and its number.
#[derive(Debug)]
pub(super) enum Callback {
    /// A function of the module.
    Own(usize),
    /// A function within another, whose variables are among those of the one around it.
    Within(Lambda),
}

/// Functions of the language's global objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Global {
    ObjectAssign,
    ObjectEntries,
    ObjectHasOwn,
    ObjectKeys,
    ObjectValues,
    ArrayIsArray,
    JsonParse,
    JsonStringify,
    MathCeil,
    MathFloor,
    MathMax,
    MathMin,
    StringOf,
    /// `util.dynamodb.toDynamoDB` and `toMapValues`, which nearly all requests are made with.
    ToDynamoDb,
    ToMapValues,
}

impl Global {
    pub(super) fn named(object: &str, function: &str) -> Option<Self> {
        Some(match (object, function) {
            ("Object", "assign") => Self::ObjectAssign,
            ("Object", "entries") => Self::ObjectEntries,
            ("Object", "hasOwn") => Self::ObjectHasOwn,
            ("Object", "keys") => Self::ObjectKeys,
            ("Object", "values") => Self::ObjectValues,
            ("Array", "isArray") => Self::ArrayIsArray,
            ("JSON", "parse") => Self::JsonParse,
            ("JSON", "stringify") => Self::JsonStringify,
            ("Math", "ceil") => Self::MathCeil,
            ("Math", "floor") => Self::MathFloor,
            ("Math", "max") => Self::MathMax,
            ("Math", "min") => Self::MathMin,
            _ => return None,
        })
    }
}

/// Functions of `@aws-appsync/utils/dynamodb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DynamoDb {
    Get,
    Put,
    Remove,
    Update,
    Query,
    Scan,
    /// What is done to an attribute: its `type`, and what the arguments are called.
    Operation {
        kind: &'static str,
        of: &'static [&'static str],
    },
}

impl DynamoDb {
    pub(super) fn named(name: &str) -> Option<Self> {
        let (kind, of): (_, &[_]) = match name {
            "get" => return Some(Self::Get),
            "put" => return Some(Self::Put),
            "remove" => return Some(Self::Remove),
            "update" => return Some(Self::Update),
            "query" => return Some(Self::Query),
            "scan" => return Some(Self::Scan),
            "operations.add" => ("OPERATION_ADD", &["value"]),
            "operations.remove" => ("OPERATION_REMOVE", &[]),
            "operations.replace" => ("OPERATION_REPLACE", &["value"]),
            "operations.increment" => ("OPERATION_INCREMENT", &["by"]),
            "operations.decrement" => ("OPERATION_DECREMENT", &["by"]),
            "operations.append" => ("OPERATION_APPEND", &["items"]),
            "operations.prepend" => ("OPERATION_PREPEND", &["items"]),
            "operations.updateListItem" => ("OPERATION_UPDATE_LIST_ITEM", &["value", "index"]),
            _ => return None,
        };
        Some(Self::Operation { kind, of })
    }
}

/// Functions that act on the evaluation.
#[derive(Debug, Clone)]
pub(super) enum Effect {
    AppendError,
    AuthType,
    EarlyReturn,
    Error,
    /// `console`: the level and the place of the call.
    Log(&'static str, Position),
    /// What `extensions` and `util.http` do.
    Record(&'static str),
    Unauthorized,
}
