//! Tables.

/// A table of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The entity.
    pub entity: String,
    /// The beginning of the table's name, `<name>-<API id>-<environment>`: what the type was called when its
    /// table was made.
    pub name: String,
    /// The partition key.
    pub partition: KeyAttribute,
    /// The sort key.
    pub sort: Option<KeyAttribute>,
    /// Its global secondary indexes.
    pub indexes: Vec<TableIndex>,
    /// Whether it keeps versions for conflict resolution.
    pub versioned: bool,
}

/// A global secondary index with all attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableIndex {
    /// The index's name.
    pub name: String,
    /// The partition key.
    pub partition: KeyAttribute,
    /// The sort key.
    pub sort: Option<KeyAttribute>,
}

/// An attribute of a key. Several sort key fields make one text, `a#b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAttribute {
    /// The attribute's name, such as `status` or `status#date`.
    pub name: String,
    /// Whether its values are numbers; otherwise they are texts.
    pub is_number: bool,
}
