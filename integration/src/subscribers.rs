//! Many subscribers to the example's posts, each on a connection of its own.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::Client;

const WRITERS: usize = 4;

/// Longer than this between two events means that one is lost.
const SILENCE: Duration = Duration::from_secs(30);

const CREATE: &str = "mutation Create($title: String!, $author: ID!) {
    createPost(input: { authorId: $author, title: $title }) { id title authorId }
}";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Subscribers of whom every other one hears of Ada's posts only.
#[derive(Debug)]
pub struct Subscribers {
    runtime: Runtime,
    sockets: Vec<Socket>,
}

impl Subscribers {
    /// Connects them and has each begin its subscription.
    pub fn connect(client: &Client, count: usize) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let sockets = (0..count).map(|number| subscribe(client, hears_of_ada_only(number)));
        let sockets = runtime.block_on(join_all(sockets));
        Self { runtime, sockets }
    }

    /// Has four writers create as many posts, every other one of Ada's, and checks that each subscriber hears
    /// once of each post that it is to hear of. Gives the number of events that came.
    pub fn hear_of_posts(self, client: &Client, posts: usize) -> usize {
        let listening: Vec<_> = self
            .sockets
            .into_iter()
            .enumerate()
            .map(|(number, socket)| {
                let titles = (0..posts)
                    .filter(|post| is_of_ada(*post) || !hears_of_ada_only(number))
                    .map(|post| (post.to_string(), 1))
                    .collect::<BTreeMap<_, _>>();
                let heard = self.runtime.spawn(listen(socket, titles.len()));
                (titles, heard)
            })
            .collect();
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                scope.spawn(move || {
                    for post in (writer..posts).step_by(WRITERS) {
                        let author = if is_of_ada(post) { "ada" } else { "bob" };
                        let variables = json!({ "title": post.to_string(), "author": author });
                        client.data(CREATE, variables);
                    }
                });
            }
        });
        let mut events = 0;
        for (titles, heard) in listening {
            let heard = self.runtime.block_on(heard).expect("a listener ends");
            assert!(
                heard == titles,
                "{} of {} posts were heard of, {} events came",
                heard.len(),
                titles.len(),
                heard.values().sum::<usize>()
            );
            events += titles.len();
        }
        events
    }
}

fn hears_of_ada_only(subscriber: usize) -> bool {
    subscriber.is_multiple_of(2)
}

fn is_of_ada(post: usize) -> bool {
    post.is_multiple_of(2)
}

async fn subscribe(client: &Client, of_ada_only: bool) -> Socket {
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
    let filter = match of_ada_only {
        true => "(filter: { authorId: { eq: \"ada\" } })",
        false => "",
    };
    let query = format!("subscription {{ onCreatePost{filter} {{ id title }} }}");
    let start = json!({"id": "one", "type": "start", "payload": {
        "data": json!({"query": query, "variables": {}}).to_string(),
        "extensions": {"authorization": authorization},
    }});
    send(&mut socket, &start).await;
    let answer = receive(&mut socket).await;
    assert_eq!(answer["type"], "start_ack", "{answer}");
    socket
}

/// How often each title was heard, once as many of them were or nothing came for a while.
async fn listen(mut socket: Socket, titles: usize) -> BTreeMap<String, usize> {
    let mut heard = BTreeMap::new();
    let mut count = |message: &Value| {
        if let Some(title) = message["payload"]["data"]["onCreatePost"]["title"].as_str() {
            *heard.entry(title.to_owned()).or_default() += 1;
        }
        heard.len()
    };
    while let Ok(message) = tokio::time::timeout(SILENCE, receive(&mut socket)).await {
        if count(&message) == titles {
            break;
        }
    }
    // What else is on its way comes before the answer to a message that the server does not know.
    send(&mut socket, &json!({"id": "mark", "type": "mark"})).await;
    loop {
        let message = receive(&mut socket).await;
        if message["id"] == "mark" {
            return heard;
        }
        count(&message);
    }
}

async fn send(socket: &mut Socket, message: &Value) {
    let text = Message::text(message.to_string());
    socket.send(text).await.expect("the server reads");
}

async fn receive(socket: &mut Socket) -> Value {
    let message = socket
        .next()
        .await
        .expect("a message")
        .expect("a whole one");
    serde_json::from_str(message.to_text().expect("text")).expect("JSON")
}
