//! A running local environment.

use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::Client;

/// The program while it serves an API, and a client of it; killed when dropped.
#[derive(Debug)]
pub struct Served {
    child: Child,
    client: Client,
    processes: Vec<u32>,
}

impl Served {
    /// Starts a `deploy --json` and reads the line it prints once it can answer.
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("a line");
        let said: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("`{line}` is not one line of JSON: {error}"));
        let text = |name: &str| {
            said[name]
                .as_str()
                .unwrap_or_else(|| panic!("no `{name}` in {said}"))
                .to_owned()
        };
        let client = Client {
            graphql_url: text("graphqlUrl"),
            api_key: text("apiKey"),
            token: None,
        };
        let named = said["processes"].as_array().into_iter().flatten();
        let named = named.filter_map(|id| u32::try_from(id.as_u64()?).ok());
        let mut processes: Vec<u32> = named.collect();
        if processes.is_empty() {
            processes.push(child.id());
        }
        Self {
            child,
            client,
            processes,
        }
    }

    /// The processes that serve: those that its line names, or the one that was started.
    pub fn processes(&self) -> &[u32] {
        &self.processes
    }

    /// The process.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Ends the process at once, as a crash would.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Deref for Served {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // The process may be gone already; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
