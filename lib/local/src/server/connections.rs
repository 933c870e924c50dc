//! Connections over HTTP/1.1, each a task of its own.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use super::at_once::AtOnce;
use super::endpoints::Endpoints;

/// How long a listener waits that cannot accept, as when the process has no file left to open.
const PAUSE: Duration = Duration::from_secs(1);

/// Accepts connections and serves them until `stop` says so, and answers what was asked before that.
pub(super) async fn serve(
    listener: TcpListener,
    endpoints: Endpoints,
    stop: watch::Receiver<bool>,
) {
    let (open, mut all_closed) = mpsc::channel::<Infallible>(1);
    let mut stopped = pin!(stopped(stop.clone()));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stopped => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let served = connection(stream, peer, endpoints.clone(), stop.clone());
                let open = open.clone();
                tokio::spawn(AtOnce::new(async move {
                    served.await;
                    drop(open);
                }));
            }
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                tracing::error!("no connection can be accepted: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    drop(open);
    all_closed.recv().await;
}

/// Whether only this connection has come to nothing.
fn is_of_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the other end is gone, which is a stop, too.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    endpoints: Endpoints,
    stop: watch::Receiver<bool>,
) {
    // Answers are small and wanted at once; the system would hold them back to fill packets.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("cannot send without delay: {error}");
    }
    let service = service_fn(|request: hyper::Request<Incoming>| async {
        let answer = endpoints.answer(peer, request.map(Body::new)).await;
        Ok::<_, Infallible>(answer)
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection.with_upgrades());
    let served = tokio::select! {
        biased;
        served = connection.as_mut() => served,
        () = stopped(stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!("a connection has ended: {error}");
    }
}
