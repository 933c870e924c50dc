//! What subscribers hear of a mutation: its answer under the names of the schema, for they have aliases and
//! fragments of their own.

use appsynth_schema::ast::{Field, Type, TypeDefinition};
use serde_json::{Map, Value};

use crate::MutationEvent;
use crate::execute::Execution;

impl Execution<'_> {
    /// The event of a mutation's field; none if it failed, or nobody can subscribe to it.
    pub(crate) fn event_of(
        &self,
        root: &TypeDefinition,
        fields: &[&Field],
        value: Option<&Value>,
    ) -> Option<MutationEvent> {
        let name = &*fields.first()?.name;
        let value = value.filter(|value| !value.is_null())?;
        if !self.api.program.published.contains(name) {
            return None;
        }
        let definition = self.api.schema.selected_field(root, name)?;
        Some(MutationEvent {
            mutation: name.to_owned(),
            value: self.by_field_names(&definition.ty, fields, value),
        })
    }

    fn by_field_names(&self, ty: &Type, fields: &[&Field], value: &Value) -> Value {
        match value {
            Value::Array(items) => items
                .iter()
                .map(|item| self.by_field_names(ty, fields, item))
                .collect(),
            Value::Object(answer) if fields.iter().any(|field| !field.selection_set.is_empty()) => {
                self.members(ty.named(), fields, answer)
            }
            scalar => scalar.clone(),
        }
    }

    fn members(&self, type_name: &str, fields: &[&Field], answer: &Map<String, Value>) -> Value {
        let schema = &self.api.schema;
        let selections = || fields.iter().map(|field| &*field.selection_set);
        let mut possible = schema.possible_types(type_name);
        possible.retain(|object| self.is_answer_of(object, fields, answer));
        let [object] = possible[..] else {
            return Value::Null;
        };
        let Some(definition) = schema.type_definition(object) else {
            return Value::Null;
        };
        let collected = self.collector().collect(object, selections());
        collected
            .into_iter()
            .filter_map(|(key, fields)| {
                let name = &*fields.first()?.name;
                let field = schema.selected_field(definition, name)?;
                let value = self.by_field_names(&field.ty, &fields, answer.get(key)?);
                Some((name.to_owned(), value))
            })
            .collect()
    }

    /// Whether an answer to what is selected is one of this object type: the `__typename` in it says so, and
    /// without one every type is possible.
    fn is_answer_of(&self, object: &str, fields: &[&Field], answer: &Map<String, Value>) -> bool {
        let selections = fields.iter().map(|field| &*field.selection_set);
        let collected = self.collector().collect(object, selections);
        let mut typenames = collected.iter().filter(|(_, fields)| {
            fields
                .first()
                .is_some_and(|field| *field.name == *"__typename")
        });
        typenames.all(|(key, _)| answer.get(*key).and_then(Value::as_str) == Some(object))
    }
}
