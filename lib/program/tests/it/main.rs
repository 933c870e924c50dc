//! Behaviour of the resolver program's printings.

mod agreement;
mod halves;
