//! Deployments to AWS, with the program as users run it, against a fake of AWS.
//!
//! Every test plays on the small fake in `fake/`. `AWS_FAKE` can name a folder with a stricter one, a program
//! `fake.py` that takes a port and understands the same control calls, and `AWS_FAKE_PYTHON` the Python to run
//! it with: then every test plays on that one, too.

mod data_safety;
mod deployments;
mod failures;
mod fake;
mod hotswaps;
mod imports;
mod interruptions;
mod large;
mod matrix;
mod model_imports;
mod models;
mod operations;
mod project;
mod taking_over;
mod unreadable;
mod watch;
mod world;
