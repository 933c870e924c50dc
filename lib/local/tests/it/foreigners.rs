//! Whom the server does not answer: pages of elsewhere, whatever they call this machine, and other machines.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, TcpStream, UdpSocket};

use appsynth_local::Outputs;

use crate::project::{Project, blog};

/// A request to each endpoint that is not the API.
const ENDPOINTS: [(&str, &str, &str); 12] = [
    ("POST", "/", "x-amz-target: DynamoDB_20120810.ListTables"),
    ("POST", "/v1/dataplane-evaluatecode", "x-any: y"),
    ("POST", "/v1/dataplane-evaluatetemplate", "x-any: y"),
    ("GET", "/.appsynth/traces", "x-any: y"),
    ("GET", "/.appsynth/traces/1", "x-any: y"),
    ("GET", "/console", "x-any: y"),
    ("GET", "/console/main.js", "x-any: y"),
    ("GET", "/console/data/apis", "x-any: y"),
    ("GET", "/console/data/pipelines/1", "x-any: y"),
    ("POST", "/console/data/token", "x-any: y"),
    ("POST", "/console/data/signature", "x-any: y"),
    ("POST", "/.appsynth/control", "authorization: Bearer guess"),
];

fn port(outputs: &Outputs) -> u16 {
    let url = &outputs.apis[0].graphql_url;
    let (_, port) = url
        .trim_end_matches("/graphql")
        .rsplit_once(':')
        .expect("a port");
    port.parse().expect("a number")
}

/// Sends a request as it stands, so that every header is this test's; gives status and answer.
fn send(address: (IpAddr, u16), request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).expect("a status line");
    (status.parse().expect("a status"), answer)
}

fn request(method: &str, path: &str, headers: &[&str]) -> String {
    let headers = headers.join("\r\n");
    format!(
        "{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: 2\r\n{headers}\r\n\r\n{{}}"
    )
}

const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

#[test]
fn endpoints_beside_the_api_answer_no_page_of_elsewhere() {
    let mut project = Project::new(&blog());
    let port = port(&project.deploy());
    for (method, path, own) in ENDPOINTS {
        let ask = |headers: &[&str]| {
            send(
                (LOOPBACK, port),
                &request(method, path, &[&[own], headers].concat()),
            )
        };
        for (headers, said) in [
            (&["host: evil.example"][..], "the host `evil.example`"),
            (
                &["host: 127.0.0.1.evil.example"],
                "the host `127.0.0.1.evil.example`",
            ),
            (
                &["host: localhost", "host: evil.example"],
                "the host `localhost`",
            ),
            (
                &["host: localhost", "origin: https://evil.example"],
                "pages of `https://evil.example`",
            ),
            (&["host: localhost", "origin: null"], "pages of `null`"),
            (
                &[
                    "host: localhost",
                    "sec-fetch-site: cross-site",
                    "sec-fetch-mode: no-cors",
                ],
                "other sites",
            ),
        ] {
            let (status, answer) = ask(headers);
            assert_eq!(status, 403, "{path} {headers:?}: {answer}");
            assert!(answer.contains(said), "{path} {headers:?}: {answer}");
            assert!(!answer.contains("access-control-allow-origin"), "{answer}");
        }
        for headers in [
            &["host: localhost"][..],
            &["host: 127.0.0.1:1"],
            &["host: [::1]"],
            &["host: localhost", "origin: http://localhost:3000"],
            &["host: localhost", "sec-fetch-site: same-origin"],
        ] {
            let (status, answer) = ask(headers);
            assert_ne!(status, 403, "{path} {headers:?}: {answer}");
        }
    }
}

#[test]
fn the_api_is_asked_by_a_name_of_this_machine_from_any_page() {
    let mut project = Project::new(&blog());
    let port = port(&project.deploy());
    let graphql = |headers: &[&str]| {
        let headers = [&["x-api-key: guess"], headers].concat();
        send((LOOPBACK, port), &request("POST", "/graphql", &headers)).0
    };
    assert_eq!(graphql(&["host: evil.example"]), 403);
    assert_eq!(
        graphql(&["host: localhost", "origin: https://app.example"]),
        401
    );
}

/// An address of this machine that is not loopback; none, and it says so, if it has no network.
#[expect(clippy::print_stdout, reason = "tells why a test did nothing")]
fn address() -> Option<IpAddr> {
    // Nothing is sent: the system only chooses the address that it would send from.
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    if let Err(error) = socket.connect("192.0.2.1:9") {
        println!("skipped: this machine has no network: {error}");
        return None;
    }
    let address = socket.local_addr().ok()?.ip();
    if address.is_loopback() {
        println!("skipped: this machine has no address but loopback");
        return None;
    }
    Some(address)
}

#[test]
fn other_machines_reach_the_api_only_if_told_so_and_nothing_else() {
    let Some(address) = address() else {
        return;
    };
    let mut project = Project::new(&blog());
    let port_of_loopback = port(&project.deploy());
    assert!(TcpStream::connect((address, port_of_loopback)).is_err());

    let mut project = Project::new(&blog());
    let mut options = project.options();
    options.network = true;
    let outputs = project.deploy_with(options).expect("deployed");
    let port = port(&outputs);
    let host = format!("host: {address}:{port}");
    let api = &outputs.apis[0];
    // Without a query, whoever has the key gets as far as being told so.
    let key = format!("x-api-key: {}", api.api_key.as_deref().expect("a key"));
    let own_path = format!("/{}/graphql", api.api_id);
    for path in ["/graphql", own_path.as_str()] {
        let ask = |key: &str| send((address, port), &request("POST", path, &[&host, key])).0;
        assert_eq!((ask("x-api-key: guess"), ask(&key)), (401, 400), "{path}");
    }
    let upgrade = [
        host.as_str(),
        "upgrade: websocket",
        "sec-websocket-version: 13",
        "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
    ];
    let realtime = request("GET", "/graphql/realtime", &upgrade)
        .replace("close", "upgrade, close")
        .replace("content-length: 2\r\n", "");
    let realtime = realtime.trim_end_matches("{}");
    let (status, answer) = send((address, port), realtime);
    assert_eq!(status, 101, "{answer}");
    assert!(answer.contains("NoProtocolError"), "{answer}");
    // Nor does a path that there is nothing at say so.
    for path in ["/", "/nothing", "/console/../graphql", "/.appsynth/"] {
        let (status, answer) = send((address, port), &request("GET", path, &[&host]));
        assert_eq!(status, 403, "{path}: {answer}");
    }
    for (method, path, own) in ENDPOINTS {
        for host in [host.as_str(), "host: localhost"] {
            let (status, answer) = send((address, port), &request(method, path, &[own, host]));
            assert_eq!(status, 403, "{path}");
            assert!(answer.contains("only the machine that serves"), "{answer}");
        }
        let (status, _) = send(
            (LOOPBACK, port),
            &request(method, path, &[own, "host: localhost"]),
        );
        assert_ne!(status, 403, "{path}");
    }
}

#[test]
fn other_machines_have_traces_of_their_requests_only_with_a_credential() {
    let Some(address) = address() else {
        return;
    };
    let mut project = Project::new(&blog());
    let mut options = project.options();
    options.network = true;
    let outputs = project.deploy_with(options).expect("deployed");
    let port = port(&outputs);
    let ask = |address: IpAddr, key: &str| {
        let key = format!("x-api-key: {key}");
        let host = format!("host: {address}:{port}");
        let body = r#"{"query":"{__typename}"}"#;
        let request = format!(
            "POST /graphql HTTP/1.1\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nx-appsynth-trace: yes\r\n{key}\r\n{host}\r\n\r\n{body}",
            body.len()
        );
        send((address, port), &request).0
    };
    let traces = || {
        let traces = request("GET", "/.appsynth/traces", &["host: localhost"]);
        let (status, answer) = send((LOOPBACK, port), &traces);
        assert_eq!(status, 200, "{answer}");
        answer.matches("\"startedAt\"").count()
    };
    // More than a second has room for without being asked.
    for _ in 0..30 {
        assert_eq!(ask(address, "guess"), 401);
    }
    assert_eq!(traces(), 0);
    let key = outputs.apis[0].api_key.as_deref().expect("a key");
    assert_eq!(ask(address, key), 200);
    assert_eq!(traces(), 1);
    assert_eq!(ask(LOOPBACK, "guess"), 401);
    assert_eq!(traces(), 2);
}
