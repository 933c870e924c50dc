//! Why a deployment failed.

use std::io;
use std::path::{Path, PathBuf};

use appsynth_diagnostics::{Diagnostics, Sources};
use appsynth_store::OpenError;

/// Why a deployment failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocalError {
    /// The assembly cannot be deployed as it is; nothing was changed.
    #[error("the assembly cannot be deployed")]
    Diagnostics {
        /// What is wrong.
        diagnostics: Diagnostics,
        /// The templates that the diagnostics have places in.
        sources: Sources,
    },
    /// The assembly cannot be read.
    #[error(transparent)]
    Assembly(#[from] appsynth_assembly::AssemblyError),
    /// The tables cannot be opened, for one because a server that does not answer has them.
    #[error(transparent)]
    Store(OpenError),
    /// The file of the tables, or of a copy of them, is no database.
    #[error(
        "{} is damaged: it is no database; if it is a snapshot's, restore another one, else `appsynth destroy` removes \
         it with the environment, and `appsynth restore NAME` puts a snapshot in its place",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The store refuses a change of tables.
    #[error("cannot {operation} the table {table}")]
    Table {
        /// Such as `create`.
        operation: &'static str,
        /// The table's name.
        table: String,
        /// DynamoDB's words.
        source: Box<appsynth_store::Exception>,
    },
    /// The port is taken or not allowed.
    #[error("cannot listen on 127.0.0.1:{port}; `--port 0` takes any free port")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The server that runs on this state does not do what it was told.
    #[error("the server that runs already (process {pid}) cannot do this: {message}")]
    Running {
        /// The server's process id.
        pid: u32,
        /// What went wrong.
        message: String,
    },
    /// The state folder records a format of another version of this program.
    #[error(
        "{} is of version {found}, this program reads version {known}; use the newer program that wrote it, or \
         remove the environment with its data by `appsynth destroy`",
        path.display()
    )]
    StateVersion {
        /// The file.
        path: PathBuf,
        /// The version it records.
        found: String,
        /// The version that is understood.
        known: String,
    },
    /// A file of the state folder does not hold what it should.
    #[error("cannot understand {}, which another program must have changed; `appsynth destroy` removes the environment with its data", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A part of a seed is refused; all data are as before.
    #[error("{message}")]
    Seed {
        /// Which item or mutation it is.
        part: crate::SeedPart,
        /// Why it is refused.
        message: String,
    },
    /// No server runs on this state.
    #[error("the environment is not being served")]
    NotServed,
    /// No token of this kind would be taken.
    #[error("{0}")]
    Token(String),
    /// The local issuer's key cannot be used.
    #[error("{} holds no key ({reason}); `appsynth destroy` removes the environment, the next deployment makes a new key", path.display())]
    IssuerKey {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The file system said no.
    #[error("cannot {operation} {}", path.display())]
    Io {
        /// Such as `write`.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl LocalError {
    pub(crate) fn io(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            operation,
            path,
            source,
        }
    }
}

impl From<OpenError> for LocalError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Format {
                folder,
                found,
                known,
            } => Self::StateVersion {
                path: folder,
                found,
                known: known.to_owned(),
            },
            OpenError::Damaged { path } => Self::Damaged { path },
            other => Self::Store(other),
        }
    }
}

impl From<Diagnostics> for LocalError {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Diagnostics {
            diagnostics,
            sources: Sources::new(),
        }
    }
}
