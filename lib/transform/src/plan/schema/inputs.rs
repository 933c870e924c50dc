//! Inputs that create, update and delete items, and those of the types embedded in them.

use appsynth_schema::Scalar;
use appsynth_schema::ast::{
    Definition, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind,
};
use indexmap::IndexSet;

use super::keys::Key;
use super::syntax::{input, input_object, named, renamed, required};
use crate::model::{Entity, Field, FieldKind, FieldOrigin, Model};
use crate::names::capitalized;
use crate::options::Options;

/// The inputs of a schema's mutations.
pub(super) struct Inputs<'m> {
    model: &'m Model,
    options: &'m Options,
    /// Embedded types that have an input.
    embedded: IndexSet<&'m str>,
}

impl<'m> Inputs<'m> {
    pub(super) fn new(model: &'m Model, options: &'m Options) -> Self {
        Self {
            model,
            options,
            embedded: IndexSet::new(),
        }
    }

    pub(super) fn create(&mut self, entity: &'m Entity) -> Definition {
        let members = entity.fields.values().filter_map(|field| {
            let ty = self.input_type(field)?;
            let is_filled_in =
                is_generated_id(field) || is_timestamp(entity, field) || field.default.is_some();
            let ty = if is_filled_in {
                ty.nullable().clone()
            } else {
                ty
            };
            Some(input(&*field.name, ty))
        });
        let members = members.collect();
        self.finish(format!("Create{}Input", capitalized(&entity.name)), members)
    }

    pub(super) fn update(&mut self, entity: &'m Entity) -> Definition {
        let members = entity.fields.values().filter_map(|field| {
            let ty = self.input_type(field)?;
            let is_key = entity.key_fields().any(|key| *field.name == *key);
            let ty = if is_key {
                required(ty)
            } else {
                ty.nullable().clone()
            };
            Some(input(&*field.name, ty))
        });
        let members = members.collect();
        self.finish(format!("Update{}Input", capitalized(&entity.name)), members)
    }

    pub(super) fn delete(&self, entity: &'m Entity) -> Definition {
        let members = Key::primary(entity).all();
        self.finish(format!("Delete{}Input", capitalized(&entity.name)), members)
    }

    /// The inputs of the embedded types that were used, also within each other.
    pub(super) fn embedded(&mut self) -> Vec<Definition> {
        let mut definitions = Vec::new();
        let mut next = 0;
        while let Some(name) = self.embedded.get_index(next).copied() {
            next += 1;
            let members = self
                .model
                .types
                .get(name)
                .map_or(&[][..], TypeDefinition::fields)
                .iter()
                .filter_map(|field| Some(input(&*field.name, self.embedded_type(field)?)))
                .collect();
            definitions.push(input_object(embedded_name(name), members));
        }
        definitions
    }

    fn finish(&self, name: String, mut members: Vec<InputValueDefinition>) -> Definition {
        if self.options.conflict_resolution {
            members.push(input("_version", named("Int")));
        }
        input_object(name, members)
    }

    /// The type that an entity's field has in inputs. What resolvers give has none.
    fn input_type(&mut self, field: &'m Field) -> Option<Type> {
        match field.origin {
            FieldOrigin::Owner | FieldOrigin::Timestamp => return None,
            FieldOrigin::Declared
            | FieldOrigin::Id
            | FieldOrigin::ForeignKey
            | FieldOrigin::Join => {}
        }
        match &field.kind {
            FieldKind::Scalar(_) | FieldKind::Enum(_) => Some(field.ty.clone()),
            FieldKind::Embedded(name) => self.of_embedded(name, &field.ty),
            FieldKind::Abstract(_) | FieldKind::Entity(_) | FieldKind::Relation(_) => None,
        }
    }

    fn embedded_type(&mut self, field: &'m FieldDefinition) -> Option<Type> {
        let name: &str = field.ty.named();
        if is_value(self.model, name) {
            Some(field.ty.clone())
        } else {
            self.of_embedded(name, &field.ty)
        }
    }

    fn of_embedded(&mut self, name: &'m str, ty: &Type) -> Option<Type> {
        if is_value(self.model, name) {
            return Some(ty.clone());
        }
        if !has_values(self.model, name, &mut Vec::new()) {
            return None;
        }
        let input = embedded_name(name);
        let declared = self.model.types.get(&input);
        if !declared.is_some_and(|one| matches!(one.kind, TypeKind::InputObject { .. })) {
            self.embedded.insert(name);
        }
        Some(renamed(ty, &input))
    }
}

/// The input that stands for an embedded type.
fn embedded_name(ty: &str) -> String {
    format!("{}Input", capitalized(ty))
}

/// Whether the same type is written in inputs.
fn is_value(model: &Model, name: &str) -> bool {
    Scalar::from_name(name).is_some()
        || model
            .types
            .get(name)
            .is_some_and(|one| matches!(one.kind, TypeKind::Enum { .. } | TypeKind::Scalar))
}

/// Whether anything of an embedded type can be given: an input without members is no input.
fn has_values<'m>(model: &'m Model, name: &'m str, within: &mut Vec<&'m str>) -> bool {
    let Some(definition) = model.types.get(name) else {
        return false;
    };
    if !matches!(definition.kind, TypeKind::Object { .. }) || within.contains(&name) {
        return false;
    }
    within.push(name);
    let found = definition.fields().iter().any(|field| {
        let inner: &str = field.ty.named();
        is_value(model, inner) || has_values(model, inner, within)
    });
    within.pop();
    found
}

/// Whether new items that do not give the field get a generated id in it.
fn is_generated_id(field: &Field) -> bool {
    &*field.name == "id" && matches!(field.kind, FieldKind::Scalar(Scalar::Id | Scalar::String))
}

/// Whether new and changed items that do not give the field get the time in it.
fn is_timestamp(entity: &Entity, field: &Field) -> bool {
    let timestamps = &entity.timestamps;
    let given = [&timestamps.created_at, &timestamps.updated_at];
    let is_named = ["createdAt", "updatedAt"].contains(&&*field.name)
        || given
            .into_iter()
            .flatten()
            .any(|name| name.text == field.name.text);
    is_named
        && matches!(
            field.kind,
            FieldKind::Scalar(Scalar::DateTime | Scalar::String)
        )
}
