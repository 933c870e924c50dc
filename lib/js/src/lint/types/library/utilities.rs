//! What the functions of `util` give.

use super::Type;

/// What a function of a module of AppSync's, or of an object in it, gives.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference-js.html>
pub(super) fn result(path: &str, name: &str) -> Type {
    let list = |of: Type| Type::Array(Box::new(of));
    match (path, name) {
        ("@aws-appsync/utils/rds", "toJsonObject") => {
            return list(list(Type::Dictionary(Box::new(Type::Unknown))));
        }
        ("@aws-appsync/utils/rds", "createPgStatement" | "createMySQLStatement") => {
            return Type::Object(vec![("statements".to_owned(), list(Type::String))]);
        }
        ("@aws-appsync/utils.util.dynamodb", converter) => return attribute_value(converter),
        _ => {}
    }
    let within = path.strip_prefix("@aws-appsync/utils.util").unwrap_or("-");
    match (within, name) {
        (
            "",
            "autoId" | "autoUlid" | "autoKsuid" | "base64Encode" | "base64Decode" | "urlEncode"
            | "urlDecode" | "escapeJavaScript" | "authType",
        )
        | (
            ".time",
            "nowISO8601"
            | "nowFormatted"
            | "epochMilliSecondsToISO8601"
            | "epochMilliSecondsToFormatted",
        )
        | (".str", "normalize")
        | (
            ".transform",
            "toDynamoDBConditionExpression"
            | "toDynamoDBFilterExpression"
            | "toElasticsearchQueryDSL",
        )
        | (".xml", "toJsonString") => Type::String,
        (
            ".time",
            "epochMilliSecondsToSeconds"
            | "nowEpochMilliSeconds"
            | "nowEpochSeconds"
            | "parseFormattedToEpochMilliSeconds"
            | "parseISO8601ToEpochMilliSeconds",
        )
        | (".math", "maxVal" | "minVal" | "randomDouble" | "randomWithinRange" | "roundNum") => {
            Type::Number
        }
        ("", "matches") => Type::Boolean,
        _ => Type::Unknown,
    }
}

/// What a converter of `util.dynamodb` gives: an object whose member is named for DynamoDB's type.
fn attribute_value(converter: &str) -> Type {
    let (member, value) = match converter {
        "toString" | "toS3Object" => ("S", Type::String),
        "toStringSet" => ("SS", Type::Array(Box::new(Type::String))),
        "toNumber" => ("N", Type::String),
        "toNumberSet" => ("NS", Type::Array(Box::new(Type::String))),
        "toBinary" => ("B", Type::String),
        "toBinarySet" => ("BS", Type::Array(Box::new(Type::String))),
        "toBoolean" => ("BOOL", Type::Boolean),
        "toList" => ("L", Type::Array(Box::new(Type::Unknown))),
        _ => return Type::Unknown,
    };
    Type::Object(vec![(member.to_owned(), value)])
}
