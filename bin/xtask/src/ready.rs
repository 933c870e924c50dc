//! Everything that must hold before a change lands.

use std::process::Command;
use std::time::Instant;

use crate::{licences, tidy};

/// Runs every check, the quick ones first; stops at the first that fails.
pub(crate) fn run() -> Result<(), String> {
    let start = Instant::now();
    step("format", start, || cargo(&["fmt", "--all", "--check"], &[]))?;
    step("tidy", start, tidy::run)?;
    step("licences", start, licences::run)?;
    step("advisories", start, advisories)?;
    step("clippy", start, || {
        let clippy = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ];
        cargo(&clippy, &[])
    })?;
    step("without AWS", start, || {
        let package = ["--package", "appsynth-cli", "--no-default-features"];
        let flags = ["--all-targets", "--", "-D", "warnings"];
        cargo(&[&["clippy"], &package[..], &flags[..]].concat(), &[])
    })?;
    step("test", start, || cargo(&["test", "--workspace"], &[]))?;
    step("doc", start, || {
        let doc = ["doc", "--workspace", "--no-deps"];
        cargo(&doc, &[("RUSTDOCFLAGS", "-D warnings")])
    })?;
    println!("ready in {}s", start.elapsed().as_secs());
    Ok(())
}

fn step(
    name: &str,
    start: Instant,
    check: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    println!("==> {name} ({}s)", start.elapsed().as_secs());
    check().map_err(|error| format!("{name}: {error}"))
}

fn cargo(arguments: &[&str], environment: &[(&str, &str)]) -> Result<(), String> {
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .envs(environment.iter().copied())
        .status()
        .map_err(|error| format!("cargo does not run: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`cargo {}` failed", arguments.join(" ")))
    }
}

/// Known vulnerabilities are listed in a database that only `cargo deny` fetches.
fn advisories() -> Result<(), String> {
    let installed = Command::new(env!("CARGO"))
        .args(["deny", "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    if installed {
        cargo(&["deny", "check"], &[])
    } else {
        println!("cargo-deny is not installed: advisories are not checked");
        Ok(())
    }
}
