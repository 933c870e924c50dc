//! What the checks of rules let through.

mod callers;
mod combined;
mod fields;
mod oracle;
mod printed;
mod relations;
mod run;
mod settings;
mod shared;
mod stored;
mod subscriptions;
mod table;
mod truth;
