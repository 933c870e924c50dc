//! Secondary indexes.

use appsynth_resources::dynamodb as cfn;

use crate::table::{Attribute, Capacity, Key};

/// A global secondary index: the items under another key.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GlobalIndex {
    /// Unique among the table's indexes.
    pub name: String,
    /// The key of the index; items without its attributes are not in the index.
    pub key: Key,
    /// What the index holds beside the keys; everything unless said otherwise.
    pub projection: Projection,
    /// The index's own units on a provisioned table; those of the table unless said otherwise.
    pub capacity: Option<Capacity>,
}

/// A local secondary index: the items of a partition in another order.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LocalIndex {
    /// Unique among the table's indexes.
    pub name: String,
    /// What the items are sorted by; the partition key is the table's.
    pub sort: Attribute,
    /// What the index holds beside the keys; everything unless said otherwise.
    pub projection: Projection,
}

/// The attributes that an index holds beside the keys of table and index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Projection {
    /// Every attribute.
    All,
    /// No others.
    KeysOnly,
    /// These.
    Include(Vec<String>),
}

impl GlobalIndex {
    /// An index that holds every attribute.
    pub fn new(name: impl Into<String>, key: Key) -> Self {
        Self {
            name: name.into(),
            key,
            projection: Projection::All,
            capacity: None,
        }
    }

    /// Holds only these attributes.
    #[must_use]
    pub fn projection(mut self, projection: Projection) -> Self {
        self.projection = projection;
        self
    }

    /// Has units of its own (provisioned tables only).
    #[must_use]
    pub fn capacity(mut self, capacity: Capacity) -> Self {
        self.capacity = Some(capacity);
        self
    }

    /// `table` are the units of a provisioned table.
    pub(super) fn properties(&self, table: Option<Capacity>) -> cfn::TableGlobalSecondaryIndex {
        let projection = self.projection.properties();
        cfn::TableGlobalSecondaryIndex {
            provisioned_throughput: self.capacity.or(table).map(Into::into),
            ..cfn::TableGlobalSecondaryIndex::new(self.name.as_str(), self.key.schema(), projection)
        }
    }
}

impl LocalIndex {
    /// An index that holds every attribute.
    pub fn new(name: impl Into<String>, sort: Attribute) -> Self {
        Self {
            name: name.into(),
            sort,
            projection: Projection::All,
        }
    }

    /// Holds only these attributes.
    #[must_use]
    pub fn projection(mut self, projection: Projection) -> Self {
        self.projection = projection;
        self
    }

    /// The key: the table's partition key and the index's own sort key.
    pub(super) fn key(&self, table: &Key) -> Key {
        Key::partition(table.partition.clone()).sort(self.sort.clone())
    }

    pub(super) fn properties(&self, table: &Key) -> cfn::TableLocalSecondaryIndex {
        let key = self.key(table).schema();
        cfn::TableLocalSecondaryIndex::new(self.name.as_str(), key, self.projection.properties())
    }
}

impl Projection {
    /// These attributes beside the keys.
    pub fn include<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self::Include(names.into_iter().map(Into::into).collect())
    }

    fn properties(&self) -> cfn::TableProjection {
        let (kind, names) = match self {
            Self::All => (cfn::TableProjectionType::All, [].as_slice()),
            Self::KeysOnly => (cfn::TableProjectionType::KeysOnly, [].as_slice()),
            Self::Include(names) => (cfn::TableProjectionType::Include, names.as_slice()),
        };
        cfn::TableProjection {
            non_key_attributes: names.iter().map(|name| name.as_str().into()).collect(),
            projection_type: Some(kind.into()),
        }
    }
}
