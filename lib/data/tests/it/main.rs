//! What is built of plans.

mod edited_schemas;
mod edits;
mod identity_pool;
mod layout;
mod pipeline;
mod plans;
