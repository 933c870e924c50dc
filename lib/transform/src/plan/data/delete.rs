//! Removing an item.

use appsynth_program::{Half, let_, map, return_, text, var};

use super::super::Code;
use super::{condition, object_key, transformed_arguments, version};
use crate::model::Entity;

/// Deletes an item that is there.
pub(super) fn code(entity: &Entity, is_versioned: bool, response: Half) -> Code {
    let mut body = vec![
        let_("args", transformed_arguments()),
        let_(
            "write",
            map([
                ("version", text("2018-05-29")),
                ("operation", text("DeleteItem")),
                ("key", object_key::key_of(entity, var("args").get("input"))),
            ]),
        ),
    ];
    if is_versioned {
        body.push(version::put_version());
    }
    body.extend(condition::put_condition(entity, condition::Expected::Item));
    Code::generated(Half::new(body, return_(var("write"))), response)
}
