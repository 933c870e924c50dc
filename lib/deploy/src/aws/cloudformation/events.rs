//! What CloudFormation tells of a stack while something is done to it.

use aws_sdk_cloudformation::primitives::DateTime;
use aws_sdk_cloudformation::types;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::DeployError;
use crate::aws::Connection;
use crate::kinds::NESTED_STACK;

/// What happened to a resource of a stack, or to the stack itself.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: String,
    /// The id of the stack it is an event of.
    pub(crate) stack: String,
    pub(crate) logical_id: String,
    pub(crate) physical_id: String,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) reason: String,
    /// The token of the request that led to it.
    pub(crate) token: Option<String>,
}

impl Event {
    /// Whether it is about the stack itself.
    pub(crate) fn is_of_stack(&self, stack_id: &str) -> bool {
        self.kind == NESTED_STACK && self.physical_id == stack_id
    }
}

/// A request that leads to events.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// The token that it was sent with.
    pub(crate) token: &'a str,
    /// When, by this machine's clock.
    pub(crate) sent: SystemTime,
}

impl Request<'_> {
    /// How far AWS's clock may be from this one: a signature is refused beyond.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>
    const SKEW: Duration = Duration::from_secs(15 * 60);

    /// Whether an event of this time, in seconds since 1970, may have come after the request.
    fn may_be_before(&self, event: Option<i64>) -> bool {
        let earliest = self.sent.checked_sub(Self::SKEW);
        let earliest = earliest.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        match (event, earliest) {
            (Some(event), Some(earliest)) => {
                u64::try_from(event).is_ok_and(|event| event >= earliest.as_secs())
            }
            _ => true,
        }
    }
}

impl Connection {
    /// The events of a stack since one that is known, oldest first; of a request, those only that it led to.
    pub(crate) async fn events_since(
        &self,
        stack: &str,
        known: Option<&str>,
        request: Option<&Request<'_>>,
    ) -> Result<Vec<Event>, DeployError> {
        let mut events = Vec::new();
        let mut next = None;
        'pages: loop {
            let call = self
                .cloudformation
                .describe_stack_events()
                .stack_name(stack);
            let answer = call.set_next_token(next).send().await;
            let answer =
                answer.map_err(self.failed("cloudformation:DescribeStackEvents", stack))?;
            for one in answer.stack_events.unwrap_or_default() {
                let time = one.timestamp.as_ref().map(DateTime::secs);
                let event = event(one);
                if Some(event.id.as_str()) == known {
                    break 'pages;
                }
                let other = request.filter(|request| event.token.as_deref() != Some(request.token));
                if let Some(request) = other {
                    // Newer ones are those of whoever came next; older ones end what is looked for.
                    if events.is_empty() && request.may_be_before(time) {
                        continue;
                    }
                    break 'pages;
                }
                events.push(event);
            }
            next = answer.next_token;
            if next.is_none() {
                break;
            }
        }
        events.reverse();
        Ok(events)
    }
}

fn event(event: types::StackEvent) -> Event {
    let status = event
        .resource_status
        .as_ref()
        .map_or("", |one| one.as_str());
    Event {
        status: status.to_owned(),
        id: event.event_id.unwrap_or_default(),
        stack: event.stack_id.unwrap_or_default(),
        logical_id: event.logical_resource_id.unwrap_or_default(),
        physical_id: event.physical_resource_id.unwrap_or_default(),
        kind: event.resource_type.unwrap_or_default(),
        reason: event.resource_status_reason.unwrap_or_default(),
        token: event.client_request_token,
    }
}
