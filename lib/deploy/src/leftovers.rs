//! Tables that an attempt made which failed.
//!
//! Tables are retained, also when CloudFormation takes back the operation that made them. The next attempt
//! could not make a table of the same name. An empty one holds nothing that anybody would miss, and goes.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::DeployError;
use crate::aws::{Connection, Event};
use crate::failure::latest;
use crate::kinds::{NESTED_STACK, TABLE};
use crate::observe::{Happening, Observer};

/// Deletes the tables that the latest operation of a stack made and left, as far as they have no items and are
/// not among those to keep. `own` are the caller's own credentials: roles that deploy may not touch tables.
pub(crate) async fn remove(
    connection: &Connection,
    own: &Connection,
    (stack, id): (&str, &str),
    kept: &[String],
    observer: &dyn Observer,
) -> Result<(), DeployError> {
    for table in left(connection, id.to_owned()).await? {
        if !kept.contains(&table) && own.is_table_empty(&table).await? == Some(true) {
            own.delete_table(&table).await?;
            observer.saw(stack, Happening::RemovedLeftover { table });
        }
    }
    Ok(())
}

/// The names of the tables, those of nested stacks included.
fn left(connection: &Connection, id: String) -> BoxFuture<'_, Result<Vec<String>, DeployError>> {
    async move {
        let events = connection.events_since(&id, None, None).await?;
        let events = latest(events, &id);
        let mut left = tables(&events);
        for event in &events {
            let is_nested = event.kind == NESTED_STACK && !event.is_of_stack(&id);
            if is_nested && event.status == "DELETE_COMPLETE" && !event.physical_id.is_empty() {
                left.extend(self::left(connection, event.physical_id.clone()).await?);
            }
        }
        Ok(left)
    }
    .boxed()
}

/// The tables that were made and then left among the events of one operation.
fn tables(events: &[Event]) -> Vec<String> {
    let of_tables = events.iter().filter(|event| event.kind == TABLE);
    let mut made = Vec::new();
    let mut left = Vec::new();
    for event in of_tables {
        match event.status.as_str() {
            "CREATE_COMPLETE" => made.push(&event.physical_id),
            "DELETE_SKIPPED" if made.contains(&&event.physical_id) => {
                left.push(event.physical_id.clone());
            }
            _ => {}
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(table: &str, status: &str) -> Event {
        Event {
            id: format!("{table}-{status}"),
            stack: "stack".to_owned(),
            logical_id: table.to_owned(),
            physical_id: table.to_owned(),
            kind: TABLE.to_owned(),
            status: status.to_owned(),
            reason: String::new(),
            token: None,
        }
    }

    #[test]
    fn a_table_that_was_there_before_is_none_that_the_attempt_left() {
        let events = [
            event("new", "CREATE_IN_PROGRESS"),
            event("new", "CREATE_COMPLETE"),
            event("new", "DELETE_SKIPPED"),
            event("old", "UPDATE_COMPLETE"),
            event("old", "DELETE_SKIPPED"),
        ];
        assert_eq!(tables(&events), ["new"]);
    }
}
