//! From a schema of many models to an assembly on disk, in one process, and as a ratio to merely writing the
//! same bytes. Run with `cargo bench -p integration --bench directives`.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use appsynth::prelude::*;
use integration::models;
use tempfile::TempDir;

/// Numbers of models, and how often each is synthesized.
const SIZES: &[(usize, usize)] = &[(1, 31), (50, 15), (100, 9), (200, 5), (1_000, 3)];

fn main() {
    for (models, rounds) in SIZES {
        report(*models, *rounds);
    }
}

fn report(models: usize, rounds: usize) {
    let folder = TempDir::new().expect("a temporary folder");
    let schema = models::schema(models);
    let mut times = Vec::new();
    let mut writes = Vec::new();
    for round in 0..rounds {
        let to = folder.path().join(format!("synth-{round}"));
        let start = Instant::now();
        synthesize(&schema, &to);
        times.push(start.elapsed());

        let files = read(&to);
        let again = folder.path().join(format!("write-{round}"));
        let start = Instant::now();
        write(&files, &to, &again);
        writes.push(start.elapsed());
    }
    let files = read(&folder.path().join("synth-0"));
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let (time, write) = (median(times), median(writes));
    println!(
        "{models} models: {} resources, {} files, {bytes} bytes, {time:.1} ms; writing alone {write:.1} ms, ratio {:.1}",
        resources(&files),
        files.len(),
        time / write,
    );
}

fn synthesize(schema: &str, to: &Path) {
    let files = MemoryFiles::new().file("schema.graphql", schema);
    let mut app = App::new(Environment::new("dev"), files);
    let mut stack = app.stack("bench");
    let pool = stack.add("Pool", UserPool::external("eu-west-1_Bench"));
    let api = Api::new("schema.graphql", Auth::user_pool(pool)).also(Auth::api_key(Days(7)));
    stack.add("Data", GraphqlSchema::new(api));
    appsynth::synthesize(app, to).expect("no mistakes");
}

fn read(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(read(&path));
        } else {
            let bytes = fs::read(&path).expect("a file");
            files.push((path, bytes));
        }
    }
    files
}

fn write(files: &[(PathBuf, Vec<u8>)], from: &Path, to: &Path) {
    for (path, bytes) in files {
        let path = to.join(path.strip_prefix(from).expect("a path below"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

fn resources(files: &[(PathBuf, Vec<u8>)]) -> usize {
    let templates = files
        .iter()
        .filter(|(path, _)| path.to_string_lossy().ends_with(".template.json"));
    templates
        .map(|(_, bytes)| {
            let template: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
            template["Resources"]
                .as_object()
                .map_or(0, |resources| resources.len())
        })
        .sum()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times
        .get(times.len() / 2)
        .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
