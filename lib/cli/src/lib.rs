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
//! output, each document with its `format` version (but for `deploy`, whose one line has none).
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

use args::{Args, Command, Migrate};
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
    let open = || {
        // Most of what is done with a project begins with its synthesis.
        appsynth_parallel::enlist();
        let project = Project::find(source)?;
        let settings = Settings::new(&arguments.global, project.root());
        Ok::<_, CliError>((project, settings))
    };
    match &arguments.command {
        Command::Init(arguments) => commands::init::run(arguments, output),
        Command::Evaluate(arguments) => commands::evaluate::run(arguments, output),
        #[cfg(feature = "deploy")]
        Command::Test(test) if test.remote => {
            // Without an environment, neither tests nor the AWS CLI's credentials need a project.
            let is_named = arguments.global.env != appsynth_config::DEFAULT_ENVIRONMENT;
            let named = is_named.then(open).transpose()?;
            commands::aws::test::run(test, named, output)
        }
        Command::Test(arguments) => commands::test::run(arguments, None, output),
        Command::Migrate(Migrate::VtlToJs(arguments)) => {
            commands::migrate::vtl_to_js(arguments, output)
        }
        Command::Explain(arguments) => commands::explain::run(arguments, output),
        Command::Completions(arguments) => {
            commands::completions::run(arguments, output);
            Ok(())
        }
        Command::Synth => {
            let (project, settings) = open()?;
            commands::synth::run(&settings, &project, output)
        }
        Command::Check(arguments) if !arguments.paths.is_empty() => {
            commands::check::files(arguments, output)
        }
        Command::Check(arguments) => {
            let (project, settings) = open()?;
            commands::check::run(arguments, &settings, &project, output)
        }
        Command::Ls => {
            let (project, settings) = open()?;
            commands::ls::run(&settings, &project, output)
        }
        Command::Show(arguments) => {
            let (project, settings) = open()?;
            commands::show::run(arguments, &settings, &project, output)
        }
        Command::Deploy(arguments) => {
            let (project, settings) = open()?;
            commands::deploy::run(arguments, &settings, &project, output)
        }
        Command::Destroy(arguments) => {
            let (project, settings) = open()?;
            commands::destroy::run(arguments, &settings, &project, output)
        }
        Command::Snapshot(arguments) => {
            let (_, settings) = open()?;
            commands::snapshot::run(arguments, &settings, output)
        }
        Command::Restore(arguments) => {
            let (_, settings) = open()?;
            commands::restore::run(arguments, &settings, output)
        }
        Command::Token(arguments) => {
            let (_, settings) = open()?;
            commands::token::run(arguments, &settings, output)
        }
        Command::Logs(arguments) => {
            let (_, settings) = open()?;
            commands::logs::run(arguments, &settings, output)
        }
        Command::Outputs(arguments) => {
            let (project, settings) = open()?;
            commands::outputs::run(arguments, &settings, &project, output)
        }
        #[cfg(feature = "deploy")]
        Command::Diff(arguments) => {
            let (project, settings) = open()?;
            commands::aws::diff::run(arguments, &settings, &project, output)
        }
        #[cfg(feature = "deploy")]
        Command::Bootstrap(arguments) => {
            let (project, settings) = open()?;
            commands::aws::bootstrap::run(arguments, &settings, &project, output)
        }
        #[cfg(feature = "deploy")]
        Command::Import(arguments) => {
            let (project, settings) = open()?;
            commands::aws::import::run(arguments, &settings, &project, output)
        }
        #[cfg(feature = "deploy")]
        Command::Refactor(arguments) => {
            let (project, settings) = open()?;
            commands::aws::refactor::run(arguments, &settings, &project, output)
        }
        #[cfg(feature = "deploy")]
        Command::Rollback(arguments) => {
            let (project, settings) = open()?;
            commands::aws::rollback::run(arguments, &settings, &project, output)
        }
        #[cfg(feature = "deploy")]
        Command::Drift => {
            let (project, settings) = open()?;
            commands::aws::drift::run(&settings, &project, output)
        }
    }
}
