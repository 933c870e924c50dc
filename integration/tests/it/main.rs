//! Tests of the whole: the crates' order, and the programs as users run them.

mod blog;
mod browser;
mod console;
mod dependencies;
mod durability;
mod environments;
mod hostile;
mod inventory;
mod logs;
mod malformed;
mod quotes;
mod readme;
mod subscribers;
mod versions;
mod who_is_asking;
