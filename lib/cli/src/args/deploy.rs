//! What `deploy` takes, on this machine and on AWS.

use std::path::PathBuf;

use clap::Args as Arguments;

// Structures that are part of a command's have no documentation: the command's help would begin with it.

#[derive(Debug, Arguments)]
pub(crate) struct Deploy {
    /// Deploy what is saved from then on, too; what has mistakes is shown, and the last good version stays
    #[arg(long, conflicts_with = "detach")]
    pub(crate) watch: bool,

    #[command(flatten)]
    pub(crate) local: DeployLocally,

    #[cfg(feature = "deploy")]
    #[command(flatten)]
    pub(crate) aws: DeployToAws,
}

#[derive(Debug, Arguments)]
#[command(next_help_heading = "On this machine")]
pub(crate) struct DeployLocally {
    /// The port to serve on; 0 for any free one [default: that of the last time, else 20002]
    #[arg(long)]
    pub(crate) port: Option<u16>,

    /// Answer the API to other machines, too; all the rest stays closed to them [default: loopback only]
    #[arg(long)]
    pub(crate) network: bool,

    /// Log requests to standard error, as is done anyway on a terminal
    #[arg(long, short)]
    pub(crate) verbose: bool,

    /// Serve in the background; `appsynth destroy` or a signal ends it
    #[arg(long)]
    pub(crate) detach: bool,

    /// Put the items and mutations of a JSON file in, once for all time unless `--seed-again` is there
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,

    /// Seed even if that has been done before
    #[arg(long, requires = "seed")]
    pub(crate) seed_again: bool,
}

#[cfg(feature = "deploy")]
#[derive(Debug, Arguments)]
#[command(next_help_heading = "On AWS")]
pub(crate) struct DeployToAws {
    #[command(flatten)]
    pub(crate) selection: Selection,

    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,

    /// Make change sets, for somebody else to execute
    #[arg(long, conflicts_with_all = ["hotswap", "watch"])]
    pub(crate) no_execute: bool,

    /// Let this table, or whatever else holds data, be replaced or removed
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_data_loss: Vec<String>,

    /// Send resolvers, functions, schema and code straight to their services, for development; `--watch` does
    /// so by itself
    #[arg(long, conflicts_with = "watch")]
    pub(crate) hotswap: bool,
}

impl DeployLocally {
    /// An option that says something about this machine only, if there is one.
    #[cfg(feature = "deploy")]
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        first(&[
            ("--port", self.port.is_some()),
            ("--network", self.network),
            ("--verbose", self.verbose),
            ("--detach", self.detach),
            ("--seed", self.seed.is_some()),
        ])
    }
}

#[cfg(feature = "deploy")]
impl DeployToAws {
    /// An option that says something about AWS only, if there is one. This machine asks nothing, so that `--yes` is
    /// true of it.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        first(&[
            ("--stack", !self.selection.stacks.is_empty()),
            ("--parameter", !self.selection.parameters.is_empty()),
            ("--no-execute", self.no_execute),
            ("--allow-data-loss", !self.allow_data_loss.is_empty()),
            ("--hotswap", self.hotswap),
        ])
    }
}

#[cfg(feature = "deploy")]
fn first(options: &[(&'static str, bool)]) -> Option<&'static str> {
    let mut given = options.iter().filter(|(_, is_given)| *is_given);
    given.next().map(|(option, _)| *option)
}

#[cfg(feature = "deploy")]
#[derive(Debug, Arguments)]
pub(crate) struct Selection {
    /// A stack by id or name, with those it depends on [default: all]
    #[arg(long = "stack", value_name = "NAME")]
    pub(crate) stacks: Vec<String>,

    /// The value of a template's parameter, by `NAME` or `stack.NAME`
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = assignment)]
    pub(crate) parameters: Vec<(String, String)>,
}

#[cfg(feature = "deploy")]
fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
