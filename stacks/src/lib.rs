//! The stacks of this repository's own app: a blog to learn from.
//!
//! [`app`] is what `main` hands to the command line; [`blog`] holds the stack itself and
//! [`settings`] what differs between environments.

pub mod blog;
pub mod settings;

use appsynth::prelude::*;

use settings::Settings;

/// Adds every stack of the app.
pub fn app(app: &mut App) {
    let settings = Settings::of(app.environment());
    blog::blog(app, settings);
}
