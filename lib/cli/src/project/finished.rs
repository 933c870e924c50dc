//! Assemblies that are there already.

use std::path::Path;

use appsynth_assembly::Assembly;

use crate::CliError;
use crate::settings::Settings;

/// The folder of a finished assembly, if it looks like one.
pub(crate) fn finished(dir: &Path) -> Result<&Path, CliError> {
    if dir.join("manifest.json").is_file() {
        Ok(dir)
    } else {
        Err(CliError::NoAssembly {
            dir: dir.to_owned(),
        })
    }
}

/// The assembly in a folder. This machine serves those of every environment; each environment on AWS takes
/// its own only, for the names of the stacks are in them.
pub(crate) fn read_finished(dir: &Path, settings: &Settings) -> Result<Assembly, CliError> {
    let assembly = Assembly::read(finished(dir)?)?;
    let mut environments = assembly.stacks.iter().flat_map(|stack| &stack.environment);
    match environments.find(|name| **name != settings.environment) {
        Some(made_for) if !settings.is_local() => Err(CliError::OfAnotherEnvironment {
            dir: dir.to_owned(),
            made_for: made_for.clone(),
            environment: settings.environment.clone(),
        }),
        _ => Ok(assembly),
    }
}
