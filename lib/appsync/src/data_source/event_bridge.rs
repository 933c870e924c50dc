//! Event buses as data sources.

use appsynth_construct::Scope;

use super::{DataSource, Description, Target};
use crate::api::ApiRef;
use crate::event_bus::EventBusRef;
use crate::properties::Properties;

/// An event bus of EventBridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventBridge {
    /// The event bus.
    pub bus: EventBusRef,
}

impl DataSource<EventBridge> {
    /// An event bus of EventBridge.
    pub fn event_bus(api: ApiRef, bus: EventBusRef) -> Self {
        Self::of(api, EventBridge { bus })
    }
}

impl Target for EventBridge {
    fn describe(&self, _scope: &mut Scope<'_>) -> Description {
        let config = Properties::new().set("EventBusArn", self.bus.arn());
        Description::new("AMAZON_EVENTBRIDGE")
            .config("EventBridgeConfig", config)
            .grant(self.bus.put_events())
    }
}
