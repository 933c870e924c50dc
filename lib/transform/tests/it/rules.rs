//! What the checks of rules let through.

mod aggregates;
mod asked;
mod callers;
mod combined;
mod fields;
mod operations;
mod oracle;
mod printed;
mod reach;
mod relations;
mod run;
mod settings;
mod shared;
mod stored;
mod subscriptions;
mod table;
mod truth;
