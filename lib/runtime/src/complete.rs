//! Fits the values of resolvers to the schema's types, nulls climbing as GraphQL has it.
//!
//! <https://spec.graphql.org/October2021/#CompleteValue()>

use appsynth_schema::ast::{Type, TypeKind};
use futures_util::future::{BoxFuture, Either, FutureExt as _, Ready, join_all, ready};
use serde_json::{Map, Value};

use crate::execute::{Execution, Position};
use crate::path::Path;
use crate::{ResponseError, introspection};

/// What became of a field or a part of one.
pub(crate) struct Completed {
    /// `None` if a null has to climb to what is around it.
    pub(crate) value: Option<Value>,
    pub(crate) errors: Vec<ResponseError>,
}

/// A value being completed. What is inside lists and objects is on the heap, so that deep queries do not need
/// a deep stack.
type Completing<'a> = Either<Ready<Completed>, BoxFuture<'a, Completed>>;

impl Execution<'_> {
    /// Fits a value to a type. A null in a non-null place climbs; it stops at the next nullable one.
    pub(crate) async fn complete(
        &self,
        position: &Position<'_>,
        ty: &Type,
        value: Value,
    ) -> Completed {
        let shape = if value.is_null() {
            None
        } else {
            self.at_hand(position)
        };
        match shape {
            Some(shape) => self.complete_at_hand(position, ty, &shape, value),
            None => {
                let completed = self.begin(position, ty.nullable(), value).await;
                completed.fitted(ty, || position.clone())
            }
        }
    }

    /// Completes a value part by part, of a type that may be null.
    fn begin<'s>(
        &'s self,
        position: &'s Position<'_>,
        ty: &'s Type,
        value: Value,
    ) -> Completing<'s> {
        match (ty, value) {
            (_, Value::Null) => done(Completed::of(Value::Null)),
            (Type::List(inner), Value::Array(items)) => {
                Either::Right(self.complete_list(position, inner, items).boxed())
            }
            (Type::List(_), _) => done(no_list(position)),
            (ty, value) => {
                let name = ty.named();
                let definition = self.api.schema.type_definition(name);
                if definition.is_some_and(|one| one.kind.is_composite()) {
                    return Either::Right(self.complete_object(position, name, value).boxed());
                }
                done(match self.leaf(name).serialize(value) {
                    Ok(value) => Completed::of(value),
                    Err(why) => no_leaf(position, &why),
                })
            }
        }
    }

    async fn complete_list(
        &self,
        position: &Position<'_>,
        item_type: &Type,
        items: Vec<Value>,
    ) -> Completed {
        let items = items.into_iter().enumerate().map(|(index, item)| {
            let position = Position {
                path: position.path.index(index),
                ..position.clone()
            };
            // What is not at hand in the list is not so in its items.
            async move {
                let completed = self.begin(&position, item_type.nullable(), item).await;
                completed.fitted(item_type, || position)
            }
        });
        Completed::list(join_all(items).await)
    }

    async fn complete_object(
        &self,
        position: &Position<'_>,
        type_name: &str,
        value: Value,
    ) -> Completed {
        if !value.is_object() && !introspection::is_meta_type(type_name) {
            return no_object(position);
        }
        let schema = &self.api.schema;
        let is_object =
            |name: &&str| *name != type_name && schema.is_possible_type(type_name, name);
        let object = match schema.type_definition(type_name).map(|one| &one.kind) {
            Some(TypeKind::Object { .. }) => Some(type_name),
            _ => value
                .get("__typename")
                .and_then(Value::as_str)
                .filter(is_object),
        };
        let Some(object) = object.and_then(|name| schema.type_definition(name)) else {
            return Completed::failed(position, |_| {
                format!("Could not determine the exact type of '{type_name}'")
            });
        };
        let selections = position.fields.iter().map(|field| &*field.selection_set);
        let collected = self.collector().collect(&object.name, selections);
        self.fields(object, &value, &collected, &position.path)
            .await
    }
}

fn done<'a>(completed: Completed) -> Completing<'a> {
    Either::Left(ready(completed))
}

impl Completed {
    pub(crate) fn of(value: Value) -> Self {
        Self {
            value: Some(value),
            errors: Vec::new(),
        }
    }

    /// A value that cannot be given out.
    fn failed(position: &Position<'_>, message: impl FnOnce(&Path) -> String) -> Self {
        Self {
            value: Some(Value::Null),
            errors: vec![completion_error(position, message(&position.path))],
        }
    }

    /// An object of its fields; a null that climbs from one of them takes it.
    pub(crate) fn object(fields: impl IntoIterator<Item = (String, Self)>) -> Self {
        let fields = fields.into_iter();
        let mut object = Some(Map::with_capacity(fields.size_hint().0));
        let mut errors = Vec::new();
        for (key, completed) in fields {
            errors.extend(completed.errors);
            object = match (object, completed.value) {
                (Some(mut object), Some(value)) => {
                    object.insert(key, value);
                    Some(object)
                }
                _ => None,
            };
        }
        Self {
            value: object.map(Value::Object),
            errors,
        }
    }

    /// A list of its items; a null that climbs from one of them takes it.
    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let items = items.into_iter();
        let mut list = Some(Vec::with_capacity(items.size_hint().0));
        let mut errors = Vec::new();
        for completed in items {
            errors.extend(completed.errors);
            list = match (list, completed.value) {
                (Some(mut list), Some(value)) => {
                    list.push(value);
                    Some(list)
                }
                _ => None,
            };
        }
        Self {
            value: list.map(Value::Array),
            errors,
        }
    }

    /// What a nullable value is in a place of this type: in a nullable one a null stops that climbs, from another one
    /// it begins to.
    pub(crate) fn fitted<'p>(mut self, ty: &Type, position: impl FnOnce() -> Position<'p>) -> Self {
        if !ty.is_non_null() {
            self.value = self.value.or(Some(Value::Null));
        } else if self.value == Some(Value::Null) {
            self.errors.push(null_error(&position(), ty.nullable()));
            self.value = None;
        }
        self
    }
}

pub(crate) fn no_list(position: &Position<'_>) -> Completed {
    Completed::failed(position, |path| {
        format!("Can't resolve value ({path}) : type mismatch error, expected type LIST")
    })
}

pub(crate) fn no_object(position: &Position<'_>) -> Completed {
    Completed::failed(position, |path| {
        format!("Can't resolve value ({path}) : type mismatch error, expected type OBJECT")
    })
}

pub(crate) fn no_leaf(position: &Position<'_>, why: &str) -> Completed {
    Completed::failed(position, |path| {
        format!("Can't serialize value ({path}) : {why}")
    })
}

fn null_error(position: &Position<'_>, ty: &Type) -> ResponseError {
    // AppSync has no name for a list.
    let shown = match ty {
        Type::Named(name) => &**name,
        Type::List(_) | Type::NonNull(_) => "null",
    };
    let message = format!(
        "Cannot return null for non-nullable type: '{shown}' within parent '{}' ({})",
        position.parent.name, position.path
    );
    completion_error(position, message)
}

fn completion_error(position: &Position<'_>, message: String) -> ResponseError {
    ResponseError {
        path: Some(position.path.segments()),
        details: None,
        locations: None,
        message,
        field: Some(position.field()),
    }
}
