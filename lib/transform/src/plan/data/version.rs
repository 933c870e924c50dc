//! Versions of items, for conflict resolution.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-sync.html>

use appsynth_program::{Half, Stmt, put, remove, return_, var};

use super::super::Code;
use super::answer::Answer;
use super::{filter, list};
use crate::model::Entity;

/// The members that AppSync itself writes.
const METADATA: [&str; 3] = ["_version", "_deleted", "_lastChangedAt"];

/// Puts into the request the version that the caller knows.
pub(super) fn put_version() -> Stmt {
    let known = var("args").get("input").get("_version");
    put("write", "_version", known.or(0))
}

/// Takes from the item what the caller may not write.
pub(super) fn remove_metadata() -> impl Iterator<Item = Stmt> {
    METADATA.into_iter().map(|member| remove("item", member))
}

/// Reads what changed since the caller last asked.
pub(super) fn sync(entity: &Entity) -> Code {
    let mut body = list::page(list::DEFAULT_LIMIT);
    body.extend(filter::put_filter(entity));
    body.extend([
        put("read", "operation", "Sync"),
        put("read", "lastSync", var("args").get("lastSync")),
    ]);
    Code::generated(
        Half::new(body, return_(var("read"))),
        Answer::of_query(entity).page(),
    )
}
