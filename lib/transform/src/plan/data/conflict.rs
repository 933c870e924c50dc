//! Conflicts of versions: whose write knows an older version is told the stored item, to go on with.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-sync.html>

use appsynth_program::{
    Stmt, concat, data_source_error, empty_map, error_with, if_, let_, null, put_all, remove,
    result, same, var,
};

use super::rename;
use crate::model::{Entity, Model, Operation};
use crate::plan::rules::{reads_whoever_may, untold_fields};

/// Tells what everyone may see who may read the item: an error's data passes no resolvers of fields. Nothing is
/// told if the write is open to some who may not read.
pub(super) fn tell(model: &Model, entity: &Entity, operation: Operation) -> Option<Stmt> {
    if !reads_whoever_may(entity, operation) {
        return None;
    }
    let of_error = |member: &str| data_source_error().get(member);
    let mut body = vec![let_("stored", empty_map()), put_all("stored", result())];
    body.extend(rename::to_fields(entity, "stored"));
    let untold = untold_fields(model, entity);
    body.extend(untold.map(|field| remove("stored", field.name.text.as_str())));
    body.push(error_with(
        concat([of_error("message")]),
        concat([of_error("type")]),
        var("stored"),
        null(),
    ));
    Some(if_(same(of_error("type"), "ConflictUnhandled"), body))
}
