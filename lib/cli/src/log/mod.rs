//! The log of the local environment: lines of JSON in its state folder, written by the server and read by
//! `appsynth logs`.

mod entry;
mod file;
mod follow;
mod layer;

pub(crate) use entry::{Entry, Wanted};
pub(crate) use follow::Reader;
pub(crate) use layer::Log;
