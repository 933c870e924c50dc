//! A client starts a subscription: who it is and whether it may, with log and trace.

use std::sync::Arc;

use appsynth_runtime::{GraphqlRequest, Subscribed, Subscription, Tracer};
use axum::extract::ws::Utf8Bytes;

use super::client::Client;
use super::message::{self, Start};
use crate::environment::{Environment, ServedApi};
use crate::request_id;
use crate::server::graphql::{log, plain};
use crate::server::realtime::handshake;
use crate::server::refusal::Refusal;
use crate::traces::{Asker, HEADER, Kind, Outcome, Recording, Secrets};

/// A subscription that a client asks for on its connection.
pub(super) struct Subscribing<'a> {
    pub(super) environment: &'a Environment,
    pub(super) client: &'a Client,
    pub(super) api: &'a ServedApi,
    pub(super) start: &'a Start,
}

impl Subscribing<'_> {
    /// The subscription, or what the client is told in its place.
    pub(super) async fn subscribe(
        self,
        request: GraphqlRequest,
    ) -> Result<Subscription, Utf8Bytes> {
        let id = request_id::new();
        request_id::within(Arc::clone(&id), self.subscribe_as(&id, request)).await
    }

    async fn subscribe_as(
        self,
        id: &Arc<str>,
        request: GraphqlRequest,
    ) -> Result<Subscription, Utf8Bytes> {
        let mut recording = self.environment.traces.begin(self.asker());
        if let Some(recording) = &recording {
            recording.request(&request);
        }
        let executed = self.execute(request, &mut recording).await;
        let (status, errors, refused) = match &executed {
            Ok(subscribed) => (200, &*subscribed.answer.errors, None),
            Err(refusal) => (refusal.status.as_u16(), &[][..], Some(refusal.trace())),
        };
        if let Some(recording) = recording {
            let outcome = Outcome {
                id,
                api: &self.api.name,
                kind: Kind::Subscription,
                status,
                errors,
                refused,
                secrets: self.secrets(),
            };
            recording.end(&self.environment.traces, outcome);
        }
        let start = &self.start.id;
        match executed {
            Err(refusal) => {
                refusal.log(&self.api.name);
                Err(message::refusal(start, &refusal))
            }
            Ok(Subscribed {
                subscription: None,
                answer,
            }) => Err(message::refused(start, &answer)),
            Ok(Subscribed {
                subscription: Some(subscription),
                ..
            }) => {
                let (api, field) = (&self.api.name, subscription.field());
                tracing::info!(api, field, request = &**id, "subscribed");
                Ok(subscription)
            }
        }
    }

    async fn execute(
        &self,
        request: GraphqlRequest,
        recording: &mut Option<Recording>,
    ) -> Result<Subscribed, Refusal> {
        let Start {
            id,
            authorization,
            data,
            ..
        } = self.start;
        let caller = self.client.subscribe(self.api, authorization, data).await?;
        if let Some(begun) = self.environment.traces.begin_late(self.asker()) {
            recording.insert(begun).request(&request);
        }
        if let Some(recording) = recording {
            recording.caller(&caller);
        }
        let tracer = recording.as_ref().map(|recording| recording as &dyn Tracer);
        let subscribed = self.api.api.subscribe(id, request, caller, tracer).await;
        log(self.api, &subscribed.answer, || self.secrets());
        Ok(subscribed)
    }

    fn asker(&self) -> Asker {
        Asker {
            is_here: self.client.is_here,
            asks: self.start.authorization.contains_key(HEADER),
        }
    }

    fn secrets(&self) -> Secrets {
        let headers = handshake::with(&self.client.headers, &self.start.authorization);
        Secrets::of(plain(&headers))
    }
}
