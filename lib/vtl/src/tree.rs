//! A compiled template.

use appsynth_util::Function;

use crate::evaluate::Native;

/// A whole template.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) body: Block,
    pub(crate) macros: Vec<Macro>,
    /// How many variables there are.
    pub(crate) slots: usize,
}

/// Where something begins in the source, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position(pub(crate) usize);

/// The index of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot(pub(crate) usize);

/// Slots that every template has, in this order.
pub(crate) const BUILT_IN: [&str; 5] =
    ["context", "ctx", "foreach", "velocityCount", "bodyContent"];

impl Slot {
    pub(crate) const CONTEXT: Self = Self(0);
    pub(crate) const CTX: Self = Self(1);
    pub(crate) const FOREACH: Self = Self(2);
    pub(crate) const VELOCITY_COUNT: Self = Self(3);
    pub(crate) const BODY_CONTENT: Self = Self(4);
}

/// Statements in a row.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) nodes: Vec<Node>,
}

/// A statement.
#[derive(Debug)]
pub(crate) enum Node {
    Text(Box<str>),
    Reference(PrintedReference),
    Set {
        target: Reference,
        value: Expression,
    },
    If {
        branches: Vec<(Expression, Block)>,
        otherwise: Block,
    },
    Foreach(Foreach),
    Break,
    Stop,
    Return(Option<Expression>),
    Define {
        slot: Slot,
        body: Block,
    },
    Call(Call),
}

/// A reference in text.
#[derive(Debug)]
pub(crate) struct PrintedReference {
    pub(crate) reference: Reference,
    /// What is printed if there is no value: what the template says, or nothing for `$!`.
    pub(crate) literal: Box<str>,
    pub(crate) is_quiet: bool,
    /// Backslashes in front of it.
    pub(crate) backslashes: usize,
}

/// `#foreach($variable in list)`.
#[derive(Debug)]
pub(crate) struct Foreach {
    pub(crate) variable: Slot,
    pub(crate) list: Expression,
    pub(crate) body: Block,
    pub(crate) position: Position,
}

/// `#name(arguments)` or `#@name(arguments) body #end`.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: Box<str>,
    pub(crate) arguments: Vec<Expression>,
    pub(crate) body: Option<Block>,
    pub(crate) position: Position,
}

/// `#macro(name $parameters) body #end`.
#[derive(Debug)]
pub(crate) struct Macro {
    pub(crate) name: Box<str>,
    pub(crate) parameters: Vec<Slot>,
    pub(crate) body: Block,
}

/// `$root.step[step].step(…)`.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) root: Root,
    pub(crate) steps: Vec<Step>,
    pub(crate) position: Position,
}

/// What a reference starts from.
#[derive(Debug)]
pub(crate) enum Root {
    Variable(Slot),
    /// `$util.name(…)`, `$util.namespace.name(…)` or `$extensions.name(…)`.
    Utility(Utility),
}

/// A call of a utility function.
#[derive(Debug)]
pub(crate) struct Utility {
    /// As the template has it, such as `util.dynamodb.toMapValues`.
    pub(crate) name: Box<str>,
    pub(crate) function: UtilityFunction,
    pub(crate) arguments: Vec<Expression>,
    pub(crate) position: Position,
}

/// What runs for a utility call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum UtilityFunction {
    /// One of the engine's own.
    Native(Native),
    /// One that both engines share.
    Shared(&'static Function),
    /// AppSync has no function of this name.
    Unknown,
}

/// One step of a reference.
#[derive(Debug)]
pub(crate) enum Step {
    Property(Box<str>),
    Method {
        name: Box<str>,
        arguments: Vec<Expression>,
        position: Position,
    },
    Index(Expression, Position),
}

/// A value to compute.
#[derive(Debug)]
pub(crate) enum Expression {
    Null,
    Bool(bool),
    Integer(i64),
    Double(f64),
    Text(Box<str>),
    /// A string with references or directives in it.
    Interpolated(Block),
    Reference(Box<Reference>),
    List(Vec<Expression>),
    Range(Box<(Expression, Expression)>, Position),
    Map(Vec<(Expression, Expression)>),
    Not(Box<Expression>),
    Binary(Box<(Expression, Expression)>, Operator),
}

/// Operators between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
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
