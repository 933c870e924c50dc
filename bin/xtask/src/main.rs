//! Chores of this repository: `cargo xtask <task>`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for developers at a terminal"
)]

mod codegen;
mod licences;
mod ready;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <task>

  ready      everything that must hold before a change lands, as CI runs it
  tidy       what no compiler checks: tested and explained codes, file sizes, crate docs, top level
  licences   the licences of all dependencies against .deny.toml
  codegen    tables and typed resources from CloudFormation's resource schemas; `--schemas DIR` to read
             the folder `cfnlint/data/schemas` instead of downloading it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    if let Err(error) = std::env::set_current_dir(root) {
        eprintln!("cannot enter the repository: {error}");
        return ExitCode::FAILURE;
    }
    let result = match arguments.as_slice() {
        ["ready"] => ready::run(),
        ["tidy"] => tidy::run(),
        ["licences"] => licences::run(),
        ["codegen", options @ ..] => codegen::run(options).map_err(|error| error.to_string()),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
