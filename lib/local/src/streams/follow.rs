//! Following a stream.

use std::sync::{Arc, Weak};
use std::time::Duration;

use appsynth_cloudformation::Arn;
use appsynth_store::{Exception, Operation};
use serde_json::{Value, json};

use super::mapping::Mapping;
use super::positions::Positions;
use crate::environment::Environment;

/// How long a stream that has nothing new is left alone.
const PAUSE: Duration = Duration::from_millis(100);

/// The first wait before a batch that failed is sent again; it doubles each time, up to the longest.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A stream that is followed.
pub(super) struct Stream {
    /// Held while the store is asked only, so that the environment can end in between.
    environment: Weak<Environment>,
    mapping: Mapping,
    positions: Arc<Positions>,
    iterator: Option<String>,
}

impl Stream {
    /// The stream from where it was left, or from where its mapping wants it to start.
    pub(super) async fn open(
        environment: Weak<Environment>,
        mapping: Mapping,
        positions: Arc<Positions>,
    ) -> Self {
        let mut stream = Self {
            iterator: positions.get(&mapping.path),
            environment,
            mapping,
            positions,
        };
        if stream.iterator.is_none() {
            let start = json!({"ShardIteratorType": stream.mapping.start});
            stream.iterator = stream.iterator(start).await;
        }
        stream
    }

    /// Sends what is written to the table to the function, for as long as there is an environment.
    pub(super) async fn follow(mut self) {
        let mut failures = 0;
        while let Some(at) = self.iterator.take() {
            self.positions.set(&self.mapping.path, at.clone());
            self.iterator = self.advance(at, &mut failures).await;
        }
    }

    /// Sends what comes after an iterator, waits if there is nothing, and gives where to go on; `None` at the
    /// end of the environment or the stream.
    async fn advance(&self, iterator: String, failures: &mut u32) -> Option<String> {
        loop {
            let request = json!({"ShardIterator": iterator, "Limit": self.mapping.batch_size});
            let mut page = self.execute(Operation::GetRecords, request).await?;
            let records = match page["Records"].take() {
                Value::Array(records) if !records.is_empty() => records,
                _ => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let next = page["NextShardIterator"].as_str().map(str::to_owned);
            let Some(failed) = self.send(records).await else {
                *failures = 0;
                return next;
            };
            *failures += 1;
            if self
                .mapping
                .retries
                .is_some_and(|most| u64::from(*failures) > most)
            {
                tracing::error!(mapping = self.mapping.path, "a batch is given up");
                *failures = 0;
                return next;
            }
            let wait = FIRST_WAIT.saturating_mul(1 << (*failures - 1).min(16));
            tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
            if let Some(sequence) = failed {
                return self
                    .iterator(json!({
                        "ShardIteratorType": "AT_SEQUENCE_NUMBER",
                        "SequenceNumber": sequence,
                    }))
                    .await;
            }
        }
    }

    /// Sends the records that the function wants. `None` if it took them; otherwise the first one that it did
    /// not take, if it says so.
    async fn send(&self, mut records: Vec<Value>) -> Option<Option<Value>> {
        records.retain(|record| self.mapping.wants(record));
        if records.is_empty() {
            return None;
        }
        let region = Arn::parse(&self.mapping.stream_arn).map(|arn| arn.region);
        for record in &mut records {
            record["eventSourceARN"] = json!(self.mapping.stream_arn);
            record["awsRegion"] = json!(region);
        }
        let sequences: Vec<Value> = records
            .iter()
            .map(|record| record["dynamodb"]["SequenceNumber"].clone())
            .collect();
        match self
            .mapping
            .function
            .invoke(json!({ "Records": records }))
            .await
        {
            Ok(answer) if self.mapping.reports_failures => {
                let reported = answer["batchItemFailures"].as_array()?;
                let is_reported = |sequence: &&Value| {
                    reported
                        .iter()
                        .any(|failure| failure["itemIdentifier"] == **sequence)
                };
                if reported.is_empty() {
                    return None;
                }
                Some(sequences.iter().find(is_reported).cloned())
            }
            Ok(_) => None,
            Err(error) => {
                tracing::error!(
                    mapping = self.mapping.path,
                    function = self.mapping.function.name(),
                    "{}",
                    error.message
                );
                Some(None)
            }
        }
    }

    /// An iterator on the table's stream, which has one shard.
    async fn iterator(&self, mut position: Value) -> Option<String> {
        let table = json!({"TableName": self.mapping.table});
        let table = self.execute(Operation::DescribeTable, table).await?;
        let stream_arn = &table["Table"]["LatestStreamArn"];
        let stream = json!({ "StreamArn": stream_arn });
        let stream = self.execute(Operation::DescribeStream, stream).await?;
        position["StreamArn"] = stream_arn.clone();
        position["ShardId"] = stream["StreamDescription"]["Shards"][0]["ShardId"].clone();
        let answer = self.execute(Operation::GetShardIterator, position).await?;
        Some(answer["ShardIterator"].as_str()?.to_owned())
    }

    async fn execute(&self, operation: Operation, request: Value) -> Option<Value> {
        let environment = self.environment.upgrade()?;
        let execute = move || environment.store().execute(operation, request);
        let executed = tokio::task::spawn_blocking(execute).await;
        match executed.expect("invariant: the store does not panic") {
            Ok(answer) => Some(answer),
            Err(Exception { name, message, .. }) => {
                tracing::error!(mapping = self.mapping.path, "{name}: {message}");
                None
            }
        }
    }
}
