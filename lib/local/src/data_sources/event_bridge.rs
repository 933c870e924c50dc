//! `AMAZON_EVENTBRIDGE`: events go to a bus, which writes them down and hands them to the functions of its
//! rules.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-eventbridge-js.html>

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use serde_json::{Value, json};

use super::error::{Failure, failed, malformed};
use super::request::Members;
use crate::event_bus::EventBus;

/// As many events as EventBridge takes at a time.
///
/// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>
const MAX_EVENTS: usize = 10;

/// An event bus as a data source.
pub(crate) struct EventBridge {
    pub(crate) bus: EventBus,
}

#[async_trait]
impl DataSource for EventBridge {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        self.answer(request).map_err(|failure| *failure)
    }
}

impl EventBridge {
    fn answer(&self, request: Value) -> Result<Value, Failure> {
        let mut request = Members::of(request)?;
        let operation = request.required_text("operation")?;
        if operation != "PutEvents" {
            return Err(malformed(format!("Unsupported operation '{operation}'.")));
        }
        let path = request.path_of("events");
        let entries = request.required_list("events")?;
        if entries.is_empty() || entries.len() > MAX_EVENTS {
            return Err(malformed(format!(
                "'{path}' has {} events; 1 to {MAX_EVENTS} are allowed.",
                entries.len()
            )));
        }
        let events = entries
            .into_iter()
            .enumerate()
            .map(|(at, entry)| event(Members::new(entry, format!("{path}[{at}]"))?))
            .collect::<Result<Vec<_>, Failure>>()?;
        let mut ids = Vec::with_capacity(events.len());
        for event in events {
            let id = self
                .bus
                .put(event)
                .map_err(|error| failed("EventBridge:InternalException", error.to_string()))?;
            ids.push(json!({ "EventId": id }));
        }
        Ok(json!({"Entries": ids, "FailedEntryCount": 0}))
    }
}

/// The members of an event that the resolver gives, under the names that rules see.
fn event(mut entry: Members) -> Result<Value, Failure> {
    Ok(json!({
        "source": entry.required_text("source")?,
        "detail-type": entry.required_text("detailType")?,
        "detail": entry.required("detail")?,
        "resources": entry.optional("resources").unwrap_or_else(|| json!([])),
        "time": entry.optional_text("time")?,
    }))
}
