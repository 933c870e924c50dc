//! What is built of plans.

mod layout;
mod pipeline;
mod plans;
