//! The `appsynth` command: GraphQL APIs on AWS AppSync from an `appsynth.yaml`.

use std::process::ExitCode;

/// Synthesis makes and drops many small values; a third of its time went to the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    appsynth_cli::declarative_main()
}
