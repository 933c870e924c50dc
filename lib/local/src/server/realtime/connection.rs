//! A client's connection, from its first message to its end.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use indexmap::IndexMap;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, interval_at};

use super::client::Client;
use super::message::{self, ClientMessage, Start};
use super::subscribing::Subscribing;
use crate::environment::{Environment, ServedApi};
use crate::server::refusal::Refusal;
use crate::subscribers::{Delivery, QUEUE_LENGTH, Registration, Subscriber};

/// AppSync sends a sign of life at least this often.
const KEEP_ALIVE: Duration = Duration::from_secs(60);

/// As many subscriptions as AppSync takes on a connection.
const MAX_SUBSCRIPTIONS: usize = 100;

pub(super) struct Connection {
    environment: Arc<Environment>,
    api_id: String,
    client: Client,
    subscriptions: IndexMap<String, Registration>,
    queue: mpsc::Sender<Delivery>,
    deliveries: mpsc::Receiver<Delivery>,
}

/// Whether a connection goes on.
enum Next {
    Say(Vec<Utf8Bytes>),
    /// The last word.
    End(Utf8Bytes),
}

impl Connection {
    pub(super) fn new(environment: Arc<Environment>, api_id: String, client: Client) -> Self {
        let (queue, deliveries) = mpsc::channel(QUEUE_LENGTH);
        Self {
            environment,
            api_id,
            client,
            subscriptions: IndexMap::new(),
            queue,
            deliveries,
        }
    }

    /// Answers the client and delivers events until either side ends the connection.
    pub(super) async fn serve(mut self, mut socket: WebSocket, mut stop: watch::Receiver<bool>) {
        let refusal = self.refusal().await;
        let mut keep_alive = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
        loop {
            let next = tokio::select! {
                received = socket.recv() => match received {
                    Some(Ok(Message::Text(text))) => match &refusal {
                        Some(refusal) => Next::End(message::connection_error(refusal)),
                        None => {
                            let mut words = self.waiting();
                            words.extend(self.answer(&text).await);
                            Next::Say(words)
                        }
                    },
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => continue,
                },
                Some(delivery) = self.deliveries.recv() => {
                    Next::Say(self.deliver(&delivery).into_iter().collect())
                }
                _ = keep_alive.tick() => Next::Say(vec![message::keep_alive()]),
                () = stopped(&mut stop) => {
                    // Whoever is gone already is not told.
                    let _ = socket.send(Message::Close(None)).await;
                    return;
                }
            };
            let (words, ends) = match next {
                Next::Say(words) => (words, false),
                Next::End(word) => (vec![word], true),
            };
            for word in words {
                if socket.send(Message::Text(word)).await.is_err() {
                    return;
                }
            }
            if ends {
                let _ = socket.send(Message::Close(None)).await;
                return;
            }
        }
    }

    /// Why the client may not connect.
    async fn refusal(&self) -> Option<Refusal> {
        let api = self.api()?;
        let refusal = self.client.connect(&api).await.err()?;
        refusal.log(&api.name);
        Some(refusal)
    }

    /// The API as it is deployed now.
    fn api(&self) -> Option<Arc<ServedApi>> {
        self.environment.deployed().api(&self.api_id)
    }

    /// What happened before the client said something is told before it is answered.
    fn waiting(&mut self) -> Vec<Utf8Bytes> {
        (0..self.deliveries.len())
            .map_while(|_| self.deliveries.try_recv().ok())
            .collect::<Vec<_>>()
            .iter()
            .filter_map(|delivery| self.deliver(delivery))
            .collect()
    }

    fn deliver(&mut self, delivery: &Delivery) -> Option<Utf8Bytes> {
        let id = match delivery {
            Delivery::Event { id, .. } | Delivery::Complete { id } => id,
        };
        // What was on its way when the client stopped the subscription.
        if !self.subscriptions.contains_key(&**id) {
            return None;
        }
        if matches!(delivery, Delivery::Complete { .. }) {
            self.subscriptions.swap_remove(&**id);
        }
        Some(message::delivery(delivery))
    }

    async fn answer(&mut self, text: &str) -> Vec<Utf8Bytes> {
        match ClientMessage::read(text) {
            ClientMessage::ConnectionInit => vec![message::connection_ack(), message::keep_alive()],
            ClientMessage::Start(start) => vec![self.start(*start).await],
            ClientMessage::Stop { id } => vec![match self.subscriptions.swap_remove(&id) {
                Some(_) => message::complete(&id),
                None => message::error(
                    &id,
                    "UnknownOperationError",
                    &format!("there is no subscription `{id}`"),
                ),
            }],
            ClientMessage::Unknown { id } => vec![message::error(
                &id,
                "UnsupportedOperation",
                "unknown not supported through the realtime channel",
            )],
        }
    }

    async fn start(&mut self, mut start: Start) -> Utf8Bytes {
        let request = start.request.take();
        let id = start.id.as_str();
        if self.subscriptions.contains_key(id) {
            let message = format!("Duplicated operation with id {id}");
            return message::error(id, "DuplicatedOperationError", &message);
        }
        if self.subscriptions.len() >= MAX_SUBSCRIPTIONS {
            let message = format!("a connection has at most {MAX_SUBSCRIPTIONS} subscriptions");
            return message::error(id, "MaxSubscriptionsReachedError", &message);
        }
        let Some(request) = request else {
            return message::error(id, "BadRequestException", "Unable to parse GraphQL query.");
        };
        let Some(api) = self.api() else {
            return message::error(id, "NotFoundException", "the API is no longer deployed");
        };
        let subscribing = Subscribing {
            environment: &self.environment,
            client: &self.client,
            api: &api,
            start: &start,
        };
        let subscription = match subscribing.subscribe(request).await {
            Ok(subscription) => subscription,
            Err(refused) => return refused,
        };
        let registration = self.environment.subscribers.add(Subscriber {
            api,
            subscription,
            id: id.into(),
            queue: self.queue.clone(),
        });
        let acknowledged = message::start_ack(id);
        self.subscriptions.insert(start.id, registration);
        acknowledged
    }
}

/// Ends a connection that cannot be one, and says why.
pub(super) async fn refuse(mut socket: WebSocket, refusal: Refusal) {
    let why = Message::Text(message::connection_error(&refusal));
    for last in [why, Message::Close(None)] {
        // Whoever is gone already is not told.
        let _ = socket.send(last).await;
    }
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the other end is gone, which is a stop, too.
    let _ = stop.wait_for(|stop| *stop).await;
}
