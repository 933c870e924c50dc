//! Tests of the whole: the crates' order, and the programs as users run them.

mod dependencies;
