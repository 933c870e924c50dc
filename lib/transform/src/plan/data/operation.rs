//! The mark on what a mutation answers with: `__operation`. Fields that fewer may read than the item are
//! null in answers of mutations, because subscribers get those answers.

use appsynth_program::{Condition, Stmt, put, same, source};

const MEMBER: &str = "__operation";
const MUTATION: &str = "Mutation";

/// The source is what a mutation answers with.
pub(in super::super) fn is_of_mutation() -> Condition {
    same(source(MEMBER), MUTATION)
}

/// Marks the item that a variable holds.
pub(in super::super) fn mark(item: &'static str) -> Stmt {
    put(item, MEMBER, MUTATION)
}
