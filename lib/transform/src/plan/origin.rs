//! What of the schema is the reason for what is built.

use appsynth_diagnostics::Span;
use indexmap::IndexMap;

use crate::model::{
    Action, CustomField, Entity, EntityOrigin, Field, FieldKind, Model, RelationKind,
};

/// A part of the schema for which something is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What it is in the schema's own words, such as `` `@model` Post``.
    pub what: String,
    /// Where it is written.
    pub span: Option<Span>,
}

/// The origins of tables and resolvers by what the schema calls them: `Post` for a model with all its
/// operations, `Post.comments` for a field.
pub(super) fn origins(model: &Model) -> IndexMap<String, Origin> {
    let mut origins = IndexMap::new();
    for (name, entity) in &model.entities {
        origins.insert(name.clone(), of_entity(model, entity));
        for field in entity.fields.values() {
            if let Some(origin) = of_relation(entity, field) {
                origins.insert(format!("{name}.{}", field.name), origin);
            }
        }
    }
    for field in &model.custom_fields {
        let coordinate = format!("{}.{}", field.parent.name(), field.field.name);
        let origin = of_custom_field(field, &coordinate);
        origins.insert(coordinate, origin);
    }
    origins
}

fn of_entity(model: &Model, entity: &Entity) -> Origin {
    let EntityOrigin::Join { sides } = &entity.origin else {
        return Origin {
            what: format!("`@model` {}", entity.name),
            span: entity.name.span,
        };
    };
    let fields = sides
        .iter()
        .filter_map(|side| model.entities.get(side))
        .flat_map(|side| side.fields.values());
    let mut relations = fields.filter_map(|field| match &field.kind {
        FieldKind::Relation(relation) => Some(relation),
        _ => None,
    });
    let relation = relations.find(|relation| *relation.related == *entity.name);
    Origin {
        what: format!("`@manyToMany` of {}", sides.join(" and ")),
        span: relation.and_then(|relation| relation.span),
    }
}

fn of_relation(entity: &Entity, field: &Field) -> Option<Origin> {
    let FieldKind::Relation(relation) = &field.kind else {
        return None;
    };
    let directive = match relation.kind {
        RelationKind::HasOne => "hasOne",
        RelationKind::HasMany => "hasMany",
        RelationKind::BelongsTo => "belongsTo",
        RelationKind::ManyToMany => "manyToMany",
    };
    Some(Origin {
        what: format!("`@{directive}` {}.{}", entity.name, field.name),
        span: relation.span,
    })
}

fn of_custom_field(field: &CustomField, coordinate: &str) -> Origin {
    let what = match field.steps.first().map(|step| &step.action) {
        Some(Action::Function(_)) => format!("`@function` {coordinate}"),
        Some(Action::Http(_)) => format!("`@http` {coordinate}"),
        None => format!("field {coordinate}"),
    };
    Origin {
        what,
        span: field.field.name.span,
    }
}
