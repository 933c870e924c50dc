//! One module a command.

pub(crate) mod access;
#[cfg(feature = "deploy")]
pub(crate) mod aws;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod logs;
pub(crate) mod ls;
pub(crate) mod migrate;
pub(crate) mod outputs;
pub(crate) mod plan;
pub(crate) mod restore;
mod seed;
pub(crate) mod show;
pub(crate) mod snapshot;
pub(crate) mod synth;
pub(crate) mod test;
pub(crate) mod token;
mod watch;

use crate::CliError;

/// The stack of threads that serve requests: queries, what they select, and the code of resolvers may be nested. Only
/// what is used of it takes memory.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Waits for something asynchronous.
fn block_on<T, E: Into<CliError>>(
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, CliError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build()
        .map_err(CliError::Runtime)?
        .block_on(future)
        .map_err(Into::into)
}
