//! AppSync's scalars: what they take, and how they are given out.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html>

mod network;
mod number;
mod time;

use serde_json::Value as Json;

use crate::ast::ValueKind;
use crate::java;

/// Declares [`Scalar`] with the names of GraphQL's language.
macro_rules! scalars {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A scalar that AppSync knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Scalar {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Scalar {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in a schema, such as `AWSDate`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

scalars! {
    Id = "ID",
    String = "String",
    Int = "Int",
    Float = "Float",
    Boolean = "Boolean",
    Date = "AWSDate",
    Time = "AWSTime",
    DateTime = "AWSDateTime",
    Timestamp = "AWSTimestamp",
    Email = "AWSEmail",
    Json = "AWSJSON",
    Url = "AWSURL",
    Phone = "AWSPhone",
    IpAddress = "AWSIPAddress",
}

impl Scalar {
    /// The scalar of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }

    /// What resolvers see of a variable's value. AppSync is lenient here: a number is taken for a `String`,
    /// the digits of one for an `Int`. `AWSJSON` arrives parsed.
    ///
    /// # Errors
    /// AppSync's words for a value that is refused.
    pub fn parse(self, value: &Json) -> Result<Json, String> {
        let parsed = match self {
            Self::String => Some(Json::String(java::value(value))),
            Self::Id => id(value),
            Self::Int => number::int(value),
            Self::Float => number::float(value),
            Self::Boolean => boolean(value),
            Self::Timestamp => number::timestamp(value),
            Self::Json => value
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok()),
            Self::Date
            | Self::Time
            | Self::DateTime
            | Self::Email
            | Self::Url
            | Self::Phone
            | Self::IpAddress => self.text(value),
        };
        parsed.ok_or_else(|| self.refusal("parse", value))
    }

    /// What clients see of a resolver's value. `AWSJSON` is given out as text.
    ///
    /// # Errors
    /// AppSync's words for a value that cannot be given out.
    pub fn serialize(self, value: Json) -> Result<Json, String> {
        let serialized = match (self, &value) {
            // As most values are.
            (Self::String | Self::Id, Json::String(_)) => return Ok(value),
            (Self::Json, value) => Ok(Json::String(json_text(value))),
            (_, value) => self.parse(value),
        };
        serialized.map_err(|_| self.refusal("serialize", &value))
    }

    /// What resolvers see of a literal; `None` if it is refused. Literals are taken strictly.
    pub fn literal(self, literal: &ValueKind) -> Option<Json> {
        match (self, literal) {
            (Self::Id, ValueKind::Int(digits)) => Some(Json::String(digits.clone())),
            (Self::Int | Self::Timestamp, ValueKind::Int(digits))
            | (Self::Float, ValueKind::Int(digits) | ValueKind::Float(digits)) => {
                self.parse(&serde_json::from_str(digits).ok()?).ok()
            }
            (Self::Boolean, ValueKind::Boolean(yes)) => Some(Json::Bool(*yes)),
            (Self::Int | Self::Timestamp | Self::Float | Self::Boolean, _) => None,
            (_, ValueKind::String(text)) => self.parse(&Json::String(text.clone())).ok(),
            _ => None,
        }
    }

    fn text(self, value: &Json) -> Option<Json> {
        let text = value.as_str()?;
        let valid = match self {
            Self::Date => time::is_date(text),
            Self::Time => time::is_time(text),
            Self::DateTime => time::is_date_time(text),
            Self::Email => network::is_email(text),
            Self::Url => network::is_url(text),
            Self::Phone => network::is_phone(text),
            Self::IpAddress => network::is_ip_address(text),
            Self::Id
            | Self::String
            | Self::Int
            | Self::Float
            | Self::Boolean
            | Self::Timestamp
            | Self::Json => true,
        };
        valid.then(|| value.clone())
    }

    fn refusal(self, verb: &str, value: &Json) -> String {
        let shown = java::value(value);
        match self {
            Self::Id | Self::String | Self::Int | Self::Float | Self::Boolean => {
                let class = java::class(value);
                format!("Expected type '{}' but was '{class}'.", self.name())
            }
            Self::Json => format!("Unable to {verb} {shown} as valid JSON."),
            Self::Timestamp => format!("Unable to {verb} `{shown}` as a valid timestamp."),
            Self::Date => format!("Unable to {verb} `{shown}` as a valid Date Object."),
            Self::Time => format!("Unable to {verb} `{shown}` as a valid Time Object."),
            Self::DateTime => format!("Unable to {verb} `{shown}` as a valid DateTime Object."),
            Self::Email => format!("Unable to {verb} `{shown}` as a valid email address."),
            Self::Url => format!("Unable to {verb} `{shown}` as a valid URL."),
            Self::Phone => format!("Unable to {verb} `{shown}` as a valid phone number."),
            Self::IpAddress => format!("Unable to {verb} `{shown}` as a valid IP address."),
        }
    }
}

fn id(value: &Json) -> Option<Json> {
    match value {
        Json::String(_) => Some(value.clone()),
        Json::Number(number) if number.is_i64() || number.is_u64() => {
            Some(Json::String(number.to_string()))
        }
        _ => None,
    }
}

fn boolean(value: &Json) -> Option<Json> {
    match value {
        Json::Bool(_) => Some(value.clone()),
        Json::String(text) if text.eq_ignore_ascii_case("true") => Some(Json::Bool(true)),
        Json::String(text) if text.eq_ignore_ascii_case("false") => Some(Json::Bool(false)),
        Json::Number(number) => Some(Json::Bool(number.as_f64() != Some(0.0))),
        _ => None,
    }
}

/// A text that is JSON already, as many functions return it, is not encoded once more.
fn json_text(value: &Json) -> String {
    match value {
        Json::String(text) if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => {
            text.clone()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;

    fn check(scalar: Scalar, values: &[Json], expected: Expect) {
        let table: String = values
            .iter()
            .map(|value| {
                let show = |result: Result<Json, String>| match result {
                    Ok(value) => value.to_string(),
                    Err(message) => message,
                };
                let (parsed, given) = (
                    show(scalar.parse(value)),
                    show(scalar.serialize(value.clone())),
                );
                if parsed == given {
                    format!("{value} = {parsed}\n")
                } else {
                    format!("{value} in {parsed} out {given}\n")
                }
            })
            .collect();
        expected.assert_eq(&table);
    }

    #[test]
    fn strings_take_every_plain_value() {
        check(
            Scalar::String,
            &[
                json!("a"),
                json!(1.5),
                json!(true),
                json!({"a": [1, "b"], "c": null}),
            ],
            expect![[r#"
                "a" = "a"
                1.5 = "1.5"
                true = "true"
                {"a":[1,"b"],"c":null} = "{a=[1, b], c=null}"
            "#]],
        );
    }

    #[test]
    fn ids_are_strings_or_whole_numbers() {
        check(
            Scalar::Id,
            &[json!("a"), json!(7), json!(1.5), json!(true)],
            expect![[r#"
                "a" = "a"
                7 = "7"
                1.5 = Expected type 'ID' but was 'Double'.
                true = Expected type 'ID' but was 'Boolean'.
            "#]],
        );
    }

    #[test]
    fn ints_have_32_bits_and_no_fraction() {
        check(
            Scalar::Int,
            &[
                json!(2147483647),
                json!(-2147483648),
                json!(2147483648_i64),
                json!(3.0),
                json!(1.5),
                json!("42"),
                json!("4.5"),
                json!("many"),
                json!(true),
                json!([1]),
            ],
            expect![[r#"
                2147483647 = 2147483647
                -2147483648 = -2147483648
                2147483648 = Expected type 'Int' but was 'Long'.
                3.0 = 3
                1.5 = Expected type 'Int' but was 'Double'.
                "42" = 42
                "4.5" = Expected type 'Int' but was 'String'.
                "many" = Expected type 'Int' but was 'String'.
                true = Expected type 'Int' but was 'Boolean'.
                [1] = Expected type 'Int' but was 'ArrayList'.
            "#]],
        );
    }

    #[test]
    fn floats_and_booleans_are_taken_from_text_too() {
        check(
            Scalar::Float,
            &[json!(1), json!(1.5), json!("2.5"), json!("many")],
            expect![[r#"
                1 = 1
                1.5 = 1.5
                "2.5" = 2.5
                "many" = Expected type 'Float' but was 'String'.
            "#]],
        );
        check(
            Scalar::Boolean,
            &[
                json!(true),
                json!("False"),
                json!(0),
                json!("sometimes"),
                json!({}),
            ],
            expect![[r#"
                true = true
                "False" = false
                0 = false
                "sometimes" = Expected type 'Boolean' but was 'String'.
                {} = Expected type 'Boolean' but was 'LinkedHashMap'.
            "#]],
        );
    }

    #[test]
    fn floats_have_64_bits_and_one_form() {
        let literal = |digits: &str| Scalar::Float.literal(&ValueKind::Float(digits.to_owned()));
        assert_eq!(literal("94.95886283158103"), Some(json!(94.95886283158103)));
        assert_eq!(literal("1.1e30"), Some(json!(1.1e30)));
        let given = serde_json::from_str("94.95886283158103").expect("a number");
        assert_eq!(
            Scalar::Float.parse(&given).map(|it| it.to_string()),
            Ok("94.95886283158103".to_owned())
        );
        check(
            Scalar::Float,
            &[
                json!(3),
                json!(3.0),
                json!("30e-1"),
                json!(9_007_199_254_740_993_i64),
            ],
            expect![[r#"
                3 = 3
                3.0 = 3
                "30e-1" = 3
                9007199254740993 = 9007199254740992
            "#]],
        );
    }

    #[test]
    fn json_comes_in_parsed_and_goes_out_as_text() {
        check(
            Scalar::Json,
            &[
                json!("{\"a\": [1]}"),
                json!("{oops"),
                json!({"a": 1}),
                json!([]),
                json!("7"),
            ],
            expect![[r#"
                "{\"a\": [1]}" in {"a":[1]} out "{\"a\": [1]}"
                "{oops" in Unable to parse {oops as valid JSON. out "\"{oops\""
                {"a":1} in Unable to parse {a=1} as valid JSON. out "{\"a\":1}"
                [] in Unable to parse [] as valid JSON. out "[]"
                "7" in 7 out "7"
            "#]],
        );
    }

    #[test]
    fn dates_and_times_are_checked_by_the_calendar() {
        check(
            Scalar::Date,
            &[
                json!("2024-02-29"),
                json!("1970-01-01Z"),
                json!("1970-01-01+05:30"),
                json!("-2017-01-01"),
                json!("2023-02-30"),
                json!("2023-2-3"),
                json!("2023-01-01 "),
                json!(20230101),
            ],
            expect![[r#"
                "2024-02-29" = "2024-02-29"
                "1970-01-01Z" = "1970-01-01Z"
                "1970-01-01+05:30" = "1970-01-01+05:30"
                "-2017-01-01" = "-2017-01-01"
                "2023-02-30" in Unable to parse `2023-02-30` as a valid Date Object. out Unable to serialize `2023-02-30` as a valid Date Object.
                "2023-2-3" in Unable to parse `2023-2-3` as a valid Date Object. out Unable to serialize `2023-2-3` as a valid Date Object.
                "2023-01-01 " in Unable to parse `2023-01-01 ` as a valid Date Object. out Unable to serialize `2023-01-01 ` as a valid Date Object.
                20230101 in Unable to parse `20230101` as a valid Date Object. out Unable to serialize `20230101` as a valid Date Object.
            "#]],
        );
        let taken = |scalar: Scalar, text: &str| scalar.parse(&json!(text)).is_ok();
        for good in [
            "12:00",
            "12:00:00",
            "07:30:15.250Z",
            "12:00:00.123456789+05:30:12",
        ] {
            assert!(taken(Scalar::Time, good), "{good}");
        }
        for bad in [
            "25:00:00Z",
            "12",
            "12:60",
            "12:00:00.",
            "12:00:00.1234567890",
            "12:00Zx",
        ] {
            assert!(!taken(Scalar::Time, bad), "{bad}");
        }
        for good in [
            "2024-02-29T07:30:15.250Z",
            "1970-01-01T00:00-08:00",
            "-2017-01-01T00:00Z",
        ] {
            assert!(taken(Scalar::DateTime, good), "{good}");
        }
        for bad in [
            "2024-02-29",
            "yesterday",
            "2024-02-29T07:30:15",
            "2024-02-29 07:30Z",
            "é",
        ] {
            assert!(!taken(Scalar::DateTime, bad), "{bad}");
        }
        check(
            Scalar::Timestamp,
            &[json!(1709191815), json!(-5), json!("soon"), json!(1.5)],
            expect![[r#"
                1709191815 = 1709191815
                -5 = -5
                "soon" in Unable to parse `soon` as a valid timestamp. out Unable to serialize `soon` as a valid timestamp.
                1.5 in Unable to parse `1.5` as a valid timestamp. out Unable to serialize `1.5` as a valid timestamp.
            "#]],
        );
    }

    #[test]
    fn addresses_have_their_form() {
        let check = |scalar: Scalar, good: &[&str], bad: &[&str]| {
            for text in good {
                assert!(scalar.parse(&json!(text)).is_ok(), "{text}");
            }
            for text in bad {
                assert!(scalar.parse(&json!(text)).is_err(), "{text}");
            }
        };
        check(
            Scalar::Email,
            &[
                "ada@example.org",
                "b.c+d@example.com",
                "o'hara@mail.example.co.uk",
            ],
            &[
                "nobody",
                "a@",
                "@b.com",
                "a@b@c.com",
                "a b@c.com",
                "a@b..com",
                "a@-b.com",
                ".a@b.com",
            ],
        );
        check(
            Scalar::Url,
            &[
                "https://example.org/a?b=1",
                "http://localhost:3000",
                "mailto:example@example.com",
                "ftp://example.org/x",
            ],
            &[
                "not a url",
                "example.org",
                "https://",
                "https://example.org//x",
                "1http://a.b",
            ],
        );
        check(
            Scalar::Phone,
            &[
                "+41446681800",
                "+1 555-210-9999",
                "555-210-9999",
                "(206) 555-0100",
                "2065550100",
                "1 206 555 0100",
                "+41446681800",
            ],
            &[
                "call me",
                "123",
                "+123456789012345678",
                "555-0109-99-99a",
                "1110004444",
                "575-111-1111",
                "+1 555-010-9999",
                "+1 206 555 010",
                "+0446681800",
            ],
        );
        check(
            Scalar::IpAddress,
            &[
                "192.0.2.7",
                "2001:db8::1",
                "::ffff",
                "192.0.2.0/24",
                "2001:db8::/32",
            ],
            &[
                "300.1.2.3",
                "192.0.2",
                "192.0.2.0/33",
                "2001:db8::/129",
                "localhost",
                "192.0.2.0/",
            ],
        );
    }
}
