//! Synthesis of about 1,000 resources, as a ratio to merely serializing and writing the same bytes. Run
//! with `cargo bench -p integration --bench synth`.
//!
//! Both are timed in turns within one run, because the machines this runs on are shared: only the ratio
//! means something.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use appsynth::prelude::*;
use serde_json::Value as Json;
use tempfile::TempDir;

const ROUNDS: usize = 31;
/// CloudFormation takes 500 resources a stack.
const STACKS: usize = 3;
const TABLES: usize = 40;

fn main() {
    let (app, resources) = (app(), STACKS * resources_per_stack());
    let folder = TempDir::new().expect("a temporary folder");
    appsynth::synthesize(app, &folder.path().join("first")).expect("no mistakes");
    let content = Content::read(&folder.path().join("first"));

    let mut ratios = Vec::new();
    let (mut synths, mut writes) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let to = folder.path().join(format!("synth-{round}"));
        let start = Instant::now();
        appsynth::synthesize(self::app(), &to).expect("no mistakes");
        let synth = start.elapsed();

        let to = folder.path().join(format!("write-{round}"));
        let start = Instant::now();
        content.write(&to);
        let write = start.elapsed();

        ratios.push(synth.as_secs_f64() / write.as_secs_f64());
        synths.push(synth);
        writes.push(write);
    }
    ratios.sort_by(f64::total_cmp);
    println!("resources: {resources}, bytes: {}", content.bytes);
    println!(
        "constructs, synthesis and writing: {:.2} ms",
        median(synths)
    );
    println!("serializing and writing alone: {:.2} ms", median(writes));
    println!(
        "ratio, median: {:.2}",
        ratios.get(ROUNDS / 2).copied().unwrap_or_default()
    );
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times
        .get(times.len() / 2)
        .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// Per table: the table, a data source with its role and policy, and two resolvers of a function each.
fn resources_per_stack() -> usize {
    3 + TABLES * 8
}

fn app() -> App {
    let mut app = App::new(Environment::new("dev"), MemoryFiles::new());
    for stack in 0..STACKS {
        add_stack(&mut app, stack);
    }
    app
}

fn add_stack(app: &mut App, number: usize) {
    let mut stack = app.stack(&format!("stack-{number}"));
    let mut schema = String::from("type Item { id: ID! name: String }\ntype Query {\n");
    let mut mutation = String::from("type Mutation {\n");
    for table in 0..TABLES {
        let _ = writeln!(schema, "  get{table}(id: ID!): Item");
        let _ = writeln!(mutation, "  put{table}(id: ID!, name: String): Item");
    }
    let schema = format!("{schema}}}\n{mutation}}}\n");
    let api = stack.add(
        "Api",
        Api::new(SchemaSource::text(schema), Auth::api_key(Days(7))),
    );
    for table in 0..TABLES {
        let items = stack.add(
            &format!("Items{table}"),
            Table::new(Key::partition(string("id")))
                .index("byName", Key::partition(string("name"))),
        );
        let source = stack.add(&format!("Source{table}"), DataSource::table(api, items));
        for (verb, parent, request) in [
            (
                "get",
                "Query",
                r#"{"operation": "GetItem", "key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}}"#,
            ),
            (
                "put",
                "Mutation",
                r#"{"operation": "PutItem", "key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}}"#,
            ),
        ] {
            let function = stack.add(
                &format!("{verb}{table}Function"),
                FunctionConfiguration::new(
                    source,
                    Code::vtl_inline(request, "$util.toJson($ctx.result)"),
                ),
            );
            stack.add(
                &format!("{verb}{table}"),
                Resolver::pipeline(api.field(format!("{parent}.{verb}{table}")), [function]),
            );
        }
    }
}

/// Everything an assembly consists of, JSON as values and the rest as bytes.
struct Content {
    files: Vec<(PathBuf, File)>,
    bytes: usize,
}

enum File {
    Json(Json),
    Other(Vec<u8>),
}

impl Content {
    fn read(root: &Path) -> Self {
        let mut content = Self {
            files: Vec::new(),
            bytes: 0,
        };
        content.collect(root, root);
        content
    }

    fn collect(&mut self, root: &Path, folder: &Path) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                self.collect(root, &path);
                continue;
            }
            let bytes = fs::read(&path).expect("a file");
            self.bytes += bytes.len();
            let file = match serde_json::from_slice(&bytes) {
                Ok(json) => File::Json(json),
                Err(_) => File::Other(bytes),
            };
            let name = path.strip_prefix(root).expect("below").to_owned();
            self.files.push((name, file));
        }
    }

    fn write(&self, to: &Path) {
        for (name, file) in &self.files {
            let path = to.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
            let text;
            let bytes = match file {
                File::Json(json) => {
                    text = serde_json::to_string_pretty(json).expect("JSON");
                    text.as_bytes()
                }
                File::Other(bytes) => bytes,
            };
            fs::write(path, bytes).expect("a written file");
        }
    }
}
