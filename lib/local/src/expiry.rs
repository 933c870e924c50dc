//! Time to live: items are deleted some time after the moment that they name, as DynamoDB does.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html>

use std::sync::Weak;
use std::time::Duration;

use crate::environment::Environment;

/// DynamoDB promises a few days; whoever develops wants to see it happen.
const INTERVAL: Duration = Duration::from_secs(10);

/// Deletes expired items now and then, for as long as there is an environment.
pub(crate) async fn delete_expired_items(environment: Weak<Environment>) {
    let mut interval = tokio::time::interval(INTERVAL);
    loop {
        interval.tick().await;
        let Some(environment) = environment.upgrade() else {
            return;
        };
        let delete = move || environment.store().delete_expired();
        let deleted = tokio::task::spawn_blocking(delete).await;
        match deleted.expect("invariant: the store does not panic") {
            Ok(0) => {}
            Ok(items) => tracing::info!(items, "deleted what has expired"),
            Err(exception) => tracing::warn!("cannot delete what has expired: {exception}"),
        }
    }
}
