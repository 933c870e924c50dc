//! What the black-box tests and benches share: a project in a folder of its own, and the running program.

mod aws_fake;
mod client;
mod memory;
pub mod models;
mod project;
mod served;
mod subscribers;

pub use aws_fake::{ACCESS_KEY, AwsFake, python, use_aws_fake};
pub use client::Client;
pub use memory::{memory_kib, open_files, peak_memory_kib};
pub use project::Project;
pub use served::Served;
pub use subscribers::Subscribers;
