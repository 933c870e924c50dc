//! `appsynth logs`

use std::io;
use std::thread;
use std::time::Duration;

use crate::CliError;
use crate::args::Logs;
use crate::log::{Entry, Reader, Wanted};
use crate::output::Output;
use crate::settings::Settings;

/// How often it is looked whether something was added.
const EVERY: Duration = Duration::from_millis(100);

pub(crate) fn run(arguments: &Logs, settings: &Settings, output: &Output) -> Result<(), CliError> {
    settings.require_this_machine("logs")?;
    let state_dir = settings.state_dir();
    if !arguments.follow && !state_dir.exists() {
        return Err(CliError::NothingDeployed {
            environment: settings.environment.clone(),
        });
    }
    let wanted = Wanted {
        level: arguments.level,
        field: arguments.field.as_deref(),
        request: arguments.request.as_deref(),
    };
    let show = |entry: Entry| -> io::Result<()> {
        if output.is_json() {
            output.line(&serde_json::to_string(&entry)?)
        } else {
            output.line(&entry.to_string())
        }
    };
    let print = || -> io::Result<()> {
        let mut reader = Reader::of(&state_dir);
        for entry in reader.last(arguments.lines, &wanted)? {
            show(entry)?;
        }
        if !arguments.follow {
            return Ok(());
        }
        loop {
            thread::sleep(EVERY);
            reader.added(&wanted, show)?;
        }
    };
    match print() {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(CliError::io("read the log in", &state_dir)),
    }
}
