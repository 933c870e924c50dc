//! A document to a model: what every type is, before directives add to it.

use std::sync::LazyLock;

use appsynth_diagnostics::{Diagnostic, Diagnostics, Sources};
use appsynth_schema::ast::{
    Directive, Document, FieldDefinition, Name, OperationType, Type, TypeDefinition, TypeKind,
};
use appsynth_schema::{Scalar, Schema, validate_incomplete};
use indexmap::IndexMap;

use crate::diagnostics::{fields, operations};
use crate::directives;
use crate::extensions;
use crate::mend::mend;
use crate::model::{
    CustomField, Entity, EntityOrigin, Field, FieldKind, FieldOrigin, Model, Mutations, Parent,
    PrimaryKey, Queries, RootType, Subscriptions, Timestamps,
};
use crate::options::Options;
use crate::plan;

/// What the directives are defined as.
static DEFINITIONS: LazyLock<Document> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let id = sources.add("definitions.graphql", include_str!("definitions.graphql"));
    let (document, problems) = appsynth_schema::parse(&sources, [id]);
    assert!(
        problems.is_empty(),
        "invariant: the definitions of the directives are GraphQL"
    );
    document
});

/// Makes [`read`] and [`plan`](crate::plan()) take less time: reads what their schemas have built in, unless that was
/// done before.
pub fn prepare() {
    appsynth_schema::prepare();
    LazyLock::force(&DEFINITIONS);
    plan::prepare();
}

/// Reads a document with directives, and tells every mistake in it.
///
/// With mistakes of the schema language (`AS1…`) the model is empty. With those of the directives (`AS2…`) it has what
/// could be read, for tools; nothing should be built from it.
pub fn read(document: &Document, options: &Options) -> (Model, Diagnostics) {
    let (schema, mut problems) = validate_incomplete(document, &DEFINITIONS);
    if problems.has_errors() {
        problems.extend(mistakes_besides(document, &schema, options, &problems));
        return (Model::default(), problems);
    }
    let model = read_directives(document, &schema, options, &mut problems);
    if !problems.has_errors() {
        let context = Context {
            schema: &schema,
            options,
        };
        check_queries(&context, &model, &mut problems);
    }
    if !problems.has_errors() {
        let clashes = plan::clashes(&model, options).into_iter();
        problems.extend(clashes.map(|(name, kind, other)| fields::type_clash(name, kind, other)));
    }
    (model, problems)
}

/// What is wrong with a document besides the known mistakes of the schema language.
fn mistakes_besides(
    document: &Document,
    schema: &Schema,
    options: &Options,
    known: &Diagnostics,
) -> Vec<Diagnostic> {
    let Some(mended) = mend(document.clone(), schema, known) else {
        return Vec::new();
    };
    let (schema, mut problems) = validate_incomplete(&mended, &DEFINITIONS);
    read_directives(&mended, &schema, options, &mut problems);
    let place = |one: &Diagnostic| (one.code.id, one.labels.first().map(|label| label.span));
    let is_new = |one: &Diagnostic| known.iter().all(|known| place(known) != place(one));
    problems.into_iter().filter(is_new).collect()
}

fn read_directives(
    document: &Document,
    schema: &Schema,
    options: &Options,
    problems: &mut Diagnostics,
) -> Model {
    extensions::check(document, schema, problems);
    let context = Context { schema, options };
    let mut model = skeleton(schema);
    for directive in directives::ALL {
        (directive.read)(&context, &mut model, problems);
    }
    for directive in directives::ALL {
        (directive.check)(&context, &model, problems);
    }
    model
}

/// Checks that the API will have a query, declared or generated: AppSync refuses a schema without.
fn check_queries(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    let is_query = |operation| matches!(operation, OperationType::Query);
    let declares = (model.custom_fields.iter())
        .any(|custom| matches!(custom.parent, Parent::Root(operation, _) if is_query(operation)));
    let generates = (model.entities.values()).any(|entity| {
        let operations = entity.operations();
        operations
            .iter()
            .any(|(operation, ..)| is_query(*operation))
    });
    if !declares && !generates {
        let models: Vec<_> = context.on_types("model").collect();
        problems.push(operations::no_query(&models, &model.custom_fields));
    }
}

/// What reading a directive depends on.
pub(crate) struct Context<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) options: &'a Options,
}

/// A directive on a field.
#[derive(Clone, Copy)]
pub(crate) struct FieldUse<'a> {
    pub(crate) owner: &'a TypeDefinition,
    pub(crate) field: &'a FieldDefinition,
    pub(crate) directive: &'a Directive,
}

impl<'a> Context<'a> {
    /// Every use of a directive on a type.
    pub(crate) fn on_types(
        &self,
        name: &'static str,
    ) -> impl Iterator<Item = (&'a TypeDefinition, &'a Directive)> {
        self.schema.types().flat_map(move |definition| {
            let directives = definition.directives.iter();
            directives
                .filter(move |directive| &*directive.name == name)
                .map(move |directive| (definition, directive))
        })
    }

    /// Every use of a directive on a field.
    pub(crate) fn on_fields(&self, name: &'static str) -> impl Iterator<Item = FieldUse<'a>> {
        self.schema.types().flat_map(move |owner| {
            owner.fields().iter().flat_map(move |field| {
                let directives = field.directives.iter();
                directives
                    .filter(move |directive| &*directive.name == name)
                    .map(move |directive| FieldUse {
                        owner,
                        field,
                        directive,
                    })
            })
        })
    }

    /// The kind of operation whose root type has this name.
    pub(crate) fn root(&self, name: &str) -> Option<OperationType> {
        root_operation(self.schema, name)
    }
}

fn root_operation(schema: &Schema, name: &str) -> Option<OperationType> {
    schema
        .root_operations()
        .find(|(_, root)| &***root == name)
        .map(|(operation, _)| operation)
}

fn skeleton(schema: &Schema) -> Model {
    let mut model = Model::default();
    for definition in schema.types() {
        let name = &definition.name;
        if let Some(operation) = root_operation(schema, name) {
            model.roots.push(RootType {
                operation,
                name: name.clone(),
                description: definition.description.clone(),
                directives: appsyncs_own(&definition.directives),
            });
            let parent = Parent::Root(operation, name.clone());
            let fields = definition.fields().iter();
            model
                .custom_fields
                .extend(fields.map(|field| custom_field(parent.clone(), field)));
        } else if is_entity(definition) {
            model
                .entities
                .insert(name.text.clone(), entity(schema, definition));
        } else if &**name != "AMPLIFY" {
            model.types.insert(name.text.clone(), definition.clone());
        }
    }
    model
}

fn is_entity(definition: &TypeDefinition) -> bool {
    matches!(definition.kind, TypeKind::Object { .. }) && definition.directive("model").is_some()
}

pub(crate) fn custom_field(parent: Parent, field: &FieldDefinition) -> CustomField {
    CustomField {
        parent,
        field: field.clone(),
        steps: Vec::new(),
        auth: None,
    }
}

fn entity(schema: &Schema, definition: &TypeDefinition) -> Entity {
    let fields: IndexMap<String, Field> = definition
        .fields()
        .iter()
        .map(|field| (field.name.text.clone(), declared_field(schema, field)))
        .collect();
    Entity {
        description: definition.description.clone(),
        implements: definition.implements().to_vec(),
        directives: appsyncs_own(&definition.directives),
        ..blank_entity(definition.name.clone(), EntityOrigin::Declared, fields)
    }
}

/// An entity with nothing but fields; an `id` is its key.
pub(crate) fn blank_entity(
    name: Name,
    origin: EntityOrigin,
    fields: IndexMap<String, Field>,
) -> Entity {
    Entity {
        name,
        origin,
        description: None,
        implements: Vec::new(),
        fields,
        primary_key: PrimaryKey {
            partition: "id".to_owned(),
            sort: Vec::new(),
            declared: None,
        },
        indexes: Vec::new(),
        queries: Queries::default(),
        mutations: Mutations::default(),
        subscriptions: Subscriptions::default(),
        timestamps: Timestamps {
            created_at: Some(Name::new("createdAt")),
            updated_at: Some(Name::new("updatedAt")),
        },
        auth: None,
        is_searchable: false,
        mapped_name: None,
        directives: Vec::new(),
    }
}

fn declared_field(schema: &Schema, field: &FieldDefinition) -> Field {
    Field {
        description: field.description.clone(),
        arguments: field.arguments.clone(),
        directives: appsyncs_own(&field.directives),
        ..new_field(
            field.name.clone(),
            field.ty.clone(),
            kind_of(schema, field.ty.named()),
            FieldOrigin::Declared,
        )
    }
}

/// A field that nothing more is known of.
pub(crate) fn new_field(name: Name, ty: Type, kind: FieldKind, origin: FieldOrigin) -> Field {
    Field {
        name,
        description: None,
        ty,
        kind,
        origin,
        arguments: Vec::new(),
        default: None,
        validations: Vec::new(),
        auth: None,
        mapped_name: None,
        directives: Vec::new(),
    }
}

fn kind_of(schema: &Schema, name: &Name) -> FieldKind {
    if let Some(scalar) = Scalar::from_name(name) {
        return FieldKind::Scalar(scalar);
    }
    let text = name.text.clone();
    match schema.type_definition(name) {
        Some(definition) if is_entity(definition) => FieldKind::Entity(text),
        Some(TypeDefinition {
            kind: TypeKind::Enum { .. },
            ..
        }) => FieldKind::Enum(text),
        Some(TypeDefinition {
            kind: TypeKind::Interface { .. } | TypeKind::Union { .. },
            ..
        }) => FieldKind::Abstract(text),
        Some(_) | None => FieldKind::Embedded(text),
    }
}

/// The directives that AppSync knows itself stay in the schema that is deployed.
pub(crate) fn appsyncs_own(directives: &[Directive]) -> Vec<Directive> {
    directives
        .iter()
        .filter(|one| one.name.starts_with("aws_") || &*one.name == "deprecated")
        .cloned()
        .collect()
}

/// The custom field of a use, made if it is the first fact about it.
pub(crate) fn custom_field_of<'m>(
    context: &Context<'_>,
    model: &'m mut Model,
    at: FieldUse<'_>,
) -> &'m mut CustomField {
    let owner = &at.owner.name;
    let known = model.custom_fields.iter().position(|one| {
        one.parent.name().text == owner.text && one.field.name.text == at.field.name.text
    });
    let index = known.unwrap_or_else(|| {
        let parent = match context.root(owner) {
            Some(operation) => Parent::Root(operation, owner.clone()),
            None if model.entities.contains_key(&owner.text) => Parent::Entity(owner.clone()),
            None => Parent::Type(owner.clone()),
        };
        model.custom_fields.push(custom_field(parent, at.field));
        model.custom_fields.len() - 1
    });
    &mut model.custom_fields[index]
}
