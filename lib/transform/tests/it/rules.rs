//! What the checks of rules let through.

mod callers;
mod combined;
mod oracle;
mod printed;
mod run;
mod truth;
