//! Deployments of many models to a fake of AWS: calls, time and peak memory of the program. Run with
//! `AWS_FAKE=… AWS_FAKE_PYTHON=… cargo bench -p integration --bench deploy`, where `AWS_FAKE` is the folder of a
//! fake as `integration/aws` takes it; there is nothing to measure without.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use integration::{Project, models};
use serde_json::{Value, json};

const SIZES: [usize; 3] = [1, 10, 200];

const CONFIGURATION: &str = r#"
app: bench
api:
  schema: schema.graphql
  auth: { default: user-pool, additional: [api-key], user-pool: { id: us-east-1_Bench } }
environments:
  dev: { account: "123456789012", region: us-east-1 }
"#;

fn main() {
    let Some(folder) = env::var_os("AWS_FAKE") else {
        println!("AWS_FAKE names no fake of AWS, so nothing is measured");
        return;
    };
    for models in SIZES {
        let world = World::start(folder.clone().into());
        let project = Project::empty(env!("CARGO_BIN_EXE_example-appsynth"));
        let write = |file: &str, text: &str| {
            fs::write(project.path().join(file), text).expect("a written file");
        };
        write("appsynth.yaml", CONFIGURATION);
        write("schema.graphql", &models::schema(models));
        fs::create_dir(project.path().join("resolvers")).expect("a folder");
        write("resolvers/Query.getModel0.req.vtl", GET);
        println!("{models} models");
        world.measure(&project, "first deployment", &[]);
        world.measure(&project, "unchanged", &[]);
        write(
            "resolvers/Query.getModel0.req.vtl",
            &format!("## a change\n{GET}"),
        );
        world.measure(&project, "hotswap of one function", &["--hotswap"]);
        world.measure(&project, "the same through CloudFormation", &[]);
    }
}

const GET: &str = r#"
{ "version": "2018-05-29", "operation": "GetItem", "key": { "id": $util.dynamodb.toDynamoDBJson($ctx.args.id) } }
"#;

/// A running fake.
struct World {
    url: String,
    process: Child,
}

impl World {
    fn start(folder: PathBuf) -> Self {
        let python = env::var_os("AWS_FAKE_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command.arg(folder.join("fake.py")).arg("0");
        let process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = process.expect("the fake starts");
        let stdout = process.stdout.take().expect("its output is piped");
        let mut line = String::new();
        let mut lines = BufReader::new(stdout);
        lines.read_line(&mut line).expect("it says where it is");
        let world = Self {
            url: line.trim().to_owned(),
            process,
        };
        let bootstrap = json!({ "region": "us-east-1", "version": "21" });
        let sent = ureq::post(format!("{}/__bootstrap", world.url)).send_json(bootstrap);
        sent.expect("the fake answers");
        world
    }

    fn measure(&self, project: &Project, what: &str, more: &[&str]) {
        let calls = format!("{}/__calls", self.url);
        ureq::delete(&calls).call().expect("the fake answers");
        let start = Instant::now();
        let mut command = project.command(&["deploy", "--env", "dev", "--yes"]);
        command
            .args(more)
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("AWS_ACCESS_KEY_ID", "AKIAFAKEFAKEFAKEFAKE")
            .env(
                "AWS_SECRET_ACCESS_KEY",
                "fakesecretfakesecretfakesecretfakesecret",
            )
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut process = command.spawn().expect("the program runs");
        let mut memory = 0;
        let status = loop {
            memory = peak_memory_kib(process.id()).unwrap_or(memory);
            match process.try_wait().expect("it is there") {
                Some(status) => break status,
                None => thread::sleep(Duration::from_millis(1)),
            }
        };
        let time = start.elapsed();
        assert!(status.success(), "{what} failed");
        let mut answer = ureq::get(&calls).call().expect("the fake answers");
        let calls: Vec<Value> = answer.body_mut().read_json().expect("a list");
        let of = |operation: &str| {
            calls
                .iter()
                .filter(|call| call["operation"] == operation)
                .count()
        };
        println!(
            "  {what}: {} calls ({} uploads, {} reads of events), {:.0} ms, {:.1} MiB",
            calls.len(),
            of("PutObject"),
            of("DescribeStackEvents"),
            time.as_secs_f64() * 1000.0,
            memory as f64 / 1024.0,
        );
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.process.kill().expect("it is there");
        self.process.wait().expect("it ends");
    }
}

/// `VmHWM` of `/proc/<pid>/status`; none where there is no such file, or no memory any more.
fn peak_memory_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
