//! What is built of plans.

mod edits;
mod layout;
mod pipeline;
mod plans;
