//! Event buses of EventBridge.

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::events::CfnEventBusRef;

use crate::arn::expect_arn;
use crate::properties::Properties;
use crate::reference::{arn, attribute, reference};
use crate::role::{Grant, Statement};

/// An event bus that exists already, the account's default one for instance.
///
/// A bus of this application is a `CfnEventBus`, whose handle is one of these too.
#[derive(Debug, Clone)]
pub struct EventBus {
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Name(String),
    Arn(String),
}

/// An event bus, owned or external.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventBusRef {
    node: NodeId,
}

impl EventBus {
    /// The event bus of this name in the stack's account and region; `default` always exists.
    pub fn external(name: impl Into<String>) -> Self {
        Self {
            place: Place::Name(name.into()),
        }
    }

    /// The event bus of this ARN, in any account and region.
    pub fn external_arn(arn: impl Into<String>) -> Self {
        Self {
            place: Place::Arn(arn.into()),
        }
    }
}

impl Construct for EventBus {
    type Handle = EventBusRef;

    fn build(self, scope: &mut Scope<'_>) -> EventBusRef {
        let (name, arn): (String, Value<String>) = match self.place {
            Place::Name(name) => {
                let arn = arn("events", ["event-bus/".into(), name.as_str().into()]);
                (name, arn)
            }
            Place::Arn(arn) => {
                let name = expect_arn(scope, &arn, "events").name().to_owned();
                (name, arn.into())
            }
        };
        scope.external(name, Properties::new().set("Arn", arn).into_map());
        EventBusRef { node: scope.node() }
    }
}

impl EventBusRef {
    /// Its name.
    pub fn name(self) -> Value<String> {
        reference(self.node)
    }

    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "Arn")
    }

    /// Leave to send events.
    pub fn put_events(self) -> Grant {
        Statement::allow(["events:PutEvents"], [self.arn()]).into()
    }
}

impl From<CfnEventBusRef> for EventBusRef {
    fn from(resource: CfnEventBusRef) -> Self {
        Self {
            node: resource.node(),
        }
    }
}

impl From<EventBusRef> for NodeId {
    fn from(bus: EventBusRef) -> Self {
        bus.node
    }
}
