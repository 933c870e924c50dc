//! Which events a subscriber gets: the filters that resolvers set with `extensions.setSubscriptionFilter` and
//! `setSubscriptionInvalidationFilter`.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html>

mod limits;

use std::cmp::Ordering;

use serde::Serialize;
use serde_json::{Map, Value};

/// Groups of conditions: one group must hold, and in it every condition. Without groups everything passes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SubscriptionFilter {
    groups: Vec<Vec<Condition>>,
}

/// A condition of a filter that an event does not meet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnmetCondition {
    /// The event's field, such as `author.id`.
    pub field: String,
    /// Such as `eq`.
    pub operator: &'static str,
    /// What the filter says.
    pub value: Value,
    /// What the event has; null if there is no such field.
    pub found: Value,
}

#[derive(Debug, Clone, PartialEq)]
struct Condition {
    /// The way to the field, such as `["author", "id"]` for `author.id`.
    field: Vec<String>,
    operator: Operator,
    value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Contains,
    NotContains,
    BeginsWith,
    In,
    NotIn,
    Between,
    ContainsAny,
}

impl SubscriptionFilter {
    /// Reads `{"filterGroup": [{"filters": [{"fieldName", "operator", "value"}]}]}`, as an object or as JSON
    /// text.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn parse(filter: &Value) -> Result<Self, String> {
        if let Value::String(text) = filter {
            let parsed: Value = serde_json::from_str(text)
                .map_err(|error| format!("the subscription filter is not JSON: {error}"))?;
            if parsed.is_string() {
                return Err("the subscription filter is not an object".to_owned());
            }
            return Self::parse(&parsed);
        }
        let groups = list(filter, "filterGroup")?
            .iter()
            .map(|group| {
                list(group, "filters")?
                    .iter()
                    .map(Condition::parse)
                    .collect()
            })
            .collect::<Result<Vec<_>, String>>()?;
        limits::check_attributes(&groups)?;
        Ok(Self { groups })
    }

    /// The filter that a subscription's own arguments are: each equals the event's field of its name.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html#using-subscription-arguments>
    pub(crate) fn of_arguments(arguments: &Map<String, Value>) -> Self {
        let conditions = arguments.iter().map(|(name, value)| Condition {
            field: vec![name.clone()],
            operator: Operator::Eq,
            value: value.clone(),
        });
        Self {
            groups: vec![conditions.collect()],
        }
    }

    /// Why an object does not pass: of each group the first condition that does not hold. Empty if it passes.
    pub(crate) fn unmet(&self, object: &Value) -> Vec<UnmetCondition> {
        let groups = self.groups.iter();
        let unmet = groups.map(|group| Some(first_unmet(group, object)?.unmet_by(object)));
        // A group of which everything holds lets the object pass.
        unmet.collect::<Option<_>>().unwrap_or_default()
    }

    /// Whether an object passes.
    pub(crate) fn passes(&self, object: &Value) -> bool {
        let mut groups = self.groups.iter();
        self.groups.is_empty() || groups.any(|group| first_unmet(group, object).is_none())
    }
}

fn first_unmet<'g>(group: &'g [Condition], object: &Value) -> Option<&'g Condition> {
    group.iter().find(|condition| !condition.holds(object))
}

impl Condition {
    fn parse(condition: &Value) -> Result<Self, String> {
        let text = |member: &str| {
            condition
                .get(member)
                .and_then(Value::as_str)
                .ok_or_else(|| format!("a condition of the subscription filter has no `{member}`"))
        };
        let field = text("fieldName")?;
        let name = text("operator")?;
        let operator = Operator::from_name(name)
            .ok_or_else(|| format!("the subscription filter's operator `{name}` does not exist"))?;
        let value = condition.get("value").cloned().unwrap_or_default();
        if !operator.takes(&value) {
            return Err(format!(
                "the subscription filter's condition `{name}` on `{field}` does not take the value {value}"
            ));
        }
        let condition = Self {
            field: field.split('.').map(str::to_owned).collect(),
            operator,
            value,
        };
        limits::check_condition(&condition)?;
        Ok(condition)
    }

    fn unmet_by(&self, object: &Value) -> UnmetCondition {
        UnmetCondition {
            field: self.field.join("."),
            operator: self.operator.name(),
            value: self.value.clone(),
            found: self.find(object).clone(),
        }
    }

    fn find<'v>(&self, object: &'v Value) -> &'v Value {
        let found = self
            .field
            .iter()
            .try_fold(object, |object, name| object.get(name));
        found.unwrap_or(&Value::Null)
    }

    /// A field that is null or not there equals null only, is in no range and contains nothing.
    fn holds(&self, object: &Value) -> bool {
        let found = self.find(object);
        let wanted = &self.value;
        let is = |ordering: fn(Ordering) -> bool| compare(found, wanted).is_some_and(ordering);
        match self.operator {
            Operator::Eq => equal(found, wanted),
            Operator::Ne => !equal(found, wanted),
            Operator::Lt => is(Ordering::is_lt),
            Operator::Le => is(Ordering::is_le),
            Operator::Gt => is(Ordering::is_gt),
            Operator::Ge => is(Ordering::is_ge),
            Operator::Contains => contains(found, wanted),
            Operator::NotContains => !contains(found, wanted),
            Operator::BeginsWith => match (found, wanted) {
                (Value::String(found), Value::String(wanted)) => found.starts_with(wanted.as_str()),
                _ => false,
            },
            Operator::In => members(wanted).any(|one| equal(found, one)),
            Operator::NotIn => !members(wanted).any(|one| equal(found, one)),
            Operator::Between => {
                let mut bounds = members(wanted).map(|bound| compare(found, bound));
                let low = bounds.next().flatten();
                let high = bounds.next().flatten();
                low.is_some_and(Ordering::is_ge) && high.is_some_and(Ordering::is_le)
            }
            Operator::ContainsAny => members(wanted).any(|one| contains(found, one)),
        }
    }
}

impl Operator {
    const ALL: [(&'static str, Self); 13] = [
        ("eq", Self::Eq),
        ("ne", Self::Ne),
        ("lt", Self::Lt),
        ("le", Self::Le),
        ("gt", Self::Gt),
        ("ge", Self::Ge),
        ("contains", Self::Contains),
        ("notContains", Self::NotContains),
        ("beginsWith", Self::BeginsWith),
        ("in", Self::In),
        ("notIn", Self::NotIn),
        ("between", Self::Between),
        ("containsAny", Self::ContainsAny),
    ];

    fn from_name(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, operator)| operator)
    }

    fn name(self) -> &'static str {
        let found = Self::ALL.into_iter().find(|(_, one)| *one == self);
        found.map_or("", |(name, _)| name)
    }

    fn takes(self, value: &Value) -> bool {
        match self {
            Self::In | Self::NotIn | Self::ContainsAny => value.is_array(),
            Self::Between => value.as_array().is_some_and(|bounds| bounds.len() == 2),
            Self::Eq | Self::Ne => !value.is_array() && !value.is_object(),
            Self::BeginsWith => value.is_string(),
            Self::Lt | Self::Le | Self::Gt | Self::Ge | Self::Contains | Self::NotContains => {
                value.is_string() || value.is_number() || value.is_boolean()
            }
        }
    }
}

fn list<'v>(object: &'v Value, member: &str) -> Result<&'v [Value], String> {
    object
        .get(member)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .ok_or_else(|| format!("the subscription filter has no list `{member}`"))
}

fn members(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Numbers are equal by their value: 1 and 1.0.
fn equal(left: &Value, right: &Value) -> bool {
    left == right || compare(left, right) == Some(Ordering::Equal)
}

/// The order of two numbers or two texts.
fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// Whether a list has this member, or a text this part.
fn contains(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Array(list), wanted) => list.iter().any(|one| equal(one, wanted)),
        (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(operator: &str, value: Value, field: Value) -> bool {
        let filter = json!({"filterGroup": [{"filters": [
            {"fieldName": "field", "operator": operator, "value": value},
        ]}]});
        let filter = SubscriptionFilter::parse(&filter).expect("a filter");
        filter.passes(&json!({ "field": field }))
    }

    #[test]
    fn every_operator_compares_as_its_name_says() {
        for (operator, value, passing, held_back) in [
            (
                "eq",
                json!(1),
                vec![json!(1), json!(1.0)],
                vec![json!(2), json!("1"), json!(null)],
            ),
            (
                "eq",
                json!(null),
                vec![json!(null)],
                vec![json!(""), json!(false)],
            ),
            (
                "ne",
                json!("a"),
                vec![json!("b"), json!(null)],
                vec![json!("a")],
            ),
            (
                "lt",
                json!(2),
                vec![json!(1.5)],
                vec![json!(2), json!("1"), json!(null)],
            ),
            (
                "le",
                json!("b"),
                vec![json!("a"), json!("b")],
                vec![json!("c")],
            ),
            ("gt", json!(2), vec![json!(3)], vec![json!(2), json!(null)]),
            ("ge", json!(2), vec![json!(2)], vec![json!(1)]),
            (
                "contains",
                json!("b"),
                vec![json!("abc"), json!(["a", "b"])],
                vec![json!("ac"), json!(["abc"]), json!(null)],
            ),
            (
                "notContains",
                json!("b"),
                vec![json!("ac"), json!(["abc"]), json!(null)],
                vec![json!("abc"), json!(["b"])],
            ),
            (
                "beginsWith",
                json!("ab"),
                vec![json!("abc")],
                vec![json!("cab"), json!(null)],
            ),
            (
                "in",
                json!(["a", 1]),
                vec![json!("a"), json!(1)],
                vec![json!("b"), json!(null)],
            ),
            (
                "notIn",
                json!(["a", 1]),
                vec![json!("b"), json!(null)],
                vec![json!("a"), json!(1)],
            ),
            (
                "between",
                json!([1, 3]),
                vec![json!(1), json!(2), json!(3)],
                vec![json!(0), json!(4), json!("2"), json!(null)],
            ),
            (
                "containsAny",
                json!(["a", "b"]),
                vec![json!(["b", "c"])],
                vec![json!(["c"]), json!([]), json!(null)],
            ),
        ] {
            for field in passing {
                assert!(
                    holds(operator, value.clone(), field.clone()),
                    "{field} {operator} {value}"
                );
            }
            for field in held_back {
                assert!(
                    !holds(operator, value.clone(), field.clone()),
                    "{field} {operator} {value}"
                );
            }
        }
    }

    fn notes_of_some_and_what_is_urgent() -> SubscriptionFilter {
        let filter = json!({"filterGroup": [
            {"filters": [
                {"fieldName": "kind", "operator": "eq", "value": "note"},
                {"fieldName": "author.level", "operator": "ge", "value": 2},
            ]},
            {"filters": [{"fieldName": "urgent", "operator": "eq", "value": true}]},
        ]});
        SubscriptionFilter::parse(&filter).expect("a filter")
    }

    #[test]
    fn one_group_must_hold_with_all_its_conditions() {
        let filter = notes_of_some_and_what_is_urgent();
        for (object, passes) in [
            (json!({"kind": "note", "author": {"level": 2}}), true),
            (json!({"kind": "note", "author": {"level": 1}}), false),
            (json!({"kind": "note"}), false),
            (json!({"urgent": true}), true),
            (json!({}), false),
        ] {
            assert_eq!(filter.passes(&object), passes, "{object}");
        }
    }

    #[test]
    fn of_each_group_the_first_unmet_condition_is_told() {
        let filter = notes_of_some_and_what_is_urgent();
        let unmet = filter.unmet(&json!({"kind": "note", "author": {"level": 1}}));
        assert_eq!(
            json!(unmet),
            json!([
                {"field": "author.level", "operator": "ge", "value": 2, "found": 1},
                {"field": "urgent", "operator": "eq", "value": true, "found": null},
            ])
        );
        assert_eq!(filter.unmet(&json!({"urgent": true})), []);
        assert_eq!(SubscriptionFilter { groups: vec![] }.unmet(&json!({})), []);
    }

    #[test]
    fn a_filter_without_groups_holds_nothing_back() {
        for filter in [json!({"filterGroup": []}), json!(r#"{"filterGroup": []}"#)] {
            assert!(
                SubscriptionFilter::parse(&filter)
                    .unwrap()
                    .passes(&json!({}))
            );
        }
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        let condition = |condition: Value| json!({"filterGroup": [{"filters": [condition]}]});
        for (filter, message) in [
            (
                json!({}),
                "the subscription filter has no list `filterGroup`",
            ),
            (json!("\"\""), "the subscription filter is not an object"),
            (
                condition(json!({"fieldName": "a", "operator": "like", "value": "b"})),
                "the subscription filter's operator `like` does not exist",
            ),
            (
                condition(json!({"fieldName": "a", "operator": "between", "value": [1]})),
                "the subscription filter's condition `between` on `a` does not take the value [1]",
            ),
        ] {
            assert_eq!(SubscriptionFilter::parse(&filter), Err(message.to_owned()));
        }
    }

    fn with_conditions(conditions: &[Value]) -> Result<SubscriptionFilter, String> {
        SubscriptionFilter::parse(&json!({"filterGroup": [{"filters": conditions}]}))
    }

    #[test]
    fn lists_of_values_are_bounded() {
        for (operator, limit) in [("in", 5), ("notIn", 5), ("containsAny", 20)] {
            let parse = |length: usize| {
                let value: Vec<_> = (0..length).collect();
                with_conditions(&[json!({"fieldName": "a", "operator": operator, "value": value})])
            };
            assert!(parse(limit).is_ok(), "{operator}");
            let message = format!(
                "subscription exceeds maximum value limit {limit} for operator `{operator}`."
            );
            assert_eq!(parse(limit + 1), Err(message));
        }
    }

    #[test]
    fn a_filter_looks_at_five_fields_in_all_its_groups() {
        let group = |field: &str| {
            json!({"filters": [
                {"fieldName": field, "operator": "eq", "value": 1},
                {"fieldName": "a", "operator": "ne", "value": 2},
                {"fieldName": "a", "operator": "ne", "value": 3},
            ]})
        };
        let parse = |fields: &[&str]| {
            let groups: Vec<_> = fields.iter().map(|field| group(field)).collect();
            SubscriptionFilter::parse(&json!({ "filterGroup": groups }))
        };
        assert!(parse(&["b", "c", "d", "e", "a", "b"]).is_ok());
        assert_eq!(
            parse(&["b", "c", "d", "e", "f"]),
            Err("Filters exceed maximum attributes limit 5 for subscription".to_owned())
        );
    }

    #[test]
    fn names_of_fields_are_bounded() {
        let parse = |field: &str| {
            with_conditions(&[json!({"fieldName": field, "operator": "eq", "value": 1})])
        };
        assert!(parse("a.b.c.d.e").is_ok());
        assert_eq!(
            parse("a.b.c.d.e.f"),
            Err("the subscription filter's field `a.b.c.d.e.f` is deeper than 5 levels".to_owned())
        );
        assert!(parse(&"a".repeat(256)).is_ok());
        assert_eq!(
            parse(&"a".repeat(257)),
            Err(
                "the name of a subscription filter's field has more than 256 characters".to_owned()
            )
        );
    }
}
