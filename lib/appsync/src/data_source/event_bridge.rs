//! Event buses as data sources.

use appsynth_construct::Scope;
use appsynth_resources::appsync as cfn;

use super::{DataSource, Target};
use crate::api::ApiRef;
use crate::event_bus::EventBusRef;
use crate::role::Grant;

/// An event bus of EventBridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventBridge {
    /// The event bus.
    pub bus: EventBusRef,
}

impl DataSource<EventBridge> {
    /// An event bus of EventBridge.
    pub fn event_bus(api: ApiRef, bus: impl Into<EventBusRef>) -> Self {
        Self::of(api, EventBridge { bus: bus.into() })
    }
}

impl Target for EventBridge {
    fn kind(&self) -> cfn::DataSourceType {
        cfn::DataSourceType::AmazonEventbridge
    }

    fn configure(&self, _scope: &mut Scope<'_>, source: &mut cfn::CfnDataSource) {
        source.event_bridge_config = Some(cfn::DataSourceEventBridgeConfig::new(self.bus.arn()));
    }

    fn grant(&self) -> Grant {
        self.bus.put_events()
    }
}
