//! A database by its URL.

use serde_json::Value;

use super::mysql::MySql;
use super::postgres::Postgres;
use super::statement::{Dialect, Statement};
use crate::{DatabaseTls, Secret};

/// What carries statements out.
pub(crate) enum Database {
    Postgres(Box<Postgres>),
    MySql(MySql),
}

impl Database {
    /// A database by its URL, whose scheme is `postgres`, `postgresql` or `mysql`. Nothing is connected before
    /// it is asked.
    ///
    /// # Errors
    /// In words, if the URL or the certificate authorities cannot be read.
    pub(crate) fn new(url: &Secret, tls: &DatabaseTls) -> Result<Self, String> {
        match url.reveal().starts_with("mysql://") {
            true => MySql::new(url, tls).map(Self::MySql),
            false => Ok(Self::Postgres(Box::new(Postgres::new(url, tls)?))),
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
            Self::MySql(_) => Dialect::MySql,
        }
    }

    /// Carries out statements in one transaction and gives a result of the Data API for each.
    ///
    /// # Errors
    /// In words of the database; nothing was changed then.
    pub(super) async fn run(&self, statements: &[Statement]) -> Result<Vec<Value>, String> {
        match self {
            Self::Postgres(database) => database.run(statements).await,
            Self::MySql(database) => database.run(statements).await,
        }
    }
}
