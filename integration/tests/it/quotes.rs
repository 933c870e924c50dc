//! The quote service that the example's HTTP data source calls.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Serves one quote on a port of its own until the tests end, and gives its address.
pub(crate) fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    thread::spawn(move || {
        for connection in listener.incoming() {
            answer(&connection.expect("a connection"));
        }
    });
    format!("http://{address}")
}

fn answer(mut connection: &TcpStream) {
    let mut lines = BufReader::new(connection).lines();
    let request = lines.next().expect("a request line").expect("readable");
    // The head ends with an empty line; closing before it is read would cut the answer off.
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let (status, body) = match request.as_str() {
        "GET /quotes/today HTTP/1.1" => ("200 OK", r#"{"text":"Less is more","author":"Mies"}"#),
        _ => ("404 Not Found", ""),
    };
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .expect("an answer");
}
