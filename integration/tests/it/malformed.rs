//! Ten thousand requests that no client makes: each is refused, and the server stays as it was.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use integration::{Client, Project, Served, memory_kib, open_files};
use serde_json::json;

const REQUESTS: usize = 10_000;
const CLIENTS: usize = 4;

/// Less than a kilobyte a request.
const MAX_GROWTH_KIB: u64 = 8 * 1024;

/// What a client sends, and what the server may begin its answer with.
struct Malformed {
    what: &'static str,
    sent: Vec<u8>,
    /// None: the server may just close the connection.
    answer: Option<&'static str>,
}

fn malformed(served: &Client) -> Vec<Malformed> {
    let key = &served.api_key;
    let post = |what, body: &[u8], answer| Malformed {
        what,
        sent: post(key, body.len(), body),
        answer: Some(answer),
    };
    let raw = |what, text: String, answer| Malformed {
        what,
        sent: text.into_bytes(),
        answer,
    };
    const BAD: &str = "HTTP/1.1 400";
    let mut all = vec![
        post("nothing", b"", BAD),
        post("no JSON", b"{\"query\": ", BAD),
        post("no UTF-8", b"{\"query\": \"\xff\xfe\"}", BAD),
        post("another type", b"[1, 2, 3]", BAD),
        post("a number as query", b"{\"query\": 5}", BAD),
        post("no query", b"{\"variables\": {}}", BAD),
        post(
            "variables of another type",
            b"{\"query\": \"{ __typename }\", \"variables\": 7}",
            BAD,
        ),
        post("no GraphQL", b"{\"query\": \"{ unclosed \"}", BAD),
        post("nested JSON", "[".repeat(50_000).as_bytes(), BAD),
        post(
            "nested GraphQL",
            json!({ "query": "{a".repeat(5_000) }).to_string().as_bytes(),
            BAD,
        ),
        Malformed {
            what: "more than is sent",
            sent: self::post(key, 1_000, b"{\"query\""),
            answer: None,
        },
        raw("no HTTP", "\u{1}\u{2}hello\r\n\r\n".to_owned(), Some(BAD)),
        raw("TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0".to_owned(), None),
        raw("half a head", "POST /graphql HTT".to_owned(), None),
        raw(
            "two lengths",
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{"
                .to_owned(),
            Some(BAD),
        ),
        raw(
            "chunks that are none",
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n".to_owned(),
            None,
        ),
        raw(
            "a header too large",
            format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "x".repeat(500_000)),
            None,
        ),
        raw(
            "another method",
            "DELETE /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n".to_owned(),
            Some("HTTP/1.1 405"),
        ),
    ];
    for (what, frames) in frames() {
        all.push(Malformed {
            what,
            sent: [upgrade(key).as_bytes(), &frames].concat(),
            answer: Some("HTTP/1.1 101"),
        });
    }
    all
}

/// A request with a body, of which the length may be a lie.
fn post(key: &str, length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-api-key: {key}\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn upgrade(key: &str) -> String {
    let header = STANDARD.encode(json!({"host": "localhost", "x-api-key": key}).to_string());
    format!(
        "GET /graphql/realtime?header={header}&payload=e30= HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\n\
         connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: graphql-ws\r\n\r\n"
    )
}

/// Frames that a client should not send. Their masks are zero, which leaves what they hold as it is.
fn frames() -> Vec<(&'static str, Vec<u8>)> {
    let frame = |first: u8, held: &[u8]| {
        let length = u8::try_from(held.len()).expect("invariant: these frames are short");
        [&[first, 0x80 | length, 0, 0, 0, 0], held].concat()
    };
    const TEXT: u8 = 0x81;
    vec![
        ("a frame of an unknown kind", frame(0x83, b"x")),
        ("a frame with reserved bits", frame(0xf1, b"x")),
        ("a frame without a mask", vec![TEXT, 1, b'x']),
        (
            "a frame of exabytes",
            vec![
                TEXT, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0,
            ],
        ),
        ("half a frame", vec![TEXT, 0xfe, 0x10]),
        ("a text that is no UTF-8", frame(TEXT, b"\xff\xfe")),
        ("a continuation of nothing", frame(0x80, b"x")),
        ("a text that is no JSON", frame(TEXT, b"{\"type\":")),
        ("a message of another type", frame(TEXT, b"[]")),
        ("a start of nothing", frame(TEXT, b"{\"type\":\"start\"}")),
        ("bytes", frame(0x82, b"\0\x01")),
    ]
}

/// Sends it on a connection of its own, closes its side and reads the answer to its end.
fn send(address: &str, malformed: &Malformed) {
    let what = malformed.what;
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let patience = Some(Duration::from_secs(30));
    stream.set_read_timeout(patience).expect("a timeout");
    let sent = stream.write_all(&malformed.sent);
    let Some(expected) = malformed.answer else {
        // The server may have refused before it had read everything.
        let _ = sent.and_then(|()| stream.shutdown(Shutdown::Write));
        let answer = read_to_end(&mut stream, what);
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{what}: it is answered");
        return;
    };
    let mut answer = vec![0; expected.len()];
    stream
        .read_exact(&mut answer)
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(String::from_utf8_lossy(&answer), expected, "{what}");
    stream
        .shutdown(Shutdown::Write)
        .expect("an open connection");
    read_to_end(&mut stream, what);
}

fn read_to_end(stream: &mut TcpStream, what: &str) -> Vec<u8> {
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{what}: {error}");
    }
    answer
}

fn send_all(served: &Served, malformed: &[Malformed], requests: usize) {
    let address = served.graphql_url.trim_start_matches("http://");
    let address = address.trim_end_matches("/graphql");
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || {
                for number in (client..requests).step_by(CLIENTS) {
                    send(address, &malformed[number % malformed.len()]);
                }
            });
        }
    });
}

#[test]
fn the_server_stays_as_it_was() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let served = project.deploy();
    let malformed = malformed(&served);
    let taken = || {
        let process = served.process_id();
        let memory = memory_kib(process).unwrap_or(0);
        (memory, open_files(process).unwrap_or(0))
    };

    let huge = [Malformed {
        what: "more than a request may have",
        sent: post(&served.api_key, 6_000_000, &vec![b' '; 6_000_000]),
        answer: None,
    }];
    send_all(&served, &huge, 20);
    send_all(&served, &malformed, REQUESTS / 10);
    let (memory, files) = taken();
    send_all(&served, &huge, 20);
    send_all(&served, &malformed, REQUESTS);
    let (memory_after, files_after) = taken();
    assert!(
        memory_after < memory + MAX_GROWTH_KIB,
        "the memory grew from {memory} to {memory_after} KiB"
    );
    assert!(
        files_after < files + CLIENTS,
        "{files_after} files are open, {files} were"
    );
    assert_eq!(
        served.data("{ __typename }", json!({})),
        json!({ "__typename": "Query" })
    );
}
