//! What is built of plans.

mod edited_schemas;
mod edits;
mod hand_made;
mod layout;
mod pipeline;
mod plans;
mod search;
mod versions;
