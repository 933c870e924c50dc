//! Items and mutations that an environment starts with.

mod tables;

use std::path::Path;

use appsynth_store::Operation;
use axum::body::Bytes;
use axum::http::Request;
use http_body_util::Full;
use serde_json::{Map, Value, json};

use crate::data_sources::{HttpClient, stored_value};
use crate::state::{ServerRecord, State, read_json, write_json};
use crate::{LocalError, TokenRequest, restore, snapshot, token};

pub(crate) use tables::KnownTable;

/// What an environment starts with.
#[derive(Debug, Clone, Default)]
pub struct Seed {
    /// Items with the table, the model or the data source that they belong to.
    pub items: Vec<(String, Map<String, Value>)>,
    /// What is sent to the first API after that.
    pub mutations: Vec<SeedMutation>,
}

/// A mutation and who sends it.
#[derive(Debug, Clone)]
pub struct SeedMutation {
    /// A GraphQL document with one operation.
    pub mutation: String,
    /// The values of its variables.
    pub variables: Map<String, Value>,
    /// The user, of whom a token is made; the API's key is sent by default.
    pub caller: Option<TokenRequest>,
}

/// A part of a seed, by its place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeedPart {
    /// The table of an item.
    Table(usize),
    /// An item.
    Item(usize),
    /// A mutation.
    Mutation(usize),
}

/// The record that a state has been seeded.
const FILE: &str = "seeded.json";

/// Whether the environment has been seeded before.
///
/// # Errors
/// If its record cannot be read.
pub fn is_seeded(state_dir: &Path) -> Result<bool, LocalError> {
    Ok(read_json::<Value>(&state_dir.join(FILE))?.is_some())
}

/// Writes the items of a seed to the tables of the environment that is served, then sends the mutations.
///
/// An item of a model gets `__typename`, and the times that its type has as `createdAt` and `updatedAt`; of a
/// versioned table, a version; and each item those keys that are made of several of its attributes (`a#b`).
///
/// # Errors
/// [`LocalError::Seed`] for the first part that is refused; all data are as before then.
pub async fn seed(state_dir: &Path, seed: &Seed) -> Result<(), LocalError> {
    let before = tempfile::tempdir().map_err(LocalError::io("create", &std::env::temp_dir()))?;
    let before = before.path().join("before");
    snapshot(state_dir, &before).await?;
    let done = Seeding::new(state_dir)?.run(seed).await;
    if done.is_err() {
        restore(state_dir, &before).await?;
        return done;
    }
    write_json(&state_dir.join(FILE), &json!({ "format": 1 }))
}

/// A server that is being seeded.
struct Seeding<'a> {
    state_dir: &'a Path,
    state: State,
    /// Such as `http://127.0.0.1:20002/`.
    url: String,
    client: HttpClient,
}

impl<'a> Seeding<'a> {
    fn new(state_dir: &'a Path) -> Result<Self, LocalError> {
        let server = ServerRecord::read(state_dir)?.ok_or(LocalError::NotServed)?;
        Ok(Self {
            state_dir,
            state: State::read(state_dir)?,
            url: format!("http://127.0.0.1:{}/", server.port),
            client: HttpClient::default(),
        })
    }

    async fn run(&self, seed: &Seed) -> Result<(), LocalError> {
        for (at, (table, item)) in seed.items.iter().enumerate() {
            let refused = |part| move |message| LocalError::Seed { part, message };
            let table = self.table(table).map_err(refused(SeedPart::Table(at)))?;
            let put = self.put(table, item).await;
            put.map_err(refused(SeedPart::Item(at)))?;
        }
        for (at, mutation) in seed.mutations.iter().enumerate() {
            let sent = self.send(mutation).await;
            sent.map_err(|message| LocalError::Seed {
                part: SeedPart::Mutation(at),
                message,
            })?;
        }
        Ok(())
    }

    fn table(&self, name: &str) -> Result<&KnownTable, String> {
        let known = &self.state.tables;
        let found = known.iter().find(|table| table.is_called(name));
        found.ok_or_else(|| {
            let names = known.iter().filter_map(KnownTable::first_name);
            format!(
                "nothing that is deployed has a table or model `{name}`; there are: {}",
                names.collect::<Vec<_>>().join(", ")
            )
        })
    }

    async fn put(&self, table: &KnownTable, item: &Map<String, Value>) -> Result<(), String> {
        let describe = json!({ "TableName": table.name });
        let description = self.dynamodb(Operation::DescribeTable, &describe).await?;
        let item = table.completed(item, &description["Table"]);
        let item: Map<String, Value> = item
            .into_iter()
            .map(|(name, value)| (name, stored_value(value)))
            .collect();
        let put = json!({ "TableName": table.name, "Item": item });
        self.dynamodb(Operation::PutItem, &put).await.map(drop)
    }

    async fn send(&self, mutation: &SeedMutation) -> Result<(), String> {
        let apis = self.state.outputs.iter().flat_map(|outputs| &outputs.apis);
        let api = apis.into_iter().next().ok_or("no API is deployed")?;
        let (header, value) = match (&mutation.caller, &api.api_key) {
            (Some(caller), _) => {
                let token = token(self.state_dir, caller).map_err(|error| error.to_string())?;
                ("authorization", token.text)
            }
            (None, Some(key)) => ("x-api-key", key.clone()),
            (None, None) => {
                return Err(
                    "the API has no key to send it with; say who sends it: \"as\": { \"username\": \"ada\" }"
                        .to_owned(),
                );
            }
        };
        let request = json!({ "query": mutation.mutation, "variables": mutation.variables });
        let answer = self
            .post(&api.graphql_url, (header, &value), &request)
            .await?;
        let Some(error) = answer["errors"].get(0) else {
            return Ok(());
        };
        let text = |name: &str| error[name].as_str().unwrap_or_default();
        Err(format!("{}: {}", text("errorType"), text("message"))
            .trim_start_matches(": ")
            .to_owned())
    }

    async fn dynamodb(&self, operation: Operation, request: &Value) -> Result<Value, String> {
        let target = format!("DynamoDB_20120810.{}", operation.name());
        let answer = self
            .post(&self.url, ("x-amz-target", &target), request)
            .await?;
        match answer["__type"].as_str() {
            None => Ok(answer),
            Some(_) => Err(["message", "Message"]
                .into_iter()
                .find_map(|name| answer[name].as_str())
                .unwrap_or_default()
                .to_owned()),
        }
    }

    async fn post(
        &self,
        url: &str,
        (header, value): (&str, &str),
        body: &Value,
    ) -> Result<Value, String> {
        let request = Request::post(url)
            .header(header, value)
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body.to_string())))
            .map_err(|error| error.to_string())?;
        let response = self.client.send(request).await?;
        serde_json::from_slice(response.body()).map_err(|error| error.to_string())
    }
}
