//! From an assembly to a server that answers.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use appsynth_store::{OpenError, Store};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::environment::Environment;
use crate::expiry::delete_expired_items;
use crate::options::DEFAULT_PORT;
use crate::server::{self, Command, Control};
use crate::snapshots;
use crate::state::{ServerRecord, State};
use crate::{DeployOptions, LocalError, Outputs};

/// How long answers in progress may take when the server is told to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// How a deployment ended.
#[derive(Debug)]
pub enum Deployment {
    /// This process serves now, until [`Running::shutdown`] or its end.
    Serving(Running),
    /// A server that was running on this state has taken the assembly over; this process is done.
    HandedOver {
        /// What is deployed now.
        outputs: Outputs,
        /// That server's process.
        pid: u32,
    },
}

impl Deployment {
    /// What is deployed.
    pub fn outputs(&self) -> &Outputs {
        match self {
            Self::Serving(running) => running.outputs(),
            Self::HandedOver { outputs, .. } => outputs,
        }
    }
}

/// The server of this process. It ends with the value, then without waiting for answers in progress.
#[derive(Debug)]
pub struct Running {
    /// Weak, because the server closes it when it ends.
    environment: Weak<Environment>,
    outputs: Outputs,
    state_dir: PathBuf,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Running {
    /// What was deployed when the server started.
    pub fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    /// Deploys another assembly in place of the one that is served, or the same one with other options.
    ///
    /// # Errors
    /// As for [`deploy()`]; what was served is served still.
    pub async fn deploy(&self, options: DeployOptions) -> Result<Outputs, LocalError> {
        let Some(environment) = self.environment.upgrade() else {
            return Err(LocalError::Running {
                pid: std::process::id(),
                message: "it has ended".to_owned(),
            });
        };
        environment.deploy(from_the_root(options)?).await
    }

    /// Waits until the server has ended because someone asked it to, as [`destroy`] does.
    pub async fn wait(&mut self) {
        // An error would be a panic of the server, which has ended then, too.
        let _ = (&mut self.server).await;
    }

    /// Answers what has been asked, for up to five seconds, then ends the server.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if !self.server.is_finished() {
            // Whoever waits longer for an answer finds the connection closed when this value is dropped.
            let _ = tokio::time::timeout(PATIENCE, self.wait()).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
        if let Err(error) = ServerRecord::remove(&self.state_dir) {
            tracing::warn!("{error}");
        }
    }
}

/// Deploys an assembly and answers once it is served: by this process, or by the server that already runs on
/// this state.
///
/// # Errors
/// [`LocalError::Diagnostics`] if the assembly cannot be deployed; nothing is changed then.
pub async fn deploy(options: DeployOptions) -> Result<Deployment, LocalError> {
    let options = from_the_root(options)?;
    let store = match Store::open(&options.state_dir.join("store")) {
        Ok(store) => store,
        Err(in_use @ OpenError::InUse { .. }) => {
            return hand_over_to_owner(options, in_use).await;
        }
        Err(error) => return Err(error.into()),
    };
    // Left behind by a server that was killed; whoever reads it now would ask a server that is gone.
    ServerRecord::remove(&options.state_dir)?;
    snapshots::finish(&store, &options.state_dir)?;
    let state = State::read(&options.state_dir)?;
    let listener = listen(options.port, state.port, options.network).await?;
    let port = port_of(&listener)?;
    let environment = Arc::new(Environment::new(&options.state_dir, port, store, state));
    let network = options.network;
    let outputs = environment.deploy(options.clone()).await?;
    tokio::spawn(delete_expired_items(Arc::downgrade(&environment)));

    let (stop, stopped) = watch::channel(false);
    let control = Control {
        token: uuid::Uuid::new_v4().simple().to_string(),
        stop: stop.clone(),
    };
    let record = ServerRecord {
        pid: std::process::id(),
        port,
        token: control.token.clone(),
    };
    record.write(&options.state_dir)?;
    let served = Arc::downgrade(&environment);
    let server = tokio::spawn(async move {
        server::serve(
            listener,
            Arc::clone(&environment),
            control,
            network,
            stopped,
        )
        .await;
        close(environment).await;
    });
    Ok(Deployment::Serving(Running {
        environment: served,
        outputs,
        state_dir: options.state_dir,
        stop,
        server,
    }))
}

/// Closes the environment, and with it the store. Connections let go of it only after the server has counted
/// them as ended, and the last to let go would close it at a time of its own.
async fn close(environment: Arc<Environment>) {
    let only_here = async {
        while Arc::strong_count(&environment) > 1 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    // Whoever holds on for longer is cut off when the process ends.
    let _ = tokio::time::timeout(PATIENCE, only_here).await;
}

/// Deploys an assembly to the server that already runs on this state; `None` if there is none, and nothing is
/// done then.
///
/// # Errors
/// As for [`deploy()`].
pub async fn hand_over(options: DeployOptions) -> Result<Option<Deployment>, LocalError> {
    let options = from_the_root(options)?;
    let store = options.state_dir.join("store");
    if !store.exists() {
        return Ok(None);
    }
    match Store::open(&store) {
        Err(in_use @ OpenError::InUse { .. }) => {
            hand_over_to_owner(options, in_use).await.map(Some)
        }
        // Any other error is told by whoever opens the store to use it.
        _ => Ok(None),
    }
}

/// What is deployed on a state folder, whether or not it is being served; `None` if nothing is.
///
/// # Errors
/// If the record cannot be read.
pub fn outputs(state_dir: &Path) -> Result<Option<Outputs>, LocalError> {
    Ok(State::read(state_dir)?.outputs)
}

/// Whether a server runs on a state folder: one that was killed leaves its record behind.
///
/// # Errors
/// If the record cannot be read.
pub fn is_served(state_dir: &Path) -> Result<bool, LocalError> {
    let server = ServerRecord::read(state_dir)?;
    Ok(server.is_some() && Store::is_in_use(&state_dir.join("store")))
}

/// Ends the server that runs on a state folder, if any, and removes the folder with all its data.
///
/// # Errors
/// If the server does not end or the folder cannot be removed.
pub async fn destroy(state_dir: &Path) -> Result<(), LocalError> {
    if !state_dir.exists() {
        return Ok(());
    }
    // Who still serves is found by the store below, even if the record cannot be read.
    if let Ok(Some(server)) = ServerRecord::read(state_dir) {
        match server::command(&server, &Command::Stop).await {
            Ok(_) => wait_for_end(state_dir).await,
            // A record without a server is left behind when its process was killed.
            Err(error) => tracing::debug!("{error}"),
        }
    }
    let store = state_dir.join("store");
    if store.exists()
        && let Err(in_use @ OpenError::InUse { .. }) = Store::open(&store)
    {
        // Whoever still serves has the store open. One that cannot be read for another reason can go.
        return Err(in_use.into());
    }
    std::fs::remove_dir_all(state_dir).map_err(LocalError::io("remove", state_dir))
}

/// Waits for a server that was told to end.
async fn wait_for_end(state_dir: &Path) {
    let ended = async {
        while let Err(OpenError::InUse { .. }) = Store::open(&state_dir.join("store")) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // Who still has the store open then is named by the error that follows.
    let _ = tokio::time::timeout(2 * PATIENCE, ended).await;
}

/// Hands an assembly over to the server that has the store open.
async fn hand_over_to_owner(
    options: DeployOptions,
    in_use: OpenError,
) -> Result<Deployment, LocalError> {
    // A server that is about to answer its first deployment has no record yet.
    let Some(server) = ServerRecord::read(&options.state_dir)? else {
        return Err(in_use.into());
    };
    if let Some(port) = options.port
        && port != 0
        && port != server.port
    {
        return Err(LocalError::Running {
            pid: server.pid,
            message: format!("it listens on port {}, not on {port}", server.port),
        });
    }
    let command = Command::Deploy(Box::new(options));
    match server::command(&server, &command).await? {
        Some(outputs) => Ok(Deployment::HandedOver {
            outputs,
            pid: server.pid,
        }),
        None => Err(LocalError::Running {
            pid: server.pid,
            message: "it is about to end".to_owned(),
        }),
    }
}

/// Listens on the port that was asked for, or else on the first that is free of: the last one, the default
/// one, any.
async fn listen(
    wanted: Option<u16>,
    last: Option<u16>,
    network: bool,
) -> Result<TcpListener, LocalError> {
    let address = if network {
        Ipv4Addr::UNSPECIFIED
    } else {
        Ipv4Addr::LOCALHOST
    };
    let on = |port| TcpListener::bind((address, port));
    if let Some(port) = wanted {
        return on(port)
            .await
            .map_err(|source| LocalError::Listen { port, source });
    }
    let usual = last.unwrap_or(DEFAULT_PORT);
    match on(usual).await {
        Ok(listener) => Ok(listener),
        Err(error) => {
            tracing::warn!("port {usual} is not free, another one is used: {error}");
            on(0)
                .await
                .map_err(|source| LocalError::Listen { port: 0, source })
        }
    }
}

fn port_of(listener: &TcpListener) -> Result<u16, LocalError> {
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(|source| LocalError::Listen { port: 0, source })
}

/// The options as a process in another folder understands them.
fn from_the_root(options: DeployOptions) -> Result<DeployOptions, LocalError> {
    Ok(DeployOptions {
        assembly_dir: absolute(&options.assembly_dir)?,
        state_dir: absolute(&options.state_dir)?,
        ..options
    })
}

fn absolute(path: &Path) -> Result<PathBuf, LocalError> {
    std::path::absolute(path).map_err(LocalError::io("find", path))
}
