//! What is built of plans.

mod edited_schemas;
mod edits;
mod layout;
mod pipeline;
mod plans;
