//! `appsynth completions SHELL`

use clap::CommandFactory;

use crate::args::{Args, Completions};
use crate::output::Output;

pub(crate) fn run(arguments: &Completions, output: &Output) {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Args::command(),
        "appsynth",
        &mut script,
    );
    output.result(&String::from_utf8_lossy(&script));
}
