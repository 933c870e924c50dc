//! A connection that costs next to nothing beside the server, with which it shares the processors.

use std::hint::spin_loop;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

use httparse::{EMPTY_HEADER, Response};
use integration::Client;
use ureq::http::Uri;

/// A connection over HTTP/1.1 to a GraphQL API.
pub(crate) struct Connection {
    stream: TcpStream,
    /// A request up to the value of its last header, the length of its body.
    head: String,
    request: String,
    received: Vec<u8>,
}

impl Connection {
    /// Waits for answers by asking for them again and again if it is to wait awake.
    pub(crate) fn open(client: &Client, awake: bool) -> Self {
        let url: Uri = client.graphql_url.parse().expect("a URL");
        let host = url.authority().expect("a host").as_str();
        let stream = TcpStream::connect(host).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        stream.set_nonblocking(awake).expect("a way to wait");
        let (path, key) = (url.path(), &client.api_key);
        Self {
            stream,
            head: format!(
                "POST {path} HTTP/1.1\r\nhost: {host}\r\nx-api-key: {key}\r\n\
                content-type: application/json\r\ncontent-length: "
            ),
            request: String::new(),
            received: Vec::new(),
        }
    }

    /// Sends a body; gives that of the answer.
    pub(crate) fn ask(&mut self, body: &str) -> &str {
        self.request.clone_from(&self.head);
        self.request.push_str(&body.len().to_string());
        self.request.push_str("\r\n\r\n");
        self.request.push_str(body);
        let sent = self.stream.write_all(self.request.as_bytes());
        sent.expect("a request that fits the buffer of the connection");
        self.received.clear();
        let (head, all) = loop {
            self.receive();
            if let Some((head, length)) = lengths(&self.received)
                && head + length <= self.received.len()
            {
                break (head, head + length);
            }
        };
        str::from_utf8(&self.received[head..all]).expect("UTF-8")
    }

    fn receive(&mut self) {
        let mut part = [0; 16 * 1024];
        let read = loop {
            match self.stream.read(&mut part) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => spin_loop(),
                read => break read.expect("an answer"),
            }
        };
        assert!(read > 0, "the server has closed the connection");
        self.received.extend_from_slice(&part[..read]);
    }
}

/// The lengths of an answer's head and body, once the head is there.
fn lengths(received: &[u8]) -> Option<(usize, usize)> {
    let mut headers = [EMPTY_HEADER; 32];
    let mut answer = Response::new(&mut headers);
    let parsed = answer.parse(received).expect("an answer over HTTP");
    if parsed.is_partial() {
        return None;
    }
    let mut headers = answer.headers.iter();
    let length = headers.find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|header| str::from_utf8(header.value).ok()?.parse().ok());
    Some((parsed.unwrap(), length.expect("an answer with its length")))
}
