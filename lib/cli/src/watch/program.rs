//! Building this program again, for projects whose stacks are Rust code.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::Deserialize;
use tokio::process::Command;

use crate::CliError;

/// A program that `cargo run` has started, as Cargo builds it.
#[derive(Debug)]
pub(crate) struct Program {
    cargo: PathBuf,
    package_dir: PathBuf,
    /// Such as `--bin blog --release`.
    arguments: Vec<String>,
    name: String,
}

/// A line of Cargo's `--message-format=json`.
///
/// <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

impl Program {
    /// This program; `None` if it was not started by Cargo.
    ///
    /// <https://doc.rust-lang.org/cargo/reference/environment-variables.html>
    pub(crate) fn this() -> Option<Self> {
        let cargo = std::env::var_os("CARGO")?.into();
        let package_dir = std::env::var_os("CARGO_MANIFEST_DIR")?.into();
        let (name, arguments) = selection(&std::env::current_exe().ok()?)?;
        Some(Self {
            cargo,
            package_dir,
            arguments,
            name,
        })
    }

    /// Builds it with the features that it has by default. `None` if Cargo has said on standard error why it
    /// cannot.
    ///
    /// # Errors
    /// If Cargo cannot be run, or does not make this program.
    pub(crate) async fn build(&self) -> Result<Option<PathBuf>, CliError> {
        let built = Command::new(&self.cargo)
            .arg("build")
            .args(&self.arguments)
            .arg("--message-format=json-render-diagnostics")
            .current_dir(&self.package_dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(CliError::io("start", &self.cargo))?
            .wait_with_output()
            .await
            .map_err(CliError::io("run", &self.cargo))?;
        if !built.status.success() {
            return Ok(None);
        }
        let messages = built.stdout.split(|byte| *byte == b'\n');
        let mut executables = messages.filter_map(|line| {
            let message: Message = serde_json::from_slice(line).ok()?;
            let is_this = message.target?.name == self.name;
            message.executable.filter(|_| is_this)
        });
        let executable = executables.next_back();
        executable.map(Some).ok_or(CliError::NotRunByCargo)
    }
}

/// Whether a file is one that Cargo makes programs of.
pub(crate) fn is_source(path: &Path) -> bool {
    let is = |name: &str| path.file_name() == Some(OsStr::new(name));
    path.extension() == Some(OsStr::new("rs")) || is("Cargo.toml") || is("Cargo.lock")
}

/// A program's name and what of a package it is, by where Cargo has put it.
fn selection(executable: &Path) -> Option<(String, Vec<String>)> {
    let name = executable.file_stem()?.to_str()?.to_owned();
    let folder = executable.parent()?;
    let is_example = folder.ends_with("examples");
    let profile_dir = if is_example { folder.parent()? } else { folder };
    let kind = if is_example { "--example" } else { "--bin" };
    let mut arguments = vec![kind.to_owned(), name.clone()];
    match profile_dir.file_name()?.to_str()? {
        "debug" => {}
        profile => arguments.extend(["--profile".to_owned(), profile.to_owned()]),
    }
    Some((name, arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_the_program_and_the_profile_that_run() {
        let arguments = |path: &str| selection(path.as_ref()).expect("a selection").1.join(" ");
        assert_eq!(arguments("/w/target/debug/blog"), "--bin blog");
        assert_eq!(
            arguments("/w/target/release/blog"),
            "--bin blog --profile release"
        );
        assert_eq!(
            arguments("/w/target/quick/examples/blog"),
            "--example blog --profile quick"
        );
    }

    #[test]
    fn code_and_manifests_are_sources() {
        for path in ["src/main.rs", "Cargo.toml", "stacks/Cargo.lock"] {
            assert!(is_source(path.as_ref()), "{path}");
        }
        for path in ["assets/schema.graphql", "appsynth.yaml", "rs"] {
            assert!(!is_source(path.as_ref()), "{path}");
        }
    }
}
