//! The store itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::beside::{Beside, Put};
use crate::folder::{self, Folder};
use crate::new_item::NewItem;
use crate::reader::Most;
use crate::{Exception, Found, OpenError, Operation, empty_key, stream_records};

/// DynamoDB tables in a folder or in memory. Clones share the tables; calls from several threads take
/// turns.
#[derive(Clone)]
pub struct Store {
    database: Database,
    /// What goes on beside the engine, for which there has to be a file.
    beside: Option<Arc<Beside>>,
    _folder: Option<Arc<Folder>>,
}

impl Store {
    /// Opens the store in a folder, which is created if need be.
    ///
    /// # Errors
    /// If another process has it open, another version wrote it, or the system refuses.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let folder = Folder::open(folder)?;
        let database = Database::new(&folder.tables.to_string_lossy())
            .map_err(engine_error(&folder.tables))?;
        // The engine opens with SQLite's `synchronous = FULL`, which waits for the disk at each write. This
        // call's only effect on a fresh connection is `synchronous = NORMAL`; see the crate's invariants.
        database
            .disable_bulk_loading()
            .map_err(engine_error(&folder.tables))?;
        stream_records::index(&folder.tables)?;
        Ok(Self {
            database,
            beside: Some(Arc::new(Beside::of(&folder.tables))),
            _folder: Some(Arc::new(folder)),
        })
    }

    /// Whether a process has the store in a folder open. Nothing is opened or changed.
    pub fn is_in_use(folder: &Path) -> bool {
        folder::is_in_use(folder)
    }

    /// An empty store that vanishes with its last clone.
    ///
    /// # Errors
    /// If the engine cannot start.
    pub fn memory() -> Result<Self, OpenError> {
        let database = Database::memory().map_err(engine_error(Path::new(":memory:")))?;
        Ok(Self {
            database,
            beside: None,
            _folder: None,
        })
    }

    /// Carries out an operation; request and answer are DynamoDB's JSON. Blocks until a write is safe from
    /// the end of this process.
    ///
    /// # Errors
    /// Whatever DynamoDB answers with an exception.
    pub fn execute(&self, operation: Operation, request: Value) -> Result<Value, Exception> {
        let Some(beside) = &self.beside else {
            return self.execute_by_engine(operation, request);
        };
        if operation.only_reads() {
            return self.execute_by_engine(operation, request);
        }
        if !operation.is_of_items() {
            let _changing = beside.changing();
            return self.execute_by_engine(operation, request);
        }
        let mut writing = beside.writing();
        if operation == Operation::PutItem && writing.put(&request) {
            return Ok(json!({}));
        }
        self.execute_by_engine(operation, request)
    }

    /// Carries out an operation as [`Store::execute`] does, if that takes a moment only; if not, nothing is done and
    /// the request comes back. While several write at the same time, they let `others` have their turns, and what
    /// comes in the meantime is written together: that takes little longer than one alone.
    ///
    /// # Errors
    /// The request, for [`Store::execute`] to carry out.
    pub async fn execute_together(
        &self,
        operation: Operation,
        request: Value,
        others: impl AsyncFn(),
    ) -> Result<Value, Value> {
        match &self.beside {
            Some(beside) if operation == Operation::PutItem && NewItem::of(&request).is_some() => {
                match beside.put_together(request, others).await {
                    Put::Written => Ok(json!({})),
                    Put::Left(request) => Err(request),
                }
            }
            _ => Err(request),
        }
    }

    pub(crate) fn execute_by_engine(
        &self,
        operation: Operation,
        request: Value,
    ) -> Result<Value, Exception> {
        let call = Call {
            database: &self.database,
            operation,
        };
        match operation {
            Operation::BatchExecuteStatement => {
                call.run(request, Database::batch_execute_statement)
            }
            Operation::BatchGetItem => call.run(request, Database::batch_get_item),
            Operation::BatchWriteItem => call.run(request, Database::batch_write_item),
            Operation::CreateTable => call.run(request, Database::create_table),
            Operation::DeleteItem => call.run(request, Database::delete_item),
            Operation::DeleteTable => call.run(request, Database::delete_table),
            Operation::DescribeStream => call.run(request, Database::describe_stream),
            Operation::DescribeTable => call.run(request, Database::describe_table),
            Operation::DescribeTimeToLive => call.run(request, Database::describe_time_to_live),
            Operation::ExecuteStatement => call.run(request, Database::execute_statement),
            Operation::ExecuteTransaction => call.run(request, Database::execute_transaction),
            Operation::GetItem => call.run(request, Database::get_item),
            Operation::GetRecords => call.run(request, Database::get_records),
            Operation::GetShardIterator => call.run(request, Database::get_shard_iterator),
            Operation::ListStreams => call.run(request, Database::list_streams),
            Operation::ListTables => call.run(request, Database::list_tables),
            Operation::ListTagsOfResource => call.run(request, Database::list_tags_of_resource),
            Operation::PutItem => call.run(request, Database::put_item),
            Operation::Query => {
                let checked = empty_key::check(&request);
                // What else is wrong with it comes first.
                let answer = call.run(request, Database::query)?;
                checked.map(|()| answer)
            }
            Operation::Scan => call.run(request, Database::scan),
            Operation::TagResource => call.run(request, Database::tag_resource),
            Operation::TransactGetItems => call.run(request, Database::transact_get_items),
            Operation::TransactWriteItems => call.run(request, Database::transact_write_items),
            Operation::UntagResource => call.run(request, Database::untag_resource),
            Operation::UpdateItem => call.run(request, Database::update_item),
            Operation::UpdateTable => call.run(request, Database::update_table),
            Operation::UpdateTimeToLive => call.run(request, Database::update_time_to_live),
        }
    }

    /// Carries out `GetItem`, `Query` or `Scan`, and gives the items as plain JSON.
    ///
    /// # Errors
    /// Whatever DynamoDB answers with an exception.
    pub fn find(&self, operation: Operation, request: Value) -> Result<Found, Exception> {
        if let Some(found) = self.find_beside(operation, &request, Most::PAGE) {
            return Ok(found);
        }
        self.execute(operation, request).map(Found::of)
    }

    /// Finds what [`Store::find`] does, if that takes a moment only: some items at most, and without waiting for
    /// anybody.
    pub fn find_at_once(&self, operation: Operation, request: &Value) -> Option<Found> {
        self.find_beside(operation, request, Most::AT_ONCE)
    }

    fn find_beside(&self, operation: Operation, request: &Value, most: Most) -> Option<Found> {
        self.beside.as_ref()?.find(operation, request, most)
    }

    /// Copies all tables, with their streams, to a folder that is empty or not there; [`Store::open`] opens it.
    /// The copy has every write that was answered before, and the whole of each.
    ///
    /// # Errors
    /// If the folder has a copy already, or the system refuses.
    pub fn copy_to(&self, folder: &Path) -> Result<(), OpenError> {
        let copy = folder::Copy::create(folder)?;
        self.database
            .vacuum_into(&copy.tables.to_string_lossy())
            .map_err(engine_error(&copy.tables))
    }

    /// Puts the tables of a copy in place of all that are there, for every clone of this store. If that fails,
    /// what was there stays.
    ///
    /// # Errors
    /// If the folder has no copy, or one of another version of this program.
    pub fn replace_by(&self, folder: &Path) -> Result<(), OpenError> {
        let copy = folder::Copy::open(folder)?;
        let _changing = self.beside.as_ref().map(|beside| beside.changing());
        self.database
            .restore_from(&copy.tables.to_string_lossy())
            .map_err(engine_error(&copy.tables))
    }

    /// Deletes the items whose time to live is over and gives how many there were. DynamoDB does so by itself,
    /// within a few days.
    ///
    /// # Errors
    /// If the engine fails.
    pub fn delete_expired(&self) -> Result<usize, Exception> {
        let _writing = self.beside.as_ref().map(|beside| beside.writing_in_parts());
        self.database
            .sweep_ttl()
            .map_err(|error| Exception::new("InternalServerError", error.to_string()))
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

struct Call<'a> {
    database: &'a Database,
    operation: Operation,
}

impl Call<'_> {
    fn run<Request: DeserializeOwned, Response: Serialize>(
        &self,
        request: Value,
        execute: impl FnOnce(&Database, Request) -> Result<Response, DynoxideError>,
    ) -> Result<Value, Exception> {
        let request =
            serde_json::from_value(request).map_err(|error| Exception::unreadable(&error))?;
        let response = execute(self.database, request)
            .map_err(|error| Exception::of(self.operation, &error))?;
        serde_json::to_value(response)
            .map_err(|error| Exception::new("InternalServerError", error.to_string()))
    }
}

fn engine_error(path: &Path) -> impl Fn(DynoxideError) -> OpenError {
    let path: PathBuf = path.to_owned();
    move |error| OpenError::Engine {
        path: path.clone(),
        message: error.to_string(),
    }
}
