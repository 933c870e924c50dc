//! The behaviour of the crate.

mod api;
mod data_source;
mod function;
mod refused;
mod resolver;
mod role;
mod stack;
mod table;
