use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use appsynth_store::Operation::*;
use appsynth_store::Store;

use crate::{key, post, posts};

const FOLDER: &str = "APPSYNTH_STORE_TEST_FOLDER";

/// The process that the next test kills: writes items for ever and prints the id of each that the store
/// has acknowledged. Does nothing when the test binary runs on its own.
#[test]
fn writer_process() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = Store::open(folder.as_ref()).unwrap();
    store.execute(CreateTable, posts()).unwrap();
    for id in 0.. {
        store.execute(PutItem, post(&id.to_string(), 0)).unwrap();
        let mut out = std::io::stdout().lock();
        if writeln!(out, "acknowledged {id}").is_err() {
            return;
        }
    }
}

#[test]
fn sigkill_loses_no_acknowledged_write() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::writer_process", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(writer.stdout.take().unwrap()).lines() {
        if let Some((_, id)) = line.unwrap().split_once("acknowledged ") {
            acknowledged.push(id.to_owned());
        }
        if acknowledged.len() == 100 {
            // On Unix this is SIGKILL. The loop goes on to the end of what the writer had printed.
            writer.kill().unwrap();
        }
    }
    writer.wait().unwrap();

    assert!(acknowledged.len() >= 100);
    let store = Store::open(folder.path()).unwrap();
    for id in acknowledged {
        let found = store.execute(GetItem, key(&id)).unwrap();
        assert!(found.get("Item").is_some(), "{id} is lost");
    }
}
