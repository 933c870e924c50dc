//! What a search may count and sum up, where that differs between roles: whoever may not search a field
//! of an item may not have it counted either.

use appsynth_program::{Stmt, stash_put, var};

use super::reach::{EVERYWHERE, Reach, SOMEWHERE};
use crate::model::{Entity, Operation};
use crate::options::Options;
use crate::plan::grants::Access;
use crate::plan::schema::aggregate_fields;

/// The fields of searches, and who may have which of them; none if all who may search may have all.
pub(super) fn searched<'a>(
    options: &'a Options,
    entity: &'a Entity,
    access: &Access<'a>,
) -> Option<Reach<'a>> {
    let fields = aggregate_fields(entity, options);
    Reach::new(
        options,
        entity,
        access,
        Operation::Search,
        fields,
        |grant, field| grant.on(field).contains(Operation::Search),
    )
}

/// Puts into the stash what callers may have counted, whose reach is declared.
pub(super) fn allow() -> [Stmt; 2] {
    [
        stash_put("allowedAggFields", var(EVERYWHERE)),
        stash_put("aggFieldsFilterMap", var(SOMEWHERE)),
    ]
}
