//! Assemblies deployed to a real server with a real store, spoken to over HTTP.

mod authorization;
mod deploying;
mod diagnostics;
mod evaluation;
mod logs;
mod project;
mod requests;
mod serving;
mod sources;
mod tokens;
