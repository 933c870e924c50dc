//! How a program is linked.

use std::env;

fn main() {
    println!("cargo::rerun-if-env-changed=CARGO_CFG_TARGET_ENV");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|actual| actual == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        // At an address of the system's choice, 70,000 addresses in the program are rewritten at every start, which makes it
        // twice as long. Node.js and what Go makes are at a fixed address, too.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
