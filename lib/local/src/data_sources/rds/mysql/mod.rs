//! A MySQL database, or one that speaks as MySQL does.

mod cell;
mod column;

use mysql_async::prelude::{Protocol, Queryable as _};
use mysql_async::{
    DriverError, Error, Opts, OptsBuilder, Params, Pool, PoolConstraints, PoolOpts, QueryResult,
    Row, SslOpts, Transaction, TxOpts,
};
use serde_json::{Value, json};

use super::statement::Statement;
use super::{CONNECTIONS, tls, unreachable, unreadable};
use crate::{DatabaseTls, Secret};

/// The code of "This command is not supported in the prepared statement protocol yet".
///
/// <https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html#error_er_unsupported_ps>
const CANNOT_BE_PREPARED: u16 = 1295;

/// A database with its connections.
pub(crate) struct MySql {
    pool: Pool,
}

impl MySql {
    /// A database by its URL. Nothing is connected before it is asked.
    ///
    /// # Errors
    /// In words, if the URL or the certificate authorities cannot be read.
    pub(super) fn new(url: &Secret, tls: &DatabaseTls) -> Result<Self, String> {
        let opts = Opts::from_url(url.reveal()).map_err(|error| unreadable(&error))?;
        let constraints = PoolConstraints::new(0, CONNECTIONS)
            .expect("invariant: the least is not above the most");
        let opts = OptsBuilder::from_opts(opts)
            .pool_opts(PoolOpts::default().with_constraints(constraints))
            .prefer_socket(false)
            .ssl_opts(ssl_opts(tls)?)
            // Rows that an UPDATE finds as they are to be count, as they do on AWS.
            .client_found_rows(true)
            // The Data API gives moments in UTC.
            .setup(vec!["SET time_zone = '+00:00'"]);
        Ok(Self {
            pool: Pool::new(opts),
        })
    }

    /// Carries out statements in one transaction and gives a result of the Data API for each. MySQL itself
    /// ends a transaction when a table is made or changed
    /// (<https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html>).
    ///
    /// # Errors
    /// In words of the database; nothing was changed then.
    pub(super) async fn run(&self, statements: &[Statement]) -> Result<Vec<Value>, String> {
        let connection = self.pool.get_conn().await;
        let mut connection = connection.map_err(|error| unreachable(&message(&error)))?;
        let mut transaction = connection
            .start_transaction(TxOpts::default())
            .await
            .map_err(|error| message(&error))?;
        let mut results = Vec::with_capacity(statements.len());
        for statement in statements {
            match one(&mut transaction, statement).await {
                Ok(result) => results.push(result),
                Err(error) => {
                    // If this fails the connection is gone, and the transaction with it.
                    let _ = transaction.rollback().await;
                    return Err(message(&error));
                }
            }
        }
        transaction
            .commit()
            .await
            .map_err(|error| message(&error))?;
        Ok(results)
    }
}

/// TLS as the driver wants to have it told.
fn ssl_opts(tls: &DatabaseTls) -> Result<Option<SslOpts>, String> {
    Ok(match tls {
        DatabaseTls::Off => None,
        DatabaseTls::Encrypted => Some(SslOpts::default().with_danger_accept_invalid_certs(true)),
        DatabaseTls::Verified { authorities } => {
            let authorities = tls::authorities(authorities.as_deref())?;
            let authorities = authorities.into_iter().map(|one| one.to_vec().into());
            let trusted = SslOpts::default().with_disable_built_in_roots(true);
            Some(trusted.with_root_certs(authorities.collect()))
        }
    })
}

async fn one(transaction: &mut Transaction<'_>, statement: &Statement) -> Result<Value, Error> {
    let parameters: Vec<_> = statement
        .parameters
        .iter()
        .map(|parameter| parameter_value(&parameter.value))
        .collect();
    let is_plain = parameters.is_empty();
    let parameters = Params::Positional(parameters);
    match transaction.exec_iter(&statement.text, parameters).await {
        Ok(result) => answer(result).await,
        Err(Error::Server(error)) if error.code == CANNOT_BE_PREPARED && is_plain => {
            answer(transaction.query_iter(&statement.text).await?).await
        }
        Err(error) => Err(error),
    }
}

/// A value of `variableMap`. MySQL converts texts by what they are compared with or written to, so that hints
/// change nothing.
fn parameter_value(value: &Value) -> mysql_async::Value {
    match value {
        Value::Null => mysql_async::Value::NULL,
        Value::Bool(value) => i64::from(*value).into(),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), _, _) => number.into(),
            (None, Some(number), _) => number.into(),
            (None, None, number) => number.into(),
        },
        Value::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}

/// The first result of a statement: the Data API gives no others of a stored procedure.
async fn answer<P: Protocol>(mut result: QueryResult<'_, '_, P>) -> Result<Value, Error> {
    let columns = result.columns();
    let rows: Vec<Row> = result.collect().await?;
    let changed = result.affected_rows();
    let generated = result.last_insert_id();
    result.drop_result().await?;
    let Some(columns) = columns.filter(|columns| !columns.is_empty()) else {
        return Ok(json!({
            "columnMetadata": [],
            "records": [],
            "numberOfRecordsUpdated": changed,
            "generatedFields": generated.map(|id| json!({ "longValue": id })).into_iter().collect::<Value>(),
        }));
    };
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        let cells = row.unwrap().into_iter().zip(columns.iter());
        let record: Result<Value, String> = cells
            .map(|(value, column)| cell::cell(value, column))
            .collect();
        records.push(record.map_err(|reason| Error::Other(reason.into()))?);
    }
    Ok(json!({
        "columnMetadata": columns.iter().map(column::metadata).collect::<Value>(),
        "records": records,
        "numberOfRecordsUpdated": 0,
        "generatedFields": [],
    }))
}

/// An error as the Data API words it.
///
/// <https://github.com/cloud-utils/aurora-data-api>
fn message(error: &Error) -> String {
    match error {
        Error::Server(error) => format!(
            "{}; Error code: {}; SQLState: {}",
            error.message, error.code, error.state
        ),
        Error::Other(error) => error.to_string(),
        // Names that were none of `variableMap` are still in the statement.
        Error::Driver(DriverError::Params(_) | DriverError::MixedParams) => {
            "The statement has a named parameter that has no value".to_owned()
        }
        Error::Driver(error) => error.to_string(),
        Error::Io(error) => error.to_string(),
        Error::Url(error) => error.to_string(),
    }
}
