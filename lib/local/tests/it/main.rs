//! Assemblies deployed to a real server with a real store, spoken to over HTTP.

mod deploying;
mod diagnostics;
mod evaluation;
mod logs;
mod project;
mod realtime;
mod requests;
mod serving;
mod socket;
mod sources;
