//! What the command line and the place it is run in come to.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::CliError;
use crate::args::Global;

/// The name of the file that makes a folder a declarative project.
pub(crate) const CONFIGURATION_FILE: &str = "appsynth.yaml";

/// The folder for everything that is made, below the project's.
const WORK_FOLDER: &str = ".appsynth";

/// What every command starts from.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The environment's name.
    pub(crate) environment: String,
    /// The project's folder.
    pub(crate) root: PathBuf,
    /// A finished assembly to take instead of making one.
    pub(crate) app: Option<PathBuf>,
    /// The folder to write the assembly to.
    pub(crate) assembly_dir: PathBuf,
}

impl Settings {
    /// Settings for a project in `root`.
    pub(crate) fn new(arguments: &Global, root: PathBuf) -> Self {
        let default = || root.join(WORK_FOLDER).join("assembly").join(&arguments.env);
        Self {
            environment: arguments.env.clone(),
            app: arguments.app.as_deref().map(from_here),
            assembly_dir: (arguments.output.as_deref()).map_or_else(default, from_here),
            root,
        }
    }

    /// The same for another environment.
    #[cfg(feature = "deploy")]
    pub(crate) fn of_environment(&self, environment: &str) -> Self {
        Self {
            environment: environment.to_owned(),
            ..self.clone()
        }
    }

    /// Whether the environment is this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.environment == appsynth_config::DEFAULT_ENVIRONMENT
    }

    /// Refuses environments that are not this machine, for a command that no other has a use for.
    pub(crate) fn require_this_machine(&self, command: &'static str) -> Result<(), CliError> {
        if self.is_local() {
            return Ok(());
        }
        Err(CliError::NeedsThisMachine { command })
    }

    /// Refuses this machine.
    #[cfg(feature = "deploy")]
    pub(crate) fn require_aws(&self, command: &'static str) -> Result<(), CliError> {
        if self.is_local() {
            return Err(CliError::NeedsAws { command });
        }
        Ok(())
    }

    /// Makes the folder for everything that is made, which Git passes over: keys are in it.
    pub(crate) fn make_work_folder(&self) -> Result<(), CliError> {
        let folder = self.root.join(WORK_FOLDER);
        fs::create_dir_all(&folder).map_err(CliError::io("create", &folder))?;
        let path = folder.join(".gitignore");
        match fs::File::create_new(&path).and_then(|mut file| file.write_all(b"*\n")) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(CliError::io("write", &path)(error))
            }
            _ => Ok(()),
        }
    }

    /// Whether the assembly is written to that folder.
    pub(crate) fn writes_to_work_folder(&self) -> bool {
        self.assembly_dir.starts_with(self.root.join(WORK_FOLDER))
    }

    /// Where copies of the data are, by name.
    pub(crate) fn snapshots_dir(&self) -> PathBuf {
        self.root.join(WORK_FOLDER).join("snapshots")
    }

    /// Where the local environment keeps its data.
    pub(crate) fn state_dir(&self) -> PathBuf {
        self.root.join(WORK_FOLDER).join(&self.environment)
    }
}

/// The path from the root of the file system, for programs that start in another folder.
fn from_here(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A path as people read it best: from the current folder, if it is below that.
pub(crate) fn shown(path: &Path) -> std::path::Display<'_> {
    let here = std::env::current_dir().unwrap_or_default();
    let below = path.strip_prefix(here).ok();
    below
        .filter(|below| !below.as_os_str().is_empty())
        .unwrap_or(path)
        .display()
}

/// The nearest folder with an `appsynth.yaml`, from `start` upwards.
pub(crate) fn find_project(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find(|folder| folder.join(CONFIGURATION_FILE).exists())
        .map(Path::to_owned)
}
