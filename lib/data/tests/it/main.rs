//! What is built of plans.

mod amplify_files;
mod edited_schemas;
mod edits;
mod functions;
mod hand_made;
mod identity_pool;
mod large_models;
mod layout;
mod own_code;
mod pipeline;
mod plans;
mod search;
mod tables_that_exist;
mod versions;
