//! Values that are at hand: nothing that is selected of them has a resolver, so nothing has to be waited for. They
//! are completed in one go, and what holds for every item of a list is found out once.

use std::collections::HashSet;

use appsynth_schema::Scalar;
use appsynth_schema::ast::{
    EnumValueDefinition, Field, FieldDefinition, Type, TypeDefinition, TypeKind,
};
use appsynth_util::FieldError;
use serde_json::{Map, Value};

use crate::complete::{self, Completed};
use crate::execute::{Execution, Position, is_introspection};
use crate::introspection::is_meta_type;
use crate::path::Path;

/// The deepest selection that is completed in one go: each level takes some of the stack.
const MAX_DEPTH: u32 = 32;

/// The largest one, in fields. Fragments within fragments can select more than there will ever be values.
const MAX_FIELDS: usize = 1_000;

/// How values of a type become what clients see.
pub(crate) enum Shape<'s> {
    Leaf(Leaf<'s>),
    Object(Selected<'s>),
}

/// How values of scalars and enums become what clients see.
pub(crate) enum Leaf<'s> {
    AsIs,
    Scalar(Scalar),
    Enum {
        name: &'s str,
        values: &'s [EnumValueDefinition],
    },
}

/// What is selected of objects of a type.
pub(crate) struct Selected<'s> {
    object: &'s TypeDefinition,
    fields: Vec<SelectedField<'s>>,
}

struct SelectedField<'s> {
    key: &'s str,
    definition: &'s FieldDefinition,
    fields: Vec<&'s Field>,
    origin: Origin,
    shape: Shape<'s>,
}

/// Where the value of a field is from.
enum Origin {
    /// It is the name of the object's type.
    TypeName,
    /// The field is not even tried.
    Refused(Box<FieldError>),
    /// A member of the object, which no later field of the selection has as well if it is the last.
    Member { is_last: bool },
}

/// A field whose value is completed; its path is made only for what is said about it.
struct Place<'p> {
    parent: &'p TypeDefinition,
    definition: &'p FieldDefinition,
    fields: &'p [&'p Field],
    way: Way<'p>,
}

/// The way to a value.
#[derive(Clone, Copy)]
enum Way<'w> {
    Path(&'w Path),
    Key(&'w Way<'w>, &'w str),
    Index(&'w Way<'w>, usize),
}

impl Leaf<'_> {
    /// What clients see of a value.
    pub(crate) fn serialize(&self, value: Value) -> Result<Value, String> {
        match self {
            Self::AsIs => Ok(value),
            Self::Scalar(scalar) => scalar.serialize(value),
            Self::Enum { name, values } => {
                let is_known = |text: &str| values.iter().any(|one| &*one.name == text);
                if value.as_str().is_some_and(is_known) {
                    return Ok(value);
                }
                let shown = Scalar::String.serialize(value)?;
                Err(format!(
                    "Invalid input for Enum '{name}'. Unknown value '{}'",
                    shown.as_str().unwrap_or_default()
                ))
            }
        }
    }
}

impl Execution<'_> {
    /// How scalars and enums of this name become what clients see.
    pub(crate) fn leaf<'s>(&'s self, name: &'s str) -> Leaf<'s> {
        if self.of_event {
            // The mutation that it comes from has completed it.
            return Leaf::AsIs;
        }
        let definition = self.api.schema.type_definition(name);
        match definition.map(|one| &one.kind) {
            Some(TypeKind::Enum { values }) => Leaf::Enum { name, values },
            _ => Scalar::from_name(name).map_or(Leaf::AsIs, Leaf::Scalar),
        }
    }

    /// The shape of a field's values, or of the items of its lists, if they are at hand. A tracer wants to be told of
    /// each field when it is its turn.
    pub(crate) fn at_hand<'s>(&'s self, position: &'s Position<'s>) -> Option<Shape<'s>> {
        if self.tracer.is_some() {
            return None;
        }
        let mut fields_left = MAX_FIELDS;
        let type_name = position.definition.ty.named();
        self.shape(type_name, position.fields, &position.path, &mut fields_left)
    }

    fn shape<'s>(
        &'s self,
        type_name: &'s str,
        fields: &[&'s Field],
        path: &Path,
        fields_left: &mut usize,
    ) -> Option<Shape<'s>> {
        let definition = self.api.schema.type_definition(type_name);
        let Some(object) = definition.filter(|one| one.kind.is_composite()) else {
            return Some(Shape::Leaf(self.leaf(type_name)));
        };
        // Of an interface or union each value tells what it is.
        if !matches!(object.kind, TypeKind::Object { .. })
            || is_meta_type(type_name)
            || path.depth() > MAX_DEPTH
        {
            return None;
        }
        let selections = fields.iter().map(|field| &*field.selection_set);
        let collected = self.collector().collect(type_name, selections);
        *fields_left = fields_left.checked_sub(collected.len())?;
        let mut selected = Vec::with_capacity(collected.len());
        for (key, fields) in collected {
            selected.push(self.selected_field(object, key, fields, path, fields_left)?);
        }
        let mut later = HashSet::new();
        for field in selected.iter_mut().rev() {
            if let Origin::Member { is_last } = &mut field.origin {
                *is_last = later.insert(&*field.definition.name);
            }
        }
        Some(Shape::Object(Selected {
            object,
            fields: selected,
        }))
    }

    fn selected_field<'s>(
        &'s self,
        parent: &'s TypeDefinition,
        key: &'s str,
        fields: Vec<&'s Field>,
        path: &Path,
        fields_left: &mut usize,
    ) -> Option<SelectedField<'s>> {
        let name = &*fields.first()?.name;
        let definition = self.api.schema.selected_field(parent, name)?;
        let position = Position {
            parent,
            definition,
            fields: &fields,
            path: path.key(key),
        };
        let origin = if name == "__typename" {
            Origin::TypeName
        } else if is_introspection(&position) {
            return None;
        } else if let Some(error) = self.refusal(&position) {
            Origin::Refused(Box::new(error))
        } else if self.of_event {
            Origin::Member { is_last: false }
        } else if let Err(error) = self.arguments(&position) {
            Origin::Refused(error)
        } else if self.api.program.resolver(&parent.name, name).is_some() {
            return None;
        } else {
            Origin::Member { is_last: false }
        };
        let shape = self.shape(definition.ty.named(), &fields, &position.path, fields_left)?;
        Some(SelectedField {
            key,
            definition,
            origin,
            shape,
            fields,
        })
    }

    /// Completes a value that is at hand.
    pub(crate) fn complete_at_hand(
        &self,
        position: &Position<'_>,
        ty: &Type,
        shape: &Shape<'_>,
        value: Value,
    ) -> Completed {
        let place = Place {
            parent: position.parent,
            definition: position.definition,
            fields: position.fields,
            way: Way::Path(&position.path),
        };
        self.any(&place, ty, shape, value)
    }

    fn any(&self, place: &Place<'_>, ty: &Type, shape: &Shape<'_>, value: Value) -> Completed {
        let completed = self.nullable(place, ty.nullable(), shape, value);
        completed.fitted(ty, || place.position())
    }

    fn nullable(&self, place: &Place<'_>, ty: &Type, shape: &Shape<'_>, value: Value) -> Completed {
        match (ty, shape, value) {
            (_, _, Value::Null) => Completed::of(Value::Null),
            (Type::List(item_type), _, Value::Array(items)) => {
                let items = items.into_iter().enumerate().map(|(index, item)| {
                    let place = Place {
                        way: Way::Index(&place.way, index),
                        ..*place
                    };
                    self.any(&place, item_type, shape, item)
                });
                Completed::list(items)
            }
            (Type::List(_), _, _) => complete::no_list(&place.position()),
            (_, Shape::Leaf(leaf), value) => match leaf.serialize(value) {
                Ok(value) => Completed::of(value),
                Err(why) => complete::no_leaf(&place.position(), &why),
            },
            (_, Shape::Object(selected), Value::Object(members)) => {
                self.object(place, selected, members)
            }
            (_, Shape::Object(_), _) => complete::no_object(&place.position()),
        }
    }

    fn object(
        &self,
        place: &Place<'_>,
        selected: &Selected<'_>,
        mut members: Map<String, Value>,
    ) -> Completed {
        let fields = selected.fields.iter().map(|field| {
            let place = Place {
                parent: selected.object,
                definition: field.definition,
                fields: &field.fields,
                way: Way::Key(&place.way, field.key),
            };
            let name = &*field.definition.name;
            let mut refused = None;
            let mut key = None;
            let value = match &field.origin {
                Origin::TypeName => Value::from(&*selected.object.name),
                Origin::Refused(error) => {
                    refused = Some(self.resolver_error(&place.position(), (**error).clone()));
                    error.value.clone()
                }
                Origin::Member { is_last: true } => match members.remove_entry(name) {
                    Some((member, value)) => {
                        key = Some(member).filter(|member| member == field.key);
                        value
                    }
                    None => Value::Null,
                },
                Origin::Member { is_last: false } => members.get(name).cloned().unwrap_or_default(),
            };
            let mut completed = self.any(&place, &field.definition.ty, &field.shape, value);
            if let Some(error) = refused {
                completed.errors.insert(0, error);
            }
            (key.unwrap_or_else(|| field.key.to_owned()), completed)
        });
        Completed::object(fields)
    }
}

impl<'p> Place<'p> {
    fn position(&self) -> Position<'p> {
        Position {
            parent: self.parent,
            definition: self.definition,
            fields: self.fields,
            path: self.way.path(),
        }
    }
}

impl Way<'_> {
    fn path(self) -> Path {
        match self {
            Self::Path(path) => path.clone(),
            Self::Key(before, key) => before.path().key(key),
            Self::Index(before, index) => before.path().index(index),
        }
    }
}
