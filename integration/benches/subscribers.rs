//! 500 subscribers on connections of their own while 10,000 posts are created: each must hear of each post
//! once. Run with `cargo bench -p integration --bench subscribers`.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use futures_util::{SinkExt as _, StreamExt as _};
use integration::{Client, Project};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const SUBSCRIBERS: usize = 500;
const WRITERS: usize = 4;
const POSTS: usize = 10_000;

/// Longer than this between two events means that one is lost.
const SILENCE: Duration = Duration::from_secs(15);

const SUBSCRIPTION: &str = "subscription { onCreatePost { id title } }";
const MUTATION: &str = "mutation M($title: String!) { createPost(input: {authorId: \"ada\", title: $title}) { id title } }";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn main() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let served = project.deploy();
    let client: &Client = &served;
    let runtime = Runtime::new().expect("a runtime");
    let sockets = runtime.block_on(join_all((0..SUBSCRIBERS).map(|_| subscribe(client))));

    let start = Instant::now();
    let listening: Vec<_> = sockets
        .into_iter()
        .map(|socket| runtime.spawn(listen(socket)))
        .collect();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                for post in (writer..POSTS).step_by(WRITERS) {
                    client.data(MUTATION, json!({ "title": post.to_string() }));
                }
            });
        }
    });
    let written = start.elapsed();
    for heard in runtime.block_on(join_all(listening)) {
        let heard = heard.expect("a listener ends");
        assert_eq!(heard.len(), POSTS, "posts were lost");
        assert!(heard.values().all(|times| *times == 1), "a post came twice");
    }
    let seconds = written.as_secs_f64();
    println!("{SUBSCRIBERS} subscribers heard of {POSTS} posts once each");
    println!(
        "{:.0} mutations a second, {:.0} events a second",
        POSTS as f64 / seconds,
        (POSTS * SUBSCRIBERS) as f64 / seconds
    );
}

async fn subscribe(client: &Client) -> Socket {
    let authorization = json!({"host": "localhost", "x-api-key": client.api_key});
    let header = STANDARD.encode(authorization.to_string());
    let url = client.graphql_url.replace("http:", "ws:");
    let mut request = format!("{url}/realtime?header={header}&payload=e30=")
        .into_client_request()
        .expect("a URL");
    request.headers_mut().insert(
        "sec-websocket-protocol",
        "graphql-ws".parse().expect("a header"),
    );
    let (mut socket, _) = connect_async(request).await.expect("a connection");
    let start = json!({"id": "one", "type": "start", "payload": {
        "data": json!({"query": SUBSCRIPTION, "variables": {}}).to_string(),
        "extensions": {"authorization": authorization},
    }});
    socket
        .send(Message::text(start.to_string()))
        .await
        .expect("sent");
    let answer = receive(&mut socket).await;
    assert_eq!(answer["type"], "start_ack", "{answer}");
    socket
}

/// How often each post was heard of, once all of them were or nothing came for a while.
async fn listen(mut socket: Socket) -> BTreeMap<String, usize> {
    let mut heard = BTreeMap::new();
    while heard.len() < POSTS {
        let Ok(message) = tokio::time::timeout(SILENCE, receive(&mut socket)).await else {
            break;
        };
        if let Some(title) = message["payload"]["data"]["onCreatePost"]["title"].as_str() {
            *heard.entry(title.to_owned()).or_default() += 1;
        }
    }
    heard
}

async fn receive(socket: &mut Socket) -> Value {
    let message = socket
        .next()
        .await
        .expect("a message")
        .expect("a whole one");
    serde_json::from_str(message.to_text().expect("text")).expect("JSON")
}
