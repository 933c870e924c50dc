//! What callers see of an owner field.

use appsynth_program::{
    Expr, Half, Kind, Stmt, concat, empty_list, end_if, for_each, is, item, let_, null, push,
    return_, set, source, split, var,
};

/// Of `sub::username` the last part, and of a list that of each.
pub(super) fn half(field: &str) -> Half {
    let owner = || source(field);
    let names = Half::new(
        [
            let_("names", empty_list()),
            for_each(
                "owner",
                owner(),
                [
                    let_("name", ""),
                    last_part(item("owner")),
                    push("names", var("name")),
                ],
            ),
        ],
        return_(var("names")),
    );
    let name = Half::new([let_("name", ""), last_part(owner())], return_(var("name")));
    Half::new(
        [],
        end_if(
            is(Kind::List, owner()),
            names,
            Half::new(
                [],
                end_if(
                    is(Kind::Text, owner()),
                    name,
                    Half::new([], return_(null())),
                ),
            ),
        ),
    )
}

/// Sets `name` to what follows the last separator.
fn last_part(owner: Expr) -> Stmt {
    for_each(
        "part",
        split(owner, "::"),
        [set("name", concat([item("part")]))],
    )
}
