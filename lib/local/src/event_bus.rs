//! Event buses: what is put on one is written to `events.jsonl` of the state folder and given to the Lambda
//! functions of the assembly's rules that match it.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use appsynth_cloudformation::Arn;
use serde_json::{Value, json};

use crate::event_pattern::matches;
use crate::functions::Function;
use crate::resources::Resource;

/// An event bus.
pub(crate) struct EventBus {
    pub(crate) arn: String,
    /// Where events are written down, one a line.
    pub(crate) log: PathBuf,
    pub(crate) rules: Vec<Rule>,
}

/// A rule of a bus, with the functions among its targets.
pub(crate) struct Rule {
    pub(crate) pattern: Value,
    pub(crate) functions: Vec<Arc<Function>>,
}

impl EventBus {
    /// Puts an event on the bus and gives its id. Functions get it while the caller goes on.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub(crate) fn put(&self, mut event: Value) -> io::Result<String> {
        let arn = Arn::parse(&self.arn).unwrap_or_default();
        let id = uuid::Uuid::new_v4().to_string();
        event["version"] = json!("0");
        event["id"] = json!(id);
        event["region"] = json!(arn.region);
        event["account"] = json!(arn.account);
        if event["time"].is_null() {
            event["time"] = json!(
                jiff::Timestamp::now()
                    .strftime("%Y-%m-%dT%H:%M:%SZ")
                    .to_string()
            );
        }
        let mut log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)?;
        log.write_all(
            format!("{}\n", json!({"bus": bus_name(&self.arn), "event": event})).as_bytes(),
        )?;
        let wanted = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &event));
        for function in wanted.flat_map(|rule| &rule.functions) {
            let (function, event) = (Arc::clone(function), event.clone());
            function.invoke_unattended(event);
        }
        Ok(id)
    }
}

/// The name of a bus from its ARN or name.
pub(crate) fn bus_name(arn: &str) -> &str {
    arn.rsplit_once("event-bus/").map_or(arn, |(_, name)| name)
}

/// The pattern and the ARNs of the targets of a bus's rule; `None` of other resources and of rules that are
/// switched off or follow a schedule.
pub(crate) fn rule_of<'r>(bus: &str, resource: &'r Resource) -> Option<(Value, Vec<&'r str>)> {
    if resource.kind != "AWS::Events::Rule"
        || bus_name(resource.text("EventBusName").unwrap_or("default")) != bus
        || resource.text("State") == Some("DISABLED")
    {
        return None;
    }
    let pattern = resource.properties.get("EventPattern")?.clone();
    let targets = resource.properties.get("Targets").and_then(Value::as_array);
    let arns = targets
        .into_iter()
        .flatten()
        .filter_map(|target| target.get("Arn")?.as_str());
    Some((pattern, arns.collect()))
}
