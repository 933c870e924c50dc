//! Keys as attributes of tables.

use appsynth_program::{Expr, concat, text};
use appsynth_schema::Scalar;

use super::{KeyAttribute, Table, TableIndex};
use crate::model::{Entity, FieldKind, Index};
use crate::names;
use crate::options::Options;

/// A primary key, or the key of an index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'a> {
    entity: &'a Entity,
    /// The field that is the partition key.
    pub(super) partition: &'a str,
    /// The fields that make the sort key, in order.
    pub(super) sort: &'a [String],
}

impl<'a> Key<'a> {
    /// The key that identifies an item.
    pub(super) fn primary(entity: &'a Entity) -> Self {
        Self {
            entity,
            partition: &entity.primary_key.partition,
            sort: &entity.primary_key.sort,
        }
    }

    /// The key of a secondary index.
    pub(super) fn of_index(entity: &'a Entity, index: &'a Index) -> Self {
        Self {
            entity,
            partition: &index.partition,
            sort: &index.sort,
        }
    }

    /// The attribute that is the partition key.
    pub(super) fn partition_attribute(&self) -> KeyAttribute {
        attribute(self.entity, self.partition)
    }

    /// The attribute that is the sort key. Several fields make one text, `a#b`.
    pub(super) fn sort_attribute(&self) -> Option<KeyAttribute> {
        match self.sort {
            [] => None,
            [field] => Some(attribute(self.entity, field)),
            fields => Some(KeyAttribute {
                name: fields
                    .iter()
                    .map(|field| attribute_name(self.entity, field))
                    .collect::<Vec<_>>()
                    .join("#"),
                is_number: false,
            }),
        }
    }

    /// The letters after `#` and `:` that stand for the partition key in expressions.
    pub(super) fn partition_placeholder(&self) -> &'a str {
        attribute_name(self.entity, self.partition)
    }

    /// The letters after `#` and `:` that stand for the sort key in expressions: of a composite one `a_b`, with `__`
    /// for each `_` of a name, and never a field's name, which filters use.
    pub(super) fn sort_placeholder(&self) -> Option<String> {
        match self.sort {
            [] => None,
            [field] => Some(attribute_name(self.entity, field).to_owned()),
            fields => {
                let parts: Vec<_> = fields.iter().map(|one| one.replace('_', "__")).collect();
                let mut name = parts.join("_");
                while self.entity.fields.contains_key(&name) {
                    name.push('_');
                }
                Some(name)
            }
        }
    }

    /// The argument of queries for the sort key: of a composite one `aB`.
    pub(super) fn sort_argument(&self) -> Option<String> {
        sort_argument(self.sort)
    }

    /// The value of the sort key, of the values of its fields.
    pub(super) fn sort_value(&self, value: impl Fn(&str) -> Expr) -> Expr {
        joined(self.sort.iter().map(|field| value(field)).collect())
    }

    /// Whether the sort key is made of several fields.
    pub(super) fn is_composite(&self) -> bool {
        self.sort.len() > 1
    }
}

/// The argument of queries for a sort key of these fields: of several ones `aB`.
pub(super) fn sort_argument(fields: &[String]) -> Option<String> {
    let (first, rest) = fields.split_first()?;
    if rest.is_empty() {
        return Some(first.clone());
    }
    Some(names::joined(first, rest.iter().map(String::as_str)))
}

/// One value as it is, several as one text with `#` between them.
pub(super) fn joined(values: Vec<Expr>) -> Expr {
    match <[Expr; 1]>::try_from(values) {
        Ok([value]) => value,
        Err(values) => {
            let mut parts = Vec::new();
            for value in values {
                if !parts.is_empty() {
                    parts.push(text("#"));
                }
                parts.push(value);
            }
            concat(parts).into()
        }
    }
}

/// The name that the type had when its table was made.
pub(super) fn stored_name(entity: &Entity) -> &str {
    let name = entity.mapped_name.as_ref();
    name.unwrap_or(&entity.name)
}

/// The name that a field's values are stored under.
pub(super) fn attribute_name<'a>(entity: &'a Entity, field: &'a str) -> &'a str {
    let mapped = entity
        .fields
        .get(field)
        .and_then(|one| one.mapped_name.as_ref());
    mapped.map_or(field, |name| &name.text)
}

fn attribute(entity: &Entity, field: &str) -> KeyAttribute {
    let kind = entity.fields.get(field).map(|field| &field.kind);
    KeyAttribute {
        name: attribute_name(entity, field).to_owned(),
        is_number: matches!(
            kind,
            Some(FieldKind::Scalar(
                Scalar::Int | Scalar::Float | Scalar::Timestamp
            ))
        ),
    }
}

/// The table of an entity.
pub(super) fn table(entity: &Entity, options: &Options) -> Table {
    let primary = Key::primary(entity);
    Table {
        entity: entity.name.text.clone(),
        name: stored_name(entity).to_owned(),
        partition: primary.partition_attribute(),
        sort: primary.sort_attribute(),
        indexes: entity
            .indexes
            .iter()
            .map(|index| table_index(entity, index))
            .collect(),
        versioned: options.conflict_resolution,
    }
}

fn table_index(entity: &Entity, index: &Index) -> TableIndex {
    let key = Key::of_index(entity, index);
    TableIndex {
        name: index.name.clone(),
        partition: key.partition_attribute(),
        sort: key.sort_attribute(),
    }
}
