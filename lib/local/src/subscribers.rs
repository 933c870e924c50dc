//! Who is subscribed to what, and the way of events to them.
//!
//! Every event goes into the queue of every connection that it is for before the mutation is answered, so none
//! is lost and none comes twice. A queue that is full makes the mutation wait; a connection whose client does
//! not read for [`PATIENCE`] is given up.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use appsynth_runtime::{Invalidation, MutationEvent, Response, Subscription};
use indexmap::IndexMap;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::environment::ServedApi;
use crate::traces::{EventTrace, HeldBack};

/// How long an event waits for room in a connection's queue.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many events a connection's queue holds.
pub(crate) const QUEUE_LENGTH: usize = 1024;

/// What a connection's queue holds.
#[derive(Debug)]
pub(crate) enum Delivery {
    /// An answer in JSON for the subscription of this id.
    Event { id: Arc<str>, answer: Arc<str> },
    /// The subscription of this id has ended.
    Complete { id: Arc<str> },
}

/// The subscriptions of all connections to an environment. They stay through deployments, each with the API
/// that it was made on.
#[derive(Default)]
pub(crate) struct Subscribers {
    next: AtomicU64,
    all: RwLock<IndexMap<u64, Arc<Subscriber>>>,
}

/// A subscription with the connection that it is on.
pub(crate) struct Subscriber {
    pub(crate) api: Arc<ServedApi>,
    pub(crate) subscription: Subscription,
    /// As the client calls it.
    pub(crate) id: Arc<str>,
    pub(crate) queue: mpsc::Sender<Delivery>,
}

/// Keeps a subscription; it ends with this value.
pub(crate) struct Registration {
    key: u64,
    subscribers: Arc<Subscribers>,
}

impl Subscribers {
    pub(crate) fn add(self: &Arc<Self>, subscriber: Subscriber) -> Registration {
        let key = self.next.fetch_add(1, Ordering::Relaxed);
        self.all
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, Arc::new(subscriber));
        Registration {
            key,
            subscribers: Arc::clone(self),
        }
    }

    /// Tells an event of an API to everyone whose filter lets it pass, and gives their number.
    pub(crate) async fn publish(&self, api_id: &str, event: &MutationEvent) -> usize {
        // Subscribers that ask for the same, as those of one application do, are told the same.
        let mut last: Option<(Arc<Subscriber>, Arc<str>)> = None;
        let heard = |one: &Subscriber| {
            let subscription = &one.subscription;
            subscription.mutations().contains(&event.mutation) && subscription.wants(event)
        };
        let hearers = self.of_api(api_id, heard);
        let number = hearers.len();
        for (key, subscriber) in hearers {
            let answer = match &last {
                Some((other, answer))
                    if Arc::ptr_eq(&other.api, &subscriber.api)
                        && subscriber.subscription.answers_like(&other.subscription) =>
                {
                    Arc::clone(answer)
                }
                _ => {
                    let api = &subscriber.api.api;
                    let answer = api.event(&subscriber.subscription, event).await;
                    payload(&answer).into()
                }
            };
            let id = Arc::clone(&subscriber.id);
            last = Some((Arc::clone(&subscriber), Arc::clone(&answer)));
            self.deliver(key, &subscriber, Delivery::Event { id, answer })
                .await;
        }
        number
    }

    /// What becomes of an event that so many subscribers are told.
    pub(crate) fn trace(&self, api_id: &str, event: &MutationEvent, sent_to: usize) -> EventTrace {
        let held_back = self.of_api(api_id, |one| {
            let subscription = &one.subscription;
            subscription.mutations().contains(&event.mutation) && !subscription.wants(event)
        });
        let list = held_back.iter().take(EventTrace::MAX_HELD_BACK);
        EventTrace {
            mutation: event.mutation.clone(),
            sent_to,
            held_back: list
                .map(|(_, subscriber)| HeldBack {
                    field: subscriber.subscription.field().to_owned(),
                    id: subscriber.id.to_string(),
                    unmet: subscriber.subscription.holds_back(event),
                })
                .collect(),
            held_back_left_out: held_back.len().saturating_sub(EventTrace::MAX_HELD_BACK),
        }
    }

    /// Ends the subscriptions that a mutation's resolver wants to end.
    pub(crate) async fn invalidate(&self, api_id: &str, invalidation: &Invalidation) {
        let ended = |one: &Subscriber| one.subscription.is_ended_by(invalidation);
        for (key, subscriber) in self.of_api(api_id, ended) {
            self.remove(key);
            let id = Arc::clone(&subscriber.id);
            self.deliver(key, &subscriber, Delivery::Complete { id })
                .await;
        }
    }

    fn of_api(
        &self,
        api_id: &str,
        wanted: impl Fn(&Subscriber) -> bool,
    ) -> Vec<(u64, Arc<Subscriber>)> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .filter(|(_, one)| one.api.api_id == api_id && wanted(one))
            .map(|(key, one)| (*key, Arc::clone(one)))
            .collect()
    }

    async fn deliver(&self, key: u64, subscriber: &Subscriber, delivery: Delivery) {
        // A closed queue belongs to a connection that has just ended.
        if timeout(PATIENCE, subscriber.queue.send(delivery))
            .await
            .is_err()
        {
            tracing::warn!(
                api = subscriber.api.name,
                subscription = subscriber.subscription.field(),
                "the subscription `{}` is dropped: its client does not read",
                subscriber.id
            );
            self.remove(key);
        }
    }

    fn remove(&self, key: u64) {
        self.all
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .swap_remove(&key);
    }
}

/// An answer as subscribers get it, where AppSync does not mention places that errors do not have.
fn payload(answer: &Response) -> String {
    if answer.errors.is_empty() {
        return serde_json::to_string(answer).expect("invariant: an answer is JSON");
    }
    let mut payload = json!(answer);
    let errors = payload.get_mut("errors").and_then(Value::as_array_mut);
    for error in errors
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        if error.get("locations") == Some(&Value::Null) {
            error.shift_remove("locations");
        }
    }
    payload.to_string()
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.subscribers.remove(self.key);
    }
}
