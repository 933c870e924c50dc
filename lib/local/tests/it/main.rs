//! Assemblies deployed to a real server with a real store, spoken to over HTTP.

mod authorization;
mod batches;
mod conditions;
mod console;
mod database_server;
mod databases;
mod deploying;
mod diagnostics;
mod dynamodb;
mod evaluation;
mod foreigners;
mod logs;
mod mariadb;
mod postgres;
mod project;
mod realtime;
mod realtime_authorization;
mod requests;
mod services;
mod serving;
mod socket;
mod sources;
mod streams;
mod tokens;
mod traces;
mod versions;
