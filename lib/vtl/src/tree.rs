//! A compiled template as its statements and expressions: what is evaluated, and what tools walk over.

use std::ops::Range;

use appsynth_util::Function;

use crate::evaluate::Native;

/// A whole template.
#[derive(Debug)]
pub struct Tree {
    /// Its statements.
    pub body: Block,
    /// What `#macro` defines, wherever it stands.
    pub macros: Vec<Macro>,
    /// Comments, in order. They are no statements.
    pub comments: Vec<Comment>,
    /// What Velocity does not take as it seems to be meant.
    pub oddities: Vec<Oddity>,
    pub(crate) names: Vec<Box<str>>,
}

impl Tree {
    /// The name of a variable, without `$`.
    pub fn name(&self, variable: Slot) -> &str {
        &self.names[variable.0]
    }
}

/// `## …` or `#* … *#`.
#[derive(Debug)]
pub struct Comment {
    /// Where it begins, in bytes.
    pub start: usize,
    /// What it says, trimmed.
    pub text: Box<str>,
}

/// Something that is taken here and that Velocity 1.7 refuses, or takes for something else than it seems to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// What it is.
    pub kind: OddityKind,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// Kinds of what Velocity does not take as it seems to be meant.
///
/// <https://velocity.apache.org/engine/1.7/vtl-reference.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddityKind {
    /// Refused: `null` other than as an argument of a method.
    Null,
    /// Refused: an expression as an argument, an index, or in a list or map.
    Expression,
    /// Refused: `1 -2`, where `-2` is a number.
    SignedNumber,
    /// Refused: parentheses or operators around what `#foreach` goes through.
    ForeachExpression,
    /// Refused: blanks between brackets that hold nothing.
    BlankBrackets,
    /// `${$a`: refused, or printed as it is if a brace follows.
    DollarInBraces,
    /// A word among the arguments of a method: null.
    Word,
    /// `##` right behind `$a.b`: text.
    PrintedComment,
}

/// Where something begins in the source, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position(pub usize);

/// The index of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub(crate) usize);

/// Slots that every template has, in this order.
pub(crate) const BUILT_IN: [&str; 6] = [
    "context",
    "ctx",
    "foreach",
    "velocityCount",
    "bodyContent",
    "velocityHasNext",
];

impl Slot {
    /// `$context`
    pub const CONTEXT: Self = Self(0);
    /// `$ctx`
    pub const CTX: Self = Self(1);
    /// `$foreach`
    pub const FOREACH: Self = Self(2);
    /// `$velocityCount`
    pub const VELOCITY_COUNT: Self = Self(3);
    /// `$bodyContent`
    pub const BODY_CONTENT: Self = Self(4);
    /// `$velocityHasNext`
    pub const VELOCITY_HAS_NEXT: Self = Self(5);
}

/// Statements in a row.
#[derive(Debug, Default)]
pub struct Block {
    /// The statements.
    pub nodes: Vec<Node>,
}

/// A statement and its place.
#[derive(Debug)]
pub struct Node {
    /// Where it stands in the source, in bytes. What comments interrupt is one text.
    pub range: Range<usize>,
    /// What it does.
    pub kind: NodeKind,
}

/// A statement.
#[derive(Debug)]
pub enum NodeKind {
    /// Text that is printed as it is.
    Text(Box<str>),
    /// A reference that is printed.
    Reference(PrintedReference),
    /// `#set($target = value)`
    Set {
        /// What is set.
        target: Reference,
        /// To what; null leaves it as it was.
        value: Expression,
    },
    /// `#if … #elseif … #else … #end`
    If {
        /// Conditions and what is done for the first that holds.
        branches: Vec<(Expression, Block)>,
        /// What is done if none does.
        otherwise: Block,
    },
    /// `#foreach … #end`
    Foreach(Foreach),
    /// `#break`
    Break,
    /// `#stop`
    Stop,
    /// `#return` or `#return(value)`
    Return(Option<Expression>),
    /// `#define($variable) … #end`
    Define {
        /// The variable.
        slot: Slot,
        /// What is rendered wherever it is printed.
        body: Block,
    },
    /// A call of a macro.
    Call(Call),
}

/// A reference in text.
#[derive(Debug)]
pub struct PrintedReference {
    /// The reference.
    pub reference: Reference,
    /// Whether it is written `$!`.
    pub is_quiet: bool,
    /// Backslashes in front of it.
    pub backslashes: usize,
}

/// `#foreach($variable in list)`.
#[derive(Debug)]
pub struct Foreach {
    /// What each element is set to.
    pub variable: Slot,
    /// What is gone through.
    pub list: Expression,
    /// What is done for each.
    pub body: Block,
    /// Where the list begins.
    pub position: Position,
}

/// `#name(arguments)` or `#@name(arguments) body #end`.
#[derive(Debug)]
pub struct Call {
    /// The macro's name.
    pub name: Box<str>,
    /// What it is given.
    pub arguments: Vec<Expression>,
    /// `$bodyContent`, if there is any.
    pub body: Option<Block>,
    /// Where the call begins.
    pub position: Position,
}

/// `#macro(name $parameters) body #end`.
#[derive(Debug)]
pub struct Macro {
    /// What it is called by.
    pub name: Box<str>,
    /// Its variables.
    pub parameters: Vec<Slot>,
    /// What a call does.
    pub body: Block,
}

/// `$root.step[step].step(…)`.
#[derive(Debug)]
pub struct Reference {
    /// What it starts from.
    pub root: Root,
    /// What follows.
    pub steps: Vec<Step>,
    /// As the template has it: the text of a reference without a value.
    pub literal: Box<str>,
    /// Where it begins.
    pub position: Position,
}

impl Reference {
    /// Whether it is written without braces and, but for indexes, ends in `.name`.
    pub(crate) fn ends_in_property(&self) -> bool {
        let name = self.literal.trim_start_matches(['$', '!']);
        let last = self
            .steps
            .iter()
            .rev()
            .find(|step| !matches!(step, Step::Index(..)));
        !name.starts_with('{') && matches!(last, Some(Step::Property(_)))
    }
}

/// What a reference starts from.
#[derive(Debug)]
pub enum Root {
    /// A variable.
    Variable(Slot),
    /// `$util.name(…)`, `$util.namespace.name(…)` or `$extensions.name(…)`.
    Utility(Utility),
}

/// A call of a utility function.
#[derive(Debug)]
pub struct Utility {
    /// As the template has it, such as `util.dynamodb.toMapValues`.
    pub name: Box<str>,
    pub(crate) function: UtilityFunction,
    /// What it is given.
    pub arguments: Vec<Expression>,
    /// Where the function's own name begins.
    pub position: Position,
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
pub enum Step {
    /// `.name`
    Property(Box<str>),
    /// `.name(arguments)`
    Method {
        /// Its name.
        name: Box<str>,
        /// What it is given.
        arguments: Vec<Expression>,
        /// Where the name begins.
        position: Position,
    },
    /// `[index]`
    Index(Expression, Position),
}

/// A value to compute.
#[derive(Debug)]
pub enum Expression {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Double(f64),
    /// A string.
    Text(Box<str>),
    /// A string with references or directives in it.
    Interpolated(Block),
    /// A reference.
    Reference(Box<Reference>),
    /// `[…]`
    List(Vec<Expression>),
    /// `[first..last]`
    Range(Box<(Expression, Expression)>, Position),
    /// `{key: value}`
    Map(Vec<(Expression, Expression)>),
    /// `!value`
    Not(Box<Expression>),
    /// Two operands.
    Binary(Box<(Expression, Expression)>, Operator),
}

impl Expression {
    /// Whether it can hold as a condition. References do unless they are null or `false`, and so does what compares
    /// and combines; Velocity takes any other literal for false, and arithmetic, which it does not even compute
    /// (`SimpleNode.evaluate`).
    ///
    /// <https://velocity.apache.org/engine/1.7/user-guide.html#conditionals>
    pub fn may_hold(&self) -> bool {
        match self {
            Self::Bool(_) | Self::Reference(_) | Self::Not(_) => true,
            Self::Binary(_, operator) => !matches!(
                operator,
                Operator::Add
                    | Operator::Subtract
                    | Operator::Multiply
                    | Operator::Divide
                    | Operator::Remainder
            ),
            _ => false,
        }
    }
}

/// Operators between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}
