//! Behaviour of the resolver program's printings.

mod agreement;
mod constructs;
mod generated;
mod halves;
