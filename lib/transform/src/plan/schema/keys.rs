//! Arguments that name keys.

use appsynth_schema::ast::{Definition, InputValueDefinition, Type};
use indexmap::IndexSet;

use super::filters::base;
use super::syntax::{input, input_object, list, named, required};
use crate::model::{Entity, FieldKind, Index, Relation, RelationKind, RelationStyle};
use crate::names::capitalized;
use crate::plan::keys::sort_argument;

/// The key arguments of a schema.
#[derive(Default)]
pub(super) struct Keys<'m> {
    /// Sort keys of several fields that are compared, by entity and index.
    composite: IndexSet<(&'m str, Option<&'m str>)>,
}

/// The key that is read by: an index, or the primary key.
#[derive(Clone, Copy)]
pub(super) struct Key<'m> {
    entity: &'m Entity,
    index: Option<&'m Index>,
}

impl<'m> Key<'m> {
    pub(super) fn primary(entity: &'m Entity) -> Self {
        Self {
            entity,
            index: None,
        }
    }

    pub(super) fn index(entity: &'m Entity, index: &'m Index) -> Self {
        Self {
            entity,
            index: Some(index),
        }
    }

    /// The key of a related entity whose sort key a relation leaves free. An implicit `@hasMany` reads by an
    /// index of foreign keys only and lets the related items be chosen by their own sort key.
    pub(super) fn free(entity: &'m Entity, relation: &Relation) -> Option<Self> {
        let is_implicit =
            relation.kind == RelationKind::HasMany && relation.style == RelationStyle::Implicit;
        let index = relation.lookup.index.as_ref();
        if is_implicit {
            Some(Self::primary(entity))
        } else if relation.lookup.keys.len() == 1 {
            Some(Self {
                entity,
                index: index.and_then(|name| entity.index(name)),
            })
        } else {
            None
        }
    }

    fn partition(self) -> &'m str {
        self.index
            .map_or(&self.entity.primary_key.partition, |index| &index.partition)
    }

    fn sort(self) -> &'m [String] {
        self.index
            .map_or(&self.entity.primary_key.sort, |index| &index.sort)
    }

    /// The single value of a field of the key. A text that is the key without saying so is asked for by ID.
    fn value(self, name: &str) -> Type {
        let goes_without_saying =
            self.index.is_none() && self.entity.primary_key.declared.is_none();
        match self.entity.fields.get(name) {
            Some(field) if goes_without_saying && base(field) == Some("String") => named("ID"),
            Some(field) => named(&**field.ty.named()),
            None => named("ID"),
        }
    }

    /// The single value of a field in a sort key of several. The last one is as it is stored.
    fn composite_value(self, name: &str) -> Type {
        let field = self.entity.fields.get(name);
        match field.and_then(base) {
            Some(base)
                if self.sort().last().is_some_and(|last| last == name)
                    && field.is_some_and(|field| matches!(field.kind, FieldKind::Scalar(_))) =>
            {
                named(base)
            }
            _ => self.value(name),
        }
    }

    /// The partition key, where it has to be given.
    pub(super) fn required_partition(self) -> InputValueDefinition {
        let name = self.partition();
        input(name, required(self.value(name)))
    }

    /// The partition key, where it may be given.
    pub(super) fn optional_partition(self) -> InputValueDefinition {
        let name = self.partition();
        input(name, self.value(name))
    }

    /// All fields, where they have to be given.
    pub(super) fn all(self) -> Vec<InputValueDefinition> {
        let sort = self.sort().iter();
        std::iter::once(self.required_partition())
            .chain(sort.map(|name| input(name, required(self.value(name)))))
            .collect()
    }

    /// What the inputs of a sort key of several fields are called.
    fn composite_name(self) -> String {
        // An index may have signs in its name that types may not.
        let index = self.index.map_or("Primary".to_owned(), |index| {
            let mut name = capitalized(&index.name);
            name.retain(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            name
        });
        format!("Model{}{index}CompositeKey", self.entity.name)
    }
}

impl<'m> Keys<'m> {
    /// The argument that compares the sort key, if there is one.
    pub(super) fn sort(&mut self, key: Key<'m>) -> Option<InputValueDefinition> {
        let argument = sort_argument(key.sort())?;
        if let [field] = key.sort() {
            let base = key.entity.fields.get(field).and_then(base)?;
            let ty = named(format!("Model{base}KeyConditionInput"));
            return Some(input(argument, ty));
        }
        let index = key.index.map(|index| index.name.as_str());
        self.composite.insert((&key.entity.name, index));
        let ty = named(format!("{}ConditionInput", key.composite_name()));
        Some(input(argument, ty))
    }

    /// The inputs of the sort keys of several fields that were compared.
    pub(super) fn composite_inputs(
        &self,
        entity: impl Fn(&str) -> Option<&'m Entity>,
    ) -> Vec<Definition> {
        let mut definitions = Vec::new();
        for (name, index) in &self.composite {
            let Some(entity) = entity(name) else { continue };
            let key = Key {
                entity,
                index: index.and_then(|name| entity.index(name)),
            };
            let name = key.composite_name();
            let value = || named(format!("{name}Input"));
            definitions.push(input_object(
                format!("{name}ConditionInput"),
                vec![
                    input("eq", value()),
                    input("le", value()),
                    input("lt", value()),
                    input("ge", value()),
                    input("gt", value()),
                    input("between", list(value())),
                    input("beginsWith", value()),
                ],
            ));
            let fields = key.sort().iter();
            definitions.push(input_object(
                format!("{name}Input"),
                fields
                    .map(|field| input(field, key.composite_value(field)))
                    .collect(),
            ));
        }
        definitions
    }
}
