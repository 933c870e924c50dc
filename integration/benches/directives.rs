//! The whole process of `appsynth synth` on a schema of many models: its time, also as a ratio to merely writing
//! the same files, and its peak memory. Run with `cargo bench -p integration --bench directives`.
//!
//! Both are timed in turns within one run, because the machines this runs on are shared: the ratio means more
//! than the time. Nothing is deleted before the end, because file systems are slow to make files where others
//! were deleted lately.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use integration::{Project, models, peak_memory_kib};

/// Numbers of models, and how often each is synthesized.
const SIZES: &[(usize, usize)] = &[(1, 31), (50, 21), (100, 15), (200, 9), (1_000, 3)];

const CONFIGURATION: &str = "\
app: bench
api:
  name: Bench
  schema: schema.graphql
  auth:
    default: user-pool
    user-pool: { id: eu-west-1_Bench }
    additional: [api-key]
    api-key: { expires: 7d }
environments:
  dev: {}
";

fn main() {
    let projects = SIZES.iter();
    let projects: Vec<Project> = projects
        .map(|(models, rounds)| report(*models, *rounds))
        .collect();
    drop(projects);
}

/// Gives the project, with all that was written.
fn report(models: usize, rounds: usize) -> Project {
    let project = Project::empty(env!("CARGO_BIN_EXE_example-appsynth"));
    let file = |name: &str, text: &str| fs::write(project.path().join(name), text);
    file("appsynth.yaml", CONFIGURATION).expect("a written file");
    file("schema.graphql", &models::schema(models)).expect("a written file");

    let memory = peak_memory(&project, "first");
    let files = read(&project.path().join("first"));
    let (mut synths, mut writes, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let synth = time_synthesis(&project, &format!("synth-{round}"));
        let write = time_writing(&files, &project.path().join(format!("write-{round}")));
        ratios.push(synth.as_secs_f64() / write.as_secs_f64());
        synths.push(milliseconds(synth));
        writes.push(milliseconds(write));
    }
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    println!(
        "{models} models: {} resources, {} files, {:.1} MB",
        resources(&files),
        files.len(),
        bytes as f64 / 1e6
    );
    println!(
        "  synth: {}; writing alone: {}",
        spread(synths),
        spread(writes)
    );
    let memory = memory.map_or("unknown".to_owned(), |kib| {
        format!("{:.0} MB", kib as f64 * 1024.0 / 1e6)
    });
    println!(
        "  ratio, median: {:.1}; peak memory: {memory}",
        median(ratios)
    );
    project
}

/// The command that writes to a new folder in the project.
fn synth(to: &str) -> [&str; 5] {
    ["synth", "--env", "dev", "--output", to]
}

/// From the start of the process to its end.
fn time_synthesis(project: &Project, to: &str) -> Duration {
    let start = Instant::now();
    project.succeed(&synth(to));
    start.elapsed()
}

/// The most memory that was seen, asked for again and again: it only grows. None where nobody knows.
fn peak_memory(project: &Project, to: &str) -> Option<u64> {
    let mut command = project.command(&synth(to));
    let mut process = command.stdout(Stdio::null()).spawn().expect("a process");
    let mut peak = None;
    loop {
        peak = peak.max(peak_memory_kib(process.id()));
        if let Some(status) = process.try_wait().expect("a process to wait for") {
            assert!(status.success(), "the synthesis failed");
            return peak;
        }
        thread::sleep(Duration::from_micros(200));
    }
}

/// A file of an assembly.
struct File {
    /// Below the assembly's folder.
    path: PathBuf,
    bytes: Vec<u8>,
}

fn read(folder: &Path) -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(below).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).expect("a file");
            let path = path.strip_prefix(folder).expect("a path below").to_owned();
            files.push(File { path, bytes });
        }
    }
    files
}

/// Into a folder that is new.
fn time_writing(files: &[File], to: &Path) -> Duration {
    let start = Instant::now();
    let mut made = PathBuf::new();
    for file in files {
        let path = to.join(&file.path);
        let parent = path.parent().expect("a folder");
        if parent != made {
            fs::create_dir_all(parent).expect("a folder");
            parent.clone_into(&mut made);
        }
        fs::write(path, &file.bytes).expect("a file");
    }
    start.elapsed()
}

fn resources(files: &[File]) -> usize {
    let templates = files
        .iter()
        .filter(|file| file.path.to_string_lossy().ends_with(".template.json"));
    templates
        .map(|file| {
            let template: serde_json::Value = serde_json::from_slice(&file.bytes).expect("JSON");
            template["Resources"]
                .as_object()
                .map_or(0, |resources| resources.len())
        })
        .sum()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The median and the least: what the machine does beside it only adds to it.
fn spread(times: Vec<f64>) -> String {
    let least = times.iter().copied().fold(f64::INFINITY, f64::min);
    format!("{:.1} ms median, {least:.1} ms at best", median(times))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
