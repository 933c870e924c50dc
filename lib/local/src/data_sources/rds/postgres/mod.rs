//! A PostgreSQL database.

mod cell;
mod parameter;

use std::error::Error as _;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};

use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;
use tokio_postgres::config::SslMode;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Column, Config, Connection, NoTls, Transaction};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::statement::Statement;
use super::{CONNECTIONS, tls, unreachable, unreadable};
use crate::{DatabaseTls, Secret};
use cell::Cell;
use parameter::TypedText;

/// A database with the connections that are free.
pub(crate) struct Postgres {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    idle: Mutex<Vec<Client>>,
    turns: Semaphore,
}

impl Postgres {
    /// A database by its URL. Nothing is connected before it is asked.
    ///
    /// # Errors
    /// In words, if the URL or the certificate authorities cannot be read.
    pub(super) fn new(url: &Secret, tls: &DatabaseTls) -> Result<Self, String> {
        let mut config: Config = url.reveal().parse().map_err(|error| unreadable(&error))?;
        let tls = tls::client(tls)?;
        config.ssl_mode(match tls {
            Some(_) => SslMode::Require,
            None => SslMode::Disable,
        });
        Ok(Self {
            config,
            tls: tls.map(MakeRustlsConnect::new),
            idle: Mutex::default(),
            turns: Semaphore::new(CONNECTIONS),
        })
    }

    /// Carries out statements in one transaction and gives a result of the Data API for each.
    ///
    /// # Errors
    /// In words of the database; nothing was changed then.
    pub(super) async fn run(&self, statements: &[Statement]) -> Result<Vec<Value>, String> {
        let _turn = self
            .turns
            .acquire()
            .await
            .expect("invariant: the semaphore is never closed");
        let mut client = self.client().await?;
        let results = all(&mut client, statements).await;
        // What is given up in between is not used again.
        if !client.is_closed() {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(client);
        }
        results
    }

    async fn client(&self) -> Result<Client, String> {
        loop {
            let client = self
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            match client {
                Some(client) if client.is_closed() => {}
                Some(client) => return Ok(client),
                None => break,
            }
        }
        let connected = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()).await.map(stay_connected),
            None => self.config.connect(NoTls).await.map(stay_connected),
        };
        connected.map_err(|error| unreachable(&message(&error)))
    }
}

/// Serves a connection as long as its client is there.
fn stay_connected<S, T>((client, connection): (Client, Connection<S, T>)) -> Client
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!("the connection to a database ended: {}", message(&error));
        }
    });
    client
}

async fn all(client: &mut Client, statements: &[Statement]) -> Result<Vec<Value>, String> {
    let transaction = client
        .transaction()
        .await
        .map_err(|error| message(&error))?;
    let mut results = Vec::with_capacity(statements.len());
    for statement in statements {
        let result = one(&transaction, statement).await;
        results.push(result.map_err(|error| message(&error))?);
    }
    transaction
        .commit()
        .await
        .map_err(|error| message(&error))?;
    Ok(results)
}

async fn one(
    transaction: &Transaction<'_>,
    statement: &Statement,
) -> Result<Value, tokio_postgres::Error> {
    let parameters: Vec<_> = statement.parameters.iter().map(TypedText::from).collect();
    let kinds: Vec<_> = parameters
        .iter()
        .map(|parameter| parameter.kind.clone())
        .collect();
    let prepared = transaction.prepare_typed(&statement.text, &kinds).await?;
    let parameters = parameters
        .iter()
        .map(|parameter| -> &(dyn ToSql + Sync) { parameter });
    let mut rows = pin!(transaction.query_raw(&prepared, parameters).await?);
    let mut records = Vec::new();
    while let Some(row) = rows.try_next().await? {
        let cells = (0..row.len()).map(|at| row.try_get::<_, Cell>(at).map(|cell| cell.0));
        records.push(cells.collect::<Result<Value, _>>()?);
    }
    let columns = prepared.columns();
    let changed = match columns.is_empty() || !is_query(&statement.text) {
        true => rows.rows_affected().unwrap_or(0),
        false => 0,
    };
    Ok(json!({
        "columnMetadata": columns.iter().map(column).collect::<Value>(),
        "records": records,
        "numberOfRecordsUpdated": changed,
        "generatedFields": [],
    }))
}

fn column(column: &Column) -> Value {
    json!({
        "label": column.name(),
        "name": column.name(),
        "typeName": column.type_().name(),
    })
}

/// Whether a statement with rows only reads them.
fn is_query(text: &str) -> bool {
    let word = text.trim_start().split(|c: char| !c.is_alphabetic()).next();
    word.is_some_and(|word| {
        word.eq_ignore_ascii_case("SELECT") || word.eq_ignore_ascii_case("VALUES")
    })
}

/// An error as the Data API words it.
fn message(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(error) => format!(
            "{}: {}; SQLState: {}",
            error.severity(),
            error.message(),
            error.code().code()
        ),
        None => match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}
