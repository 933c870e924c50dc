//! The records of streams, as the engine keeps them: one table for all, without an index.

use std::path::Path;

use rusqlite::Connection;

use crate::OpenError;

/// For each record that it adds, the engine looks for the last one by this expression. Without an index it reads
/// all of them, and every write takes longer than the one before.
const INDEX: &str = "CREATE INDEX IF NOT EXISTS appsynth_stream_records
    ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// Gives the records of an engine's file an index, unless they have it.
pub(crate) fn index(file: &Path) -> Result<(), OpenError> {
    Connection::open(file)
        .and_then(|connection| connection.execute_batch(INDEX))
        .map_err(|error| OpenError::Engine {
            path: file.to_owned(),
            message: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::posts::store_of_posts;
    use crate::{Operation, Store};

    /// How SQLite goes about the engine's question for the last record.
    fn plan(file: &Path) -> String {
        let connection = Connection::open(file).expect("a database");
        let question = "EXPLAIN QUERY PLAN
            SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1
            FROM _stream_records WHERE table_name = 'Posts'";
        let answer = connection.query_row(question, [], |row| row.get("detail"));
        answer.expect("a plan")
    }

    #[test]
    fn the_last_record_is_found_by_the_index() {
        let stream = json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"});
        let (folder, store) = store_of_posts(&json!({ "StreamSpecification": stream }));
        let file = folder.path().join("tables.sqlite");
        let item = json!({"TableName": "Posts", "Item": {"id": {"S": "one"}}});
        store.execute(Operation::PutItem, item).expect("written");
        drop(store);
        Store::open(folder.path()).expect("the store again");
        let plan = plan(&file);
        assert!(plan.contains("INDEX appsynth_stream_records"), "{plan}");
    }
}
