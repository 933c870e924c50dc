//! DynamoDB tables, owned and external.

mod billing;
mod check;
mod encryption;
mod external;
mod index;
mod key;

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::dynamodb as cfn;
use indexmap::IndexMap;

pub use billing::{Billing, Capacity, TableClass};
pub use encryption::Encryption;
pub use external::ExternalTable;
pub use index::{GlobalIndex, LocalIndex, Projection};
pub use key::{Attribute, AttributeType, Key, binary, number, string};

use encryption::TableKey;

use crate::diagnostics;
use crate::reference::{attribute, join, reference};
use crate::removal::RemovalPolicy;
use crate::role::{Grant, Statement};

/// A DynamoDB table of this application.
///
/// Unless said otherwise it is paid for by request, has no stream, no point-in-time recovery and no
/// protection against deletion, is encrypted with a key of DynamoDB, and gets its name from
/// CloudFormation. What becomes of its items when it leaves the stack: see [`Table::removal`].
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Table {
    /// The primary key.
    pub key: Key,
    /// Global secondary indexes, at most 20.
    pub global_indexes: Vec<GlobalIndex>,
    /// Local secondary indexes, at most 5; only on a table with a sort key.
    pub local_indexes: Vec<LocalIndex>,
    /// A name of its own; a table with one cannot be replaced by an update.
    pub name: Option<Value<String>>,
    /// How it is paid for.
    pub billing: Billing,
    /// What storage costs.
    pub class: TableClass,
    /// What its stream shows; no stream unless set.
    pub stream: Option<StreamView>,
    /// The number attribute that says when an item expires, in seconds since 1970.
    pub time_to_live: Option<String>,
    /// Whether it can be restored to any second of the last 35 days.
    pub point_in_time_recovery: bool,
    /// The key it is encrypted with.
    pub encryption: Encryption,
    /// Whether DynamoDB refuses to delete it.
    pub deletion_protection: bool,
    /// What becomes of it when it leaves the stack; see [`Table::removal`].
    pub removal: Option<RemovalPolicy>,
    /// Whether it was there before the stack; see [`Table::imported`].
    pub imported: bool,
    /// Tags of the table; none unless set.
    pub tags: IndexMap<String, String>,
}

/// A table, owned or external: whoever takes one cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableRef {
    node: NodeId,
    indexed: bool,
    key: Option<TableKey>,
}

/// What a record of a table's stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamView {
    /// The key of the item.
    KeysOnly,
    /// The item after the change.
    NewImage,
    /// The item before the change.
    OldImage,
    /// Both.
    NewAndOldImages,
}

impl Table {
    /// A table with this primary key.
    pub fn new(key: Key) -> Self {
        Self {
            key,
            global_indexes: Vec::new(),
            local_indexes: Vec::new(),
            name: None,
            billing: Billing::default(),
            class: TableClass::default(),
            stream: None,
            time_to_live: None,
            point_in_time_recovery: false,
            encryption: Encryption::default(),
            deletion_protection: false,
            removal: None,
            imported: false,
            tags: IndexMap::new(),
        }
    }

    /// The table of this name, which exists already, in the stack's account and region.
    pub fn external(name: impl Into<Value<String>>) -> ExternalTable {
        ExternalTable::named(name.into())
    }

    /// The table of this ARN, which exists already, in any account and region.
    pub fn external_arn(arn: impl Into<String>) -> ExternalTable {
        ExternalTable::at(arn.into())
    }

    /// Adds a global secondary index that holds every attribute.
    #[must_use]
    pub fn index(self, name: impl Into<String>, key: Key) -> Self {
        self.global_index(GlobalIndex::new(name, key))
    }

    /// Adds a global secondary index.
    #[must_use]
    pub fn global_index(mut self, index: GlobalIndex) -> Self {
        self.global_indexes.push(index);
        self
    }

    /// Adds a local secondary index.
    #[must_use]
    pub fn local_index(mut self, index: LocalIndex) -> Self {
        self.local_indexes.push(index);
        self
    }

    /// Names the table; an update that would replace it is then refused.
    #[must_use]
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets how it is paid for.
    #[must_use]
    pub fn billing(mut self, billing: Billing) -> Self {
        self.billing = billing;
        self
    }

    /// Sets what storage costs.
    #[must_use]
    pub fn class(mut self, class: TableClass) -> Self {
        self.class = class;
        self
    }

    /// Records changes in a stream.
    #[must_use]
    pub fn stream(mut self, view: StreamView) -> Self {
        self.stream = Some(view);
        self
    }

    /// Lets items expire at the time in this number attribute (seconds since 1970).
    #[must_use]
    pub fn time_to_live(mut self, attribute: impl Into<String>) -> Self {
        self.time_to_live = Some(attribute.into());
        self
    }

    /// Can be restored to any second of the last 35 days, or not.
    #[must_use]
    pub fn point_in_time_recovery(mut self, enabled: bool) -> Self {
        self.point_in_time_recovery = enabled;
        self
    }

    /// Sets the key it is encrypted with.
    #[must_use]
    pub fn encryption(mut self, encryption: Encryption) -> Self {
        self.encryption = encryption;
        self
    }

    /// Has DynamoDB refuse to delete it, or not.
    #[must_use]
    pub fn deletion_protection(mut self, enabled: bool) -> Self {
        self.deletion_protection = enabled;
        self
    }

    /// Sets what becomes of the table and its items when it leaves the stack or is replaced.
    ///
    /// Unless set, it is deleted in the environment `local` and kept in every other.
    #[must_use]
    pub fn removal(mut self, removal: RemovalPolicy) -> Self {
        self.removal = Some(removal);
        self
    }

    /// Says that the table of this name is there already and is to belong to the stack from now on: it keeps
    /// its name, and stays where it is when it leaves the stack.
    ///
    /// Nothing is imported by this alone: a deployment is refused until the table is in its stack, and never
    /// makes another one in its place.
    #[must_use]
    pub fn imported(mut self, name: impl Into<String>) -> Self {
        self.name = Some(Value::from(name.into()));
        self.removal = Some(RemovalPolicy::Retain);
        self.imported = true;
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.insert(key.into(), value.into());
        self
    }

    /// Every key of the table and its indexes, the table's first.
    fn keys(&self) -> impl Iterator<Item = Key> {
        std::iter::once(self.key.clone())
            .chain(self.global_indexes.iter().map(|index| index.key.clone()))
            .chain(self.local_indexes.iter().map(|index| index.key(&self.key)))
    }

    fn resource(&self) -> cfn::CfnTable {
        let mut attributes = IndexMap::new();
        for key in self.keys() {
            for attribute in key.attributes() {
                attributes.insert(attribute.name.clone(), attribute.kind);
            }
        }
        let capacity = self.billing.capacity();
        let global = self.global_indexes.iter();
        let local = self.local_indexes.iter();
        cfn::CfnTable {
            attribute_definitions: (attributes.into_iter())
                .map(|(name, kind)| {
                    cfn::TableAttributeDefinition::new(name, cfn::TableAttributeType::from(kind))
                })
                .collect(),
            billing_mode: Some(self.billing.mode().into()),
            deletion_protection_enabled: self.deletion_protection.then(|| true.into()),
            global_secondary_indexes: global.map(|index| index.properties(capacity)).collect(),
            local_secondary_indexes: local.map(|index| index.properties(&self.key)).collect(),
            point_in_time_recovery_specification: self.point_in_time_recovery.then(|| {
                cfn::TablePointInTimeRecoverySpecification {
                    point_in_time_recovery_enabled: Some(true.into()),
                    ..Default::default()
                }
            }),
            provisioned_throughput: capacity.map(Into::into),
            sse_specification: self.encryption.specification(),
            stream_specification: (self.stream).map(|view| {
                cfn::TableStreamSpecification::new(cfn::TableStreamViewType::from(view))
            }),
            table_class: match self.class {
                TableClass::Standard => None,
                TableClass::StandardInfrequentAccess => {
                    Some(cfn::TableClass::StandardInfrequentAccess.into())
                }
            },
            table_name: self.name.clone(),
            time_to_live_specification: self.time_to_live.as_deref().map(|attribute| {
                cfn::TableTimeToLiveSpecification {
                    attribute_name: Some(attribute.into()),
                    ..cfn::TableTimeToLiveSpecification::new(true)
                }
            }),
            ..cfn::CfnTable::new(self.key.schema())
        }
    }
}

impl Construct for Table {
    type Handle = TableRef;

    fn build(self, scope: &mut Scope<'_>) -> TableRef {
        for problem in check::problems(&self) {
            scope.report(problem);
        }
        let resource = scope.part("Resource", self.resource());
        if self.stream.is_none() {
            scope.lacks(resource.node(), "StreamArn", diagnostics::no_stream());
        }
        let removal = self
            .removal
            .unwrap_or_else(|| RemovalPolicy::of_data(scope.environment()));
        scope.removal(resource.node(), removal.into());
        if self.imported {
            scope.options(resource.node(), |options| {
                (options.metadata).insert("appsynth:imported".to_owned(), true.into());
            });
        }
        for (key, value) in self.tags {
            scope.tag(key, value);
        }
        TableRef {
            node: scope.node(),
            indexed: !self.global_indexes.is_empty() || !self.local_indexes.is_empty(),
            key: self.encryption.key(scope),
        }
    }
}

impl TableRef {
    /// Its name.
    pub fn name(self) -> Value<String> {
        reference(self.node)
    }

    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "Arn")
    }

    /// The ARN of its stream; only for a table that has one.
    pub fn stream_arn(self) -> Value<String> {
        attribute(self.node, "StreamArn")
    }

    /// Leave to read items, through indexes too if the table has any.
    pub fn read(self) -> Grant {
        self.access(&["BatchGetItem", "GetItem"], &["Query", "Scan"])
    }

    /// Leave to put, update and delete items, also in transactions.
    pub fn write(self) -> Grant {
        let actions = [
            "BatchWriteItem",
            "ConditionCheckItem",
            "DeleteItem",
            "PutItem",
            "UpdateItem",
        ];
        self.access(&actions, &[])
    }

    /// Leave to read and write items.
    pub fn read_write(self) -> Grant {
        let actions = [
            "BatchGetItem",
            "BatchWriteItem",
            "ConditionCheckItem",
            "DeleteItem",
            "GetItem",
            "PutItem",
            "UpdateItem",
        ];
        self.access(&actions, &["Query", "Scan"])
    }

    /// Leave for these operations, such as `GetItem`; through indexes too where the operation can.
    pub fn operations<'a>(self, operations: impl IntoIterator<Item = &'a str>) -> Grant {
        let (through_indexes, on_table): (Vec<_>, Vec<_>) =
            (operations.into_iter()).partition(|one| matches!(*one, "Query" | "Scan"));
        if on_table.is_empty() && through_indexes.is_empty() {
            return Grant::default();
        }
        self.access(&on_table, &through_indexes)
    }

    /// Indexes take part in queries and scans only, so no other action is allowed on them.
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>
    fn access(self, on_table: &[&str], on_indexes: &[&str]) -> Grant {
        let grant = self.access_to_items(on_table, on_indexes);
        let writes = |action: &&str| {
            matches!(
                *action,
                "BatchWriteItem" | "DeleteItem" | "PutItem" | "UpdateItem"
            )
        };
        match self.key {
            Some(key) => grant.and(key.usage(on_table.iter().any(writes))),
            None => grant,
        }
    }

    fn access_to_items(self, on_table: &[&str], on_indexes: &[&str]) -> Grant {
        let action = |name: &&str| format!("dynamodb:{name}");
        let both = on_table.iter().chain(on_indexes).map(action);
        if !self.indexed || on_indexes.is_empty() {
            let mut actions: Vec<_> = both.collect();
            actions.sort();
            return Statement::allow(actions, [self.arn()]).into();
        }
        let on_indexes = Statement::allow(
            on_indexes.iter().map(action),
            [self.arn(), join([self.arn(), "/index/*".into()])],
        );
        if on_table.is_empty() {
            return on_indexes.into();
        }
        Grant::from(Statement::allow(on_table.iter().map(action), [self.arn()])).and(on_indexes)
    }
}

impl From<cfn::CfnTableRef> for TableRef {
    fn from(resource: cfn::CfnTableRef) -> Self {
        Self {
            node: resource.node(),
            // Nothing is known of it; where there are none, leave to use them does nothing.
            indexed: true,
            key: None,
        }
    }
}

impl From<TableRef> for NodeId {
    fn from(table: TableRef) -> Self {
        table.node
    }
}

impl From<StreamView> for cfn::TableStreamViewType {
    fn from(view: StreamView) -> Self {
        match view {
            StreamView::KeysOnly => Self::KeysOnly,
            StreamView::NewImage => Self::NewImage,
            StreamView::OldImage => Self::OldImage,
            StreamView::NewAndOldImages => Self::NewAndOldImages,
        }
    }
}
