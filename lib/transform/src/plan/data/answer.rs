//! What resolvers answer with.

use appsynth_program::{
    Comparison, Half, Stmt, compare, empty_list, empty_map, end_if, first, for_each, if_, is_empty,
    is_null, item, let_, null, push, put, put_all, result, return_, unauthorized, var,
};

use super::{fail_with_data_source, operation, rename};
use crate::model::Entity;

/// An answer, and the changes that each `item` in it needs.
pub(super) struct Answer {
    changes: Vec<Stmt>,
}

impl Answer {
    /// Items that a query reads.
    pub(super) fn of_query(entity: &Entity) -> Self {
        Self {
            changes: rename::to_fields(entity, "item"),
        }
    }

    /// The item that a mutation wrote. `marks` says whether it has fields that look for the mark.
    pub(super) fn of_mutation(entity: &Entity, marks: bool) -> Self {
        let mut changes = rename::to_fields(entity, "item");
        changes.extend(marks.then(|| operation::mark("item")));
        Self { changes }
    }

    /// Related items, marked as the item that they are related to.
    pub(super) fn of_relation(related: &Entity, marks: bool) -> Self {
        let mark = || if_(operation::is_of_mutation(), [operation::mark("item")]);
        let mut changes = rename::to_fields(related, "item");
        changes.extend(marks.then(mark));
        Self { changes }
    }

    /// The written item, after what is done about a conflict.
    pub(super) fn written(self, conflict: Option<Stmt>) -> Half {
        let fail = conflict.into_iter().chain([fail_with_data_source()]);
        if self.changes.is_empty() {
            return Half::new(fail, return_(result()));
        }
        // DynamoDB answers with nothing where there was no item to delete.
        let nothing = Half::new([], return_(null()));
        let mut body = vec![let_("item", empty_map()), put_all("item", result())];
        body.extend(self.changes);
        let item = Half::new(body, return_(var("item")));
        Half::new(fail, end_if(is_null(result()), nothing, item))
    }

    /// The one item that was found. If the rules' filter hid it, the caller may not see it.
    pub(super) fn first(self) -> Half {
        let items = || result().get("items");
        let found = if self.changes.is_empty() {
            Half::new([], return_(first(items())))
        } else {
            let mut body = vec![let_("item", empty_map()), put_all("item", first(items()))];
            body.extend(self.changes);
            Half::new(body, return_(var("item")))
        };
        let hidden = if_(
            compare(result().get("scannedCount"), Comparison::Greater, 0),
            [unauthorized()],
        );
        let nothing = Half::new([hidden], return_(null()));
        Half::new(
            [fail_with_data_source()],
            end_if(is_empty(items()), nothing, found),
        )
    }

    /// A page of items.
    pub(super) fn page(self) -> Half {
        if self.changes.is_empty() {
            return Half::new([fail_with_data_source()], return_(result()));
        }
        let mut each = vec![let_("item", empty_map()), put_all("item", item("found"))];
        each.extend(self.changes);
        each.push(push("items", var("item")));
        Half::new(
            [
                fail_with_data_source(),
                let_("page", empty_map()),
                put_all("page", result()),
                let_("items", empty_list()),
                for_each("found", result().get("items"), each),
                put("page", "items", var("items")),
            ],
            return_(var("page")),
        )
    }
}
