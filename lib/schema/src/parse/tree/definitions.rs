//! Definitions of schemas.

use apollo_compiler::ast as parsed;
use apollo_compiler::{Name as ParsedName, Node};

use super::{Reader, operation_type};
use crate::ast::{
    Definition, DirectiveDefinition, DirectiveLocation, EnumValueDefinition, FieldDefinition,
    FragmentDefinition, InputValueDefinition, Name, OperationType, SchemaDefinition,
    TypeDefinition, TypeKind,
};

impl Reader {
    pub(super) fn definition(&self, definition: &parsed::Definition) -> Definition {
        use parsed::Definition as From;
        match definition {
            From::OperationDefinition(one) => Definition::Operation(self.operation(one)),
            From::FragmentDefinition(one) => Definition::Fragment(FragmentDefinition {
                name: self.name(&one.name),
                type_condition: self.name(&one.type_condition),
                directives: self.directives(&one.directives),
                selection_set: self.selections(&one.selection_set),
                span: self.at(one),
            }),
            From::DirectiveDefinition(one) => Definition::Directive(DirectiveDefinition {
                description: text(&one.description),
                name: self.name(&one.name),
                arguments: self.input_values(&one.arguments),
                repeatable: one.repeatable,
                locations: one
                    .locations
                    .iter()
                    .filter_map(|location| DirectiveLocation::from_name(location.name()))
                    .collect(),
                span: self.at(one),
            }),
            From::SchemaDefinition(one) => Definition::Schema(SchemaDefinition {
                extend: false,
                description: text(&one.description),
                directives: self.directives(&one.directives),
                root_operations: self.root_operations(&one.root_operations),
                span: self.at(one),
            }),
            From::SchemaExtension(one) => Definition::Schema(SchemaDefinition {
                extend: true,
                description: None,
                directives: self.directives(&one.directives),
                root_operations: self.root_operations(&one.root_operations),
                span: self.at(one),
            }),
            From::ScalarTypeDefinition(_)
            | From::ObjectTypeDefinition(_)
            | From::InterfaceTypeDefinition(_)
            | From::UnionTypeDefinition(_)
            | From::EnumTypeDefinition(_)
            | From::InputObjectTypeDefinition(_)
            | From::ScalarTypeExtension(_)
            | From::ObjectTypeExtension(_)
            | From::InterfaceTypeExtension(_)
            | From::UnionTypeExtension(_)
            | From::EnumTypeExtension(_)
            | From::InputObjectTypeExtension(_) => Definition::Type(self.type_of(definition)),
        }
    }

    fn type_of(&self, definition: &parsed::Definition) -> TypeDefinition {
        use parsed::Definition as From;
        let (description, kind) = match definition {
            From::ScalarTypeDefinition(one) => (text(&one.description), TypeKind::Scalar),
            From::ObjectTypeDefinition(one) => (
                text(&one.description),
                TypeKind::Object {
                    implements: self.names(&one.implements_interfaces),
                    fields: self.fields(&one.fields),
                },
            ),
            From::ObjectTypeExtension(one) => (
                None,
                TypeKind::Object {
                    implements: self.names(&one.implements_interfaces),
                    fields: self.fields(&one.fields),
                },
            ),
            From::InterfaceTypeDefinition(one) => (
                text(&one.description),
                TypeKind::Interface {
                    implements: self.names(&one.implements_interfaces),
                    fields: self.fields(&one.fields),
                },
            ),
            From::InterfaceTypeExtension(one) => (
                None,
                TypeKind::Interface {
                    implements: self.names(&one.implements_interfaces),
                    fields: self.fields(&one.fields),
                },
            ),
            From::UnionTypeDefinition(one) => (
                text(&one.description),
                TypeKind::Union {
                    members: self.names(&one.members),
                },
            ),
            From::UnionTypeExtension(one) => (
                None,
                TypeKind::Union {
                    members: self.names(&one.members),
                },
            ),
            From::EnumTypeDefinition(one) => (
                text(&one.description),
                TypeKind::Enum {
                    values: self.enum_values(&one.values),
                },
            ),
            From::EnumTypeExtension(one) => (
                None,
                TypeKind::Enum {
                    values: self.enum_values(&one.values),
                },
            ),
            From::InputObjectTypeDefinition(one) => (
                text(&one.description),
                TypeKind::InputObject {
                    fields: self.input_values(&one.fields),
                },
            ),
            From::InputObjectTypeExtension(one) => (
                None,
                TypeKind::InputObject {
                    fields: self.input_values(&one.fields),
                },
            ),
            From::ScalarTypeExtension(_)
            | From::OperationDefinition(_)
            | From::FragmentDefinition(_)
            | From::DirectiveDefinition(_)
            | From::SchemaDefinition(_)
            | From::SchemaExtension(_) => (None, TypeKind::Scalar),
        };
        TypeDefinition {
            extend: definition.is_extension_definition(),
            description,
            name: definition
                .name()
                .map_or_else(|| Name::new(""), |name| self.name(name)),
            directives: self.directives(definition.directives()),
            kind,
            span: definition.location().map(|at| self.span(at)),
        }
    }

    fn root_operations(
        &self,
        list: &[Node<(parsed::OperationType, ParsedName)>],
    ) -> Vec<(OperationType, Name)> {
        list.iter()
            .map(|one| (operation_type(one.0), self.name(&one.1)))
            .collect()
    }

    fn fields(&self, list: &[Node<parsed::FieldDefinition>]) -> Vec<FieldDefinition> {
        list.iter()
            .map(|one| FieldDefinition {
                description: text(&one.description),
                name: self.name(&one.name),
                arguments: self.input_values(&one.arguments),
                ty: self.ty(&one.ty),
                directives: self.directives(&one.directives),
                span: self.at(one),
            })
            .collect()
    }

    fn input_values(
        &self,
        list: &[Node<parsed::InputValueDefinition>],
    ) -> Vec<InputValueDefinition> {
        list.iter()
            .map(|one| InputValueDefinition {
                description: text(&one.description),
                name: self.name(&one.name),
                ty: self.ty(&one.ty),
                default_value: one.default_value.as_ref().map(|value| self.value(value)),
                directives: self.directives(&one.directives),
                span: self.at(one),
            })
            .collect()
    }

    fn enum_values(&self, list: &[Node<parsed::EnumValueDefinition>]) -> Vec<EnumValueDefinition> {
        list.iter()
            .map(|one| EnumValueDefinition {
                description: text(&one.description),
                name: self.name(&one.value),
                directives: self.directives(&one.directives),
            })
            .collect()
    }
}

fn text(description: &Option<Node<str>>) -> Option<String> {
    description.as_ref().map(|text| text.to_string())
}
