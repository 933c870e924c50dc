//! What searches count and sum up.

use appsynth_program::{
    Expr, Stmt, concat, contains, empty_list, empty_map, error, for_each, for_entries, if_,
    is_null, is_present, item, let_, map, not, push, put, result, stash, text, var,
};

use super::search::{one_of_the_tests, path_of, tests_of};

/// Puts into the request what the caller wants counted of what is found. If `is_limited`, the stash has the
/// fields that may be: over everything, over the items for which the caller may have the field, or not at all.
///
/// Each is within a filter, also over everything: users' templates find what was counted there, as in Amplify.
pub(super) fn put_wanted(is_limited: bool) -> [Stmt; 3] {
    let wanted = |member: &str| item("wanted").get(member);
    let name = || concat([wanted("name")]);
    let put_with = |filter: Expr| {
        let within = map([("filter", filter), ("aggs", var("counted").into())]);
        put("aggregations", name(), within)
    };
    let mut each = vec![let_("field", concat([wanted("field")]))];
    each.extend(path_of("field"));
    each.extend([
        let_("aggregation", empty_map()),
        put(
            "aggregation",
            concat([wanted("type")]),
            map([("field", var("path").into())]),
        ),
        let_("counted", empty_map()),
        put("counted", name(), var("aggregation")),
        if is_limited {
            put_allowed(put_with)
        } else {
            put_with(everything())
        },
    ]);
    [
        let_("aggregations", empty_map()),
        for_each("wanted", var("args").get("aggregates"), each),
        put("body", "aggs", var("aggregations")),
    ]
}

fn everything() -> Expr {
    map([("match_all", empty_map().into())]).into()
}

fn put_allowed(put_with: impl Fn(Expr) -> Stmt) -> Stmt {
    let filter = || stash("aggFieldsFilterMap").get(var("field"));
    let mut over_some = tests_of(filter().get("or"));
    over_some.push(put_with(one_of_the_tests()));
    let refuse = error(
        concat([
            text("Unauthorized to run aggregation on field: "),
            var("field").into(),
        ]),
        "Unauthorized",
    );
    let over_everything = contains(stash("allowedAggFields"), var("field"));
    Stmt::If(
        vec![
            (over_everything, vec![put_with(everything())]),
            (is_present(filter()), over_some),
        ],
        vec![refuse],
    )
}

/// Declares `aggregates`, what was counted as the schema has it.
pub(super) fn answers() -> [Stmt; 2] {
    let counted = || var("counted");
    let answer = |kind: &str, member: &str| {
        if_(
            not(is_null(counted().get(member))),
            [put(
                "aggregate",
                "result",
                map([("__typename", text(kind)), (member, counted().get(member))]),
            )],
        )
    };
    let each = [
        let_("counted", item("within").get(item("name")).or(empty_map())),
        let_("aggregate", map([("name", item("name"))])),
        answer("SearchableAggregateBucketResult", "buckets"),
        answer("SearchableAggregateScalarResult", "value"),
        push("aggregates", var("aggregate")),
    ];
    [
        let_("aggregates", empty_list()),
        for_entries(("name", "within"), result().get("aggregations"), each),
    ]
}
