//! From process start to the first GraphQL answer on an environment that is already deployed, and the
//! process's peak memory. Run with `cargo bench -p integration --bench startup`.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::time::{Duration, Instant};

use integration::{Project, peak_memory_kib};
use serde_json::json;

const ROUNDS: usize = 15;

fn main() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    drop(project.deploy());

    let mut times = Vec::new();
    let mut memory = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let served = project.deploy();
        served.data("{ __typename }", json!({}));
        times.push(start.elapsed());
        memory = memory.max(peak_memory_kib(served.process_id()).unwrap_or(0));
    }
    times.sort();
    let middle = times.get(ROUNDS / 2).copied().unwrap_or_default();
    report("start to first answer, median", middle);
    report(
        "start to first answer, worst",
        times.last().copied().unwrap_or_default(),
    );
    println!("peak memory: {:.1} MiB", memory as f64 / 1024.0);
}

fn report(what: &str, time: Duration) {
    println!("{what}: {:.1} ms", time.as_secs_f64() * 1000.0);
}
