//! By which fields items are asked for, where not everyone may read all of them: what is found by a field tells
//! its value.

use appsynth_program::{
    Expr, Stmt, Utility, all, call, concat, contains, empty_list, for_each, for_entries, has_key,
    if_, if_else, includes, is_empty, is_present, item, let_, map, not, push, same, set, stash_put,
    text, to_filter_expression, unauthorized, var,
};

use super::is_protected;
use super::reach::{EVERYWHERE, Reach, SOMEWHERE, names};
use crate::model::{Entity, Operation, Provider};
use crate::options::Options;
use crate::plan::data::transformed_arguments;
use crate::plan::grants::Access;
use crate::plan::keys::Key;

/// The fields by which items are asked for in a list, and who may have which of them; none if all may have all.
pub(super) fn listed<'a>(
    options: &'a Options,
    entity: &'a Entity,
    access: &Access<'a>,
    operation: Operation,
) -> Option<Reach<'a>> {
    let fields = entity.fields.values();
    let protected = fields
        .filter(|field| field.relation().is_none() && is_protected(access, field))
        .map(|field| field.name.text.as_str())
        .collect();
    Reach::new(
        options,
        entity,
        access,
        operation,
        protected,
        |grant, field| grant.on(field).reads(),
    )
}

/// Refuses callers, whose reach is declared, that ask by a field which they may not have. Who may have it on some
/// items only gets no others.
pub(super) fn check(
    entity: &Entity,
    operation: Operation,
    provider: Provider,
    reach: &Reach<'_>,
) -> Vec<Stmt> {
    let limited = reach.limited();
    let mut body = vec![
        let_("args", transformed_arguments()),
        let_("asked", empty_list()),
    ];
    if operation == Operation::Search {
        body.extend(names_of_search(&limited));
    } else {
        body.push(names_of_filter());
        body.extend(names_of_keys(entity, &limited));
    }
    let is_refused = all([
        contains(names(&limited), item("name")),
        not(contains(var(EVERYWHERE), item("name"))),
    ]);
    let sets = reach.by_roles_of_items(provider);
    let narrow = narrow(
        &sets
            .iter()
            .map(|(_, fields)| &fields[..])
            .collect::<Vec<_>>(),
    );
    if sets.len() > 1 {
        body.push(let_("narrowedBy", ""));
    }
    body.push(for_each(
        "name",
        var("asked"),
        [if_(
            is_refused,
            [if_else(
                has_key(var(SOMEWHERE), item("name")),
                narrow,
                [unauthorized()],
            )],
        )],
    ));
    body
}

/// Lets only those items through on which the caller may have the field. With fields that different roles have,
/// nobody can tell by one filter which items these are.
fn narrow(sets: &[&[&str]]) -> Vec<Stmt> {
    let mut body = Vec::new();
    if sets.len() > 1 {
        let members = sets.iter().zip(1..).flat_map(|(fields, number): (_, i32)| {
            let number = number.to_string();
            fields
                .iter()
                .map(move |field| (*field, text(number.clone())))
        });
        let set_of_field = || Expr::from(map(members.clone())).get(item("name"));
        body.push(if_(
            all([
                not(same(var("narrowedBy"), "")),
                not(same(var("narrowedBy"), set_of_field())),
            ]),
            [unauthorized()],
        ));
        body.push(set("narrowedBy", concat([set_of_field()])));
    }
    body.push(stash_put("authFilter", var(SOMEWHERE).get(item("name"))));
    body
}

/// Adds the fields that the filter names.
fn names_of_filter() -> Stmt {
    let filter = || var("args").get("filter");
    let named = to_filter_expression(filter()).get("expressionNames");
    if_(
        not(is_empty(filter())),
        [for_entries(
            ("placeholder", "field"),
            named,
            [push("asked", item("field"))],
        )],
    )
}

/// Adds the fields that the keys of a query are made of.
fn names_of_keys(entity: &Entity, limited: &[&str]) -> Vec<Stmt> {
    let indexes = entity.indexes.iter();
    let keys = std::iter::once(Key::primary(entity))
        .chain(indexes.map(|index| Key::of_index(entity, index)));
    let mut asked: Vec<(String, Vec<&str>)> = Vec::new();
    for key in keys {
        let partition = (key.partition.to_owned(), vec![key.partition]);
        let sort = key.sort.iter().map(String::as_str).collect();
        let sort = key.sort_argument().map(|argument| (argument, sort));
        for (argument, mut fields) in std::iter::once(partition).chain(sort) {
            fields.retain(|field| limited.contains(field));
            if !fields.is_empty() && !asked.iter().any(|(one, _)| *one == argument) {
                asked.push((argument, fields));
            }
        }
    }
    let push_each = |(argument, fields): (String, Vec<&str>)| {
        if_(
            is_present(var("args").get(argument)),
            fields.into_iter().map(|field| push("asked", text(field))),
        )
    };
    asked.into_iter().map(push_each).collect()
}

/// Adds the fields that a search filters or sorts by. Its filter names them as members, and whatever else has
/// the letters of a name between quotes counts as well.
fn names_of_search(limited: &[&str]) -> [Stmt; 2] {
    let filter = || var("args").get("filter");
    let query = call(
        Utility::ToJson,
        [call(Utility::ToElasticsearchQueryDsl, [filter()])],
    );
    let named = concat([text("\""), item("field"), text("\"")]);
    [
        if_(
            not(is_empty(filter())),
            [
                let_("query", concat([query])),
                for_each(
                    "field",
                    names(limited),
                    [if_(
                        includes(var("query"), named),
                        [push("asked", item("field"))],
                    )],
                ),
            ],
        ),
        for_each(
            "wanted",
            var("args").get("sort"),
            [push("asked", concat([item("wanted").get("field")]))],
        ),
    ]
}
