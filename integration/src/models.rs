//! Schemas of many models, as large projects have them: rules for owners, groups and the public, an index with
//! a sort key, and a chain of relations.

use std::fmt::Write as _;

/// A schema of so many models.
pub fn schema(models: usize) -> String {
    let names: Vec<String> = (0..models).map(|number| format!("Model{number}")).collect();
    let mut text = String::new();
    for (at, name) in names.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| names.get(before));
        write!(text, "{}", model(name, before, names.get(at + 1)))
            .expect("invariant: a string takes everything");
    }
    text
}

/// A model with the model before it in the chain and the one after it.
pub fn model(name: &str, before: Option<&String>, after: Option<&String>) -> String {
    let parent = before.map_or_else(String::new, |one| format!("  parent: {one} @belongsTo\n"));
    let children = after.map_or_else(String::new, |one| format!("  children: [{one}] @hasMany\n"));
    format!(
        "type {name} @model @auth(rules: [
  {{ allow: owner }}
  {{ allow: groups, groups: [\"Editors\"] }}
  {{ allow: public, operations: [read] }}
]) {{
  id: ID!
  title: String!
  status: String! @index(name: \"byStatus{name}\", sortKeyFields: [\"createdAt\"], queryField: \"statusOf{name}\")
  createdAt: AWSDateTime!
{parent}{children}}}
"
    )
}
