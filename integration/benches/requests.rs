//! Requests a second and their times, memory and start-up of a model's API; and of Amplify's mock in the same run,
//! where node, npm and java are there. Run with `cargo bench -p integration --bench requests`.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

mod requests {
    mod connection;
    pub(crate) mod load;
    pub(crate) mod server;
}

use requests::load::{Load, Measured};
use requests::server::Server;
use serde_json::{Value, json};

/// How many items the lists are taken from.
const ITEMS: usize = 1_000;

const CONNECTIONS: [usize; 2] = [1, 16];

const CREATE: &str = "mutation Create($name: String!) {
    createTodo(input: { name: $name, description: \"to be done\" }) { id name description createdAt updatedAt }
}";
const GET: &str =
    "query Get($id: ID!) { getTodo(id: $id) { id name description createdAt updatedAt } }";
const LIST: &str = "query List { listTodos(limit: 20) { items { id name description createdAt updatedAt } nextToken } }";

fn main() {
    let ours = report(Server::appsynth());
    let Some(peer) = Server::peer() else {
        println!("node, npm and java are needed to measure the peer; none is shown");
        return;
    };
    let peer = report(peer);
    println!("\nappsynth against the peer");
    for ((what, ours), (_, peer)) in ours.rates.iter().zip(&peer.rates) {
        println!(
            "{what:<28} {:>8.1} times the requests",
            ours.per_second() / peer.per_second()
        );
    }
    println!(
        "memory                       {:>8.3} of it",
        ours.memory / peer.memory
    );
    println!(
        "start to first answer        {:>8.3} of it",
        ours.start / peer.start
    );
}

/// What was measured of a server.
struct Report {
    rates: Vec<(String, Measured)>,
    /// The peak of all processes together, in MiB.
    memory: f64,
    /// From the start of the process to the first answer, in milliseconds.
    start: f64,
}

fn report(server: Server) -> Report {
    println!("\n{}", server.name);
    let start = server.started_in.as_secs_f64() * 1000.0;
    println!("start to first answer        {start:>8.1} ms");
    let ids: Vec<String> = (0..ITEMS).map(|number| create(&server, number)).collect();

    let get = |number: usize| (GET, json!({ "id": ids[number % ITEMS] }));
    let list = |_| (LIST, json!({}));
    let make = |number: usize| (CREATE, json!({ "name": number.to_string() }));
    let loads: [(&str, &Load<'_>); 3] = [
        ("getTodo", &get),
        ("listTodos(20)", &list),
        ("createTodo", &make),
    ];
    let mut rates = Vec::new();
    for (operation, load) in loads {
        for connections in CONNECTIONS {
            let measured = Measured::of(&server.client, connections, load);
            let what = format!("{operation}, {connections} connections");
            println!(
                "{what:<28} {:>8.0} a second, median {:>7.2} ms, p99 {:>7.2} ms",
                measured.per_second(),
                measured.percentile(50),
                measured.percentile(99)
            );
            rates.push((what, measured));
        }
    }
    let memory = server.peak_memory_mib();
    println!("peak memory                  {memory:>8.1} MiB");
    Report {
        rates,
        memory,
        start,
    }
}

fn create(server: &Server, number: usize) -> String {
    let variables = json!({ "name": number.to_string() });
    let data: Value = server.client.data(CREATE, variables);
    data["createTodo"]["id"].as_str().expect("an id").to_owned()
}
