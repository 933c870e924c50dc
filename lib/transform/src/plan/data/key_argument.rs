//! The key that a query's arguments ask for, as a key condition of DynamoDB.

use appsynth_program::{
    Comparison, Expr, Stmt, all, arg, compare, concat, count, empty_list, empty_map, error,
    for_each, for_entries, if_, if_else, is_null, is_present, item, join, keys, let_, list, map,
    not, push, put, same, stash, stash_put, text, to_dynamodb, var,
};

use super::super::Code;
use super::super::keys::Key;
use super::local;

const KIND: &str = "InvalidArgumentsError";

/// Puts the key of one item into the stash, as a key condition and as templates of the user's expect it.
pub(super) fn of_get(key: &Key<'_>) -> Code {
    let partition = key.partition_placeholder();
    let mut expression = format!("#{partition} = :{partition}");
    let mut names = vec![(
        format!("#{partition}"),
        text(key.partition_attribute().name),
    )];
    let mut values = vec![(
        format!(":{partition}"),
        to_dynamodb(arg(key.partition)).into(),
    )];
    let mut object_key = vec![(
        key.partition_attribute().name,
        to_dynamodb(arg(key.partition)).into(),
    )];
    if let (Some(sort), Some(attribute)) = (key.sort_placeholder(), key.sort_attribute()) {
        expression.push_str(&format!(" AND #{sort} = :{sort}"));
        let value = || to_dynamodb(key.sort_value(|field| arg(field))).into();
        names.push((format!("#{sort}"), text(attribute.name.clone())));
        values.push((format!(":{sort}"), value()));
        object_key.push((attribute.name, value()));
    }
    local([
        stash_put(
            "modelQueryExpression",
            map([
                ("expression", text(expression)),
                ("expressionNames", map(names).into()),
                ("expressionValues", map(values).into()),
            ]),
        ),
        let_("metadata", stash("metadata").or(empty_map())),
        put("metadata", "modelObjectKey", map(object_key)),
        stash_put("metadata", var("metadata")),
    ])
}

/// Puts the key condition into the stash if the partition key is given.
pub(super) fn of_list(key: &Key<'_>) -> Code {
    let partition = key.partition;
    let needs_partition = |argument: &str| {
        if_(
            all([is_null(arg(partition)), is_present(arg(argument))]),
            [error(
                format!(
                    "When providing argument '{argument}' you must also provide argument '{partition}'."
                ),
                KIND,
            )],
        )
    };
    let mut body = vec![];
    match key.sort_argument() {
        Some(argument) => {
            body.push(needs_partition("sortDirection"));
            body.push(needs_partition(&argument));
        }
        None => body.push(refuse_direction()),
    }
    let mut by_key = query(key);
    by_key.push(stash_put("modelQueryExpression", var("query")));
    body.push(if_(is_present(arg(partition)), by_key));
    local(body)
}

/// Ends the resolver where an order is asked for that items without a sort key do not have.
pub(super) fn refuse_direction() -> Stmt {
    if_(
        is_present(arg("sortDirection")),
        [error(
            "sortDirection is not supported for List operations without a Sort key defined.",
            KIND,
        )],
    )
}

/// Declares `query`, the key condition: a value of the partition key and a condition on the sort key, if
/// the caller gives one.
pub(super) fn query(key: &Key<'_>) -> Vec<Stmt> {
    let partition = key.partition_placeholder();
    let name = || format!("#{partition}");
    let value = || format!(":{partition}");
    let mut body = vec![
        let_(
            "conditions",
            list([text(format!("{} = {}", name(), value()))]),
        ),
        let_(
            "names",
            map([(name(), text(key.partition_attribute().name))]),
        ),
        let_(
            "values",
            map([(value(), to_dynamodb(arg(key.partition)).into())]),
        ),
    ];
    body.extend(sort_condition(key));
    body.push(expression());
    body
}

/// Declares `query` of `conditions`, `names` and `values`.
pub(super) fn expression() -> Stmt {
    let_(
        "query",
        map([
            ("expression", join(var("conditions"), " AND ").into()),
            ("expressionNames", var("names").into()),
            ("expressionValues", var("values").into()),
        ]),
    )
}

/// Adds the condition on the sort key to `conditions`, `names` and `values`.
pub(super) fn sort_condition(key: &Key<'_>) -> Vec<Stmt> {
    let (Some(argument), Some(sort), Some(attribute)) = (
        key.sort_argument(),
        key.sort_placeholder(),
        key.sort_attribute(),
    ) else {
        return Vec::new();
    };
    let (name, placeholder) = (format!("#{sort}"), format!(":{sort}"));
    let put_value = |placeholder: Expr, value: &'static str| {
        let mut body = Vec::new();
        let typed = if key.is_composite() {
            body.extend(joined_value(key, &argument, value));
            to_dynamodb(join(var("parts"), "#"))
        } else {
            to_dynamodb(item(value))
        };
        body.push(put("values", placeholder, typed));
        body
    };
    let mut one_end = vec![let_(
        "end",
        concat([text(placeholder.clone()), count(var("ends")).into()]),
    )];
    one_end.extend(put_value(var("end").into(), "bound"));
    one_end.push(push("ends", var("end")));
    let between = [
        let_("ends", empty_list()),
        for_each("bound", item("value"), one_end),
        if_(
            not(compare(count(var("ends")), Comparison::Equal, 2)),
            [error(
                format!("Argument '{argument}.between' expects exactly two elements."),
                KIND,
            )],
        ),
        push(
            "conditions",
            concat([
                text(format!("{name} BETWEEN ")),
                join(var("ends"), " AND ").into(),
            ]),
        ),
    ];
    let mut other = put_value(text(placeholder.clone()), "value");
    other.push(if_else(
        same(item("operator"), "beginsWith"),
        [push(
            "conditions",
            text(format!("begins_with({name}, {placeholder})")),
        )],
        [push(
            "conditions",
            concat([
                text(format!("{name} ")),
                var("signs").get(item("operator")),
                text(format!(" {placeholder}")),
            ]),
        )],
    ));
    let signs = [
        ("eq", "="),
        ("lt", "<"),
        ("le", "<="),
        ("gt", ">"),
        ("ge", ">="),
    ];
    vec![
        if_(
            compare(count(keys(arg(argument.as_str()))), Comparison::Greater, 1),
            [error(
                format!("Argument {argument} must specify at most one key condition operation."),
                KIND,
            )],
        ),
        let_(
            "signs",
            map(signs.map(|(operator, sign)| (operator, text(sign)))),
        ),
        for_entries(
            ("operator", "value"),
            arg(argument.as_str()),
            [if_(
                is_present(item("value")),
                [
                    put("names", name, attribute.name),
                    if_else(same(item("operator"), "between"), between, other),
                ],
            )],
        ),
    ]
}

/// Declares `parts`: the given fields of a composite sort key, which have to be its first ones.
fn joined_value(key: &Key<'_>, argument: &str, value: &'static str) -> Vec<Stmt> {
    let mut body = vec![let_("parts", empty_list())];
    let mut before: Option<&str> = None;
    for field in key.sort {
        let part = || item(value).get(field.as_str());
        let mut given = Vec::new();
        if let Some(before) = before {
            given.push(if_(
                is_null(item(value).get(before)),
                [error(
                    format!("When providing '{field}' of argument '{argument}' you must also provide '{before}'."),
                    KIND,
                )],
            ));
        }
        given.push(push("parts", concat([part()])));
        body.push(if_(is_present(part()), given));
        before = Some(field);
    }
    body
}
