//! The root types: what the schema declares of them, then what entities add.

use appsynth_schema::ast::{Definition, FieldDefinition, Name, OperationType, SchemaDefinition};

use super::syntax::object;
use crate::model::{Model, Parent};

/// The root types of a schema.
pub(super) struct Roots {
    each: [Root; 3],
}

struct Root {
    operation: OperationType,
    name: String,
    fields: Vec<FieldDefinition>,
}

impl Roots {
    pub(super) fn new(model: &Model) -> Self {
        let each = [
            OperationType::Query,
            OperationType::Mutation,
            OperationType::Subscription,
        ];
        Self {
            each: each.map(|operation| Root {
                operation,
                name: declared_name(model, operation)
                    .unwrap_or(operation.default_type_name())
                    .to_owned(),
                fields: Vec::new(),
            }),
        }
    }

    /// The name of a root type.
    pub(super) fn name(&self, operation: OperationType) -> &str {
        &self.each[operation as usize].name
    }

    pub(super) fn add(
        &mut self,
        operation: OperationType,
        fields: impl IntoIterator<Item = FieldDefinition>,
    ) {
        self.each[operation as usize].fields.extend(fields);
    }

    /// The definitions of those that have fields.
    pub(super) fn into_definitions(self) -> Vec<Definition> {
        let used: Vec<Root> = self
            .each
            .into_iter()
            .filter(|root| !root.fields.is_empty())
            .collect();
        let is_usual = |root: &Root| root.name == root.operation.default_type_name();
        let mut definitions = Vec::new();
        if !used.iter().all(is_usual) {
            let names = used
                .iter()
                .map(|root| (root.operation, Name::new(&root.name)));
            definitions.push(Definition::Schema(SchemaDefinition {
                extend: false,
                description: None,
                directives: Vec::new(),
                root_operations: names.collect(),
                span: None,
            }));
        }
        let objects = used
            .into_iter()
            .map(|root| object(root.name, Vec::new(), root.fields));
        definitions.extend(objects);
        definitions
    }
}

fn declared_name(model: &Model, operation: OperationType) -> Option<&str> {
    model
        .custom_fields
        .iter()
        .find_map(|custom| match &custom.parent {
            Parent::Root(kind, name) if *kind == operation => Some(&**name),
            _ => None,
        })
}
