//! The command line as a library: arguments → settings → command.
//!
//! A program whose stacks are Rust code hands them over and gets every command:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! fn main() -> ExitCode {
//!     appsynth_cli::main(|app| {
//!         let _stack = app.stack("blog");
//!     })
//! }
//! ```
//!
//! The `appsynth` program does the same for projects that have an `appsynth.yaml` instead, with
//! [`declarative_main`].
//!
//! # Where things are
//!
//! A declarative project's folder is the nearest one upwards with an `appsynth.yaml`; a Rust program's is
//! the current folder. Everything that is made goes below `.appsynth/` there: `assembly/<environment>` is
//! the cloud assembly (`--output` writes it elsewhere), `<environment>` the data of a local deployment.
//!
//! # Exit codes
//!
//! 0 done, 1 something in the project or on the machine is wrong, 2 wrong usage. Results go to standard
//! output, everything else to standard error; with `--json` results and failures are JSON on standard
//! output, each document with its `format` version (templates, which `show template` prints as they are, have none).
//!
//! Invariant: only `output` prints.

mod args;
mod clients;
mod commands;
mod confirm;
mod declarative;
mod error;
mod folder;
mod huge_pages;
mod interrupt;
mod local_names;
mod log;
mod origins;
mod output;
mod progress;
mod project;
mod reader;
mod settings;
mod stacks;
mod stand_ins;
mod template_code;
mod templates;
mod watch;

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use appsynth::App;
use clap::Parser;

use args::{Args, Command, Global, Migrate};
#[cfg(feature = "deploy")]
use commands::aws;
use commands::{
    check, completions, deploy, destroy, evaluate, explain, init, logs, ls, migrate, outputs,
    restore, show, snapshot, synth, test, token,
};
use error::CliError;
use output::Output;
use project::{Project, Source};
use settings::Settings;

/// Runs the command line of a program whose stacks are Rust code.
///
/// `stacks` is called once for every synthesis, with an app whose environment is the one that `--env` names.
pub fn main(stacks: impl Fn(&mut App)) -> ExitCode {
    run(Source::Stacks(&stacks))
}

/// Runs the command line for projects that have an `appsynth.yaml`.
pub fn declarative_main() -> ExitCode {
    run(Source::Configuration)
}

fn run(source: Source<'_>) -> ExitCode {
    let arguments = match Args::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and versions are "errors" that go to standard output and end with 0.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let output = Output::new(arguments.global.json, arguments.global.color);
    panic::set_hook(Box::new(move |panic| output.panic(panic)));
    let done = panic::catch_unwind(AssertUnwindSafe(|| command(&arguments, source, &output)));
    match done {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            output.failure(&error);
            ExitCode::from(if error.is_usage() { 2 } else { 1 })
        }
        // The hook has said what there is to say.
        Err(_) => ExitCode::FAILURE,
    }
}

fn command(arguments: &Args, source: Source<'_>, output: &Output) -> Result<(), CliError> {
    match &arguments.command {
        Command::Init(arguments) => init::run(arguments, output),
        Command::Evaluate(arguments) => evaluate::run(arguments, output),
        #[cfg(feature = "deploy")]
        Command::Test(test) if test.remote => {
            // Without an environment, neither tests nor the AWS CLI's credentials need a project.
            let is_named = arguments.global.env != appsynth_config::DEFAULT_ENVIRONMENT;
            let named = is_named.then(|| open(&arguments.global, source));
            aws::test::run(test, named.transpose()?, output)
        }
        Command::Test(arguments) => test::run(arguments, None, output),
        Command::Migrate(Migrate::VtlToJs(arguments)) => migrate::vtl_to_js(arguments, output),
        Command::Explain(arguments) => explain::run(arguments, output),
        Command::Completions(arguments) => {
            completions::run(arguments, output);
            Ok(())
        }
        Command::Check(arguments) if !arguments.paths.is_empty() => check::files(arguments, output),
        command => {
            let (project, settings) = open(&arguments.global, source)?;
            command_of_project(command, &settings, &project, output)
        }
    }
}

/// The project that the current folder belongs to, and what the command line says of it.
fn open<'a>(arguments: &Global, source: Source<'a>) -> Result<(Project<'a>, Settings), CliError> {
    // Most of what is done with a project begins with its synthesis.
    appsynth_parallel::enlist();
    appsynth::prepare();
    let project = Project::find(source)?;
    let settings = Settings::new(arguments, project.root());
    Ok((project, settings))
}

fn command_of_project(
    command: &Command,
    settings: &Settings,
    project: &Project<'_>,
    output: &Output,
) -> Result<(), CliError> {
    match command {
        Command::Synth => synth::run(settings, project, output),
        Command::Ls => ls::run(settings, project, output),
        Command::Show(arguments) => show::run(arguments, settings, project, output),
        Command::Check(arguments) => check::run(arguments, settings, project, output),
        Command::Deploy(arguments) => deploy::run(arguments, settings, project, output),
        Command::Destroy(arguments) => destroy::run(arguments, settings, project, output),
        Command::Outputs(arguments) => outputs::run(arguments, settings, project, output),
        Command::Logs(arguments) => logs::run(arguments, settings, output),
        Command::Snapshot(arguments) => snapshot::run(arguments, settings, output),
        Command::Restore(arguments) => restore::run(arguments, settings, output),
        Command::Token(arguments) => token::run(arguments, settings, output),
        #[cfg(feature = "deploy")]
        Command::Diff(arguments) => aws::diff::run(arguments, settings, project, output),
        #[cfg(feature = "deploy")]
        Command::Bootstrap(arguments) => aws::bootstrap::run(arguments, settings, project, output),
        #[cfg(feature = "deploy")]
        Command::Import(arguments) => aws::import::run(arguments, settings, project, output),
        #[cfg(feature = "deploy")]
        Command::Refactor(arguments) => aws::refactor::run(arguments, settings, project, output),
        #[cfg(feature = "deploy")]
        Command::Rollback(arguments) => aws::rollback::run(arguments, settings, project, output),
        #[cfg(feature = "deploy")]
        Command::Drift => aws::drift::run(settings, project, output),
        Command::Init(_)
        | Command::Evaluate(_)
        | Command::Test(_)
        | Command::Migrate(_)
        | Command::Explain(_)
        | Command::Completions(_) => unreachable!("invariant: these need no project"),
    }
}
