//! What has to be known of tables to read and write items beside the engine.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockWriteGuard};

use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::Deserialize;

/// The tables that were asked for since operations on tables last ran.
#[derive(Debug, Default)]
pub(crate) struct KnownTables(RwLock<HashMap<String, KnownTable>>);

/// A table that is there.
#[derive(Debug)]
pub(crate) struct KnownTable {
    /// The attribute that is all of its key, if it is a text.
    pub(crate) key: Option<String>,
    /// Whether an item is in no other place than the table itself and its stream.
    pub(crate) has_indexes: bool,
    /// Whether records of its stream have an item as it is now; none if it has no stream.
    pub(crate) stream_has_new_images: Option<bool>,
}

/// While it is there, nobody reads or writes beside the engine, and what was known of tables is forgotten.
pub(crate) struct Changing<'t>(RwLockWriteGuard<'t, HashMap<String, KnownTable>>);

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        self.0.clear();
    }
}

impl KnownTables {
    /// For whatever may change what tables there are, or what is known of them.
    pub(crate) fn changing(&self) -> Changing<'_> {
        Changing(self.0.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does something with a table, which stays as it is meanwhile. `None` if it is not there, or somebody is changing
    /// tables: that is not waited for.
    pub(crate) fn with<T>(
        &self,
        connection: &Connection,
        name: &str,
        what: impl FnOnce(&KnownTable) -> Option<T>,
    ) -> Option<T> {
        if !self.0.try_read().ok()?.contains_key(name) {
            let mut tables = self.0.try_write().ok()?;
            tables.insert(name.to_owned(), KnownTable::read(connection, name)?);
        }
        what(self.0.try_read().ok()?.get(name)?)
    }
}

impl KnownTable {
    fn read(connection: &Connection, name: &str) -> Option<Self> {
        let sql = "SELECT key_schema, attribute_definitions, gsi_definitions, lsi_definitions,
                vector_index_definitions, stream_enabled, stream_view_type
            FROM _tables WHERE table_name = ?1 AND table_status = 'ACTIVE'";
        let row = connection.query_row(sql, [name], |row| Ok(Self::of(row)));
        row.optional().ok()??
    }

    fn of(row: &Row<'_>) -> Option<Self> {
        let text = |column: &str| row.get::<_, Option<String>>(column).ok();
        let is_there = |column: &str| Some(text(column)?.is_some_and(|list| list != "[]"));
        let has_stream: bool = row.get("stream_enabled").ok()?;
        let images = text("stream_view_type")?;
        // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html
        let has_new_images = matches!(
            images.as_deref(),
            None | Some("NEW_IMAGE" | "NEW_AND_OLD_IMAGES")
        );
        Some(Self {
            key: key_of(&text("key_schema")??, &text("attribute_definitions")??)?,
            has_indexes: is_there("gsi_definitions")?
                || is_there("lsi_definitions")?
                || is_there("vector_index_definitions")?,
            stream_has_new_images: has_stream.then_some(has_new_images),
        })
    }
}

/// The attribute that is all of a key, if it is a text.
fn key_of(schema: &str, attributes: &str) -> Option<Option<String>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Key {
        attribute_name: String,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Attribute {
        attribute_name: String,
        attribute_type: String,
    }
    let keys: Vec<Key> = serde_json::from_str(schema).ok()?;
    let attributes: Vec<Attribute> = serde_json::from_str(attributes).ok()?;
    let [key] = &*keys else { return Some(None) };
    let is_text = attributes.iter().any(|attribute| {
        attribute.attribute_name == key.attribute_name && attribute.attribute_type == "S"
    });
    Some(is_text.then(|| key.attribute_name.clone()))
}

/// A table's name as SQL has it.
pub(crate) fn quoted(table: &str) -> String {
    format!("\"{}\"", table.replace('"', "\"\""))
}
