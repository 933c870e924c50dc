//! What stacks import: constructs, and the way from an app to an assembly on disk.

mod files;
mod synthesize;

pub use files::DiskFiles;
pub use synthesize::{SynthesizeError, Synthesized, synthesize};
