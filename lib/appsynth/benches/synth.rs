//! From a stack's code to the assembly on disk, for 1,000 resources, compared with merely serializing and
//! writing the same bytes. Run with `cargo bench -p appsynth --bench synth`.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use appsynth::synthesize;
use appsynth_construct::{App, CfnResource, Environment, Intrinsic, MemoryFiles, NodeId};
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::PrettyFormatter;

const ROUNDS: usize = 25;
/// CloudFormation: a template has at most 500 resources.
const STACKS: usize = 3;
const RESOURCES: usize = 1_000;

fn main() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let first = dir.path().join("first");
    synthesize(app(), &first).expect("the app has no mistakes");
    let files = parsed(&first);

    let mut whole = Vec::new();
    let mut bytes = Vec::new();
    for round in 0..ROUNDS {
        let start = Instant::now();
        synthesize(app(), &dir.path().join(format!("whole-{round}"))).expect("no mistakes");
        whole.push(start.elapsed());

        let start = Instant::now();
        write(&files, &dir.path().join(format!("bytes-{round}")));
        bytes.push(start.elapsed());
    }
    let (whole, bytes) = (median(whole), median(bytes));
    let ratio = whole.as_secs_f64() / bytes.as_secs_f64();
    report("build, synthesize and write, median", whole);
    report("serialize and write the same bytes, median", bytes);
    println!("ratio: {ratio:.1}");
}

/// Resolvers with templates of ordinary size, in part referring to one another.
fn app() -> App {
    let mut app = App::new(Environment::local(), MemoryFiles::new());
    for stack in 0..STACKS {
        let mut stack = app.stack(&format!("blog{stack}"));
        let mut previous: Option<NodeId> = None;
        for index in 0..RESOURCES / STACKS {
            let request = r#"{"operation": "GetItem", "key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}}"#;
            let resolver = CfnResource::new("AWS::AppSync::Resolver")
                .property("ApiId", "api")
                .property("TypeName", "Query")
                .property("FieldName", format!("getPost{index}"))
                .property("RequestMappingTemplate", request.repeat(5))
                .property("ResponseMappingTemplate", "$util.toJson($ctx.result)");
            let resolver = match previous {
                Some(previous) => resolver.property(
                    "DataSourceName",
                    Intrinsic::GetAtt(previous, "FieldName".into()),
                ),
                None => resolver,
            };
            let resolver = stack.add(&format!("Resolver{index}"), resolver);
            if index % 10 == 0 {
                previous = Some(resolver);
            }
        }
    }
    app
}

/// The JSON files of an assembly.
fn parsed(dir: &Path) -> Vec<(PathBuf, Value)> {
    let entries = fs::read_dir(dir).expect("the assembly");
    let files = entries.map(|entry| {
        let path = entry.expect("a file").path();
        let text = fs::read_to_string(&path).expect("a text");
        let name = path.file_name().expect("a name").into();
        (name, serde_json::from_str(&text).expect("JSON"))
    });
    files.collect()
}

fn write(files: &[(PathBuf, Value)], dir: &Path) {
    fs::create_dir(dir).expect("a new folder");
    for (name, value) in files {
        let mut bytes = Vec::new();
        let formatter = PrettyFormatter::with_indent(b" ");
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
        value.serialize(&mut serializer).expect("JSON");
        fs::write(dir.join(name), bytes).expect("the file is written");
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn report(what: &str, time: Duration) {
    println!("{what}: {:.1} ms", time.as_secs_f64() * 1000.0);
}
