//! Running the code of stacks.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Arc, Mutex, PoisonError};

use appsynth::App;

use crate::CliError;
use crate::declarative::Places;
use crate::output;

/// Has `stacks` add to the app. If they panic, and mistakes are known by then, these are told instead: what a
/// construct with mistakes lacks is what the code did not expect.
pub(crate) fn add(stacks: &dyn Fn(&mut App), mut app: App) -> Result<App, CliError> {
    let Err(text) = caught(|| stacks(&mut app)) else {
        return Ok(app);
    };
    match app.has_mistakes().then(|| app.synth()) {
        Some(Err(failure)) => Err(Places::default().mistakes(failure)),
        _ => Err(CliError::Bug { text }),
    }
}

/// What is to be said of a panic, if `run` ends with one. Nothing has been said of it.
fn caught(run: impl FnOnce()) -> Result<(), String> {
    let first = Arc::new(Mutex::new(None));
    let heard = Arc::clone(&first);
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
        let mut first = heard.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| output::bug(panic));
    }));
    let done = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(hook);
    done.map_err(|_| {
        let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
        first.take().unwrap_or_default()
    })
}
