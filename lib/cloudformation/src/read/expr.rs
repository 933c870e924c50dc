//! Values and intrinsic functions.

use serde_json::{Map as Object, Value};

use crate::place::Trail;
use crate::{Expr, Intrinsic, LogicalId, Map, Problems, Pseudo, diagnostics, sub};

/// A value outside conditions.
pub(super) fn expr(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Expr {
    read(value, at, Within::Value, problems)
}

/// A condition: there `{"Condition": name}` is a function too.
pub(super) fn condition(value: Value, at: &Trail<'_>, problems: &mut Problems) -> Expr {
    read(value, at, Within::Condition, problems)
}

/// An object that is certainly no function.
pub(super) fn map(members: Object<String, Value>, at: &Trail<'_>, problems: &mut Problems) -> Map {
    members
        .into_iter()
        .map(|(key, value)| {
            let value = expr(value, &at.key(&key), problems);
            (key, value)
        })
        .collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Within {
    Value,
    Condition,
}

fn read(value: Value, at: &Trail<'_>, within: Within, problems: &mut Problems) -> Expr {
    match value {
        Value::Null => Expr::Null,
        Value::Bool(value) => Expr::Bool(value),
        Value::Number(number) => Expr::Number(number),
        Value::String(text) => Expr::Text(text),
        Value::Array(items) => Expr::List(list(items, at, within, problems)),
        Value::Object(mut members) => {
            if members.len() == 1
                && let Some(name) = members.keys().next().cloned()
                && is_function(&name, within)
                && let Some(argument) = members.shift_remove(&name)
            {
                return call(name, argument, at, within, problems);
            }
            Expr::Map(map(members, at, problems))
        }
    }
}

fn is_function(name: &str, within: Within) -> bool {
    name == "Ref"
        || name.starts_with("Fn::")
        || (name == "Condition" && within == Within::Condition)
}

fn list(items: Vec<Value>, at: &Trail<'_>, within: Within, problems: &mut Problems) -> Vec<Expr> {
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| read(item, &at.index(index), within, problems))
        .collect()
}

/// A function of this name. With arguments that it cannot take it is reported and kept as it is.
fn call(
    name: String,
    argument: Value,
    around: &Trail<'_>,
    within: Within,
    problems: &mut Problems,
) -> Expr {
    let at = &around.key(&name);
    let mut arguments = Arguments {
        at,
        within,
        problems,
    };
    let call = match name.as_str() {
        "Ref" => arguments.reference(argument),
        "Condition" => arguments.name(argument).map(Intrinsic::Condition),
        "Fn::GetAtt" => arguments.get_att(argument),
        "Fn::Sub" => arguments.sub(argument),
        "Fn::Join" => arguments
            .text_and_value(argument)
            .map(|(delimiter, items)| Intrinsic::Join(delimiter, items)),
        "Fn::Split" => arguments
            .text_and_value(argument)
            .map(|(delimiter, text)| Intrinsic::Split(delimiter, text)),
        "Fn::Select" => arguments
            .values(argument)
            .map(|[index, items]| Intrinsic::Select(index, items)),
        "Fn::If" => arguments.choice(argument),
        "Fn::Equals" => arguments
            .values(argument)
            .map(|[one, two]| Intrinsic::Equals(one, two)),
        "Fn::And" => arguments.conditions(argument).map(Intrinsic::And),
        "Fn::Or" => arguments.conditions(argument).map(Intrinsic::Or),
        "Fn::Not" => arguments
            .values(argument)
            .map(|[condition]| Intrinsic::Not(condition)),
        "Fn::FindInMap" => arguments.find_in_map(argument),
        "Fn::ImportValue" => Ok(Intrinsic::ImportValue(arguments.value(argument))),
        "Fn::Base64" => Ok(Intrinsic::Base64(arguments.value(argument))),
        "Fn::Cidr" => arguments.cidr(argument),
        "Fn::GetAZs" => Ok(Intrinsic::GetAZs(arguments.value(argument))),
        "Fn::ToJsonString" => Ok(Intrinsic::ToJsonString(arguments.value(argument))),
        "Fn::Length" => Ok(Intrinsic::Length(arguments.value(argument))),
        _ => {
            let argument = arguments.value(argument);
            return Intrinsic::Other(name, argument).into();
        }
    };
    call.unwrap_or_else(|argument| {
        problems.key(at, |_| {
            diagnostics::intrinsic_arguments(&around.place(), &name, form(&name))
        });
        let argument = read(argument, at, within, problems);
        Intrinsic::Other(name.clone(), argument)
    })
    .into()
}

fn form(function: &str) -> &'static str {
    match function {
        "Ref" => r#"{"Ref": "Name"}"#,
        "Condition" => r#"{"Condition": "Name"}"#,
        "Fn::GetAtt" => r#"{"Fn::GetAtt": ["Resource", "Attribute"]}"#,
        "Fn::Sub" => r#"{"Fn::Sub": "text"} or {"Fn::Sub": ["text", {"variable": value}]}"#,
        "Fn::Join" => r#"{"Fn::Join": ["delimiter", [value, …]]}"#,
        "Fn::Split" => r#"{"Fn::Split": ["delimiter", "text"]}"#,
        "Fn::Select" => r#"{"Fn::Select": [index, [value, …]]}"#,
        "Fn::If" => r#"{"Fn::If": ["Condition", value, otherwise]}"#,
        "Fn::Equals" => r#"{"Fn::Equals": [value, value]}"#,
        "Fn::And" => r#"{"Fn::And": [condition, …]}, with 2 to 10 conditions"#,
        "Fn::Or" => r#"{"Fn::Or": [condition, …]}, with 2 to 10 conditions"#,
        "Fn::Not" => r#"{"Fn::Not": [condition]}"#,
        "Fn::FindInMap" => r#"{"Fn::FindInMap": ["Map", "TopKey", "SecondKey"]}"#,
        "Fn::Cidr" => r#"{"Fn::Cidr": ["block", count, bits]}"#,
        _ => "one value",
    }
}

/// Reads the argument of a function; hands it back when it has the wrong form.
struct Arguments<'a, 'p> {
    at: &'a Trail<'a>,
    within: Within,
    problems: &'p mut Problems,
}

type Read<T> = Result<T, Value>;

impl Arguments<'_, '_> {
    fn value(&mut self, argument: Value) -> Expr {
        read(argument, self.at, self.within, self.problems)
    }

    fn item(&mut self, index: usize, argument: Value) -> Expr {
        read(argument, &self.at.index(index), self.within, self.problems)
    }

    fn name(&mut self, argument: Value) -> Read<LogicalId> {
        match argument {
            Value::String(name) => Ok(LogicalId(name)),
            other => Err(other),
        }
    }

    fn values<const N: usize>(&mut self, argument: Value) -> Read<[Expr; N]> {
        let items: [Value; N] = items(argument)?;
        let mut index = 0;
        Ok(items.map(|item| {
            index += 1;
            self.item(index - 1, item)
        }))
    }

    fn text_and_value(&mut self, argument: Value) -> Read<(String, Expr)> {
        match items(argument)? {
            [Value::String(text), value] => Ok((text, self.item(1, value))),
            [other, value] => Err(Value::Array(vec![other, value])),
        }
    }

    fn reference(&mut self, argument: Value) -> Read<Intrinsic> {
        let LogicalId(name) = self.name(argument)?;
        if let Some(pseudo) = Pseudo::named(&name) {
            return Ok(Intrinsic::Pseudo(pseudo));
        }
        Ok(Intrinsic::Ref(LogicalId(name)))
    }

    fn get_att(&mut self, argument: Value) -> Read<Intrinsic> {
        if let Value::String(text) = &argument {
            return match text.split_once('.') {
                Some((resource, attribute)) => Ok(Intrinsic::GetAtt(
                    LogicalId(resource.to_owned()),
                    attribute.into(),
                )),
                None => Err(argument),
            };
        }
        match items(argument)? {
            [
                Value::String(resource),
                attribute @ (Value::String(_) | Value::Object(_)),
            ] => Ok(Intrinsic::GetAtt(
                LogicalId(resource),
                self.item(1, attribute),
            )),
            [resource, attribute] => Err(Value::Array(vec![resource, attribute])),
        }
    }

    fn sub(&mut self, argument: Value) -> Read<Intrinsic> {
        let (text, variables) = match argument {
            Value::String(text) => (text, None),
            other => match items(other)? {
                [Value::String(text), Value::Object(variables)] => {
                    let variables = map(variables, &self.at.index(1), self.problems);
                    (text, Some(variables))
                }
                [text, variables] => return Err(Value::Array(vec![text, variables])),
            },
        };
        match sub::parse(&text, variables.as_ref()) {
            Ok(parts) => Ok(Intrinsic::Sub(parts, variables)),
            Err(names) => {
                for name in names {
                    self.problems
                        .value(self.at, |place| diagnostics::sub_variable(place, &name));
                }
                Ok(Intrinsic::Other("Fn::Sub".to_owned(), Expr::Text(text)))
            }
        }
    }

    fn choice(&mut self, argument: Value) -> Read<Intrinsic> {
        match items(argument)? {
            [Value::String(condition), yes, no] => Ok(Intrinsic::If(
                LogicalId(condition),
                self.item(1, yes),
                self.item(2, no),
            )),
            [condition, yes, no] => Err(Value::Array(vec![condition, yes, no])),
        }
    }

    fn conditions(&mut self, argument: Value) -> Read<Vec<Expr>> {
        match argument {
            Value::Array(conditions) if (2..=10).contains(&conditions.len()) => {
                Ok(list(conditions, self.at, self.within, self.problems))
            }
            other => Err(other),
        }
    }

    fn find_in_map(&mut self, argument: Value) -> Read<Intrinsic> {
        let keys = match items::<4>(argument) {
            Ok([map, top, second, Value::Object(mut options)]) if options.len() == 1 => {
                return match options.shift_remove("DefaultValue") {
                    Some(default) => Ok(Intrinsic::FindInMap(
                        self.item(0, map),
                        self.item(1, top),
                        self.item(2, second),
                        Some(read(
                            default,
                            &self.at.index(3).key("DefaultValue"),
                            self.within,
                            self.problems,
                        )),
                    )),
                    None => Err(Value::Array(vec![map, top, second, options.into()])),
                };
            }
            Ok(other) => return Err(Value::Array(other.into())),
            Err(keys) => keys,
        };
        self.values(keys)
            .map(|[map, top, second]| Intrinsic::FindInMap(map, top, second, None))
    }

    fn cidr(&mut self, argument: Value) -> Read<Intrinsic> {
        match self.values(argument) {
            Ok([block, count, bits]) => Ok(Intrinsic::Cidr(block, count, Some(bits))),
            Err(argument) => self
                .values(argument)
                .map(|[block, count]| Intrinsic::Cidr(block, count, None)),
        }
    }
}

fn items<const N: usize>(argument: Value) -> Read<[Value; N]> {
    match argument {
        Value::Array(items) => <[Value; N]>::try_from(items).map_err(Value::Array),
        other => Err(other),
    }
}
