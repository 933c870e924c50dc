//! Arguments of fields that HTTP endpoints resolve: what goes into the path, the query string and the body.

use std::collections::HashMap;

use appsynth_schema::ast::{Definition, InputValueDefinition, Type};
use indexmap::IndexSet;

use super::syntax::{input, input_object, named, required};
use crate::model::{Action, CustomField, HttpCall, HttpMethod, Model};
use crate::names::capitalized;

/// The fields of a schema that endpoints resolve.
pub(super) struct Endpoints<'m> {
    calls: HashMap<(&'m str, &'m str), (&'m CustomField, &'m HttpCall)>,
    inputs: Vec<Definition>,
}

impl<'m> Endpoints<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let fields = model.custom_fields.iter();
        let calls = fields.filter_map(|custom| {
            let call = custom.steps.iter().find_map(|step| match &step.action {
                Action::Http(call) => Some(call),
                Action::Function(_) => None,
            })?;
            let place = (&**custom.parent.name(), &*custom.field.name);
            Some((place, (custom, call)))
        });
        Self {
            calls: calls.collect(),
            inputs: Vec::new(),
        }
    }

    /// The arguments of a field in place of those declared; `None` if no endpoint resolves it.
    pub(super) fn arguments(
        &mut self,
        type_name: &str,
        field_name: &str,
    ) -> Option<Vec<InputValueDefinition>> {
        let (custom, call) = *self.calls.get(&(type_name, field_name))?;
        let prefix = format!("{type_name}{}", capitalized(field_name));
        let parameters: IndexSet<&str> = call.path.parameters().collect();
        let others: Vec<&InputValueDefinition> = custom
            .field
            .arguments
            .iter()
            .filter(|one| !parameters.contains(&*one.name))
            .collect();
        let mut arguments = Vec::new();
        if !parameters.is_empty() {
            let members = parameters
                .iter()
                .map(|name| input(*name, required(named("String"))))
                .collect();
            let ty = self.add(format!("{prefix}ParamsInput"), members);
            arguments.push(input("params", required(ty)));
        }
        if others.is_empty() {
            return Some(arguments);
        }
        if call.method == HttpMethod::Get {
            let members: Vec<InputValueDefinition> = others.into_iter().cloned().collect();
            let has_required = members.iter().any(|one| one.ty.is_non_null());
            let ty = self.add(format!("{prefix}QueryInput"), members);
            arguments.push(input("query", if has_required { required(ty) } else { ty }));
            return Some(arguments);
        }
        // A value may be sent either way, so neither requires it.
        let optional = || {
            let each = others.iter().map(|one| InputValueDefinition {
                ty: one.ty.nullable().clone(),
                ..(*one).clone()
            });
            each.collect::<Vec<_>>()
        };
        let query = optional();
        let ty = self.add(format!("{prefix}QueryInput"), query);
        arguments.push(input("query", ty));
        if call.method.has_body() {
            let ty = self.add(format!("{prefix}BodyInput"), optional());
            arguments.push(input("body", ty));
        }
        Some(arguments)
    }

    /// The inputs of the arguments that were asked for.
    pub(super) fn into_inputs(self) -> Vec<Definition> {
        self.inputs
    }

    fn add(&mut self, name: String, members: Vec<InputValueDefinition>) -> Type {
        let ty = named(&name);
        self.inputs.push(input_object(name, members));
        ty
    }
}
