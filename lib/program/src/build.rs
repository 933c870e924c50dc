//! Functions that make halves read like resolvers.

use crate::{
    Comparison, Condition, CtxPath, End, Expr, Half, Kind, Name, Place, Present, Stmt, Text,
    Utility, half::ErrorArguments,
};

/// The argument of this name.
pub fn arg(name: impl Into<Expr>) -> Expr {
    args().get(name)
}

/// All arguments: a map.
pub fn args() -> Expr {
    Expr::Ctx(CtxPath::Args)
}

/// All arguments, as a value that is never null.
pub fn arguments() -> Present {
    Present(args())
}

/// The stash member of this name.
pub fn stash(name: impl Into<Expr>) -> Expr {
    Expr::Ctx(CtxPath::Stash).get(name)
}

/// The identity's claim of this name.
pub fn claim(name: impl Into<Expr>) -> Expr {
    identity().get("claims").get(name)
}

/// The caller, null for API keys.
pub fn identity() -> Expr {
    Expr::Ctx(CtxPath::Identity)
}

/// The member of the parent's result.
pub fn source(name: impl Into<Expr>) -> Expr {
    Expr::Ctx(CtxPath::Source).get(name)
}

/// The result of the pipeline's previous function.
pub fn prev_result() -> Expr {
    Expr::Ctx(CtxPath::PrevResult)
}

/// The data source's result.
pub fn result() -> Expr {
    Expr::Ctx(CtxPath::Result)
}

/// The data source's error: a map with `message` and `type`, or null.
pub fn data_source_error() -> Expr {
    Expr::Ctx(CtxPath::Error)
}

/// A variable that `let_` declared, which is never null.
pub fn var(name: impl Into<Name>) -> Present {
    Present(Expr::Var(name.into()))
}

/// The element or member that a loop is at, which may be null.
pub fn item(name: impl Into<Name>) -> Expr {
    Expr::Var(name.into())
}

/// Null.
pub fn null() -> Expr {
    Expr::Null
}

/// A literal text.
pub fn text(text: impl Into<String>) -> Expr {
    Expr::Text(text.into())
}

/// A number as JSON writes it, such as `2.75`; null if the text is not one.
pub fn number(text: &str) -> Expr {
    if is_json_number(text) {
        Expr::Number(text.to_owned())
    } else {
        Expr::Null
    }
}

fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (integer, fraction) = match unsigned.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (unsigned, None),
    };
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

/// Texts, integers and booleans in a row. Nulls are left out.
pub fn concat(parts: impl IntoIterator<Item = Expr>) -> Text {
    Text(Expr::Concat(parts.into_iter().collect()))
}

/// A new list.
pub fn list(elements: impl IntoIterator<Item = Expr>) -> Present {
    Present(Expr::List(elements.into_iter().collect()))
}

/// A new map.
pub fn map<K: Into<String>>(members: impl IntoIterator<Item = (K, Expr)>) -> Present {
    let members = members.into_iter();
    Present(Expr::Map(
        members.map(|(key, value)| (key.into(), value)).collect(),
    ))
}

/// A new map without members.
pub fn empty_map() -> Present {
    Present(Expr::Map(Vec::new()))
}

/// A new list without elements.
pub fn empty_list() -> Present {
    Present(Expr::List(Vec::new()))
}

/// The first element of a list that is not empty.
pub fn first(list: impl Into<Expr>) -> Expr {
    Expr::First(Box::new(list.into()))
}

/// The names of a map's members.
pub fn keys(map: impl Into<Expr>) -> Present {
    Present(Expr::Keys(Box::new(map.into())))
}

/// How many elements a list has.
pub fn count(list: impl Into<Expr>) -> Present {
    Present(Expr::Count(Box::new(list.into())))
}

/// How many UTF-16 units a text has.
pub fn length(text: impl Into<Expr>) -> Present {
    Present(Expr::Length(Box::new(text.into())))
}

/// The parts of a text between separators, also empty ones. A separator is never empty.
pub fn split(text: impl Into<Expr>, separator: impl Into<String>) -> Expr {
    Expr::Split(Box::new(text.into()), separator.into())
}

/// The texts of a list with a separator between them.
pub fn join(list: impl Into<Expr>, separator: impl Into<String>) -> Text {
    Text(Expr::Join(Box::new(list.into()), separator.into()))
}

/// The answer of a function of AppSync.
pub fn call(function: Utility, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Call(function, arguments.into_iter().collect())
}

/// A random UUID.
pub fn auto_id() -> Present {
    Present(call(Utility::AutoId, []))
}

/// How the caller authenticated, such as `User Pool Authorization`.
pub fn auth_type() -> Present {
    Present(call(Utility::AuthType, []))
}

/// The time as `2026-01-31T12:00:00.000Z`.
pub fn now_iso8601() -> Present {
    Present(call(Utility::NowIso8601, []))
}

/// The time in milliseconds since 1970.
pub fn now_epoch_milliseconds() -> Present {
    Present(call(Utility::NowEpochMilliseconds, []))
}

/// The time in seconds since 1970.
pub fn now_epoch_seconds() -> Present {
    Present(call(Utility::NowEpochSeconds, []))
}

/// A value as a typed attribute value, such as `{"S": "text"}`.
pub fn to_dynamodb(value: impl Into<Expr>) -> Present {
    Present(call(Utility::ToDynamoDb, [value.into()]))
}

/// A map with its members as typed attribute values; null if there is no map.
pub fn to_map_values(map: impl Into<Expr>) -> Expr {
    call(Utility::ToMapValues, [map.into()])
}

/// DynamoDB's filter expression of a filter in GraphQL's shape; null if there is no filter.
pub fn to_filter_expression(filter: impl Into<Expr>) -> Expr {
    call(Utility::ToDynamoDbFilterExpression, [filter.into()])
}

/// DynamoDB's condition expression of a condition in GraphQL's shape; null if there is none.
pub fn to_condition_expression(condition: impl Into<Expr>) -> Expr {
    call(Utility::ToDynamoDbConditionExpression, [condition.into()])
}

/// The value of JSON text; null of other text.
pub fn parse_json(text: impl Into<Expr>) -> Expr {
    call(Utility::ParseJson, [text.into()])
}

/// The value is null or absent.
pub fn is_null(value: impl Into<Expr>) -> Condition {
    Condition::IsNull(value.into())
}

/// The value is there.
pub fn is_present(value: impl Into<Expr>) -> Condition {
    not(is_null(value))
}

/// The text, list or map is null or empty.
pub fn is_empty(value: impl Into<Expr>) -> Condition {
    Condition::IsEmpty(value.into())
}

/// The value is of this kind.
pub fn is(kind: Kind, value: impl Into<Expr>) -> Condition {
    Condition::Is(kind, value.into())
}

/// The value is `true`.
pub fn is_true(value: impl Into<Expr>) -> Condition {
    Condition::IsTrue(value.into())
}

/// Both are the same text.
pub fn same(left: impl Into<Expr>, right: impl Into<Expr>) -> Condition {
    Condition::Same(left.into(), right.into())
}

/// Both are numbers and compare like this.
pub fn compare(left: impl Into<Expr>, comparison: Comparison, right: impl Into<Expr>) -> Condition {
    Condition::Compare(left.into(), comparison, right.into())
}

/// The first is a list that has the second, a text, as an element.
pub fn contains(list: impl Into<Expr>, element: impl Into<Expr>) -> Condition {
    Condition::Contains(list.into(), element.into())
}

/// The value is a text that begins with the other one.
pub fn starts_with(value: impl Into<Expr>, beginning: impl Into<Text>) -> Condition {
    Condition::StartsWith(value.into(), beginning.into())
}

/// The value is a text that ends with the other one.
pub fn ends_with(value: impl Into<Expr>, end: impl Into<Text>) -> Condition {
    Condition::EndsWith(value.into(), end.into())
}

/// The value is a text that has the other one somewhere in it.
pub fn includes(value: impl Into<Expr>, part: impl Into<Text>) -> Condition {
    Condition::Includes(value.into(), part.into())
}

/// The map has a member of this name, be it null.
pub fn has_key(map: impl Into<Expr>, name: impl Into<Expr>) -> Condition {
    Condition::HasKey(map.into(), name.into())
}

/// The other does not hold.
pub fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

/// All hold.
pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::All(conditions.into_iter().collect())
}

/// At least one holds.
pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    Condition::Any(conditions.into_iter().collect())
}

/// Declares a variable for the rest of the block.
pub fn let_(name: impl Into<Name>, value: impl Into<Present>) -> Stmt {
    Stmt::Let(name.into(), value.into())
}

/// Gives another value to a variable.
pub fn set(name: impl Into<Name>, value: impl Into<Present>) -> Stmt {
    Stmt::Set(name.into(), value.into())
}

/// Sets a stash member.
pub fn stash_put(name: impl Into<Expr>, value: impl Into<Expr>) -> Stmt {
    Stmt::Put(Place::Stash, name.into(), value.into())
}

/// Sets a member of the map that a variable holds.
pub fn put(map: impl Into<Name>, name: impl Into<Expr>, value: impl Into<Expr>) -> Stmt {
    Stmt::Put(Place::Var(map.into()), name.into(), value.into())
}

/// Sets all members of another map, if there is one.
pub fn put_all(map: impl Into<Place>, other: impl Into<Expr>) -> Stmt {
    Stmt::PutAll(map.into(), other.into())
}

/// What templates do and modules do not.
pub fn in_templates(body: impl IntoIterator<Item = Stmt>) -> Stmt {
    Stmt::InTemplates(body.into_iter().collect())
}

/// Sets all members of a map among the arguments' `input`, in templates.
pub fn hand_on(map: impl Into<Expr>) -> Stmt {
    in_templates([put_all(Place::Input, map)])
}

/// Takes away a member.
pub fn remove(map: impl Into<Place>, name: impl Into<Expr>) -> Stmt {
    Stmt::Remove(map.into(), name.into())
}

/// Appends to the list that a variable holds.
pub fn push(list: impl Into<Name>, element: impl Into<Expr>) -> Stmt {
    Stmt::Push(list.into(), element.into())
}

/// The statements, if the condition holds.
pub fn if_(condition: Condition, then: impl IntoIterator<Item = Stmt>) -> Stmt {
    if_else(condition, then, [])
}

/// These statements if the condition holds, or else those.
pub fn if_else(
    condition: Condition,
    then: impl IntoIterator<Item = Stmt>,
    otherwise: impl IntoIterator<Item = Stmt>,
) -> Stmt {
    Stmt::If(
        vec![(condition, then.into_iter().collect())],
        otherwise.into_iter().collect(),
    )
}

/// The statements for each element of a list, if there is one.
pub fn for_each(
    item: impl Into<Name>,
    list: impl Into<Expr>,
    body: impl IntoIterator<Item = Stmt>,
) -> Stmt {
    Stmt::ForEach {
        item: item.into(),
        list: list.into(),
        body: body.into_iter().collect(),
    }
}

/// The statements for each member of a map, if there is one.
pub fn for_entries(
    (key, value): (impl Into<Name>, impl Into<Name>),
    map: impl Into<Expr>,
    body: impl IntoIterator<Item = Stmt>,
) -> Stmt {
    Stmt::ForEntries {
        key: key.into(),
        value: value.into(),
        map: map.into(),
        body: body.into_iter().collect(),
    }
}

/// Ends the half and skips the data source and the response half.
pub fn early_return(value: impl Into<Expr>) -> Stmt {
    Stmt::EarlyReturn(value.into())
}

/// Ends the whole resolver with an error.
pub fn error(message: impl Into<Text>, kind: impl Into<Text>) -> Stmt {
    error_with(message, kind, Expr::Null, Expr::Null)
}

/// Ends the whole resolver with an error that has no type.
pub fn error_without_type(message: impl Into<Text>) -> Stmt {
    Stmt::Error(ErrorArguments {
        message: message.into(),
        kind: Expr::Null,
        data: Expr::Null,
        info: Expr::Null,
    })
}

/// Ends the whole resolver with an error that has data and information.
pub fn error_with(
    message: impl Into<Text>,
    kind: impl Into<Text>,
    data: impl Into<Expr>,
    info: impl Into<Expr>,
) -> Stmt {
    Stmt::Error(ErrorArguments {
        message: message.into(),
        kind: kind.into().0,
        data: data.into(),
        info: info.into(),
    })
}

/// Ends the whole resolver with the data source's error, which must be there, and its result.
pub fn data_source_failed() -> Stmt {
    error_with(
        concat([data_source_error().get("message")]),
        concat([data_source_error().get("type")]),
        result(),
        Expr::Null,
    )
}

/// Adds an error to the answer and goes on.
pub fn append_error(message: impl Into<Text>, kind: impl Into<Text>) -> Stmt {
    Stmt::AppendError(ErrorArguments {
        message: message.into(),
        kind: kind.into().0,
        data: Expr::Null,
        info: Expr::Null,
    })
}

/// Ends the whole resolver: the caller may not do this.
pub fn unauthorized() -> Stmt {
    Stmt::Unauthorized
}

/// Sets the filter of the subscription that is being made.
pub fn set_subscription_filter(filter: impl Into<Expr>) -> Stmt {
    Stmt::SubscriptionFilter(filter.into())
}

/// Writes to the log.
pub fn log(value: impl Into<Expr>) -> Stmt {
    Stmt::Log(value.into())
}

/// A comment for readers of the printed code.
pub fn comment(text: impl Into<String>) -> Stmt {
    Stmt::Comment(text.into())
}

/// The half's result.
pub fn return_(value: impl Into<Expr>) -> End {
    End::Return(value.into())
}

/// One end if the condition holds, or else the other.
pub fn end_if(condition: Condition, then: Half, otherwise: Half) -> End {
    End::If(vec![(condition, then)], Box::new(otherwise))
}
