//! The root types: what the schema declares of them, then what entities add.

use appsynth_schema::ast::{
    Definition, Directive, FieldDefinition, Name, OperationType, SchemaDefinition, TypeDefinition,
    TypeKind,
};

use super::modes::{Modes, is_mode};
use crate::model::{Model, RootType};
use crate::options::Options;

/// The root types of a schema.
pub(super) struct Roots {
    each: [Root; 3],
    /// The directives that say the default mode even where it would go without saying.
    default: Vec<Directive>,
}

struct Root {
    declared: RootType,
    fields: Vec<FieldDefinition>,
}

impl Roots {
    pub(super) fn new(model: &Model, options: &Options) -> Self {
        let each = [
            OperationType::Query,
            OperationType::Mutation,
            OperationType::Subscription,
        ];
        let declared = |operation| {
            let mut roots = model.roots.iter();
            let root = roots.find(|root| root.operation == operation).cloned();
            root.unwrap_or_else(|| RootType {
                operation,
                name: Name::new(operation.default_type_name()),
                description: None,
                directives: Vec::new(),
            })
        };
        Self {
            each: each.map(|operation| Root {
                declared: declared(operation),
                fields: Vec::new(),
            }),
            default: Modes::only(options.default_auth).explicit_directives(),
        }
    }

    /// Adds a field that no rule is about: the type's own directives decide who may ask for it.
    pub(super) fn add_open(&mut self, operation: OperationType, field: FieldDefinition) {
        self.each[operation as usize].fields.push(field);
    }

    /// Adds fields that rules decide about, whatever modes the type has.
    pub(super) fn add_ruled(
        &mut self,
        operation: OperationType,
        fields: impl IntoIterator<Item = FieldDefinition>,
    ) {
        let root = &mut self.each[operation as usize];
        let inherits = root.declared.directives.iter().any(is_mode);
        root.fields.extend(fields.into_iter().map(|mut field| {
            if inherits && !field.directives.iter().any(is_mode) {
                field.directives.extend(self.default.iter().cloned());
            }
            field
        }));
    }

    /// The definitions of those that have fields.
    pub(super) fn into_definitions(self) -> Vec<Definition> {
        let used: Vec<Root> = self
            .each
            .into_iter()
            .filter(|root| !root.fields.is_empty())
            .collect();
        let is_usual = |root: &Root| {
            let RootType {
                name, operation, ..
            } = &root.declared;
            **name == *operation.default_type_name()
        };
        let mut definitions = Vec::new();
        if !used.iter().all(is_usual) {
            let names = used
                .iter()
                .map(|Root { declared, .. }| (declared.operation, Name::new(&*declared.name.text)));
            definitions.push(Definition::Schema(SchemaDefinition {
                extend: false,
                description: None,
                directives: Vec::new(),
                root_operations: names.collect(),
                span: None,
            }));
        }
        definitions.extend(used.into_iter().map(Root::into_definition));
        definitions
    }
}

impl Root {
    fn into_definition(self) -> Definition {
        Definition::Type(TypeDefinition {
            extend: false,
            description: self.declared.description,
            name: self.declared.name,
            directives: self.declared.directives,
            kind: TypeKind::Object {
                implements: Vec::new(),
                fields: self.fields,
            },
            span: None,
        })
    }
}
