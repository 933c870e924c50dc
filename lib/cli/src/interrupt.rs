//! The wish of a person, or of the system, that this process ends.

use crate::CliError;

/// Ends with the first signal that asks this process to stop.
#[cfg(unix)]
pub(crate) fn stop_signal() -> Result<impl Future<Output = ()>, CliError> {
    use tokio::signal::unix::{SignalKind, signal};

    let listen = |kind| signal(kind).map_err(CliError::Signals);
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends with the first signal that asks this process to stop.
#[cfg(not(unix))]
pub(crate) fn stop_signal() -> Result<impl Future<Output = ()>, CliError> {
    Ok(async {
        // Without a way to hear of it, the process ends by itself.
        let _ = tokio::signal::ctrl_c().await;
    })
}
