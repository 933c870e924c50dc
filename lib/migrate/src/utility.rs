//! Functions of `$util` and `$extensions`.

use std::ops::Range;

use appsynth_vtl::tree::{Expression, Utility};

use crate::{
    handler::Handler,
    helpers::Helper,
    js::{Js, Operator, template_text},
    value::{Kind, Translated, Value, no},
};

impl Handler<'_, '_> {
    /// A function that gives a value.
    pub(crate) fn utility(&mut self, utility: &Utility, at: &Range<usize>) -> Translated<Value> {
        let name = utility.name.strip_prefix("util.").unwrap_or(&utility.name);
        let mut given = Vec::with_capacity(utility.arguments.len());
        for argument in &utility.arguments {
            given.push(self.expression(argument, at)?);
        }
        if name == "toJson" {
            let value = given.into_iter().next().unwrap_or_else(Value::null);
            let value = self.plain(value);
            return Ok(Value {
                kind: Kind::Json,
                ..value
            });
        }
        if name == "parseJson"
            && let Some(
                value @ Value {
                    kind: Kind::Json, ..
                },
            ) = given.first()
        {
            return Ok(Value {
                kind: Kind::Unknown,
                ..value.clone()
            });
        }
        let mut plain = Vec::with_capacity(given.len());
        for value in given {
            plain.push(self.plain(value));
        }
        self.of_plain(name, &plain, at)
    }

    fn of_plain(&mut self, name: &str, given: &[Value], at: &Range<usize>) -> Translated<Value> {
        let first = given.first().cloned().unwrap_or_else(Value::null);
        let is_equal = |js: &Js, symbol: &str, to: &str| {
            Js::binary(js, symbol, Operator::Comparison, &Js::atom(to))
        };
        let is_type = |of: &str| {
            let js = Js::atom(format!("typeof {}", first.js.receiver()));
            Value::new(is_equal(&js, "===", of), Kind::Bool)
        };
        let default = |test: Option<Js>| {
            let second = given.get(1).cloned().unwrap_or_else(Value::null);
            let js = match test {
                None => Js::binary(&first.js, "??", Operator::Nullish, &second.js),
                Some(test) => Js::conditional(&test, &second.js, &first.js),
            };
            Value {
                js,
                kind: if first.kind == second.kind {
                    first.kind
                } else {
                    Kind::Unknown
                },
                is_nullable: second.is_nullable,
            }
        };
        Ok(match name {
            "parseJson" => Value::nullable(Js::call("JSON.parse", vec![first.js]), Kind::Unknown),
            "isNull" => Value::new(is_equal(&first.js, "==", "null"), Kind::Bool),
            "isNullOrEmpty" => Value::new(
                self.call_helper(Helper::IsNullOrEmpty, vec![first.js]),
                Kind::Bool,
            ),
            "isNullOrBlank" => Value::new(
                self.call_helper(Helper::IsNullOrBlank, vec![first.js]),
                Kind::Bool,
            ),
            "isString" => is_type("'string'"),
            "isNumber" => is_type("'number'"),
            "isBoolean" => is_type("'boolean'"),
            "isList" => Value::new(Js::call("Array.isArray", vec![first.js]), Kind::Bool),
            "isMap" => Value::new(self.call_helper(Helper::IsMap, vec![first.js]), Kind::Bool),
            "defaultIfNull" => default(None),
            "defaultIfNullOrEmpty" => {
                let test = self.call_helper(Helper::IsNullOrEmpty, vec![first.js.clone()]);
                default(Some(test))
            }
            "defaultIfNullOrBlank" => {
                let test = self.call_helper(Helper::IsNullOrBlank, vec![first.js.clone()]);
                default(Some(test))
            }
            "str.toUpper" => Value::new(method(&first, "toUpperCase"), Kind::Text),
            "str.toLower" => Value::new(method(&first, "toLowerCase"), Kind::Text),
            _ => match shared(name) {
                Some((name, kind)) => {
                    self.import("util");
                    let arguments = given.iter().map(|one| one.js.clone()).collect();
                    Value::new(Js::call(format!("util.{name}"), arguments), kind)
                }
                None => return no(at.clone(), format!("`$util.{name}`")),
            },
        })
    }

    /// A call of a function that is there for what it does.
    pub(crate) fn utility_call(&mut self, utility: &Utility, at: &Range<usize>) -> Translated<Js> {
        let name = &*utility.name;
        if let ("util.log.info" | "util.log.error", arguments) = (name, &utility.arguments) {
            return self.log(name, arguments, at);
        }
        let mut given = Vec::with_capacity(utility.arguments.len());
        for argument in &utility.arguments {
            let argument = self.expression(argument, at)?;
            given.push(self.plain(argument).js);
        }
        match name {
            "util.error"
            | "util.appendError"
            | "util.unauthorized"
            | "util.http.addResponseHeader"
            | "util.http.addResponseHeaders" => self.import("util"),
            _ if name.starts_with("extensions.") => self.import("extensions"),
            _ => return no(at.clone(), format!("`${name}`")),
        }
        Ok(Js::call(name, given))
    }

    /// Placeholders in the first argument stand for the others.
    fn log(&mut self, name: &str, arguments: &[Expression], at: &Range<usize>) -> Translated<Js> {
        let function = if name.ends_with("error") {
            "console.error"
        } else {
            "console.log"
        };
        let mut given = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let argument = self.expression(argument, at)?;
            given.push(self.plain(argument).js);
        }
        if let (Some(Expression::Text(pattern)), [_, values @ ..]) =
            (arguments.first(), given.as_slice())
            && !values.is_empty()
        {
            let mut literal = String::from("`");
            let mut values = values.iter();
            let mut pieces = pattern.split("{}");
            literal.extend(pieces.next().map(template_text));
            for piece in pieces {
                match values.next() {
                    Some(value) => literal.push_str(&format!("${{{}}}", value.flat())),
                    None => literal.push_str("{}"),
                }
                literal.push_str(&template_text(piece));
            }
            literal.push('`');
            return Ok(Js::call(function, vec![Js::atom(literal)]));
        }
        Ok(Js::call(function, given))
    }
}

fn method(value: &Value, name: &str) -> Js {
    let dot = if value.is_nullable { "?." } else { "." };
    Js::call(format!("{}{dot}{name}", value.js.receiver()), Vec::new())
}

/// A function that both languages have: its name in APPSYNC_JS and what it gives. Functions ending in
/// `Json` give the text of what those without the ending give.
fn shared(name: &str) -> Option<(&str, Kind)> {
    let in_js = |name: &str| {
        appsynth_util::find(name).is_some_and(|function| function.availability.in_js())
    };
    if let Some(value) = name.strip_suffix("Json")
        && name.starts_with("dynamodb.to")
        && in_js(value)
    {
        return Some((value, Kind::Json));
    }
    if name == "authType" {
        return Some((name, Kind::Text));
    }
    if !in_js(name) {
        return None;
    }
    let kind = match name {
        "matches" => Kind::Bool,
        _ if name.starts_with("transform.") => Kind::Text,
        "autoId"
        | "autoUlid"
        | "autoKsuid"
        | "urlEncode"
        | "urlDecode"
        | "base64Encode"
        | "base64Decode"
        | "escapeJavaScript"
        | "time.nowISO8601"
        | "time.nowFormatted"
        | "time.epochMilliSecondsToISO8601"
        | "time.epochMilliSecondsToFormatted"
        | "str.normalize"
        | "xml.toJsonString" => Kind::Text,
        "time.nowEpochSeconds"
        | "time.nowEpochMilliSeconds"
        | "time.epochMilliSecondsToSeconds"
        | "time.parseFormattedToEpochMilliSeconds"
        | "time.parseISO8601ToEpochMilliSeconds" => Kind::Number,
        _ if name.starts_with("math.") => Kind::Number,
        _ if name.starts_with("dynamodb.to") => Kind::Map,
        _ => Kind::Unknown,
    };
    Some((name, kind))
}
