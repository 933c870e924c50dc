//! The mark on what a mutation answers with: `__operation`. Fields that fewer may read than the item are
//! null in answers of mutations, because subscribers get those answers.

use appsynth_program::{
    Condition, Half, Stmt, empty_list, empty_map, for_each, if_, item, let_, map, push, put,
    put_all, result, return_, same, source, var,
};

use super::fail_with_data_source;

const MEMBER: &str = "__operation";
const MUTATION: &str = "Mutation";

/// The source is what a mutation answers with.
pub(super) fn is_of_mutation() -> Condition {
    same(source(MEMBER), MUTATION)
}

/// Marks the item that a variable holds.
pub(super) fn mark(variable: &'static str) -> Stmt {
    put(variable, MEMBER, MUTATION)
}

/// A mutation's answer: the item, marked if it has fields that look for the mark.
pub(super) fn answer(marks: bool) -> Half {
    if !marks {
        return Half::new([fail_with_data_source()], return_(result()));
    }
    Half::new(
        [
            fail_with_data_source(),
            let_("item", empty_map()),
            put_all("item", result()),
            mark("item"),
        ],
        return_(var("item")),
    )
}

/// A page of items, marked as the source is.
pub(super) fn marked_page() -> Half {
    Half::new(
        [
            fail_with_data_source(),
            let_("items", empty_list()),
            for_each(
                "found",
                result().get("items"),
                [
                    let_("item", empty_map()),
                    put_all("item", item("found")),
                    if_(is_of_mutation(), [mark("item")]),
                    push("items", var("item")),
                ],
            ),
        ],
        return_(map([
            ("items", var("items").into()),
            ("nextToken", result().get("nextToken")),
        ])),
    )
}
