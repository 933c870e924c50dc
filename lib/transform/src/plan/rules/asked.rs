//! By which fields items are asked for, where not everyone may read all of them: what is found by a field tells
//! its value.

use appsynth_program::{
    Condition, Expr, Stmt, Utility, all, call, concat, contains, empty_list, for_each, for_entries,
    has_key, if_, if_else, includes, is_empty, is_present, item, let_, map, not, push, same, set,
    stash_put, text, to_condition_expression, to_filter_expression, unauthorized, var,
};

use super::caller::Claims;
use super::item::let_owners_through;
use super::reach::{EVERYWHERE, LIMITED, Reach, SOMEWHERE};
use crate::model::{Entity, FieldOrigin, Operation, Provider};
use crate::options::Options;
use crate::plan::data::transformed_arguments;
use crate::plan::grants::{Access, Role, RoleFields};
use crate::plan::keys::Key;

/// The fields by which not everyone may ask who may do something with items, and who may have which of them; none
/// if all may have all.
pub(super) fn readable<'a>(
    options: &'a Options,
    entity: &'a Entity,
    access: &Access<'a>,
    operation: Operation,
) -> Option<Reach<'a>> {
    let fields = entity.fields.values();
    let declared = fields
        .filter(|field| field.relation().is_none() && field.origin == FieldOrigin::Declared)
        .map(|field| field.name.text.as_str());
    let reach = Reach::new(
        options,
        entity,
        access,
        operation,
        declared.collect(),
        |grant, field| grant.on(field).reads(),
    );
    reach.map(Reach::of_limited)
}

/// That the caller may not have the field everywhere whose name a variable is.
fn is_closed(name: &'static str) -> Condition {
    all([
        contains(var(LIMITED), item(name)),
        not(contains(var(EVERYWHERE), item(name))),
    ])
}

/// Refuses callers, whose reach is declared with [`LIMITED`], that ask by a field which they may not have. Who may have it on some
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
        body.extend(names_of_search());
    } else {
        body.push(names_of_filter());
        body.extend(names_of_keys(entity, &limited));
    }
    let sets = reach.by_roles_of_items(provider);
    let narrow = narrow(&sets);
    if sets.len() > 1 {
        body.push(let_("narrowedBy", ""));
    }
    body.push(for_each(
        "name",
        var("asked"),
        [if_(
            is_closed("name"),
            [if_else(
                has_key(var(SOMEWHERE), item("name")),
                narrow,
                [unauthorized()],
            )],
        )],
    ));
    body
}

/// Refuses callers that ask by the condition of a change for a field of the stored item which they may not read:
/// whether the condition holds would tell its value. Roles that the item tells count where it is at hand.
/// [`LIMITED`] is declared.
pub(super) fn check_condition(
    fields: &RoleFields<'_>,
    provider: Provider,
    reach: &Reach<'_>,
    claims: &Claims<'_>,
    stored: Option<impl Fn(&str) -> Expr>,
) -> Vec<Stmt> {
    let condition = || var("args").get("condition");
    let named = to_condition_expression(condition()).get("expressionNames");
    let mut check = reach.declare_everywhere(provider, claims);
    if let Some(stored) = stored {
        let roles = reach.of_item_roles(provider).into_iter();
        check.extend(roles.filter_map(|(role, readable)| {
            let push = [reach.push_each(&readable)];
            let_owners_through(fields, &role, claims, &stored, &push)
        }));
    }
    check.push(for_entries(
        ("placeholder", "named"),
        named,
        [if_(is_closed("named"), [unauthorized()])],
    ));
    vec![
        let_("args", transformed_arguments()),
        if_(not(is_empty(condition())), check),
    ]
}

/// Lets only those items through on which the caller may have the field. With fields that different roles have,
/// nobody can tell by one filter which items these are.
fn narrow(sets: &[(Vec<Role<'_>>, Vec<&str>)]) -> Vec<Stmt> {
    let mut body = Vec::new();
    if sets.len() > 1 {
        let members = sets
            .iter()
            .zip(1..)
            .flat_map(|((_, fields), number): (_, i32)| {
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
            ("placeholder", "named"),
            named,
            [push("asked", item("named"))],
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
fn names_of_search() -> [Stmt; 2] {
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
                    var(LIMITED),
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
