//! How a program is linked.

use std::env;

fn main() {
    println!("cargo::rerun-if-env-changed=CARGO_CFG_TARGET_ENV");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|actual| actual == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        // At a place of its own choice the program would be rewritten at every start, 70,000 addresses of it: as much time
        // as all else of a small synthesis. Node.js and what Go makes are at a fixed place, too.
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
