//! A sign of life when something takes over a second.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::ProgressBar;

use crate::output::Output;

const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// Shows what is being done until dropped, if someone looks on and it takes long.
#[derive(Debug)]
pub(crate) struct Progress {
    running: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins something, such as `synthesizing`.
    pub(crate) fn start(output: &Output, doing: &'static str) -> Self {
        let running = output.is_watched().then(|| {
            let (done, waiting) = mpsc::channel::<()>();
            let spinner = thread::spawn(move || {
                if let Err(RecvTimeoutError::Timeout) = waiting.recv_timeout(PATIENCE) {
                    let bar = ProgressBar::new_spinner().with_message(doing);
                    bar.enable_steady_tick(TICK);
                    // Ends when the other side is dropped.
                    let _ = waiting.recv();
                    bar.finish_and_clear();
                }
            });
            (done, spinner)
        });
        Self { running }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, spinner)) = self.running.take() {
            drop(done);
            // The spinner has to be off the screen before anything else is printed.
            let _ = spinner.join();
        }
    }
}
