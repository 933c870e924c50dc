//! The id of the request that is being answered, by which logs and traces are found.

use std::sync::Arc;

tokio::task_local! {
    static CURRENT: Arc<str>;
}

/// An id of its own for a request, as all of AWS's have.
pub(crate) fn new() -> Arc<str> {
    uuid::Uuid::new_v4().to_string().into()
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
