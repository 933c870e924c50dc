//! What the runtime does, as clients and resolvers see it.

mod at_hand;
mod authorization;
mod batches;
mod caching;
mod definition;
mod evaluate;
mod execution;
mod fixture;
mod introspection;
mod nulls;
mod pace;
mod requests;
mod resolvers;
mod scalars;
mod traces;
