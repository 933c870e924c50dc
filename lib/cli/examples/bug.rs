//! A program with a bug in its stacks, to see how that ends.

use std::process::ExitCode;

fn main() -> ExitCode {
    appsynth_cli::main(|_| panic!("no such stage"))
}
