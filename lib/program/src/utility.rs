//! AppSync's utility functions that both runtimes have.

/// A utility function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Utility {
    /// A random UUID.
    AutoId,
    /// How the caller authenticated, such as `User Pool Authorization`.
    AuthType,
    /// The time as `2026-01-31T12:00:00.000Z`.
    NowIso8601,
    /// The time in seconds since 1970.
    NowEpochSeconds,
    /// The time in milliseconds since 1970.
    NowEpochMilliseconds,
    /// A value as a typed attribute value.
    ToDynamoDb,
    /// A map with its members as typed attribute values.
    ToMapValues,
    /// A list of texts as a string set.
    ToStringSet,
    /// A filter in GraphQL's shape as DynamoDB's filter expression.
    ToDynamoDbFilterExpression,
    /// A condition in GraphQL's shape as DynamoDB's condition expression.
    ToDynamoDbConditionExpression,
    /// A filter in GraphQL's shape as a query of OpenSearch.
    ToElasticsearchQueryDsl,
    /// A filter in GraphQL's shape as a subscription filter. Further arguments: names to ignore, and a
    /// filter of which one member must hold as well.
    ToSubscriptionFilter,
    /// A text as part of a URL.
    UrlEncode,
    /// A value as JSON text.
    ToJson,
    /// The value of JSON text; null of other text.
    ParseJson,
    /// The value of XML text.
    XmlToMap,
    /// A text as base64.
    Base64Encode,
    /// The text of base64.
    Base64Decode,
    /// A map of HTTP headers without those that only the request itself may have.
    CopyHeaders,
    /// Whether a regular expression fits the whole of a text.
    Matches,
}

/// What a function answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// A value of this kind or, where none is named, of any.
    Value(Option<Kind>),
    /// JSON text, which is parsed wherever the function is called.
    JsonText,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    List,
    /// A map.
    Map,
}

impl Utility {
    /// The names in VTL and in APPSYNC_JS, and what the function answers with.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference.html> and
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html>
    pub(crate) fn row(self) -> (&'static str, &'static str, Answer) {
        use Answer::{JsonText, Value};
        const TEXT: Answer = Value(Some(Kind::Text));
        const NUMBER: Answer = Value(Some(Kind::Number));
        match self {
            Self::AutoId => ("$util.autoId", "util.autoId", TEXT),
            Self::AuthType => ("$util.authType", "util.authType", TEXT),
            Self::NowIso8601 => ("$util.time.nowISO8601", "util.time.nowISO8601", TEXT),
            Self::NowEpochSeconds => (
                "$util.time.nowEpochSeconds",
                "util.time.nowEpochSeconds",
                NUMBER,
            ),
            Self::NowEpochMilliseconds => (
                "$util.time.nowEpochMilliSeconds",
                "util.time.nowEpochMilliSeconds",
                NUMBER,
            ),
            Self::ToDynamoDb => (
                "$util.dynamodb.toDynamoDB",
                "util.dynamodb.toDynamoDB",
                Value(Some(Kind::Map)),
            ),
            Self::ToMapValues => (
                "$util.dynamodb.toMapValues",
                "util.dynamodb.toMapValues",
                Value(None),
            ),
            Self::ToStringSet => (
                "$util.dynamodb.toStringSet",
                "util.dynamodb.toStringSet",
                Value(Some(Kind::Map)),
            ),
            Self::ToDynamoDbFilterExpression => (
                "$util.transform.toDynamoDBFilterExpression",
                "util.transform.toDynamoDBFilterExpression",
                JsonText,
            ),
            Self::ToDynamoDbConditionExpression => (
                "$util.transform.toDynamoDBConditionExpression",
                "util.transform.toDynamoDBConditionExpression",
                JsonText,
            ),
            Self::ToElasticsearchQueryDsl => (
                "$util.transform.toElasticsearchQueryDSL",
                "util.transform.toElasticsearchQueryDSL",
                JsonText,
            ),
            Self::ToSubscriptionFilter => (
                "$util.transform.toSubscriptionFilter",
                "util.transform.toSubscriptionFilter",
                Value(None),
            ),
            Self::UrlEncode => ("$util.urlEncode", "util.urlEncode", Value(None)),
            Self::ToJson => ("$util.toJson", "JSON.stringify", TEXT),
            Self::ParseJson => ("$util.parseJson", "JSON.parse", Value(None)),
            Self::XmlToMap => ("$util.xml.toMap", "util.xml.toMap", Value(None)),
            Self::Base64Encode => ("$util.base64Encode", "util.base64Encode", TEXT),
            Self::Base64Decode => ("$util.base64Decode", "util.base64Decode", Value(None)),
            Self::CopyHeaders => (
                "$util.http.copyHeaders",
                "util.http.copyHeaders",
                Value(Some(Kind::Map)),
            ),
            Self::Matches => ("$util.matches", "util.matches", Value(Some(Kind::Boolean))),
        }
    }
}
