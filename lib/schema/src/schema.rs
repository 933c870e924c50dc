//! A schema by name, extensions merged.

use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;
use indexmap::map::Entry;
use rustc_hash::FxBuildHasher;

use crate::ast::{
    Definition, Directive, DirectiveDefinition, Document, FieldDefinition, InputValueDefinition,
    Name, OperationType, SchemaDefinition, TypeDefinition, TypeKind,
};
use crate::{Scalar, built_in, diagnostics};
use appsynth_diagnostics::near_name;

/// A schema: types and directives by name, in source order.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    pub(crate) definition: Option<SchemaDefinition>,
    types: ByName<TypeDefinition>,
    directives: ByName<DirectiveDefinition>,
    /// Known as if they were built in.
    additional_types: ByName<TypeDefinition>,
    additional_directives: ByName<DirectiveDefinition>,
    roots: Vec<(OperationType, Name)>,
    /// For each interface and union, the object types that are one.
    possible_types: ByName<Vec<String>>,
    hides_itself: bool,
}

/// Names are looked up for every type and field; they are the developer's own, so a fast hash is safe.
type ByName<T> = IndexMap<String, T, FxBuildHasher>;

/// A value that passed validation and cannot be changed any more.
#[derive(Debug, Clone)]
pub struct Valid<T>(T);

impl<T> Valid<T> {
    pub(crate) fn assert(value: T) -> Self {
        Self(value)
    }

    /// The value, free to be changed and validated again.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Valid<Schema> {
    /// The same schema for an API that does not answer introspection: `__schema` and `__type` are unknown.
    #[must_use]
    pub fn without_introspection(mut self) -> Self {
        self.0.hides_itself = true;
        self
    }
}

impl Schema {
    /// Collects a document's definitions. What is defined twice, or extended without being there, is
    /// reported; the first definition stands.
    pub fn build(document: Document) -> (Self, Diagnostics) {
        let mut schema = Self::default();
        let mut problems = Diagnostics::new();
        let (extensions, definitions): (Vec<_>, Vec<_>) =
            (document.definitions.into_iter()).partition(Definition::is_extension);
        for definition in definitions {
            schema.define(definition, &mut problems);
        }
        for extension in extensions {
            schema.extend(extension, &mut problems);
        }
        schema.settle_roots();
        schema.settle_possible_types();
        (schema, problems)
    }

    /// Makes the types and directives of another document known as if they were built in.
    pub(crate) fn know(&mut self, additions: &Document) {
        for definition in &additions.definitions {
            match definition {
                Definition::Type(one) => {
                    let name = one.name.text.clone();
                    self.additional_types.insert(name, one.clone());
                }
                Definition::Directive(one) => {
                    let name = one.name.text.clone();
                    self.additional_directives.insert(name, one.clone());
                }
                Definition::Schema(_) | Definition::Operation(_) | Definition::Fragment(_) => {}
            }
        }
    }

    /// A type by name, built-in ones included.
    pub fn type_definition(&self, name: &str) -> Option<&TypeDefinition> {
        self.types
            .get(name)
            .or_else(|| self.additional_types.get(name))
            .or_else(|| built_in::type_definition(name))
    }

    /// A field of an object type or interface.
    pub fn field(&self, type_name: &str, field_name: &str) -> Option<&FieldDefinition> {
        self.type_definition(type_name)?.field(field_name)
    }

    /// A directive by name, built-in ones included.
    pub fn directive(&self, name: &str) -> Option<&DirectiveDefinition> {
        self.directives
            .get(name)
            .or_else(|| self.additional_directives.get(name))
            .or_else(|| built_in::directive(name))
    }

    /// The types the schema declares, in source order.
    pub fn types(&self) -> impl Iterator<Item = &TypeDefinition> {
        self.types.values()
    }

    /// The object types the schema declares, in source order.
    pub fn object_types(&self) -> impl Iterator<Item = &TypeDefinition> {
        self.types()
            .filter(|one| matches!(one.kind, TypeKind::Object { .. }))
    }

    /// The directives the schema declares, in source order.
    pub fn directives(&self) -> impl Iterator<Item = &DirectiveDefinition> {
        self.directives.values()
    }

    /// The directives that can be used: the declared ones and those built in.
    pub fn all_directives(&self) -> impl Iterator<Item = &DirectiveDefinition> {
        let others = self
            .additional_directives
            .values()
            .chain(built_in::directives())
            .filter(|one| !self.directives.contains_key(&one.name.text));
        self.directives().chain(others)
    }

    /// The directives on the schema itself.
    pub fn schema_directives(&self) -> &[Directive] {
        self.definition
            .as_ref()
            .map_or(&[], |definition| &definition.directives)
    }

    /// The type whose fields operations of this kind start from.
    pub fn root(&self, operation: OperationType) -> Option<&str> {
        self.root_operations()
            .find(|(kind, _)| *kind == operation)
            .map(|(_, name)| &**name)
    }

    /// The root operation types there are.
    pub fn root_operations(&self) -> impl Iterator<Item = (OperationType, &Name)> {
        self.roots.iter().map(|(kind, name)| (*kind, name))
    }

    /// The object types that a value of this type can have: itself, the members of a union, or what
    /// implements an interface.
    pub fn possible_types<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        match self.type_definition(name).map(|one| &one.kind) {
            Some(TypeKind::Object { .. }) => vec![name],
            _ => self
                .possible_types
                .get(name)
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect(),
        }
    }

    /// Whether an object type is, implements, or is a member of the other type.
    pub fn is_possible_type(&self, of: &str, object_type: &str) -> bool {
        of == object_type
            || self
                .possible_types
                .get(of)
                .is_some_and(|list| list.iter().any(|one| one == object_type))
    }

    /// The members of an input type; none for other kinds.
    pub fn input_fields(&self, type_name: &str) -> &[InputValueDefinition] {
        match self.type_definition(type_name).map(|one| &one.kind) {
            Some(TypeKind::InputObject { fields }) => fields,
            _ => &[],
        }
    }

    /// A declared or built-in type that a misspelt name may have meant.
    pub fn near_type(&self, name: &str) -> Option<&str> {
        let declared = self.types.keys().map(String::as_str);
        near_name(
            name,
            declared.chain(Scalar::ALL.iter().map(|one| one.name())),
        )
    }

    /// A field that a misspelt name may have meant.
    pub fn near_field(&self, type_name: &str, field_name: &str) -> Option<&str> {
        let fields = self.type_definition(type_name)?.fields();
        near_name(field_name, fields.iter().map(|field| &*field.name))
    }

    /// A directive that a misspelt name may have meant. Those of Amplify's first transformer are spelt as they were.
    pub fn near_directive(&self, name: &str) -> Option<&str> {
        if diagnostics::successors(name).is_some() {
            return None;
        }
        near_name(name, self.all_directives().map(|one| &*one.name))
    }

    /// A field as it can be selected: a declared one, or one of introspection.
    pub fn selected_field<'a>(
        &'a self,
        parent: &'a TypeDefinition,
        name: &str,
    ) -> Option<&'a FieldDefinition> {
        if !name.starts_with("__") {
            return parent.field(name);
        }
        if name == "__typename" {
            return parent
                .kind
                .is_composite()
                .then(built_in::typename)
                .flatten();
        }
        let is_query = self.root(OperationType::Query) == Some(&*parent.name);
        let answers = is_query && !self.hides_itself;
        answers
            .then(|| built_in::introspection_root(name))
            .flatten()
    }

    fn define(&mut self, definition: Definition, problems: &mut Diagnostics) {
        match definition {
            Definition::Type(one) => match self.types.entry(one.name.text.clone()) {
                Entry::Vacant(place) => {
                    place.insert(one);
                }
                Entry::Occupied(first) => {
                    problems.push(diagnostics::duplicate_type(&one.name, &first.get().name));
                }
            },
            Definition::Directive(one) => match self.directives.entry(one.name.text.clone()) {
                Entry::Vacant(place) => {
                    place.insert(one);
                }
                Entry::Occupied(first) => {
                    problems.push(diagnostics::duplicate_directive(
                        &one.name,
                        &first.get().name,
                    ));
                }
            },
            Definition::Schema(one) => match &self.definition {
                None => self.definition = Some(one),
                Some(first) => problems.push(diagnostics::duplicate_schema(one.span, first.span)),
            },
            Definition::Operation(one) => {
                problems.push(diagnostics::executable_in_schema(
                    one.operation_type.keyword(),
                    one.span,
                ));
            }
            Definition::Fragment(one) => {
                problems.push(diagnostics::executable_in_schema("fragment", one.span));
            }
        }
    }

    fn extend(&mut self, extension: Definition, problems: &mut Diagnostics) {
        match extension {
            Definition::Type(one) => {
                let suggestion = self.near_type(&one.name).map(str::to_owned);
                match self.types.get_mut(&one.name.text) {
                    Some(extended) => {
                        if !merge(extended, &one) {
                            problems.push(diagnostics::extension_of_another_kind(&one, extended));
                        }
                    }
                    None => problems.push(diagnostics::extension_of_nothing(
                        &one,
                        suggestion.as_deref(),
                    )),
                }
            }
            Definition::Schema(one) => match &mut self.definition {
                Some(definition) => {
                    definition.directives.extend(one.directives);
                    definition.root_operations.extend(one.root_operations);
                }
                None => {
                    self.definition = Some(SchemaDefinition {
                        extend: false,
                        ..one
                    });
                }
            },
            Definition::Directive(_) | Definition::Operation(_) | Definition::Fragment(_) => {}
        }
    }

    /// Without a `schema` block, the types named Query, Mutation and Subscription are the roots.
    fn settle_roots(&mut self) {
        let declared = self
            .definition
            .as_ref()
            .map(|definition| definition.root_operations.clone())
            .unwrap_or_default();
        self.roots = if declared.is_empty() {
            [
                OperationType::Query,
                OperationType::Mutation,
                OperationType::Subscription,
            ]
            .into_iter()
            .filter_map(|kind| {
                let definition = self.types.get(kind.default_type_name())?;
                Some((kind, definition.name.clone()))
            })
            .collect()
        } else {
            declared
        };
    }

    fn settle_possible_types(&mut self) {
        let mut possible: ByName<Vec<String>> = ByName::default();
        for definition in self.types.values() {
            match &definition.kind {
                TypeKind::Object { implements, .. } => {
                    for interface in implements {
                        possible
                            .entry(interface.text.clone())
                            .or_default()
                            .push(definition.name.text.clone());
                    }
                }
                TypeKind::Union { members } => {
                    possible
                        .entry(definition.name.text.clone())
                        .or_default()
                        .extend(members.iter().map(|member| member.text.clone()));
                }
                TypeKind::Scalar
                | TypeKind::Interface { .. }
                | TypeKind::Enum { .. }
                | TypeKind::InputObject { .. } => {}
            }
        }
        self.possible_types = possible;
    }
}

/// Adds an extension's members; whether it is of the same kind.
fn merge(definition: &mut TypeDefinition, extension: &TypeDefinition) -> bool {
    match (&mut definition.kind, &extension.kind) {
        (TypeKind::Scalar, TypeKind::Scalar) => {}
        (
            TypeKind::Object { implements, fields },
            TypeKind::Object {
                implements: more_implements,
                fields: more_fields,
            },
        )
        | (
            TypeKind::Interface { implements, fields },
            TypeKind::Interface {
                implements: more_implements,
                fields: more_fields,
            },
        ) => {
            implements.extend(more_implements.clone());
            fields.extend(more_fields.clone());
        }
        (TypeKind::Union { members }, TypeKind::Union { members: more }) => {
            members.extend(more.clone());
        }
        (TypeKind::Enum { values }, TypeKind::Enum { values: more }) => {
            values.extend(more.clone());
        }
        (TypeKind::InputObject { fields }, TypeKind::InputObject { fields: more }) => {
            fields.extend(more.clone());
        }
        _ => return false,
    }
    definition.directives.extend(extension.directives.clone());
    true
}
