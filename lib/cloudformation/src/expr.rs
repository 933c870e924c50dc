//! Values of a template: JSON, and CloudFormation's intrinsic functions as data.

use serde_json::Number;
use vecmap::VecMap;

use crate::LogicalId;

/// An ordered map of values. Most have a few members, so that none of them is hashed.
pub type Map<R = LogicalId> = VecMap<String, Expr<R>>;

/// A value in a template.
///
/// `R` is what names another element of the template: a [`LogicalId`] in a finished template, a node of
/// the construct tree before references are resolved.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr<R = LogicalId> {
    /// JSON null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A literal string.
    Text(String),
    /// A list.
    List(Vec<Expr<R>>),
    /// An object that is no intrinsic function.
    Map(Map<R>),
    /// An intrinsic function.
    Call(Box<Intrinsic<R>>),
}

/// CloudFormation's intrinsic functions.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>
#[derive(Debug, Clone, PartialEq)]
pub enum Intrinsic<R = LogicalId> {
    /// `Ref` to a resource or parameter.
    Ref(R),
    /// `Ref` to a pseudo parameter.
    Pseudo(Pseudo),
    /// `Fn::GetAtt`; the attribute may have dots and, with the language extensions, be computed.
    GetAtt(R, Expr<R>),
    /// `Fn::Sub`, its text taken apart, with its own variables if it has any.
    Sub(Vec<SubPart<R>>, Option<Map<R>>),
    /// `Fn::Join`: the delimiter and a list (or something that gives one).
    Join(String, Expr<R>),
    /// `Fn::Select`: the index, from 0, and the list.
    Select(Expr<R>, Expr<R>),
    /// `Fn::Split`: the delimiter and the text.
    Split(String, Expr<R>),
    /// `Fn::If`: a condition, the value if it holds and the value if not.
    If(R, Expr<R>, Expr<R>),
    /// `Fn::Equals`, in conditions and rules.
    Equals(Expr<R>, Expr<R>),
    /// `Fn::And` of 2 to 10 conditions.
    And(Vec<Expr<R>>),
    /// `Fn::Or` of 2 to 10 conditions.
    Or(Vec<Expr<R>>),
    /// `Fn::Not`.
    Not(Expr<R>),
    /// `{"Condition": name}` within a condition.
    Condition(R),
    /// `Fn::FindInMap`: map, top-level key, second-level key, default value.
    FindInMap(Expr<R>, Expr<R>, Expr<R>, Option<Expr<R>>),
    /// `Fn::ImportValue` of an export's name.
    ImportValue(Expr<R>),
    /// `Fn::Base64`.
    Base64(Expr<R>),
    /// `Fn::Cidr`: block, count, and bits if given.
    Cidr(Expr<R>, Expr<R>, Option<Expr<R>>),
    /// `Fn::GetAZs` of a region; empty text means the stack's own.
    GetAZs(Expr<R>),
    /// `Fn::ToJsonString`.
    ToJsonString(Expr<R>),
    /// `Fn::Length`.
    Length(Expr<R>),
    /// `Fn::Transform` and any other `Fn::…` kept as it was read.
    Other(String, Expr<R>),
}

/// A part of the text of `Fn::Sub`.
#[derive(Debug, Clone, PartialEq)]
pub enum SubPart<R = LogicalId> {
    /// Text as it stands; `${!x}` is read as the text `${x}` and written back escaped. A `${` without a
    /// `}` cannot be followed by a reference: CloudFormation has no way to write that.
    Text(String),
    /// `${Name}` of a resource or parameter.
    Ref(R),
    /// `${AWS::…}`.
    Pseudo(Pseudo),
    /// `${Name.Attribute}`.
    GetAtt(R, String),
    /// `${name}` of a variable of this very `Fn::Sub`.
    Variable(String),
}

/// Pseudo parameters.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pseudo {
    /// `AWS::AccountId`
    AccountId,
    /// `AWS::NotificationARNs`
    NotificationArns,
    /// `AWS::NoValue`: the property is as if it were not there.
    NoValue,
    /// `AWS::Partition`
    Partition,
    /// `AWS::Region`
    Region,
    /// `AWS::StackId`
    StackId,
    /// `AWS::StackName`
    StackName,
    /// `AWS::URLSuffix`
    UrlSuffix,
}

impl<R> From<Intrinsic<R>> for Expr<R> {
    fn from(intrinsic: Intrinsic<R>) -> Self {
        Self::Call(Box::new(intrinsic))
    }
}

impl<R> From<&str> for Expr<R> {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<R> From<String> for Expr<R> {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<R> From<bool> for Expr<R> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<R> From<i64> for Expr<R> {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

/// Whole numbers are written without a fraction. JSON has no infinity and no NaN: they become null.
impl<R> From<f64> for Expr<R> {
    fn from(number: f64) -> Self {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() <= EXACT {
            return Self::Number((number as i64).into());
        }
        Number::from_f64(number).map_or(Self::Null, Self::Number)
    }
}

impl<R, T: Into<Expr<R>>> From<Vec<T>> for Expr<R> {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

impl<R> From<Map<R>> for Expr<R> {
    fn from(map: Map<R>) -> Self {
        Self::Map(map)
    }
}
