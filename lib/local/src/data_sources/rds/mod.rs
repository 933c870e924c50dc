//! `RELATIONAL_DATABASE`: SQL statements, carried out by a PostgreSQL or MySQL database as the RDS Data API
//! would.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-rds-js.html>

mod database;
mod mysql;
mod parameter;
mod postgres;
mod statement;
mod tls;

use std::time::Duration;

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use serde_json::{Value, json};

use super::error::{Failure, failed, malformed};
use super::request::{Members, wrong_type};
pub(crate) use database::Database;
use parameter::Parameter;
use statement::{Dialect, Statement};

/// AppSync gives a resolver 30 seconds.
///
/// <https://docs.aws.amazon.com/general/latest/gr/appsync.html>
const TIMEOUT: Duration = Duration::from_secs(30);

/// How many statements a request may have.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-rds-js.html>
const MAX_STATEMENTS: usize = 2;

/// How many requests a database carries out at the same time; more wait.
const CONNECTIONS: usize = 8;

/// A database as a data source.
pub(crate) struct Rds {
    pub(crate) database: Database,
}

#[async_trait]
impl DataSource for Rds {
    async fn invoke(&self, request: Value, _: &Call<'_>) -> Result<Value, DataSourceError> {
        self.answer(request).await.map_err(|failure| *failure)
    }
}

impl Rds {
    /// The answer of the Data API, as text.
    async fn answer(&self, request: Value) -> Result<Value, Failure> {
        let statements = read(Members::of(request)?, self.database.dialect())?;
        let run = self.database.run(&statements);
        match tokio::time::timeout(TIMEOUT, run).await {
            Ok(Ok(results)) => Ok(json!({"sqlStatementResults": results}).to_string().into()),
            Ok(Err(message)) => Err(refused(&message)),
            Err(_) => Err(failed(
                "ExecutionTimeout",
                format!(
                    "The database did not answer within {} seconds.",
                    TIMEOUT.as_secs()
                ),
            )),
        }
    }
}

/// What the Data API refuses, as AppSync reports it.
fn refused(message: &str) -> Failure {
    failed(
        "400 Bad Request",
        format!("RDSHttp:{}", json!({ "message": message })),
    )
}

/// Why a URL is of no use.
fn unreadable(reason: &dyn std::fmt::Display) -> String {
    format!("the URL of its database cannot be read: {reason}")
}

/// Why there is no connection.
fn unreachable(reason: &str) -> String {
    format!("The database cannot be reached: {reason}")
}

/// The statements of a request, each with its parameters.
fn read(mut request: Members, dialect: Dialect) -> Result<Vec<Statement>, Failure> {
    let path = request.path_of("statements");
    let texts = request.required_list("statements")?;
    if texts.is_empty() || texts.len() > MAX_STATEMENTS {
        return Err(malformed(format!(
            "'{path}' has {} statements; it may have 1 or 2.",
            texts.len()
        )));
    }
    let variables = request.optional_object("variableMap")?.unwrap_or_default();
    let hints = request
        .optional_object("variableTypeHintMap")?
        .unwrap_or_default();
    let mut parameters = Vec::new();
    for (name, value) in variables {
        let hint = hints.get(&name).and_then(Value::as_str);
        let name = name.strip_prefix(':').unwrap_or(&name).to_owned();
        let parameter = Parameter::new(value, hint)
            .map_err(|reason| malformed(format!("'$[variableMap][:{name}]' {reason}.")))?;
        parameters.push((name, parameter));
    }
    let mut statements = Vec::new();
    for (at, text) in texts.into_iter().enumerate() {
        let Value::String(text) = text else {
            return Err(wrong_type("string", &format!("{path}[{at}]"), &text));
        };
        statements.push(Statement::new(&text, &parameters, dialect));
    }
    Ok(statements)
}
