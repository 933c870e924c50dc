//! The `appsynth` command: GraphQL APIs on AWS AppSync from an `appsynth.yaml`.

use std::process::ExitCode;

fn main() -> ExitCode {
    appsynth_cli::declarative_main()
}
