//! Conditions.

use super::{
    super::{lines::glued, scope::Printed},
    Js,
    text::quoted,
};
use crate::{Comparison, Condition, Expr, Kind, Text};

impl Js<'_> {
    pub(super) fn condition(&mut self, condition: &Condition) -> Printed {
        match condition {
            Condition::IsNull(value) => Printed::comparison(&self.operand(value), "==", "null"),
            Condition::IsEmpty(value) => match self.scope.kind(value) {
                Some(Kind::Text) => Printed::comparison(&self.operand(value), "===", "''"),
                Some(Kind::List) => {
                    Printed::comparison(&glued(&[&self.operand(value), ".length"]), "===", "0")
                }
                _ => {
                    let value = self.or_empty(value, Kind::Map);
                    Printed::comparison(&glued(&["Object.keys(", &value, ").length"]), "===", "0")
                }
            },
            Condition::Is(kind, value) => self.is(*kind, value),
            Condition::IsTrue(value) => match self.scope.kind(value) {
                Some(Kind::Boolean) => Printed::tight(self.operand(value)),
                _ => Printed::comparison(&self.operand(value), "===", "true"),
            },
            Condition::Same(left, right) => {
                let is_text = [left, right]
                    .iter()
                    .any(|side| self.scope.kind(side) == Some(Kind::Text));
                let guard = (!is_text).then(|| self.is(Kind::Text, left));
                let (left, right) = (self.operand(left), self.operand(right));
                let same = Printed::comparison(&left, "===", &right);
                Printed::all(guard.into_iter().chain([same]))
            }
            Condition::Compare(left, comparison, right) => {
                let operator = match comparison {
                    Comparison::Equal => "===",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                };
                let guards = [
                    self.guard(Kind::Number, left),
                    self.guard(Kind::Number, right),
                ];
                let (left, right) = (self.operand(left), self.operand(right));
                let comparison = Printed::comparison(&left, operator, &right);
                Printed::all(guards.into_iter().flatten().chain([comparison]))
            }
            Condition::Contains(list, element) => {
                let guards = [
                    self.guard(Kind::List, list),
                    self.guard(Kind::Text, element),
                ];
                let (list, element) = (self.receiver(list), self.maybe(element));
                let contains = Printed::tight(glued(&[&list, ".includes(", &element, ")"]));
                Printed::all(guards.into_iter().flatten().chain([contains]))
            }
            Condition::StartsWith(value, part) => self.text_test(value, "startsWith", part),
            Condition::EndsWith(value, part) => self.text_test(value, "endsWith", part),
            Condition::Includes(value, part) => self.text_test(value, "includes", part),
            Condition::HasKey(map, key) => {
                let map = self.or_empty(map, Kind::Map);
                let key = self.value(key);
                Printed::tight(glued(&["Object.hasOwn(", &map, ", ", &key, ")"]))
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

    fn text_test(&mut self, value: &Expr, method: &str, part: &Text) -> Printed {
        let guard = self.guard(Kind::Text, value);
        let (value, part) = (self.receiver(value), self.value(&part.0));
        let test = Printed::tight(glued(&[&value, ".", method, "(", &part, ")"]));
        Printed::all(guard.into_iter().chain([test]))
    }

    /// The test that the value is of this kind, unless it always is.
    pub(super) fn guard(&mut self, kind: Kind, value: &Expr) -> Option<Printed> {
        (self.scope.kind(value) != Some(kind)).then(|| self.is(kind, value))
    }

    pub(super) fn is(&mut self, kind: Kind, value: &Expr) -> Printed {
        let type_of = match kind {
            Kind::Text => "string",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::List => {
                return Printed::tight(glued(&["Array.isArray(", &self.maybe(value), ")"]));
            }
            Kind::Map => {
                self.used.add("isMap");
                return Printed::tight(glued(&["isMap(", &self.maybe(value), ")"]));
            }
        };
        let value = self.operand(value);
        Printed::comparison(&glued(&["typeof ", &value]), "===", &quoted(type_of))
    }
}
