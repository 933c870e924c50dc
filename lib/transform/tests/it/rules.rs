//! What the checks of rules let through.

mod printed;
