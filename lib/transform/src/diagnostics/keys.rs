//! Primary keys and indexes.

use appsynth_diagnostics::codes::directives as codes;
use appsynth_diagnostics::{Diagnostic, Span};
use appsynth_schema::ast::{Directive, Name, Type};

use super::{Places, instead, listed};
use crate::model::{AuthRule, Entity, Field, FieldOrigin, Index};
use crate::read::FieldUse;

pub(crate) fn second_primary_key(key: FieldUse<'_>, first: FieldUse<'_>) -> Diagnostic {
    let (owner, one, two) = (&key.owner.name, &first.field.name, &key.field.name);
    Diagnostic::error(
        &codes::PRIMARY_KEY_TWICE,
        format!("`{owner}` has two primary keys"),
    )
    .mark(key.directive.span, "the second")
    .mark_also(first.directive.span, "the first")
    .help(format!(
        "if both identify an item, write `{one}: … @primaryKey(sortKeyFields: [\"{two}\"])`; else use `@index` here"
    ))
}

pub(crate) fn nullable(field: &Name, ty: &Type, directive: &Directive) -> Diagnostic {
    Diagnostic::error(
        &codes::KEY_NULLABLE,
        format!("`{field}` is part of the primary key but may be null"),
    )
    .mark(ty.named().span, "may be null")
    .mark_also(directive.span, "the key")
    .help(format!("write `{field}: {ty}!`"))
}

pub(crate) fn partition_type(directive: FieldUse<'_>) -> Diagnostic {
    let field = directive.field;
    Diagnostic::error(
        &codes::KEY_TYPE,
        format!("`{}: {}` cannot be a key", field.name, field.ty),
    )
    .mark(field.ty.named().span, "not a single scalar or enum")
    .mark_also(directive.directive.span, "the key")
    .help("put the directive on a field that holds one string or number")
}

pub(crate) fn id_type(entity: &Entity, id: &Field) -> Diagnostic {
    Diagnostic::error(
        &codes::KEY_TYPE,
        format!(
            "`{}: {}` cannot be the key of `{}`",
            id.name, id.ty, entity.name
        ),
    )
    .mark(id.ty.named().span, "not a single scalar or enum")
    .help(format!(
        "write `{}: ID!`, or put `@primaryKey` on the field that identifies an item",
        id.name
    ))
}

pub(crate) fn sort_field_type(directive: &Directive, name: &Name, field: &Field) -> Diagnostic {
    Diagnostic::error(
        &codes::KEY_TYPE,
        format!(
            "`@{}` cannot sort by `{name}: {}`",
            directive.name, field.ty
        ),
    )
    .mark(name.span, "not a single scalar or enum")
    .mark_also(field.name.span, "declared here")
    .help("name a field that holds one string or number")
}

pub(crate) fn unknown_field(entity: &Entity, directive: &Directive, name: &Name) -> Diagnostic {
    let fields: Vec<&str> = entity
        .fields
        .values()
        .filter(|field| field.origin == FieldOrigin::Declared)
        .map(|field| &*field.name)
        .collect();
    let owner = &entity.name;
    Diagnostic::error(
        &codes::KEY_FIELD_UNKNOWN,
        format!(
            "`@{}` sorts by `{name}`, but `{owner}` has no such field",
            directive.name
        ),
    )
    .mark(name.span, format!("not a field of `{owner}`"))
    .mark_also(owner.span, format!("fields: {}", fields.join(", ")))
    .help(instead(name, fields, "a field"))
}

pub(crate) fn repeated_field(directive: FieldUse<'_>, name: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::KEY_FIELD_REPEATED,
        format!("`@{}` names `{name}` twice", directive.directive.name),
    )
    .mark(name.span, "already part of the key")
    .mark_also(directive.field.name.span, "the partition key")
    .help("remove it from `sortKeyFields`")
}

pub(crate) fn null_index_name(directive: FieldUse<'_>) -> Diagnostic {
    Diagnostic::error(&codes::INDEX_NAME, "an index cannot be without a name")
        .mark(directive.directive.span, "the name is null")
        .help("leave `name` out to have one derived; `queryField: null` leaves out the query")
}

pub(crate) fn bad_index_name(name: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::INDEX_NAME,
        format!("an index cannot be named `{name}`"),
    )
    .mark(name.span, "not a name that DynamoDB takes")
    .help("use 3 to 255 letters, digits, `_`, `-` and `.`")
}

pub(crate) fn index_twice(directive: FieldUse<'_>, name: &str, first: &Index) -> Diagnostic {
    Diagnostic::error(
        &codes::INDEX_TWICE,
        format!("`{}` has two indexes named `{name}`", directive.owner.name),
    )
    .mark(directive.directive.span, "the second")
    .mark_also(first.span, "the first")
    .help("give one of them another `name`")
}

pub(crate) fn index_like_primary_key(directive: FieldUse<'_>, key: Span) -> Diagnostic {
    Diagnostic::error(
        &codes::INDEX_LIKE_PRIMARY_KEY,
        format!(
            "this index finds nothing that the primary key `{}` does not",
            directive.field.name
        ),
    )
    .mark(directive.directive.span, "the same partition key")
    .also(key, "has no sort key")
    .help("remove the index, or add `sortKeyFields` to `@primaryKey`")
}

pub(crate) fn sort_key_is_owner(entity: &Entity, field: &Name, rule: &AuthRule) -> Diagnostic {
    let key = &entity.primary_key;
    Diagnostic::error(
        &codes::SORT_KEY_IS_OWNER,
        format!(
            "`{field}` is both the owner field and a sort key of `{}`",
            entity.name
        ),
    )
    .mark(key.declared, "sorts by it")
    .mark_also(field.span.or(rule.span), "the owner field")
    .help(format!(
        "use another field than {} as sort key, or another `ownerField`",
        listed([&**field])
    ))
}
