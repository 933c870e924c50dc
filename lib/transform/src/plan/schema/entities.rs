//! The object types of entities and of lists of them.

use appsynth_schema::ast::{
    Definition, FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind,
};

use super::endpoints::Endpoints;
use super::keys::{Key, Keys};
use super::lists::Listing;
use super::modes::Modes;
use super::operations::{connection, connection_name, filter, page, sort_direction};
use super::plain_types::with_modes;
use super::syntax::{field, list, named, object, required};
use crate::model::{Entity, Field, Model, Relation, RelationKind};
use crate::options::Options;

/// The type of an entity.
pub(super) fn entity_type<'m>(
    model: &'m Model,
    options: &Options,
    entity: &'m Entity,
    modes: Modes,
    keys: &mut Keys<'m>,
    endpoints: &mut Endpoints<'m>,
) -> Definition {
    let mut fields: Vec<FieldDefinition> = entity
        .fields
        .values()
        .map(|one| entity_field(model, entity, one, keys, endpoints))
        .collect();
    if options.conflict_resolution {
        let versions = [
            ("_version", required(named("Int"))),
            ("_deleted", named("Boolean")),
            ("_lastChangedAt", required(named("AWSTimestamp"))),
        ];
        fields.extend(versions.map(|(name, ty)| field(name, Vec::new(), ty, Vec::new())));
    }
    Definition::Type(TypeDefinition {
        extend: false,
        description: entity.description.clone(),
        name: entity.name.clone(),
        directives: with_modes(entity.directives.clone(), modes.directives(options)),
        kind: TypeKind::Object {
            implements: entity.implements.clone(),
            fields,
        },
        span: None,
    })
}

/// The type that a list of an entity's items has.
pub(super) fn connection_type(
    entity: &Entity,
    listing: Listing,
    options: &Options,
    modes: Modes,
) -> Definition {
    let mut fields = vec![
        field(
            "items",
            Vec::new(),
            required(list(named(&*entity.name))),
            Vec::new(),
        ),
        field("nextToken", Vec::new(), named("String"), Vec::new()),
    ];
    if options.conflict_resolution {
        fields.push(field(
            "startedAt",
            Vec::new(),
            named("AWSTimestamp"),
            Vec::new(),
        ));
    }
    object(
        connection_name(entity, listing),
        modes.directives(options),
        fields,
    )
}

fn entity_field<'m>(
    model: &'m Model,
    entity: &'m Entity,
    one: &'m Field,
    keys: &mut Keys<'m>,
    endpoints: &mut Endpoints<'m>,
) -> FieldDefinition {
    let mut definition = FieldDefinition {
        description: one.description.clone(),
        name: one.name.clone(),
        arguments: one.arguments.clone(),
        ty: one.ty.clone(),
        directives: one.directives.clone(),
        span: None,
    };
    if let Some(relation) = one.relation()
        && let Some(related) = model.entities.get(&relation.related)
        && matches!(
            relation.kind,
            RelationKind::HasMany | RelationKind::ManyToMany
        )
    {
        definition.ty = connection(related, Listing::ByKey);
        definition.arguments = list_arguments(related, relation, keys);
    } else if let Some(arguments) = endpoints.arguments(&entity.name, &one.name) {
        definition.arguments = arguments;
    }
    definition
}

fn list_arguments<'m>(
    related: &'m Entity,
    relation: &Relation,
    keys: &mut Keys<'m>,
) -> Vec<InputValueDefinition> {
    let mut arguments = Vec::new();
    if let Some(key) = Key::free(related, relation) {
        arguments.extend(keys.sort(key));
    }
    arguments.extend([filter(related, Listing::ByKey), sort_direction()]);
    arguments.extend(page());
    arguments
}
