//! What differs between environments.

use appsynth::prelude::*;

/// The settings of one environment.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who may call the API.
    pub callers: Callers,
    /// Where the authors' names come from.
    pub users: Users,
    /// The address of the quote service.
    pub quotes: String,
    /// What the API logs.
    pub log: LogLevel,
    /// How long logs are kept.
    pub log_retention: Days,
    /// Whether the posts are guarded against mistakes: kept, restorable, protected from deletion.
    pub guard_posts: bool,
    /// Whether clients may ask for the schema.
    pub introspection: bool,
}

/// Who may call the API.
#[derive(Debug, Clone)]
pub enum Callers {
    /// Whoever has the key, which lives so long.
    ApiKey(Days),
    /// Whoever has signed in to the user pool of this id.
    SignedIn(&'static str),
}

/// The table of users.
#[derive(Debug, Clone)]
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
                callers: Callers::ApiKey(Days(7)),
                users: Users::Owned,
                quotes: quotes(environment, "http://127.0.0.1:8100"),
                log: LogLevel::All,
                log_retention: Days(1),
                guard_posts: false,
                introspection: true,
            },
            "prod" => Self {
                callers: Callers::SignedIn("eu-west-1_Readers01"),
                users: Users::External("users"),
                quotes: quotes(environment, "https://quotes.example.com"),
                log: LogLevel::Error,
                log_retention: Days(90),
                guard_posts: true,
                introspection: false,
            },
            // `dev`, and whatever someone names an environment to try something.
            _ => Self {
                callers: Callers::ApiKey(Days(30)),
                users: Users::External("users-dev"),
                quotes: quotes(environment, "https://quotes.dev.example.com"),
                log: LogLevel::All,
                log_retention: Days(7),
                guard_posts: false,
                introspection: true,
            },
        }
    }
}

/// The environment's own value `quotes-url`, if it has one.
fn quotes(environment: &Environment, otherwise: &str) -> String {
    let own = environment.values.get("quotes-url");
    own.map_or(otherwise, String::as_str).to_owned()
}
