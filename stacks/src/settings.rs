//! What differs between environments.

use appsynth::prelude::*;

/// The settings of one environment.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who may ask for what says nothing of its callers.
    pub callers: Callers,
    /// How long the API key lives.
    pub key_lifetime: Days,
    /// The id of the user pool that readers have accounts in.
    pub readers: &'static str,
    /// Where users' names come from.
    pub users: Users,
    /// What the API logs.
    pub log: LogLevel,
    /// How long logs are kept.
    pub log_retention: Days,
    /// Whether the tables are guarded against mistakes: kept, restorable, protected from deletion.
    pub guard_tables: bool,
    /// Whether clients may ask for the schema.
    pub introspection: bool,
}

/// Who may ask for what says nothing of its callers.
#[derive(Debug, Clone, Copy)]
pub enum Callers {
    /// Whoever has the API key.
    WithKey,
    /// Whoever has signed in to the user pool.
    SignedIn,
}

/// The table of users.
#[derive(Debug, Clone, Copy)]
pub enum Users {
    /// A table of the stack, where there is no other team to own it.
    Owned,
    /// The other team's table, by its name.
    External(&'static str),
}

impl Settings {
    /// One arm per environment: a new setting does not compile until each arm decides it.
    pub fn of(environment: &Environment) -> Self {
        match environment.name.as_str() {
            "local" => Self {
                callers: Callers::WithKey,
                key_lifetime: Days(7),
                readers: "eu-west-1_ReadersHere",
                users: Users::Owned,
                log: LogLevel::All,
                log_retention: Days(1),
                guard_tables: false,
                introspection: true,
            },
            "prod" => Self {
                callers: Callers::SignedIn,
                key_lifetime: Days(365),
                readers: "eu-west-1_Readers01",
                users: Users::External("users"),
                log: LogLevel::Error,
                log_retention: Days(90),
                guard_tables: true,
                introspection: false,
            },
            // `dev`, and what someone adds to `appsynth.yaml` to try something.
            _ => Self {
                callers: Callers::WithKey,
                key_lifetime: Days(30),
                readers: "eu-west-1_ReadersDev",
                users: Users::External("users-dev"),
                log: LogLevel::All,
                log_retention: Days(7),
                guard_tables: false,
                introspection: true,
            },
        }
    }
}
