//! `AUTOMERGE`: a change is merged with what was changed meanwhile.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-resolution.html#automerge>

use serde_json::{Map, Value};

use super::Item;

/// The existing item with what the change does not contradict. What the change removes stays.
pub(super) fn merge(existing: &Item, change: &Item) -> Item {
    let mut merged = existing.clone();
    for (name, new) in change {
        let value = match merged.get(name) {
            Some(existing) => merge_value(existing, new),
            None => new.clone(),
        };
        merged.insert(name.clone(), value);
    }
    merged
}

fn merge_value(existing: &Value, new: &Value) -> Value {
    let (Some((kind, held)), Some((new_kind, given))) = (typed(existing), typed(new)) else {
        return existing.clone();
    };
    let merged = match (kind, held, given) {
        ("NULL", _, _) => return new.clone(),
        _ if kind != new_kind => return existing.clone(),
        ("L", Value::Array(held), Value::Array(given)) => {
            held.iter().chain(given).cloned().collect()
        }
        ("SS" | "NS" | "BS", Value::Array(held), Value::Array(given)) => {
            let added = given.iter().filter(|one| !held.contains(one));
            held.iter().chain(added).cloned().collect()
        }
        ("M", Value::Object(held), Value::Object(given)) => Value::Object(merge(held, given)),
        _ => return existing.clone(),
    };
    Value::Object(Map::from_iter([(kind.to_owned(), merged)]))
}

/// The type and the value of a typed value such as `{"S": "a"}`.
fn typed(value: &Value) -> Option<(&str, &Value)> {
    let (kind, value) = value.as_object()?.iter().next()?;
    Some((kind, value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_type_merges_by_its_rule() {
        let existing = json!({
            "name": {"S": "Nadia"},
            "interests": {"SS": ["breakfast", "lunch"]},
            "points": {"L": [{"N": "24"}, {"N": "30"}]},
            "stats": {"M": {"ppg": {"S": "35.4"}, "apg": {"S": "6.3"}}},
            "team": {"NULL": true},
            "kept": {"S": "kept"},
        });
        let change = json!({
            "name": {"S": "Shaggy"},
            "interests": {"SS": ["lunch", "brunch"]},
            "points": {"L": [{"N": "30"}]},
            "stats": {"M": {"ppg": {"S": "25.7"}, "rpg": {"S": "6.9"}}},
            "team": {"S": "blue"},
            "new": {"L": [{"S": "a"}]},
        });
        let (Value::Object(existing), Value::Object(change)) = (existing, change) else {
            unreachable!("both are objects");
        };
        assert_eq!(
            Value::Object(merge(&existing, &change)),
            json!({
                "name": {"S": "Nadia"},
                "interests": {"SS": ["breakfast", "lunch", "brunch"]},
                "points": {"L": [{"N": "24"}, {"N": "30"}, {"N": "30"}]},
                "stats": {"M": {
                    "ppg": {"S": "35.4"}, "apg": {"S": "6.3"}, "rpg": {"S": "6.9"},
                }},
                "team": {"S": "blue"},
                "kept": {"S": "kept"},
                "new": {"L": [{"S": "a"}]},
            })
        );
    }
}
