//! The part of an error's data that a client sees: what it selected of the field.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html>

use appsynth_schema::ast::{Field, Type};
use serde_json::Value;

use crate::execute::Execution;

impl Execution<'_> {
    /// The selected members of objects, under their response keys, null where they are not set; scalars as they are.
    pub(crate) fn selected(&self, ty: &Type, fields: &[&Field], data: Value) -> Value {
        let members = match data {
            Value::Array(items) => {
                let selected = |item| self.selected(ty, fields, item);
                return items.into_iter().map(selected).collect();
            }
            Value::Object(members)
                if fields.iter().any(|field| !field.selection_set.is_empty()) =>
            {
                members
            }
            other => return other,
        };
        let schema = &self.api.schema;
        // Of an interface or union the data may say which object they are.
        let named = members.get("__typename").and_then(Value::as_str);
        let object = named
            .filter(|name| schema.is_possible_type(ty.named(), name))
            .and_then(|name| schema.type_definition(name))
            .or_else(|| schema.type_definition(ty.named()));
        let Some(object) = object else {
            return Value::Null;
        };
        let selections = fields.iter().map(|field| &*field.selection_set);
        let collected = self.collector().collect(&object.name, selections);
        collected
            .into_iter()
            .filter_map(|(key, fields)| {
                let name = &*fields.first()?.name;
                let definition = schema.selected_field(object, name)?;
                let member = match (members.get(name), name) {
                    (None, "__typename") => Value::from(&*object.name),
                    (None, _) => Value::Null,
                    (Some(member), _) => self.selected(&definition.ty, &fields, member.clone()),
                };
                Some((key.to_owned(), member))
            })
            .collect()
    }
}
