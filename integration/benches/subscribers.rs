//! 500 subscribers on connections of their own while 10,000 posts are created: each must hear once of each post
//! that its subscription is for. Run with `cargo bench -p integration --bench subscribers`.

#![expect(clippy::print_stdout, reason = "a bench reports to the terminal")]

use std::time::Instant;

use integration::{Project, Subscribers, peak_memory_kib};

const SUBSCRIBERS: usize = 500;
const POSTS: usize = 10_000;

fn main() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let served = project.deploy();
    let subscribers = Subscribers::connect(&served, SUBSCRIBERS);

    let start = Instant::now();
    let events = subscribers.hear_of_posts(&served, POSTS);
    let seconds = start.elapsed().as_secs_f64();
    println!("{SUBSCRIBERS} subscribers heard {events} events of {POSTS} posts once each");
    println!(
        "{:.0} mutations a second, {:.0} events a second",
        POSTS as f64 / seconds,
        events as f64 / seconds
    );
    let memory = peak_memory_kib(served.process_id()).unwrap_or(0);
    println!("peak memory: {:.1} MiB", memory as f64 / 1024.0);
}
