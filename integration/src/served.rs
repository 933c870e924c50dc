//! A running local environment.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// The program while it serves an API; killed when dropped.
#[derive(Debug)]
pub struct Served {
    child: Child,
    /// Where to send GraphQL requests.
    pub graphql_url: String,
    /// The API key.
    pub api_key: String,
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
        Self {
            graphql_url: text("graphqlUrl"),
            api_key: text("apiKey"),
            child,
        }
    }

    /// Sends an operation with the API key and gives the whole answer.
    pub fn ask(&self, query: &str, variables: Value) -> Value {
        self.try_ask(query, variables).expect("an answer")
    }

    /// As [`Self::ask`], for a server that may die.
    ///
    /// # Errors
    /// When no answer came.
    pub fn try_ask(&self, query: &str, variables: Value) -> Result<Value, ureq::Error> {
        ureq::post(&self.graphql_url)
            .header("x-api-key", &self.api_key)
            .send_json(json!({ "query": query, "variables": variables }))?
            .body_mut()
            .read_json()
    }

    /// Sends an operation that must succeed and gives its data.
    pub fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.ask(query, variables);
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
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

impl Drop for Served {
    fn drop(&mut self) {
        // The process may be gone already; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
