//! What searches count and sum up.

use appsynth_program::{
    Expr, Stmt, concat, contains, empty_list, empty_map, error, for_each, for_entries, if_,
    is_null, is_present, item, let_, map, not, push, put, result, set, stash, text, var,
};

use super::search::{one_of_the_tests, path_of, tests_of};

/// The part of what OpenSearch counts that is of the items for which the caller may have the field counted.
const ALLOWED: &str = "allowed";

/// Puts into the request what the caller wants counted of what is found. If `is_limited`, the stash has the
/// fields that may be: over everything, over the items for which the caller may have the field, or not at all.
pub(super) fn put_wanted(is_limited: bool) -> [Stmt; 3] {
    let wanted = |member: &str| item("wanted").get(member);
    let put_as = |aggregation: Expr| put("aggregations", concat([wanted("name")]), aggregation);
    let mut each = vec![let_("field", concat([wanted("field")]))];
    each.extend(path_of("field"));
    each.extend([
        let_("aggregation", empty_map()),
        put(
            "aggregation",
            concat([wanted("type")]),
            map([("field", var("path").into())]),
        ),
        if is_limited {
            put_allowed(put_as)
        } else {
            put_as(var("aggregation").into())
        },
    ]);
    [
        let_("aggregations", empty_map()),
        for_each("wanted", var("args").get("aggregates"), each),
        put("body", "aggs", var("aggregations")),
    ]
}

fn put_allowed(put_as: impl Fn(Expr) -> Stmt) -> Stmt {
    let filter = || stash("aggFieldsFilterMap").get(var("field"));
    let of_allowed = map([
        ("filter", one_of_the_tests()),
        ("aggs", map([(ALLOWED, var("aggregation").into())]).into()),
    ]);
    let mut over_some = tests_of(filter().get("or"));
    over_some.push(put_as(of_allowed.into()));
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
            (over_everything, vec![put_as(var("aggregation").into())]),
            (is_present(filter()), over_some),
        ],
        vec![refuse],
    )
}

/// Declares `aggregates`, what was counted as the schema has it.
pub(super) fn answers(is_limited: bool) -> [Stmt; 2] {
    let counted = || var("counted");
    let allowed = || item("value").get(ALLOWED);
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
    let mut each = vec![let_("counted", item("value").or(empty_map()))];
    if is_limited {
        each.push(if_(
            is_present(allowed()),
            [set("counted", allowed().or(empty_map()))],
        ));
    }
    each.extend([
        let_("aggregate", map([("name", item("name"))])),
        answer("SearchableAggregateBucketResult", "buckets"),
        answer("SearchableAggregateScalarResult", "value"),
        push("aggregates", var("aggregate")),
    ]);
    [
        let_("aggregates", empty_list()),
        for_entries(("name", "value"), result().get("aggregations"), each),
    ]
}
