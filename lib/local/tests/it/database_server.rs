//! What servers of databases that tests start have in common.

use std::net::TcpListener;
use std::process::Child;
use std::thread;
use std::time::Duration;

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0");
    let address = listener.and_then(|listener| listener.local_addr());
    address.expect("a free port").port()
}

/// Waits until a server is ready.
pub(crate) fn await_server(server: &mut Child, is_ready: impl Fn() -> bool) {
    while !is_ready() {
        let ended = server.try_wait().expect("the server's state");
        assert!(ended.is_none(), "the server ended: {ended:?}");
        thread::sleep(Duration::from_millis(50));
    }
}
