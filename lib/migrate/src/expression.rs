//! Expressions.

use std::ops::Range;

use appsynth_vtl::tree::{Block, Expression, Operator as Vtl, PrintedReference, Root};

use crate::{
    handler::Handler,
    helpers::Helper,
    js::{Js, Key, Operator, quoted, template_text},
    output::{self, Part},
    value::{Kind, Translated, Value, no},
};

/// Ranges that are written out as lists.
const LONGEST_RANGE: i64 = 20;

impl Handler<'_, '_> {
    /// An expression within a statement at `at`.
    pub(crate) fn expression(
        &mut self,
        expression: &Expression,
        at: &Range<usize>,
    ) -> Translated<Value> {
        Ok(match expression {
            Expression::Null => Value::null(),
            Expression::Bool(value) => Value::new(Js::atom(value.to_string()), Kind::Bool),
            Expression::Integer(value) => Value::new(Js::atom(value.to_string()), Kind::Number),
            Expression::Double(value) => Value::new(Js::atom(value.to_string()), Kind::Number),
            Expression::Text(text) => Value::new(Js::atom(quoted(text)), Kind::Text),
            Expression::Interpolated(block) => self.interpolated(block)?,
            Expression::Reference(reference) => self.reference(reference)?,
            Expression::List(elements) => {
                let elements = elements.iter().map(|one| self.member_value(one, at));
                Value::new(Js::List(elements.collect::<Translated<_>>()?), Kind::List)
            }
            Expression::Range(bounds, _) => match &**bounds {
                (Expression::Integer(first), Expression::Integer(last))
                    if first <= last && last - first < LONGEST_RANGE =>
                {
                    let numbers = (*first..=*last).map(|number| Js::atom(number.to_string()));
                    Value::new(Js::List(numbers.collect()), Kind::List)
                }
                _ => return no(at.clone(), "a range of numbers"),
            },
            Expression::Map(members) => {
                let mut translated = Vec::with_capacity(members.len());
                for (key, value) in members {
                    let key = match key {
                        Expression::Text(name) => Key::Name(name.to_string()),
                        key => Key::Computed(self.expression(key, at)?.js),
                    };
                    translated.push((key, self.member_value(value, at)?));
                }
                Value::new(Js::Object(translated), Kind::Map)
            }
            Expression::Not(_) => Value::new(self.condition(expression, at)?, Kind::Bool),
            Expression::Binary(operands, operator) => {
                self.binary(expression, &operands.0, *operator, &operands.1, at)?
            }
        })
    }

    /// A value within a list or map: null instead of undefined.
    fn member_value(&mut self, value: &Expression, at: &Range<usize>) -> Translated<Js> {
        let value = self.expression(value, at)?;
        Ok(self.plain(value).or_null())
    }

    /// What the template has: the text, where JavaScript has the value that it is JSON of.
    pub(crate) fn plain(&mut self, value: Value) -> Value {
        match value.kind {
            Kind::Json => Value::new(
                Js::call("JSON.stringify", vec![value.or_null()]),
                Kind::Text,
            ),
            _ => value,
        }
    }

    fn interpolated(&mut self, block: &Block) -> Translated<Value> {
        let parts = output::parts(block)?;
        let outer = std::mem::replace(&mut self.is_in_json, false);
        let text = self.text(&parts);
        self.is_in_json = outer;
        Ok(Value::new(text?, Kind::Text))
    }

    /// A string in JSON text: what is escaped for it is not escaped in JavaScript.
    pub(crate) fn json_text(&mut self, parts: &[Part<'_>]) -> Translated<Js> {
        let outer = std::mem::replace(&mut self.is_in_json, true);
        let text = self.text(parts);
        self.is_in_json = outer;
        text
    }

    /// A string of parts.
    pub(crate) fn text(&mut self, parts: &[Part<'_>]) -> Translated<Js> {
        match parts {
            [] => return Ok(Js::atom("''")),
            [Part::Text(text)] => return Ok(Js::atom(quoted(text))),
            [Part::Hole(printed)] => {
                let value = self.printed(printed)?;
                if value.kind == Kind::Text && !value.is_nullable {
                    return Ok(value.js);
                }
                if value.kind == Kind::Text && printed.is_quiet {
                    return Ok(value.js.or_else("''"));
                }
            }
            _ => {}
        }
        let mut literal = String::from("`");
        for part in parts {
            match part {
                Part::Text(text) => literal.push_str(&template_text(text)),
                Part::Hole(printed) => {
                    let value = self.printed(printed)?;
                    let js = if printed.is_quiet && value.is_nullable {
                        value.js.or_else("''")
                    } else {
                        value.js
                    };
                    literal.push_str(&format!("${{{}}}", js.flat()));
                }
                Part::If(condition, then, otherwise) => {
                    let at = self.range_of(condition);
                    let test = self.condition(condition, &at)?;
                    let (then, otherwise) = (self.text(then)?, self.text(otherwise)?);
                    let js = Js::conditional(&test, &then, &otherwise);
                    literal.push_str(&format!("${{{}}}", js.flat()));
                }
            }
        }
        literal.push('`');
        Ok(Js::Atom(literal))
    }

    /// The value of a reference that is printed within a string.
    fn printed(&mut self, printed: &PrintedReference) -> Translated<Value> {
        let at = self.range_of_reference(&printed.reference);
        if printed.backslashes > 0 {
            return no(at, "backslashes before a reference");
        }
        let value = match (&printed.reference.root, printed.reference.steps.as_slice()) {
            (Root::Utility(utility), [])
                if self.is_in_json
                    && &*utility.name == "util.escapeJavaScript"
                    && utility.arguments.len() == 1 =>
            {
                self.expression(&utility.arguments[0], &at)?
            }
            _ => self.reference(&printed.reference)?,
        };
        let value = self.plain(value);
        match value.kind {
            Kind::List | Kind::Map => no(at, "a list or map is printed in Java's notation"),
            _ => Ok(value),
        }
    }

    /// An expression as a condition: references are true but for null and false.
    pub(crate) fn condition(
        &mut self,
        expression: &Expression,
        at: &Range<usize>,
    ) -> Translated<Js> {
        match expression {
            Expression::Not(inner) => Ok(self.condition(inner, at)?.negated()),
            Expression::Binary(operands, operator @ (Vtl::And | Vtl::Or)) => {
                let left = self.condition(&operands.0, at)?;
                let right = self.condition(&operands.1, at)?;
                let (symbol, operator) = match operator {
                    Vtl::And => ("&&", Operator::And),
                    _ => ("||", Operator::Or),
                };
                Ok(Js::binary(&left, symbol, operator, &right))
            }
            _ if expression.may_hold() => {
                let value = self.expression(expression, at)?;
                Ok(self.truth(&value))
            }
            _ => Ok(Js::atom("false")),
        }
    }

    fn truth(&mut self, value: &Value) -> Js {
        match value.kind {
            Kind::Bool => value.js.clone(),
            // An object is true in JavaScript too.
            Kind::List | Kind::Map if value.is_nullable => value.js.clone(),
            Kind::Unknown => self.call_helper(Helper::IsTrue, vec![value.js.clone()]),
            _ if value.is_nullable => not_null(&value.js),
            _ => Js::atom("true"),
        }
    }

    fn binary(
        &mut self,
        whole: &Expression,
        left: &Expression,
        operator: Vtl,
        right: &Expression,
        at: &Range<usize>,
    ) -> Translated<Value> {
        if matches!(operator, Vtl::And | Vtl::Or) {
            return Ok(Value::new(self.condition(whole, at)?, Kind::Bool));
        }
        let has_fraction = [left, right]
            .iter()
            .any(|one| matches!(one, Expression::Double(_)));
        let left = self.expression(left, at)?;
        let right = self.expression(right, at)?;
        let (left, right) = (self.plain(left), self.plain(right));
        let compared = |symbol: &str| {
            let js = Js::binary(&left.js, symbol, Operator::Comparison, &right.js);
            Value::new(js, Kind::Bool)
        };
        // Null is 0 in JavaScript, and no number in a template.
        let ordered = |symbol: &str| {
            let js = compared(symbol).js;
            let is_above_null = integer(&right.js).is_some_and(|number| match symbol {
                ">" => number >= 0,
                ">=" => number > 0,
                _ => false,
            });
            if is_above_null && !right.is_nullable {
                return Value::new(js, Kind::Bool);
            }
            let guards = [&left, &right].into_iter().filter(|one| one.is_nullable);
            let guarded = guards.rev().fold(js, |js, one| {
                Js::binary(&not_null(&one.js), "&&", Operator::And, &js)
            });
            Value::new(guarded, Kind::Bool)
        };
        let calculated = |symbol: &str, operator: Operator, kind| {
            let js = Js::binary(&left.js, symbol, operator, &right.js);
            let nullable = [&left, &right].into_iter().filter(|one| one.is_nullable);
            let is_null = nullable
                .map(|one| is_null(&one.js))
                .reduce(|one, other| Js::binary(&one, "||", Operator::Or, &other));
            match is_null {
                None => Value::new(js, kind),
                Some(test) => Value::nullable(Js::conditional(&test, &Js::atom("null"), &js), kind),
            }
        };
        Ok(match operator {
            Vtl::Equal | Vtl::NotEqual => {
                let is_made = |value: &Value| {
                    matches!(value.js, Js::List(_) | Js::Object(_))
                        || (matches!(value.kind, Kind::List | Kind::Map) && !value.is_nullable)
                };
                if is_made(&left) || is_made(&right) {
                    return no(at.clone(), "lists or maps are compared by what is in them");
                }
                let is_text = |value: &Value| value.kind == Kind::Text && !value.is_nullable;
                let is_strict = is_text(&left)
                    || is_text(&right)
                    || (left.kind == right.kind
                        && left.kind != Kind::Unknown
                        && !(left.is_nullable && right.is_nullable));
                compared(match (operator, is_strict) {
                    (Vtl::Equal, true) => "===",
                    (Vtl::Equal, false) => "==",
                    (_, true) => "!==",
                    (_, false) => "!=",
                })
            }
            Vtl::Less => ordered("<"),
            Vtl::LessOrEqual => ordered("<="),
            Vtl::Greater => ordered(">"),
            Vtl::GreaterOrEqual => ordered(">="),
            Vtl::Add => {
                let kind = match (left.kind, right.kind) {
                    (Kind::Text, _) | (_, Kind::Text) => Kind::Text,
                    (Kind::Number, Kind::Number) => Kind::Number,
                    _ => Kind::Unknown,
                };
                calculated("+", Operator::Add, kind)
            }
            Vtl::Subtract => calculated("-", Operator::Arithmetic, Kind::Number),
            Vtl::Multiply => calculated("*", Operator::Arithmetic, Kind::Number),
            Vtl::Remainder => calculated("%", Operator::Arithmetic, Kind::Number),
            Vtl::Divide if has_fraction => calculated("/", Operator::Arithmetic, Kind::Number),
            Vtl::Divide => Value::nullable(
                self.call_helper(Helper::Divide, vec![left.js, right.js]),
                Kind::Number,
            ),
            Vtl::And | Vtl::Or => unreachable!("invariant: conditions are translated above"),
        })
    }
}

/// The number that it is, if it is a whole one.
fn integer(js: &Js) -> Option<i64> {
    match js {
        Js::Atom(text) => text.parse().ok(),
        _ => None,
    }
}

/// `js == null`
fn is_null(js: &Js) -> Js {
    Js::binary(js, "==", Operator::Comparison, &Js::atom("null"))
}

/// `js != null`
pub(crate) fn not_null(js: &Js) -> Js {
    Js::binary(js, "!=", Operator::Comparison, &Js::atom("null"))
}
