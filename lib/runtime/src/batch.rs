//! Requests that go to a data source together: `BatchInvoke`, the fields of a list's items in one call.
//!
//! Fields run at once, and those that belong together ask for their batch at about the same time. A batch is
//! sent when no field of it is on its way there any more and nothing else can go on.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html>

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use futures_channel::oneshot;
use futures_util::future::{FutureExt, poll_fn};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use indexmap::IndexMap;
use serde_json::Value;

use crate::resolve::Step;
use crate::{DataSource, DataSourceError};

/// How many requests AppSync sends at a time where the resolver does not say.
const DEFAULT_SIZE: usize = 5;

/// The operation of requests that go together.
pub(crate) const BATCH_INVOKE: &str = "BatchInvoke";

pub(crate) fn is_batch(request: &Value) -> bool {
    request.get("operation").and_then(Value::as_str) == Some(BATCH_INVOKE)
}

type Answer = Result<Value, DataSourceError>;

/// The batches of one operation that are being collected, by the address of their step.
#[derive(Default)]
pub(crate) struct Batches(Mutex<IndexMap<usize, Collecting>>);

#[derive(Default)]
struct Collecting {
    /// How many fields are evaluating their request.
    on_the_way: usize,
    waiting: Vec<(Value, oneshot::Sender<Answer>)>,
    source: Option<Arc<dyn DataSource>>,
    size: usize,
}

/// A field that evaluates a request which may belong to a batch.
pub(crate) struct OnTheWay<'a> {
    batches: &'a Batches,
    step: usize,
}

/// Requests to send.
struct Batch {
    source: Arc<dyn DataSource>,
    requests: Vec<Value>,
    answers: Vec<oneshot::Sender<Answer>>,
}

impl Batches {
    /// Makes the step's batch wait for one more request, until the value is dropped.
    pub(crate) fn expect(&self, step: &Step) -> OnTheWay<'_> {
        let step = address(step);
        self.lock().entry(step).or_default().on_the_way += 1;
        OnTheWay {
            batches: self,
            step,
        }
    }

    /// Adds a request to the step's batch and waits for its own answer.
    pub(crate) async fn answer(&self, step: &Step, request: Value) -> Answer {
        let (sender, receiver) = oneshot::channel();
        {
            let mut all = self.lock();
            let batch = all.entry(address(step)).or_default();
            batch.source = Some(Arc::clone(&step.data_source));
            batch.size = match step.max_batch_size {
                0 => DEFAULT_SIZE,
                size => usize::try_from(size).unwrap_or(usize::MAX),
            };
            batch.waiting.push((request, sender));
        }
        receiver
            .await
            .expect("invariant: whoever drives the operation answers every request")
    }

    /// Runs work that waits for batches, and sends them when their time has come.
    pub(crate) async fn drive<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        // Made for the first batch; most operations have none.
        let mut sent: Option<FuturesUnordered<_>> = None;
        poll_fn(|context| {
            loop {
                if let Poll::Ready(done) = work.as_mut().poll(context) {
                    return Poll::Ready(done);
                }
                for batch in self.complete() {
                    sent.get_or_insert_default().push(batch.send().boxed());
                }
                match sent.as_mut().map(|sent| sent.poll_next_unpin(context)) {
                    Some(Poll::Ready(Some(()))) => {}
                    None | Some(Poll::Ready(None) | Poll::Pending) => return Poll::Pending,
                }
            }
        })
        .await
    }

    /// Takes the batches that wait for nobody.
    fn complete(&self) -> Vec<Batch> {
        let mut complete = Vec::new();
        for batch in self
            .lock()
            .values_mut()
            .filter(|batch| batch.on_the_way == 0)
        {
            let Some(source) = &batch.source else {
                continue;
            };
            while !batch.waiting.is_empty() {
                let size = batch.size.min(batch.waiting.len());
                let (requests, answers) = batch.waiting.drain(..size).unzip();
                complete.push(Batch {
                    source: Arc::clone(source),
                    requests,
                    answers,
                });
            }
        }
        complete
    }

    fn lock(&self) -> MutexGuard<'_, IndexMap<usize, Collecting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Batch {
    async fn send(self) {
        let answers = self.source.invoke_batch(self.requests).await;
        for (receiver, answer) in self.answers.into_iter().zip(answers) {
            // A field that is given up needs no answer.
            let _ = receiver.send(answer);
        }
    }
}

impl Drop for OnTheWay<'_> {
    fn drop(&mut self) {
        if let Some(batch) = self.batches.lock().get_mut(&self.step) {
            batch.on_the_way -= 1;
        }
    }
}

fn address(step: &Step) -> usize {
    std::ptr::from_ref(step).addr()
}
