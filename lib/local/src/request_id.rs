//! The id of the request that is being answered, by which logs and traces are found.

use std::sync::Arc;

tokio::task_local! {
    static CURRENT: Arc<str>;
}

/// An id of its own for a request, as all of AWS's have. It is no secret, so the system is not asked for randomness.
pub(crate) fn new() -> Arc<str> {
    let bytes = fastrand::u128(..).to_ne_bytes();
    let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
    let mut text = uuid::Uuid::encode_buffer();
    Arc::from(&*id.hyphenated().encode_lower(&mut text))
}

/// Does something for the request of an id.
pub(crate) async fn within<T>(id: Arc<str>, work: impl Future<Output = T>) -> T {
    CURRENT.scope(id, work).await
}

/// Work that goes on by itself, for the request that begins it.
pub(crate) fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let id = current();
    async move {
        match id {
            Some(id) => within(id, work).await,
            None => work.await,
        }
    }
}

/// The request for which something is done now; none outside of requests, as for streams.
pub(crate) fn current() -> Option<Arc<str>> {
    CURRENT.try_with(Arc::clone).ok()
}
