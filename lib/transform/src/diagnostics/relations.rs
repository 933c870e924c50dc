//! Relations between types.

use appsynth_diagnostics::Diagnostic;
use appsynth_diagnostics::codes::directives as codes;
use appsynth_schema::ast::{Directive, Name};

use super::{Places, instead, listed};
use crate::model::{Entity, Field, FieldOrigin};
use crate::read::FieldUse;

pub(crate) fn related_type(at: FieldUse<'_>, related: &Name) -> Diagnostic {
    let directive = &at.directive.name;
    Diagnostic::error(
        &codes::RELATED_TYPE,
        format!("`@{directive}` leads to `{related}`, which is not stored"),
    )
    .mark(related.span, "has no `@model`")
    .mark_also(at.directive.span, "the relation")
    .help(format!(
        "write `type {related} @model`, or remove `@{directive}` to store the value inside the item"
    ))
}

pub(crate) fn twice(at: FieldUse<'_>, first: &Directive) -> Diagnostic {
    let (field, directive) = (&at.field.name, &at.directive.name);
    Diagnostic::error(
        &codes::RELATION_TWICE,
        format!(
            "`{field}` has two relations: `@{}` and `@{directive}`",
            first.name
        ),
    )
    .mark(at.directive.span, "another relation")
    .mark_also(first.span, "the first one")
    .help(format!(
        "remove one, or give `@{directive}` a field of its own"
    ))
}

pub(crate) fn list(at: FieldUse<'_>, is_list: bool) -> Diagnostic {
    let directive = &at.directive.name;
    let named = at.field.ty.named();
    let (what, type_help, other) = if is_list {
        ("gives one item", format!("`{named}`"), "`@hasMany`")
    } else {
        ("gives several items", format!("`[{named}]`"), "`@hasOne`")
    };
    let kind = if is_list { "a list" } else { "not a list" };
    Diagnostic::error(
        &codes::RELATION_LIST,
        format!("`@{directive}` {what}, but `{}` is {kind}", at.field.name),
    )
    .mark(at.directive.span, what)
    .mark_also(
        at.field.ty.named().span,
        format!("the type is `{}`", at.field.ty),
    )
    .help(format!("make the type {type_help}, or use {other}"))
}

pub(crate) fn unknown_field(at: FieldUse<'_>, entity: &Entity, name: &Name) -> Diagnostic {
    let owner = &entity.name;
    let fields = entity
        .fields
        .values()
        .filter(|field| field.is_key_type() && field.origin == FieldOrigin::Declared)
        .map(|field| &*field.name);
    Diagnostic::error(
        &codes::RELATION_FIELD_UNKNOWN,
        format!(
            "`@{}` uses `{name}`, but `{owner}` has no such field",
            at.directive.name
        ),
    )
    .mark(name.span, format!("not a field of `{owner}`"))
    .mark_also(owner.span, "declared here")
    .help(instead(name, fields, "a field"))
}

pub(crate) fn field_type(
    name: &Name,
    field: &Field,
    related: &str,
    key: Option<&Field>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::RELATION_FIELD_TYPE,
        match key {
            Some(key) => format!(
                "`{name}: {}` cannot hold `{}: {}` of `{related}`",
                field.ty, key.name, key.ty
            ),
            None => format!("`{name}: {}` cannot be part of a key", field.ty),
        },
    )
    .mark(name.span, format!("of type `{}`", field.ty))
    .mark_also(field.name.span, "declared here");
    match key {
        Some(key) => diagnostic
            .mark_also(key.name.span, "the key")
            .help(format!("make it `{name}: {}`", key.ty.named())),
        None => diagnostic.help("name a field that holds one string or number"),
    }
}

/// A declared field that would hold the key of an implicit relation.
pub(crate) fn foreign_key_type(at: FieldUse<'_>, field: &Field, key: &Field) -> Diagnostic {
    let name = &field.name;
    Diagnostic::error(
        &codes::RELATION_FIELD_TYPE,
        format!(
            "`@{}` keeps `{}: {}` in `{name}`, which cannot be of type `{}`",
            at.directive.name, key.name, key.ty, field.ty
        ),
    )
    .mark(field.ty.named().span.or(name.span), "cannot hold the key")
    .mark_also(at.directive.span, "the relation")
    .mark_also(key.name.span, "the key")
    .help(format!(
        "make it `{name}: {}`, or remove it to have it made",
        key.ty.named()
    ))
}

pub(crate) fn count(at: FieldUse<'_>, given: &[Name], related: &str, key: &[&str]) -> Diagnostic {
    let last = given.last().and_then(|name| name.span);
    Diagnostic::error(
        &codes::RELATION_FIELD_COUNT,
        format!(
            "`@{}` names {} {}, but the key of `{related}` has {}",
            at.directive.name,
            given.len(),
            if given.len() == 1 { "field" } else { "fields" },
            key.len()
        ),
    )
    .mark(
        last.or(at.directive.span),
        if given.len() < key.len() {
            "too few"
        } else {
            "too many"
        },
    )
    .note(format!("the key is {}", listed(key.iter().copied())))
    .help("name one field for each field of the key, in the same order")
}

pub(crate) fn partly_required(
    at: FieldUse<'_>,
    holder: &Entity,
    always: &Name,
    sometimes: &Name,
) -> Diagnostic {
    Diagnostic::error(
        &codes::RELATION_PARTLY_REQUIRED,
        format!(
            "`@{}` compares `{always}` of `{}`, which is required, together with `{sometimes}`, which is not",
            at.directive.name, holder.name
        ),
    )
    .mark(sometimes.span, "may be null")
    .mark_also(always.span, "required")
    .help(format!("make both required in `{}`, or neither", holder.name))
}

pub(crate) fn two_styles(at: FieldUse<'_>, other: &str) -> Diagnostic {
    let span = at.directive.arguments.iter();
    let span = |name: &str| {
        span.clone()
            .find(|argument| &*argument.name == name)
            .and_then(|argument| argument.name.span)
    };
    Diagnostic::error(
        &codes::RELATION_STYLE,
        format!("`{other}` and `references` cannot stand together"),
    )
    .mark(span(other), "one way")
    .mark_also(span("references"), "another way")
    .help(format!("keep `references`, and remove `{other}`"))
}

pub(crate) fn no_fields(at: FieldUse<'_>) -> Diagnostic {
    Diagnostic::error(
        &codes::RELATION_FIELD_COUNT,
        format!("`@{}` names no fields", at.directive.name),
    )
    .mark(at.directive.span, "an empty list")
    .help("name the fields, or leave the argument out to have foreign keys made")
}

pub(crate) fn missing_counterpart(at: FieldUse<'_>, references: &[Name]) -> Diagnostic {
    let related = at.field.ty.named();
    let names: Vec<String> = references
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    let owner = &at.owner.name;
    let (counterpart, ty) = match &*at.directive.name {
        "belongsTo" => ("@hasMany", format!("[{owner}]")),
        _ => ("@belongsTo", owner.text.clone()),
    };
    Diagnostic::error(
        &codes::RELATION_COUNTERPART,
        format!("`{related}` has no `{counterpart}` with the same references"),
    )
    .mark(at.directive.span, "one side of a relation")
    .mark_also(related.span, "the other side is missing")
    .help(format!(
        "add a field `…: {ty} {counterpart}(references: [{}])` to `{related}`",
        names.join(", ")
    ))
}

pub(crate) fn belongs_to_nothing(at: FieldUse<'_>) -> Diagnostic {
    let (related, owner) = (at.field.ty.named(), &at.owner.name);
    Diagnostic::error(
        &codes::RELATION_COUNTERPART,
        format!("`{related}` has no relation that leads to `{owner}`"),
    )
    .mark(at.directive.span, "the way back of nothing")
    .mark_also(related.span, format!("neither has one nor many `{owner}`"))
    .help(format!(
        "add a field `…: {owner} @hasOne` or `…: [{owner}] @hasMany` to `{related}`; or write `@hasOne` here"
    ))
}

pub(crate) fn unknown_index(related: &Entity, index: &Name) -> Diagnostic {
    let name = &related.name;
    let known: Vec<&str> = related
        .indexes
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let near = appsynth_diagnostics::near_name(index, known.iter().copied());
    Diagnostic::error(
        &codes::RELATION_INDEX,
        format!("`{name}` has no index named `{index}`"),
    )
    .mark(index.span, format!("not an index of `{name}`"))
    .mark_also(name.span, "declared here")
    .help(match near {
        Some(near) => format!("there is an index with a similar name: `{near}`"),
        None => {
            format!("write `@index(name: \"{index}\")` on the field of `{name}` that holds the key")
        }
    })
}

pub(crate) fn sides(relation: &str, sides: &[FieldUse<'_>]) -> Diagnostic {
    let message = match sides.len() {
        1 => format!("the relation `{relation}` has one side only"),
        2 => format!("the two sides of `{relation}` are not lists of each other"),
        many => format!("the relation `{relation}` has {many} sides"),
    };
    let mut spans = sides.iter().map(|side| side.directive.span);
    let mut diagnostic = Diagnostic::error(&codes::MANY_TO_MANY_PAIR, message)
        .mark(spans.next().flatten(), "a side");
    for span in spans {
        diagnostic = diagnostic.mark_also(span, "a side");
    }
    diagnostic.help(format!(
        "put `@manyToMany(relationName: \"{relation}\")` on one field of each of two types"
    ))
}

pub(crate) fn join_name(at: FieldUse<'_>, join: &str, taken: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::JOIN_MODEL_NAME,
        format!("the join model cannot be named `{join}`: there is such a type"),
    )
    .mark(at.directive.span, format!("makes `{join}`"))
    .mark_also(taken.span, "has the name already")
    .help("give both sides another `relationName`")
}

pub(crate) fn limit(at: FieldUse<'_>, limit: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::RELATION_LIMIT,
        format!("`@{}` cannot give {limit} items", at.directive.name),
    )
    .mark(limit.span, "not a positive number")
    .help("give 1 or more, or leave `limit` out for 100")
}

pub(crate) fn mutual(at: FieldUse<'_>, related: &str, back: &Field) -> Diagnostic {
    Diagnostic::error(
        &codes::MUTUAL_RELATIONS,
        format!("`{}` and `{related}` have each other", at.owner.name),
    )
    .mark(at.directive.span, "one way")
    .mark_also(back.name.span, "the other way")
    .help("make one of them `@belongsTo`, or turn conflict resolution off")
}
