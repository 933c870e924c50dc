//! The servers that are measured.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use integration::{Client, Project, Served, peak_memory_kib};
use serde_json::json;

const SCHEMA: &str = "type Todo @model { id: ID! name: String! description: String }";
const SETTINGS: &str =
    "app: todos\napi: { schema: schema.graphql, sandbox: true, auth: { default: api-key } }\n";

/// A server that answers, until this is dropped.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) client: Client,
    /// From the start of its process to the first answer.
    pub(crate) started_in: Duration,
    served: Served,
    /// Kept as long as its server.
    project: Option<Project>,
}

impl Server {
    /// A project with one model, deployed for the first time.
    pub(crate) fn appsynth() -> Self {
        let project = Project::empty(env!("CARGO_BIN_EXE_example-appsynth"));
        fs::write(project.path().join("schema.graphql"), SCHEMA).expect("a written file");
        fs::write(project.path().join("appsynth.yaml"), SETTINGS).expect("a written file");
        let command = project.command(&["deploy", "--json", "--port", "0"]);
        let mut server = Self::start("appsynth", command);
        server.project = Some(project);
        server
    }

    /// Amplify's mock, if what it needs is on this machine.
    pub(crate) fn peer() -> Option<Self> {
        let needed = [
            ("node", "--version"),
            ("npm", "--version"),
            ("java", "-version"),
        ];
        let is_there = |(program, argument): &(&str, &str)| {
            let mut command = Command::new(program);
            command
                .arg(argument)
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        if !needed.iter().all(is_there) {
            return None;
        }
        let serve = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/simulator/serve");
        let installed = Command::new(&serve).arg("--install").status();
        assert!(
            installed.expect("a script").success(),
            "the peer is not installed"
        );
        let name = "@aws-amplify/amplify-appsync-simulator with DynamoDB Local";
        Some(Self::start(name, Command::new(serve)))
    }

    fn start(name: &'static str, mut command: Command) -> Self {
        command.stderr(Stdio::null());
        let start = Instant::now();
        let served = Served::start(command);
        served.data("{ __typename }", json!({}));
        Self {
            name,
            started_in: start.elapsed(),
            client: Client::clone(&served),
            served,
            project: None,
        }
    }

    /// The most memory that its processes have had, together.
    pub(crate) fn peak_memory_mib(&self) -> f64 {
        let kib: u64 = self
            .served
            .processes()
            .iter()
            .filter_map(|id| peak_memory_kib(*id))
            .sum();
        kib as f64 / 1024.0
    }
}

impl Drop for Server {
    /// Ends every process; the peer has two.
    fn drop(&mut self) {
        let ids = self.served.processes().iter().map(u32::to_string);
        let ended = Command::new("kill").args(ids).status();
        assert!(
            ended.is_ok_and(|status| status.success()),
            "a server goes on"
        );
    }
}
