//! Conditions.

use super::{super::scope::Printed, Vtl};
use crate::{Comparison, Condition, Expr, Kind, Text};

impl Vtl {
    pub(super) fn condition(&mut self, condition: &Condition) -> Printed {
        match condition {
            Condition::IsNull(value) => {
                Printed::tight(format!("$util.isNull({})", self.expr(value)))
            }
            Condition::IsEmpty(value) => {
                let kind = self.scope.kind(value);
                let is_empty = Printed::tight(format!("{}.isEmpty()", self.reference(value)));
                match kind {
                    Some(Kind::Text | Kind::List | Kind::Map) => is_empty,
                    _ => {
                        let is_null = Printed::tight(format!("$util.isNull({})", self.expr(value)));
                        Printed::any([is_null.clone(), is_empty.clone()])
                            .with_opposite(Printed::all([is_null.not(), is_empty.not()]))
                    }
                }
            }
            Condition::Is(kind, value) => self.is(*kind, value),
            Condition::IsTrue(value) => match self.scope.kind(value) {
                Some(Kind::Boolean) => Printed::tight(self.expr(value)),
                _ => Printed::tight(format!("{}.equals(true)", self.reference(value))),
            },
            Condition::Same(left, right) => self.same(left, right),
            Condition::Compare(left, comparison, right) => {
                let operator = match comparison {
                    Comparison::Equal => "==",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                };
                let guards = [
                    self.guard(Kind::Number, left),
                    self.guard(Kind::Number, right),
                ];
                let (left, right) = (self.expr(left), self.expr(right));
                let comparison = Printed::comparison(&left, operator, &right);
                Printed::all(guards.into_iter().flatten().chain([comparison]))
            }
            Condition::Contains(list, element) => {
                let guards = [
                    self.guard(Kind::List, list),
                    self.guard(Kind::Text, element),
                ];
                let (list, element) = (self.reference(list), self.expr(element));
                let contains = Printed::tight(format!("{list}.contains({element})"));
                Printed::all(guards.into_iter().flatten().chain([contains]))
            }
            Condition::StartsWith(value, part) => self.text_test(value, "startsWith", part),
            Condition::EndsWith(value, part) => self.text_test(value, "endsWith", part),
            Condition::Includes(value, part) => self.text_test(value, "contains", part),
            Condition::HasKey(map, key) => {
                let (map, key) = (self.reference(map), self.expr(key));
                Printed::tight(format!("{map}.containsKey({key})"))
            }
            Condition::Not(condition) => self.condition(condition).not(),
            Condition::All(conditions) => {
                let conditions: Vec<_> = conditions.iter().map(|one| self.condition(one)).collect();
                Printed::all(conditions)
            }
            Condition::Any(conditions) => {
                let conditions: Vec<_> = conditions.iter().map(|one| self.condition(one)).collect();
                Printed::any(conditions)
            }
        }
    }

    /// Velocity's `==` compares unlike values by their text, Java's `equals` does not.
    pub(super) fn same(&mut self, left: &Expr, right: &Expr) -> Printed {
        let is_text = [left, right].map(|side| self.scope.kind(side) == Some(Kind::Text));
        let (left, right) = match is_text {
            [true, true] => {
                let (left, right) = (self.expr(left), self.expr(right));
                return Printed::comparison(&left, "==", &right);
            }
            [true, false] => (right, left),
            [false, _] => (left, right),
        };
        let guard = match is_text {
            [false, false] => self.guard(Kind::Text, left),
            _ => None,
        };
        let (left, right) = (self.reference(left), self.expr(right));
        let equals = Printed::tight(format!("{left}.equals({right})"));
        Printed::all(guard.into_iter().chain([equals]))
    }

    fn text_test(&mut self, value: &Expr, method: &str, part: &Text) -> Printed {
        let guard = self.guard(Kind::Text, value);
        let (value, part) = (self.reference(value), self.expr(&part.0));
        let test = Printed::tight(format!("{value}.{method}({part})"));
        Printed::all(guard.into_iter().chain([test]))
    }

    /// The test that the value is of this kind, unless it always is.
    pub(super) fn guard(&mut self, kind: Kind, value: &Expr) -> Option<Printed> {
        (self.scope.kind(value) != Some(kind)).then(|| self.is(kind, value))
    }

    /// For Java, the parts of a text are an array and the keys of a map a set: `$util.isList` denies that they are lists.
    fn is(&mut self, kind: Kind, value: &Expr) -> Printed {
        match (kind, value) {
            (Kind::List, Expr::Split(text, _)) => self.is(Kind::Text, text),
            (Kind::List, Expr::Keys(_)) => Printed::tight("true"),
            _ => {
                let value = self.expr(value);
                Printed::tight(format!("{}({value})", kind_test(kind)))
            }
        }
    }
}

fn kind_test(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "$util.isString",
        Kind::Number => "$util.isNumber",
        Kind::Boolean => "$util.isBoolean",
        Kind::List => "$util.isList",
        Kind::Map => "$util.isMap",
    }
}
