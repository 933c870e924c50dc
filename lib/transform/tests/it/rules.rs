//! What the checks of rules let through.

mod callers;
mod oracle;
mod printed;
mod run;
mod truth;
