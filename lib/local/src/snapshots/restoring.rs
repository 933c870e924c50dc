//! Putting a copy back whole or not at all, also if the process ends in between.
//!
//! The copy is made ready beside the store. Once it has its final name there, it is what counts: it is put in
//! place at once, or else by whoever opens the store next.

use std::fs;
use std::io;
use std::path::Path;

use appsynth_store::Store;

use super::copy_positions;
use crate::LocalError;

/// The folder in the state folder of a copy that is to be put in place, and its names before and after.
const READY: &str = "restore";
const IN_THE_MAKING: &str = "restore.new";
const DONE: &str = "restore.done";

/// Puts tables in place of those of a store, with the positions of a copy.
///
/// # Errors
/// If the system refuses. Nothing is changed then if it was the tables; if only the positions are missing, they
/// come with the next [`finish`].
pub(crate) fn put_back(
    store: &Store,
    tables: &Store,
    copy: &Path,
    state_dir: &Path,
) -> Result<(), LocalError> {
    prepare(tables, copy, state_dir)?;
    if let Err(error) = store.replace_by(&state_dir.join(READY)) {
        withdraw(state_dir)?;
        return Err(error.into());
    }
    complete(state_dir)
}

fn prepare(tables: &Store, copy: &Path, state_dir: &Path) -> Result<(), LocalError> {
    let (new, ready) = (state_dir.join(IN_THE_MAKING), state_dir.join(READY));
    remove(&new)?;
    fs::create_dir_all(&new).map_err(LocalError::io("create", &new))?;
    copy_positions(copy, &new)?;
    tables.copy_to(&new)?;
    fs::rename(&new, &ready).map_err(LocalError::io("create", &ready))
}

/// Puts a copy in place that was ready when an earlier process ended, if there is one.
///
/// # Errors
/// If the system refuses; the copy then waits for the next time.
pub(crate) fn finish(store: &Store, state_dir: &Path) -> Result<(), LocalError> {
    let ready = state_dir.join(READY);
    if ready.exists() {
        store.replace_by(&ready)?;
        complete(state_dir)?;
    }
    remove(&state_dir.join(DONE))
}

/// What is left to do once the tables are in place.
fn complete(state_dir: &Path) -> Result<(), LocalError> {
    copy_positions(&state_dir.join(READY), state_dir)?;
    withdraw(state_dir)
}

/// Removes a copy that was ready. Under its name, half of it might be put in place when half is removed.
fn withdraw(state_dir: &Path) -> Result<(), LocalError> {
    let (ready, done) = (state_dir.join(READY), state_dir.join(DONE));
    remove(&done)?;
    fs::rename(&ready, &done).map_err(LocalError::io("remove", &ready))?;
    remove(&done)
}

fn remove(folder: &Path) -> Result<(), LocalError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(LocalError::io("remove", folder)(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use appsynth_store::Operation;
    use serde_json::json;

    use super::*;
    use crate::streams::POSITIONS_FILE;

    fn store_with_table(name: &str) -> Store {
        let store = Store::memory().expect("a store");
        let table = json!({
            "TableName": name, "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        });
        store
            .execute(Operation::CreateTable, table)
            .expect("a table");
        store
    }

    #[test]
    fn what_was_ready_when_the_process_ended_is_put_in_place_by_the_next() {
        let state = tempfile::tempdir().expect("a temporary folder");
        let copy = tempfile::tempdir().expect("a temporary folder");
        fs::write(state.path().join(POSITIONS_FILE), "now").expect("written");
        fs::write(copy.path().join(POSITIONS_FILE), "then").expect("written");
        let store = store_with_table("Now");
        let tables = |store: &Store| {
            let listed = store.execute(Operation::ListTables, json!({}));
            listed.expect("a list")["TableNames"].clone()
        };
        let positions = || fs::read_to_string(state.path().join(POSITIONS_FILE)).expect("a file");

        // What is in the making when the process ends does not count.
        fs::create_dir(state.path().join(IN_THE_MAKING)).expect("made");
        finish(&store, state.path()).expect("nothing to do");
        assert_eq!(
            (tables(&store), positions()),
            (json!(["Now"]), "now".into())
        );

        prepare(&store_with_table("Then"), copy.path(), state.path()).expect("ready");
        finish(&store, state.path()).expect("put in place");
        assert_eq!(
            (tables(&store), positions()),
            (json!(["Then"]), "then".into())
        );
        let names = fs::read_dir(state.path()).expect("a folder");
        assert_eq!(names.count(), 1, "nothing is left but the positions");
    }
}
