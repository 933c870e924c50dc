//! A client of the realtime protocol, as AppSync's own are.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use appsynth_local::Outputs;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::project::Project;

/// A WebSocket of a test.
pub(crate) struct Socket<'p> {
    project: &'p Project,
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl<'p> Socket<'p> {
    /// Connects to the first API with its key in the URL and gets as far as `connection_ack`.
    pub(crate) fn connect(project: &'p Project, outputs: &Outputs) -> Self {
        let mut socket =
            Self::open(project, outputs, &with_key(outputs)).expect("the server upgrades");
        socket.send(&json!({"type": "connection_init"}));
        assert_eq!(socket.receive()["type"], "connection_ack");
        assert_eq!(socket.receive(), json!({"type": "ka"}));
        socket
    }

    /// Opens a WebSocket with these headers in the URL.
    pub(crate) fn open(
        project: &'p Project,
        outputs: &Outputs,
        headers: &Value,
    ) -> Result<Self, Box<Error>> {
        let header = STANDARD.encode(headers.to_string());
        let url = format!(
            "{}?header={header}&payload=e30=",
            outputs.apis[0].realtime_url
        );
        Self::open_url(project, &url, "graphql-ws")
    }

    /// Opens a WebSocket with these headers among the sub-protocols.
    pub(crate) fn open_with_protocol(
        project: &'p Project,
        outputs: &Outputs,
        headers: &Value,
    ) -> Result<Self, Box<Error>> {
        let header = URL_SAFE_NO_PAD.encode(headers.to_string());
        let protocols = format!("graphql-ws, header-{header}");
        Self::open_url(project, &outputs.apis[0].realtime_url, &protocols)
    }

    pub(crate) fn open_url(
        project: &'p Project,
        url: &str,
        protocols: &str,
    ) -> Result<Self, Box<Error>> {
        let mut request = url.into_client_request()?;
        request.headers_mut().insert(
            "sec-websocket-protocol",
            protocols.parse().expect("a header"),
        );
        let (stream, response) = project.block_on(connect_async(request))?;
        assert_eq!(response.headers()["sec-websocket-protocol"], "graphql-ws");
        Ok(Self { project, stream })
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string());
    }

    pub(crate) fn send_text(&mut self, text: &str) {
        self.project
            .block_on(self.stream.send(Message::text(text)))
            .expect("the server reads");
    }

    /// Starts a subscription and gives the server's answer.
    pub(crate) fn start(&mut self, outputs: &Outputs, id: &str, query: &str) -> Value {
        self.start_with(&with_key(outputs), id, query, &json!({}))
    }

    pub(crate) fn start_with(
        &mut self,
        authorization: &Value,
        id: &str,
        query: &str,
        variables: &Value,
    ) -> Value {
        let data = json!({"query": query, "variables": variables}).to_string();
        self.send(&json!({
            "id": id,
            "type": "start",
            "payload": {"data": data, "extensions": {"authorization": authorization}},
        }));
        self.receive()
    }

    /// The next message.
    pub(crate) fn receive(&mut self) -> Value {
        self.next().expect("the connection goes on")
    }

    /// The next message, or none if the server ends the connection.
    pub(crate) fn next(&mut self) -> Option<Value> {
        let next = async {
            tokio::time::timeout(Duration::from_secs(20), self.stream.next())
                .await
                .expect("the server says something")
        };
        match self.project.block_on(next) {
            Some(Ok(Message::Text(text))) => Some(serde_json::from_str(&text).expect("JSON")),
            Some(Ok(Message::Close(_)) | Err(_)) | None => None,
            Some(Ok(other)) => panic!("the server sent {other:?}"),
        }
    }

    /// What the server has sent until it answers to an unknown message, which is after all events so far.
    pub(crate) fn received(&mut self) -> Vec<Value> {
        self.send(&json!({"type": "mark", "id": "mark"}));
        let mut received = Vec::new();
        loop {
            let message = self.receive();
            if message["id"] == "mark" {
                return received;
            }
            received.push(message);
        }
    }
}

/// What the server says, HTTP and frames, to an upgrade with these sub-protocols, which clients may not understand.
pub(crate) fn upgraded(url: &str, protocols: Option<&str>) -> String {
    let (address, path) = url
        .trim_start_matches("ws://")
        .split_once('/')
        .expect("a path");
    let protocols = protocols.map(|names| format!("sec-websocket-protocol: {names}\r\n"));
    let request = format!(
        "GET /{path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{}\r\n",
        protocols.unwrap_or_default()
    );
    let mut stream = std::net::TcpStream::connect(address).expect("the server listens");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// The headers of a client with the API's key.
pub(crate) fn with_key(outputs: &Outputs) -> Value {
    json!({"host": "localhost", "x-api-key": outputs.apis[0].api_key})
}
