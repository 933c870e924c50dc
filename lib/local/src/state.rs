//! The record of an environment in its state folder: `state.json`, and `server.json` while it is served.
//!
//! ```text
//! state.json         what is deployed, the keys of APIs, the port of the last time
//! server.json        process, port and token of the server that runs; gone when none does
//! log.jsonl          what the server logged, and log.1.jsonl what before that; written by the command line
//! seeded.json        that a seed has been put in
//! events.jsonl       what was put on event buses
//! streams.json       how far the streams of tables have been read
//! token-issuer.pem   the private key of the local issuer of tokens
//! store/             the tables
//! functions/         the code of functions
//! ```

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::resources::ApiKeys;
use crate::seed::KnownTable;
use crate::token::KnownIssuer;
use crate::{LocalError, Outputs};

/// The version of `state.json`. It rises when an older program could not use a newer file.
const VERSION: u64 = 1;

/// What lasts of an environment beside its tables.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    version: u64,
    /// The port that the server last listened on.
    pub(crate) port: Option<u16>,
    /// What is deployed.
    pub(crate) outputs: Option<Outputs>,
    /// The keys of the APIs that were ever deployed.
    pub(crate) api_keys: ApiKeys,
    /// Whose tokens the deployed APIs take.
    #[serde(default)]
    pub(crate) token_issuers: Vec<KnownIssuer>,
    /// The tables that are deployed.
    #[serde(default)]
    pub(crate) tables: Vec<KnownTable>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            port: None,
            outputs: None,
            api_keys: ApiKeys::default(),
            token_issuers: Vec::new(),
            tables: Vec::new(),
        }
    }
}

impl State {
    /// The record of a deployment.
    pub(crate) fn new(
        port: u16,
        outputs: Outputs,
        api_keys: ApiKeys,
        token_issuers: Vec<KnownIssuer>,
        tables: Vec<KnownTable>,
    ) -> Self {
        Self {
            version: VERSION,
            port: Some(port),
            outputs: Some(outputs),
            api_keys,
            token_issuers,
            tables,
        }
    }

    /// The record of a state folder; one of nothing if it has none.
    pub(crate) fn read(folder: &Path) -> Result<Self, LocalError> {
        let path = folder.join("state.json");
        let Some(value) = read_json::<Value>(&path)? else {
            return Ok(Self::default());
        };
        match value.get("version").and_then(Value::as_u64) {
            Some(found) if found > VERSION => Err(LocalError::StateVersion {
                path,
                found: found.to_string(),
                known: VERSION.to_string(),
            }),
            _ => serde_json::from_value(value).map_err(|source| LocalError::State { path, source }),
        }
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<(), LocalError> {
        write_json(&folder.join("state.json"), self)
    }
}

/// The server that runs on a state folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ServerRecord {
    /// Its process.
    pub(crate) pid: u32,
    /// The port it listens on.
    pub(crate) port: u16,
    /// What a request must know to control it.
    pub(crate) token: String,
}

impl ServerRecord {
    pub(crate) fn path(folder: &Path) -> PathBuf {
        folder.join("server.json")
    }

    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, LocalError> {
        read_json(&Self::path(folder))
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<(), LocalError> {
        write_json(&Self::path(folder), self)
    }

    /// Removes the record; that there is none is fine.
    pub(crate) fn remove(folder: &Path) -> Result<(), LocalError> {
        let path = Self::path(folder);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(LocalError::io("remove", &path)(error))
            }
            _ => Ok(()),
        }
    }
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, LocalError> {
    match std::fs::read(path) {
        Ok(text) => serde_json::from_slice(&text)
            .map(Some)
            .map_err(|source| LocalError::State {
                path: path.to_owned(),
                source,
            }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(LocalError::io("read", path)(error)),
    }
}

/// Writes a file that only its owner can read, whole or not at all.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), LocalError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|source| LocalError::State {
        path: path.to_owned(),
        source,
    })?;
    text.push(b'\n');
    write_private(path, &text)
}

/// Writes a file that only its owner can read, whole or not at all.
pub(crate) fn write_private(path: &Path, text: &[u8]) -> Result<(), LocalError> {
    let temporary = path.with_added_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(&temporary)
        .and_then(|mut file| file.write_all(text))
        .and_then(|()| std::fs::rename(&temporary, path))
        .map_err(LocalError::io("write", path))
}
