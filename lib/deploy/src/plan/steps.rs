//! The templates on the way to the new one, where DynamoDB takes indexes one at a time only.
//!
//! DynamoDB makes or deletes one global secondary index of a table per update
//! (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html>), and CloudFormation
//! refuses an update that needs more. So indexes are made while all the rest is as it was, then the rest
//! changes, and those that nothing uses any more are deleted after it. Each step is a whole deployment: one
//! that was interrupted goes on where it was, because what is deployed then tells what is missing.

use appsynth_cloudformation::{Expr, LogicalId, Template, content_hash};
use indexmap::IndexMap;

use super::table::{Chosen, index_steps, indexes, is_replaced, with_indexes};
use super::{IndexStep, TemplateTree};
use crate::kinds::TABLE;

/// The templates to deploy in turn, on a way that leads over `first`; the last one is `new` itself.
pub(super) fn by_way_of(
    old: &TemplateTree,
    first: &TemplateTree,
    new: &TemplateTree,
) -> Vec<TemplateTree> {
    let mut all = steps(old, first);
    if first != new {
        all.extend(steps(first, new));
    }
    all
}

/// The templates to deploy in turn; the last one is `new` itself.
fn steps(old: &TemplateTree, new: &TemplateTree) -> Vec<TemplateTree> {
    let (before, after) = lengths(old, new);
    let mut steps = Vec::new();
    for done in 1..before {
        steps.push(at(old, new, Moment::Before { done }));
    }
    for done in usize::from(before == 0)..after {
        steps.push(at(old, new, Moment::After { done }));
    }
    steps.push(new.clone());
    steps
}

/// A moment on the way.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// All is as it was, but for so many index operations of each table.
    Before { done: usize },
    /// All is as it shall be, but for indexes still to be deleted: so many are.
    After { done: usize },
}

/// The most operations that any table needs before the rest changes, and the most deletions after it.
fn lengths(old: &TemplateTree, new: &TemplateTree) -> (usize, usize) {
    let mut lengths = (0, 0);
    for (id, _) in tables(&old.template) {
        let (before, after) = operations(old, new, id);
        lengths = (lengths.0.max(before.len()), lengths.1.max(after.len()));
    }
    for (id, old) in &old.nested {
        if let Some(new) = new.nested.get(id) {
            let nested = self::lengths(old, new);
            lengths = (lengths.0.max(nested.0), lengths.1.max(nested.1));
        }
    }
    lengths
}

/// The operations of a table before and after the rest changes; none if it goes or another replaces it.
fn operations(
    old: &TemplateTree,
    new: &TemplateTree,
    id: &LogicalId,
) -> (Vec<IndexStep>, Vec<IndexStep>) {
    let (Some(before), Some(after)) = (
        old.template.resources.get(id),
        new.template.resources.get(id),
    ) else {
        return Default::default();
    };
    if after.kind != before.kind || is_replaced(&before.properties, &after.properties) {
        return Default::default();
    }
    let all = index_steps(&before.properties, &after.properties);
    let last_creation = all
        .iter()
        .rposition(|step| matches!(step, IndexStep::Create(_)));
    let (making, deleting) = all.split_at(last_creation.map_or(0, |last| last + 1));
    (making.to_vec(), deleting.to_vec())
}

fn tables(
    template: &Template,
) -> impl Iterator<Item = (&LogicalId, &appsynth_cloudformation::Resource)> {
    let resources = template.resources.iter();
    resources.filter(|(_, resource)| resource.kind == TABLE)
}

fn at(old: &TemplateTree, new: &TemplateTree, moment: Moment) -> TemplateTree {
    let base = match moment {
        Moment::Before { .. } => old,
        Moment::After { .. } => new,
    };
    let mut tree = base.clone();
    for (id, table) in tables(&old.template) {
        let (making, deleting) = operations(old, new, id);
        let Some(target) = new.template.resources.get(id) else {
            continue;
        };
        let done = match moment {
            Moment::Before { done } => making.iter().take(done).collect::<Vec<_>>(),
            Moment::After { done } => making.iter().chain(deleting.iter().take(done)).collect(),
        };
        if making.len() + deleting.len() == 0 {
            continue;
        }
        let mut chosen: Vec<_> = indexes(&table.properties)
            .keys()
            .map(|name| Chosen::Old((*name).to_owned()))
            .collect();
        for step in done {
            match step {
                IndexStep::Create(name) => chosen.push(Chosen::New(name.clone())),
                IndexStep::Delete(name) => chosen.retain(|one| one.name() != name),
            }
        }
        if let Some(resource) = tree.template.resources.get_mut(id) {
            let (old, new) = (&table.properties, &target.properties);
            resource.properties = with_indexes(&resource.properties.clone(), old, new, &chosen);
            tree.text = None;
        }
    }
    for (id, old) in &old.nested {
        let (Some(new), Some(nested)) = (new.nested.get(id), tree.nested.get_mut(id)) else {
            continue;
        };
        let deployed = nested.text.clone();
        *nested = at(old, new, moment);
        if nested.text.is_none() || nested.text != deployed {
            point_to(&mut tree.template, id, nested);
            tree.text = None;
        }
    }
    tree
}

/// Gives a nested stack the address of the template that it has now: that of the old one with another hash
/// for the object's name.
pub(super) fn point_to(template: &mut Template, id: &LogicalId, nested: &TemplateTree) {
    let key = format!("{}.json", content_hash(text(nested)));
    let url = template
        .resources
        .get_mut(id)
        .and_then(|resource| resource.properties.get_mut("TemplateURL"));
    if let Some(url) = url {
        rename(url, &key);
    }
}

/// Replaces the last part of the address, wherever it stands in the value.
fn rename(url: &mut Expr, key: &str) {
    use appsynth_cloudformation::{Intrinsic, SubPart};

    let replace = |text: &mut String| {
        if let Some(slash) = text.rfind('/') {
            text.replace_range(slash + 1.., key);
        }
    };
    match url {
        Expr::Text(text) => replace(text),
        Expr::Call(call) => match call.as_mut() {
            Intrinsic::Join(_, Expr::List(items)) => {
                if let Some(Expr::Text(text)) = items.last_mut() {
                    replace(text);
                }
            }
            Intrinsic::Sub(parts, _) => {
                if let Some(SubPart::Text(text)) = parts.last_mut() {
                    replace(text);
                }
            }
            _ => {}
        },
        _ => {}
    }
}

/// The text of a template to upload.
pub(crate) fn text(tree: &TemplateTree) -> String {
    tree.text.clone().unwrap_or_else(|| tree.template.to_json())
}

/// The templates that are in no assembly: those of a step, by the hash of their text.
pub(crate) fn made(tree: &TemplateTree) -> IndexMap<String, String> {
    let mut made = IndexMap::new();
    if tree.text.is_none() {
        let text = text(tree);
        made.insert(content_hash(&text), text);
    }
    made.extend(tree.nested.values().flat_map(self::made));
    made
}

#[cfg(test)]
mod tests {
    use super::super::tree::read;
    use super::*;

    /// A table with these indexes, each on the attribute of its name or on another one.
    fn table(indexes: &[(&str, &str)]) -> TemplateTree {
        let attributes = indexes.iter().map(|(_, key)| *key).chain(["id"]);
        let attributes: std::collections::BTreeSet<_> = attributes.collect();
        let attributes: Vec<_> = attributes
            .iter()
            .map(|name| serde_json::json!({ "AttributeName": name, "AttributeType": "S" }))
            .collect();
        let indexes: Vec<_> = indexes
            .iter()
            .map(|(name, key)| {
                serde_json::json!({
                    "IndexName": name,
                    "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }],
                    "Projection": { "ProjectionType": "ALL" },
                })
            })
            .collect();
        let mut properties = serde_json::json!({
            "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
            "AttributeDefinitions": attributes,
        });
        if !indexes.is_empty() {
            properties["GlobalSecondaryIndexes"] = indexes.into();
        }
        let template = serde_json::json!({
            "Resources": { "Posts": { "Type": "AWS::DynamoDB::Table", "Properties": properties } },
        });
        let text = template.to_string();
        TemplateTree {
            template: read("blog", &text).expect("a template"),
            text: Some(text),
            nested: IndexMap::new(),
        }
    }

    /// The names of the indexes and of the defined attributes after each step.
    fn shown(steps: &[TemplateTree]) -> Vec<String> {
        let step = |tree: &TemplateTree| {
            let table = &tree.template.resources[&LogicalId("Posts".to_owned())].properties;
            let names: Vec<_> = indexes(table).into_keys().collect();
            let defined = table["AttributeDefinitions"].to_value();
            let defined = defined.as_array().into_iter().flatten();
            let mut defined: Vec<_> = defined
                .filter_map(|one| one["AttributeName"].as_str().map(str::to_owned))
                .collect();
            defined.sort();
            format!("{}; {}", names.join(" "), defined.join(" "))
        };
        steps.iter().map(step).collect()
    }

    #[test]
    fn one_index_needs_no_step_of_its_own() {
        let (old, new) = (table(&[]), table(&[("a", "a")]));
        assert_eq!(steps(&old, &new), [new]);
    }

    #[test]
    fn several_are_made_in_turn_with_the_attributes_they_use() {
        let (old, new) = (table(&[]), table(&[("a", "a"), ("b", "b"), ("c", "c")]));
        let expected = ["a; a id", "a b; a b id", "a b c; a b c id"];
        assert_eq!(shown(&steps(&old, &new)), expected);
    }

    #[test]
    fn what_is_not_used_any_more_goes_last() {
        let (old, new) = (table(&[("a", "a"), ("b", "b")]), table(&[("c", "c")]));
        let expected = ["a b c; a b c id", "b c; b c id", "c; c id"];
        let steps = steps(&old, &new);
        assert_eq!(shown(&steps), expected);
    }

    #[test]
    fn an_index_on_another_key_is_deleted_and_made_anew() {
        let (old, new) = (table(&[("a", "a")]), table(&[("a", "b")]));
        assert_eq!(shown(&steps(&old, &new)), ["; id", "a; b id"]);
    }

    #[test]
    fn steps_that_are_done_are_not_taken_again() {
        let (old, new) = (table(&[]), table(&[("a", "a"), ("b", "b"), ("c", "c")]));
        let all = steps(&old, &new);
        let rest = steps(&all[0], &new);
        assert_eq!(shown(&rest), shown(&all[1..]));
    }

    #[test]
    fn a_nested_table_takes_its_parents_along() {
        let parent = |nested: TemplateTree| {
            let url = format!("https://s3/bucket/{}.json", content_hash(text(&nested)));
            let template = serde_json::json!({ "Resources": { "Data": {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": { "TemplateURL": { "Fn::Join": ["", ["https://s3/", url]] } },
            }}});
            let text = template.to_string();
            TemplateTree {
                template: read("blog", &text).expect("a template"),
                text: Some(text),
                nested: IndexMap::from([(LogicalId("Data".to_owned()), nested)]),
            }
        };
        let (old, new) = (parent(table(&[])), parent(table(&[("a", "a"), ("b", "b")])));
        let steps = steps(&old, &new);
        assert_eq!(steps.len(), 2);
        let made: Vec<_> = made(&steps[0]).into_keys().collect();
        assert_eq!(made.len(), 2, "the nested template and its parent");
        let url = steps[0].template.to_json();
        assert!(made.iter().any(|hash| url.contains(hash)), "{url}");
    }
}
