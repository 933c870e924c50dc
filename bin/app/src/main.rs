//! This repository's own app: hands `stacks/` to the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    appsynth_cli::main(stacks::app)
}
