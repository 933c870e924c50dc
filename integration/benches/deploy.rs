//! Deployments of many models to a fake of AWS: calls, time and peak memory of the program, beside what is to be
//! reached and what the CDK's command line takes. Run with
//! `AWS_FAKE=… AWS_FAKE_PYTHON=… cargo bench -p integration --bench deploy`, where `AWS_FAKE` is the folder of a
//! fake as `integration/aws` takes it; there is nothing to measure without.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use integration::{AwsFake, Project, models, peak_memory_kib, use_aws_fake};
use serde_json::{Value, json};

const SIZES: [usize; 3] = [1, 10, 200];

/// What changes nothing, and hotswaps, are measured so often.
const ROUNDS: usize = 7;

const GOALS: &str = "\
to be reached: unchanged at most 2 calls for each stack and 3 more, under 200 ms; a hotswap at most 5 calls, under
  300 ms; a first deployment one call for each missing asset, events read at most once a second; under 60 MiB.";

/// Measured with AWS CDK CLI 2.1148.1 on Node 20 and the stricter fake, one event each 20 ms, on two shared cores,
/// with the assembly of `@aws-amplify/graphql-api-construct` for as many models.
const CDK: &str = "\
the CDK's command line (2.1148.1, Amplify's construct, same fake):
  1 model: first deployment 130 calls (29 uploads, 5 reads of events), 14,700 ms; unchanged 44 calls, 1,500 ms;
    hotswap of one function 72 calls, 3,200 ms; 350 to 360 MB
  10 models: first deployment 358 calls (97 uploads, 24 reads of events), 26,600 ms; unchanged 112 calls, 2,900 ms;
    455 to 460 MB";

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
        let world = World::start(folder.as_ref());
        let project = Project::empty(env!("CARGO_BIN_EXE_example-appsynth"));
        let write = |file: &str, text: &str| {
            fs::write(project.path().join(file), text).expect("a written file");
        };
        write("appsynth.yaml", CONFIGURATION);
        write("schema.graphql", &models::schema(models));
        fs::create_dir(project.path().join("resolvers")).expect("a folder");
        write("resolvers/Query.getModel0.req.vtl", GET);
        println!("{models} models");
        world.measure(&project, "first deployment", &[]).print();
        world.median(&project, "unchanged", &[], || {}).print();
        let mut round = 0;
        let change = || {
            round += 1;
            let request = format!("## change {round}\n{GET}");
            write("resolvers/Query.getModel0.req.vtl", &request);
        };
        world
            .median(&project, "hotswap of one function", &["--hotswap"], change)
            .print();
        world
            .measure(&project, "the same through CloudFormation", &[])
            .print();
    }
    println!("{GOALS}");
    println!("{CDK}");
}

const GET: &str = r#"
{ "version": "2018-05-29", "operation": "GetItem", "key": { "id": $util.dynamodb.toDynamoDBJson($ctx.args.id) } }
"#;

/// What a command took.
struct Taken {
    what: &'static str,
    operations: Vec<String>,
    time: Duration,
    memory_kib: u64,
}

impl Taken {
    fn print(&self) {
        let of = |operation: &str| {
            let calls = self.operations.iter();
            calls.filter(|call| *call == operation).count()
        };
        println!(
            "  {}: {} calls ({} uploads, {} reads of events), {:.0} ms, {:.1} MiB",
            self.what,
            self.operations.len(),
            of("PutObject"),
            of("DescribeStackEvents"),
            self.time.as_secs_f64() * 1000.0,
            self.memory_kib as f64 / 1024.0,
        );
    }
}

/// A running fake.
struct World(AwsFake);

impl World {
    fn start(folder: &Path) -> Self {
        let fake = AwsFake::start(folder);
        let bootstrap = json!({ "region": "us-east-1", "version": "21" });
        let sent = ureq::post(format!("{}/__bootstrap", fake.url())).send_json(bootstrap);
        sent.expect("the fake answers");
        Self(fake)
    }

    /// The round in the middle, by time; `before` is done before each.
    fn median(
        &self,
        project: &Project,
        what: &'static str,
        more: &[&str],
        mut before: impl FnMut(),
    ) -> Taken {
        let mut rounds: Vec<_> = (0..ROUNDS)
            .map(|_| {
                before();
                self.measure(project, what, more)
            })
            .collect();
        rounds.sort_by_key(|round| round.time);
        rounds.swap_remove(ROUNDS / 2)
    }

    fn measure(&self, project: &Project, what: &'static str, more: &[&str]) -> Taken {
        let calls = format!("{}/__calls", self.0.url());
        ureq::delete(&calls).call().expect("the fake answers");
        let start = Instant::now();
        let mut command = project.command(&["deploy", "--env", "dev", "--yes"]);
        use_aws_fake(&mut command, self.0.url());
        command
            .args(more)
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
        let operation = |call: &Value| call["operation"].as_str().unwrap_or_default().to_owned();
        Taken {
            what,
            operations: calls.iter().map(operation).collect(),
            time,
            memory_kib: memory,
        }
    }
}
