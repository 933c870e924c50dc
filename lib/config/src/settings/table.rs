//! `tables`

use appsynth_diagnostics::{Diagnostics, Span};
use indexmap::IndexMap;

use super::{check_name, is_text};
use crate::diagnostics;
use crate::fields::{Fields, mapping};
use crate::merge::merge;
use crate::node::{Mapping, Node, Value};
use crate::values::{boolean, choice, integer, list, map, tags, text};

/// An owned DynamoDB table.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>
#[derive(Debug, Clone)]
pub struct Table {
    /// The name at AWS; made up by CloudFormation by default.
    pub name: Option<String>,
    /// The partition key.
    pub partition_key: KeyAttribute,
    /// The sort key, if any.
    pub sort_key: Option<KeyAttribute>,
    /// Global secondary indexes by name.
    pub indexes: IndexMap<String, Index>,
    /// Local secondary indexes by name.
    pub local_indexes: IndexMap<String, LocalIndex>,
    /// The attribute that says when an item expires; items do not expire by default.
    pub ttl: Option<String>,
    /// On demand by default.
    pub billing: Billing,
    /// What the table's stream shows; no stream by default.
    pub stream: Option<Stream>,
    /// Point-in-time recovery; off by default.
    pub point_in_time_recovery: bool,
    /// With a key that AWS owns by default.
    pub encryption: Encryption,
    /// Whether deleting the table is refused; it is not by default.
    pub deletion_protection: bool,
    /// What happens to the table when it leaves the stack; by default it is deleted in the environment
    /// `local` and kept in every other.
    pub removal: Option<Removal>,
    /// Standard by default.
    pub class: TableClass,
    /// Tags, besides the app's.
    pub tags: IndexMap<String, String>,
    /// Where the file names it.
    pub span: Span,
}

/// An attribute that is part of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAttribute {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: KeyType,
}

/// The types of key attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyType {
    /// `S`
    #[default]
    String,
    /// `N`
    Number,
    /// `B`
    Binary,
}

/// A global secondary index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its partition key.
    pub partition_key: KeyAttribute,
    /// Its sort key, if any.
    pub sort_key: Option<KeyAttribute>,
    /// All attributes by default.
    pub projection: Projection,
}

/// A local secondary index: the table's partition key with another sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalIndex {
    /// Its sort key.
    pub sort_key: KeyAttribute,
    /// All attributes by default.
    pub projection: Projection,
}

/// The attributes an index holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Projection {
    /// All of them.
    #[default]
    All,
    /// The keys of the table and of the index.
    KeysOnly,
    /// The keys and these.
    Include(Vec<String>),
}

/// How capacity is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Billing {
    /// By request.
    #[default]
    OnDemand,
    /// By capacity units.
    Provisioned {
        /// Read capacity units.
        read: u32,
        /// Write capacity units.
        write: u32,
    },
}

/// What a stream's records show of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Its key.
    KeysOnly,
    /// The item after the change.
    NewImage,
    /// The item before the change.
    OldImage,
    /// Both.
    NewAndOldImages,
}

/// The key a table is encrypted with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Encryption {
    /// A key that AWS owns, at no cost.
    #[default]
    AwsOwned,
    /// A key in the account that AWS manages.
    AwsManaged,
    /// A key of the account, by ARN.
    Kms(String),
}

/// What happens to a resource that leaves its stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It stays, outside the stack.
    Retain,
    /// It is deleted with its data.
    Delete,
}

/// How storage is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableClass {
    /// `STANDARD`
    #[default]
    Standard,
    /// `STANDARD_INFREQUENT_ACCESS`
    InfrequentAccess,
}

/// What may stand directly under `tables`, for all of them.
const DEFAULTS: &[&str] = &[
    "billing",
    "stream",
    "point-in-time-recovery",
    "encryption",
    "deletion-protection",
    "removal",
    "class",
    "tags",
];

/// What holds for the tables of models, which have no entry of their own.
#[derive(Debug, Clone, Default)]
pub struct TableDefaults {
    /// What happens to a table when it leaves the stack; by default it is deleted in the environment `local`
    /// and kept in every other.
    pub removal: Option<Removal>,
    /// Whether deleting a table is refused; by default it is except in the environment `local`.
    pub deletion_protection: Option<bool>,
    /// Point-in-time recovery; off by default.
    pub point_in_time_recovery: bool,
}

/// Each table with the defaults below its own settings, and the defaults. A key of [`DEFAULTS`] is a default,
/// any other a table.
pub(super) fn read_all(
    node: &Node,
    problems: &mut Diagnostics,
) -> Option<(IndexMap<String, Table>, TableDefaults)> {
    let mut defaults = Mapping::new();
    let mut tables = IndexMap::new();
    for (key, entry) in mapping(node, problems)? {
        if DEFAULTS.contains(&key.as_str()) {
            defaults.insert(key.clone(), entry.clone());
        } else if matches!(entry.value, Value::Mapping(_)) {
            tables.insert(key.clone(), entry.clone());
        } else {
            let place = entry.key_place();
            problems.push(diagnostics::unknown_key(place, key, "`tables`", DEFAULTS));
        }
    }
    let mut read_tables = IndexMap::new();
    for (name, mut entry) in tables {
        if let Value::Mapping(own) = &mut entry.value {
            let above = std::mem::replace(own, defaults.clone());
            merge(own, &above);
        }
        check_name(&name, &entry, problems);
        if let Some(table) = read(&entry, problems) {
            read_tables.insert(name, table);
        }
    }
    let defaults = TableDefaults {
        removal: (defaults.get("removal")).and_then(|node| choice(REMOVALS)(node, problems)),
        deletion_protection: (defaults.get("deletion-protection"))
            .and_then(|node| boolean(node, problems)),
        point_in_time_recovery: (defaults.get("point-in-time-recovery"))
            .and_then(|node| boolean(node, problems))
            .unwrap_or(false),
    };
    Some((read_tables, defaults))
}

const REMOVALS: &[(&str, Removal)] = &[("retain", Removal::Retain), ("delete", Removal::Delete)];

fn read(node: &Node, problems: &mut Diagnostics) -> Option<Table> {
    let mut fields = Fields::open("a table", node, problems)?;
    let partition_key = fields.required("partition-key", key_attribute);
    let sort_key = fields.optional("sort-key", key_attribute);
    let name = fields.optional("name", text);
    let indexes = fields.optional("indexes", map(|_, node, problems| index(node, problems)));
    let local_indexes = fields.optional(
        "local-indexes",
        map(|_, node, problems| local_index(node, problems)),
    );
    let ttl = fields.optional("ttl", text);
    let billing = fields.optional("billing", billing);
    let stream = fields.optional(
        "stream",
        choice(&[
            ("keys-only", Stream::KeysOnly),
            ("new-image", Stream::NewImage),
            ("old-image", Stream::OldImage),
            ("new-and-old-images", Stream::NewAndOldImages),
        ]),
    );
    let point_in_time_recovery = fields.optional("point-in-time-recovery", boolean);
    let encryption = fields.optional("encryption", encryption);
    let deletion_protection = fields.optional("deletion-protection", boolean);
    let removal = fields.optional("removal", choice(REMOVALS));
    let class = fields.optional(
        "class",
        choice(&[
            ("standard", TableClass::Standard),
            ("infrequent-access", TableClass::InfrequentAccess),
        ]),
    );
    let tags = fields.optional("tags", tags);
    fields.close();
    Some(Table {
        name,
        partition_key: partition_key?,
        sort_key,
        indexes: indexes.unwrap_or_default(),
        local_indexes: local_indexes.unwrap_or_default(),
        ttl,
        billing: billing.unwrap_or_default(),
        stream,
        point_in_time_recovery: point_in_time_recovery.unwrap_or(false),
        encryption: encryption.unwrap_or_default(),
        deletion_protection: deletion_protection.unwrap_or(false),
        removal,
        class: class.unwrap_or_default(),
        tags: tags.unwrap_or_default(),
        span: node.key_place(),
    })
}

/// A name, for a string; or a name and a type.
pub(super) fn key_attribute(node: &Node, problems: &mut Diagnostics) -> Option<KeyAttribute> {
    if is_text(node) {
        return Some(KeyAttribute {
            name: text(node, problems)?,
            kind: KeyType::String,
        });
    }
    let mut fields = Fields::open("a key", node, problems)?;
    let name = fields.required("name", text);
    let kind = fields.optional(
        "type",
        choice(&[
            ("string", KeyType::String),
            ("number", KeyType::Number),
            ("binary", KeyType::Binary),
        ]),
    );
    fields.close();
    Some(KeyAttribute {
        name: name?,
        kind: kind.unwrap_or_default(),
    })
}

pub(super) fn index(node: &Node, problems: &mut Diagnostics) -> Option<Index> {
    let mut fields = Fields::open("an index", node, problems)?;
    let partition_key = fields.required("partition-key", key_attribute);
    let sort_key = fields.optional("sort-key", key_attribute);
    let projection = fields.optional("projection", projection);
    fields.close();
    Some(Index {
        partition_key: partition_key?,
        sort_key,
        projection: projection.unwrap_or_default(),
    })
}

pub(super) fn local_index(node: &Node, problems: &mut Diagnostics) -> Option<LocalIndex> {
    let mut fields = Fields::open("a local index", node, problems)?;
    let sort_key = fields.required("sort-key", key_attribute);
    let projection = fields.optional("projection", projection);
    fields.close();
    Some(LocalIndex {
        sort_key: sort_key?,
        projection: projection.unwrap_or_default(),
    })
}

/// `all`, `keys-only` or a list of attributes.
fn projection(node: &Node, problems: &mut Diagnostics) -> Option<Projection> {
    if matches!(node.value, Value::List(_)) {
        return list(text)(node, problems).map(Projection::Include);
    }
    #[derive(Clone, Copy)]
    enum Word {
        All,
        KeysOnly,
    }
    match choice(&[("all", Word::All), ("keys-only", Word::KeysOnly)])(node, problems)? {
        Word::All => Some(Projection::All),
        Word::KeysOnly => Some(Projection::KeysOnly),
    }
}

/// `on-demand`, or `{ read: …, write: … }`.
fn billing(node: &Node, problems: &mut Diagnostics) -> Option<Billing> {
    if is_text(node) {
        return choice(&[("on-demand", Billing::OnDemand)])(node, problems);
    }
    let mut fields = Fields::open("`billing`", node, problems)?;
    let read = fields.required("read", integer(1..=u32::MAX));
    let write = fields.required("write", integer(1..=u32::MAX));
    fields.close();
    Some(Billing::Provisioned {
        read: read?,
        write: write?,
    })
}

/// `aws-owned`, `aws-managed`, or `{ kms-key: … }`.
fn encryption(node: &Node, problems: &mut Diagnostics) -> Option<Encryption> {
    if is_text(node) {
        let managed = choice(&[("aws-owned", false), ("aws-managed", true)])(node, problems)?;
        return Some(if managed {
            Encryption::AwsManaged
        } else {
            Encryption::AwsOwned
        });
    }
    let mut fields = Fields::open("`encryption`", node, problems)?;
    let key = fields.required("kms-key", text);
    fields.close();
    key.map(Encryption::Kms)
}
