//! Streams of tables to the Lambda functions that the assembly subscribes to them.
//!
//! Each `AWS::Lambda::EventSourceMapping` is followed by a task of its own: it reads the stream in batches, and
//! goes on only when the function has taken one. Where it is, is kept in the state folder, so that what was
//! written before the server ended reaches the function after it starts again.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

mod follow;
mod mapping;
mod positions;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::task::AbortHandle;

use crate::environment::Environment;

use follow::Stream;
pub(crate) use mapping::Mapping;
pub(crate) use positions::FILE as POSITIONS_FILE;
use positions::Positions;

/// The mappings that are followed.
pub(crate) struct Streams {
    positions: Arc<Positions>,
    following: Mutex<Vec<AbortHandle>>,
}

impl Streams {
    pub(crate) fn new(state_dir: &Path) -> Self {
        Self {
            positions: Arc::new(Positions::new(state_dir)),
            following: Mutex::default(),
        }
    }

    /// Follows these mappings from now on, and those of before no more. A batch that a function is working on
    /// is sent again.
    pub(crate) async fn follow(&self, environment: &Weak<Environment>, mappings: Vec<Mapping>) {
        for before in self.following().drain(..) {
            before.abort();
        }
        for mapping in mappings {
            let positions = Arc::clone(&self.positions);
            let stream = Stream::open(Weak::clone(environment), mapping, positions).await;
            let following = tokio::spawn(stream.follow());
            self.following().push(following.abort_handle());
        }
    }

    /// Follows nothing any more, and takes the positions from their file when it follows something again.
    pub(crate) fn start_over(&self) {
        for before in self.following().drain(..) {
            before.abort();
        }
        self.positions.read_again();
    }

    fn following(&self) -> MutexGuard<'_, Vec<AbortHandle>> {
        self.following
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
