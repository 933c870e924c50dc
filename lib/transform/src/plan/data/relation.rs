//! Related items.

use appsynth_program::{
    Condition, Expr, Half, Stmt, any, arg, early_return, empty_list, empty_map, if_, is_empty,
    is_null, is_present, is_true, let_, list, map, not, null, push, put, put_all, return_, same,
    source, stash, text, to_dynamodb, var,
};

use super::super::Code;
use super::super::keys::{self, Key};
use super::answer::Answer;
use super::{filter, get, key_argument, known_key, list as page};
use crate::model::{Entity, KeyPair, Relation, RelationKind, RelationStyle};

/// Reads the related items by key. `is_hidden` says whether mutations answer with none, and `marks` whether
/// items that a mutation answers with are marked.
pub(super) fn code(relation: &Relation, related: &Entity, is_hidden: bool, marks: bool) -> Code {
    match relation.kind {
        RelationKind::HasOne | RelationKind::BelongsTo => one(relation, related, is_hidden, marks),
        RelationKind::HasMany | RelationKind::ManyToMany => {
            many(relation, related, is_hidden, marks)
        }
    }
}

fn hide_if_denied(is_hidden: bool, nothing: Expr) -> Option<Stmt> {
    is_hidden.then(|| if_(is_true(stash("deniedField")), [early_return(nothing)]))
}

fn one(relation: &Relation, related: &Entity, is_hidden: bool, marks: bool) -> Code {
    let mut body: Vec<Stmt> = hide_if_denied(is_hidden, null()).into_iter().collect();
    body.extend(key_values(relation, null()));
    body.extend(key_condition(relation, related));
    body.push(let_("read", get::query_request(var("query").into())));
    body.extend(index(relation));
    body.extend(known_key::settle(related, &known(relation, related)));
    body.push(filter::put_auth_filter(related));
    Code::generated(
        Half::new(body, return_(var("read"))),
        Answer::of_relation(related, marks).first(),
    )
}

fn many(relation: &Relation, related: &Entity, is_hidden: bool, marks: bool) -> Code {
    let nothing = Expr::from(map([("items", empty_list().into())]));
    let mut body: Vec<Stmt> = hide_if_denied(is_hidden, nothing.clone())
        .into_iter()
        .collect();
    body.extend(key_values(relation, nothing));
    body.extend(page::page(i64::from(relation.limit)));
    body.extend(known_key::settle(related, &known(relation, related)));
    body.extend(filter::put_filter(related));
    body.extend(own_sort_condition(relation, related));
    body.extend(key_condition(relation, related));
    body.extend([
        put("read", "operation", "Query"),
        put("read", "query", var("query")),
    ]);
    body.extend(index(relation));
    body.extend(page::direction());
    Code::generated(
        Half::new(body, return_(var("read"))),
        Answer::of_relation(related, marks).page(),
    )
}

/// Adds the condition on the related items' own sort key to the filter. An implicit `@hasMany` reads by an index of
/// foreign keys, which are all given, and takes an argument for that key nevertheless.
fn own_sort_condition(relation: &Relation, related: &Entity) -> Option<Stmt> {
    let key = Key::primary(related);
    let argument = key.sort_argument()?;
    let is_implicit =
        relation.kind == RelationKind::HasMany && relation.style == RelationStyle::Implicit;
    let filter = || var("read").get("filter");
    let mut body = vec![
        let_("conditions", empty_list()),
        let_("names", empty_map()),
        let_("values", empty_map()),
    ];
    body.extend(key_argument::sort_condition(&key));
    // AppSync puts each part of a filter into parentheses, and DynamoDB takes none that are redundant.
    let and_filter = [
        push("conditions", filter().get("expression")),
        put_all("names", filter().get("expressionNames")),
        put_all("values", filter().get("expressionValues")),
    ];
    let mut by_sort_key = vec![if_(is_present(filter()), and_filter)];
    by_sort_key.extend([
        key_argument::expression(),
        put("read", "filter", var("query")),
    ]);
    body.push(if_(not(is_empty(var("conditions"))), by_sort_key));
    is_implicit.then(|| if_(is_present(arg(argument)), body))
}

fn index(relation: &Relation) -> Option<Stmt> {
    let index = relation.lookup.index.as_deref()?;
    Some(put("read", "index", index))
}

/// Declares `key`, the values to look for. If one is missing there is `nothing` to ask for. Functions before
/// this one may give other values than the source has.
fn key_values(relation: &Relation, nothing: Expr) -> Vec<Stmt> {
    let keys = &relation.lookup.keys;
    let value = |own: &str| {
        let given = stash("connectionAttributes").get(own);
        Expr::Default(Box::new(given), Box::new(source(own)))
    };
    let is_missing = |own: &str| -> [Condition; 2] {
        let value = || var("key").get(own);
        [is_null(value()), same(value(), "")]
    };
    vec![
        if_(
            is_present(stash("deniedField")),
            [early_return(nothing.clone())],
        ),
        let_(
            "key",
            map(keys
                .iter()
                .map(|pair| (pair.own.as_str(), value(&pair.own)))),
        ),
        if_(
            any(keys.iter().flat_map(|pair| is_missing(&pair.own))),
            [early_return(nothing)],
        ),
    ]
}

/// The key of the related items that is looked into.
fn key_of<'a>(relation: &Relation, related: &'a Entity) -> Key<'a> {
    let index = relation.lookup.index.as_deref();
    match index.and_then(|name| related.index(name)) {
        Some(index) => Key::of_index(related, index),
        None => Key::primary(related),
    }
}

/// The fields of the related items that the key fixes.
fn known<'a>(relation: &Relation, related: &'a Entity) -> known_key::Known<'a> {
    let key = key_of(relation, related);
    let mut fields = vec![key.partition];
    if let [sort] = key.sort {
        fields.push(sort);
    }
    let values = relation.lookup.keys.iter();
    let values = values.map(|pair| var("key").get(pair.own.as_str()));
    fields.into_iter().zip(values).collect()
}

/// Declares `query`, the key condition.
fn key_condition(relation: &Relation, related: &Entity) -> Vec<Stmt> {
    let key = key_of(relation, related);
    let own = |pair: &KeyPair| var("key").get(pair.own.as_str());
    let Some((partition, sort)) = relation.lookup.keys.split_first() else {
        return Vec::new();
    };
    let placeholder = key.partition_placeholder();
    let mut names = vec![(
        format!("#{placeholder}"),
        text(key.partition_attribute().name),
    )];
    let mut values = vec![(
        format!(":{placeholder}"),
        to_dynamodb(own(partition)).into(),
    )];
    let mut conditions = vec![text(format!("#{placeholder} = :{placeholder}"))];
    let is_free = sort.is_empty();
    if let (false, Some(attribute), Some(placeholder)) =
        (is_free, key.sort_attribute(), key.sort_placeholder())
    {
        let parts: Vec<Expr> = sort.iter().map(own).collect();
        names.push((format!("#{placeholder}"), text(attribute.name)));
        conditions.push(text(format!("#{placeholder} = :{placeholder}")));
        values.push((
            format!(":{placeholder}"),
            to_dynamodb(keys::joined(parts)).into(),
        ));
    }
    let mut body = vec![
        let_("conditions", list(conditions)),
        let_("names", map(names)),
        let_("values", map(values)),
    ];
    if is_free
        && matches!(
            relation.kind,
            RelationKind::HasMany | RelationKind::ManyToMany
        )
    {
        body.extend(key_argument::sort_condition(&key));
    }
    body.push(key_argument::expression());
    body
}
