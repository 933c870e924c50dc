//! Names, defaults, validations and renamed fields.

use appsynth_diagnostics::codes::directives as codes;
use appsynth_diagnostics::{Diagnostic, Diagnostics, Span};
use appsynth_schema::ast::{Directive, FieldDefinition, Name, Type};

use super::{Places, instead};
use crate::model::{Entity, Field};

/// Whether a name can be that of a field; reports it if not.
pub(crate) fn check_name(name: &Name, problems: &mut Diagnostics) -> bool {
    let mut letters = name.chars();
    let fits = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !name.starts_with("__");
    if !fits {
        problems.push(
            Diagnostic::error(&codes::BAD_NAME, format!("`{name}` is not a GraphQL name"))
                .mark(name.span, "becomes a name of the schema")
                .help("use letters, digits and underscores, a letter first"),
        );
    }
    fits
}

pub(crate) fn too_long(what: &str, name: &str, most: usize, place: Option<Span>) -> Diagnostic {
    let beginning: String = name.chars().take(20).collect();
    Diagnostic::error(
        &codes::NAME_LENGTH,
        format!(
            "the name of {what}, `{beginning}…`, has {} letters; it may have {most}",
            name.len()
        ),
    )
    .mark(place, "too long")
    .help("choose a shorter name")
}

pub(crate) fn type_clash(name: &Name, keyword: &str, generated: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::TYPE_CLASH,
        match keyword == generated {
            true => format!("`{name}` is also the name of a type that is generated"),
            false => format!(
                "`{name}` is also the name of a generated `{generated}`, and this is no such type"
            ),
        },
    )
    .mark(name.span, "in the place of the generated one");
    diagnostic.help("choose another name")
}

pub(crate) fn reserved(entity: &Entity, field: &Field) -> Diagnostic {
    let name = &field.name;
    Diagnostic::error(
        &codes::RESERVED_FIELD,
        format!("`{}` cannot have a field `{name}` here", entity.name),
    )
    .mark(name.span, "the name of something generated beside it")
    .help("rename the field")
}

pub(crate) fn default_on_type(directive: &Directive, field: &FieldDefinition) -> Diagnostic {
    Diagnostic::error(
        &codes::DEFAULT_TYPE,
        format!("`{}` cannot have a default", field.name),
    )
    .mark(directive.span, "only for single scalars and enums")
    .mark_also(field.ty.named().span, format!("the type is `{}`", field.ty))
    .help("remove `@default`, and fill the field in when the item is made")
}

pub(crate) fn default_on_key(directive: &Directive, field: &FieldDefinition) -> Diagnostic {
    Diagnostic::error(
        &codes::DEFAULT_TYPE,
        format!(
            "`{}` is part of the primary key and cannot have a default",
            field.name
        ),
    )
    .mark(directive.span, "every item would get the same key")
    .help("remove `@default`")
}

pub(crate) fn default_not_in_enum(value: &Name, ty: &Type, known: &[String]) -> Diagnostic {
    let enum_name = ty.named();
    Diagnostic::error(
        &codes::DEFAULT_VALUE,
        format!("`{value}` is not a value of `{enum_name}`"),
    )
    .mark(value.span, format!("not in `{enum_name}`"))
    .help(instead(value, known.iter().map(String::as_str), "a value"))
}

pub(crate) fn default_value(value: &Name, ty: &Type) -> Diagnostic {
    let scalar = ty.named();
    let example = match &**scalar {
        "Int" => "\"3\"",
        "Float" => "\"0.5\"",
        "Boolean" => "\"true\"",
        "AWSDate" => "\"2030-01-31\"",
        "AWSTime" => "\"12:30:00Z\"",
        "AWSDateTime" => "\"2030-01-31T12:30:00Z\"",
        "AWSTimestamp" => "\"1893456000\"",
        "AWSEmail" => "\"name@example.com\"",
        "AWSJSON" => "\"{\\\"key\\\": 1}\"",
        "AWSURL" => "\"https://example.com\"",
        "AWSPhone" => "\"+1 206 555 0100\"",
        _ => "\"192.0.2.1\"",
    };
    Diagnostic::error(
        &codes::DEFAULT_VALUE,
        format!("`{value}` is not a value of `{scalar}`"),
    )
    .mark(value.span, format!("not of type `{scalar}`"))
    .help(format!("give one such as `@default(value: {example})`"))
}

pub(crate) fn validation_type(
    directive: &Directive,
    field: &FieldDefinition,
    rule: &str,
    fits: &str,
) -> Diagnostic {
    Diagnostic::error(
        &codes::VALIDATE_TYPE,
        format!("`{rule}` cannot validate `{}: {}`", field.name, field.ty),
    )
    .mark(directive.span, format!("only for {fits}"))
    .help("remove it, or choose a validation that fits the field's type")
}

pub(crate) fn validation_value(value: &Name, rule: &str, fits: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::VALIDATE_VALUE,
        format!("`{rule}` cannot compare with `{value}`"),
    )
    .mark(value.span, format!("not {fits}"))
    .help(format!("give {fits}, in quotes"))
}

pub(crate) fn validation_twice(
    directive: &Directive,
    field: &Name,
    rule: &str,
    first: Option<appsynth_diagnostics::Span>,
) -> Diagnostic {
    Diagnostic::error(
        &codes::VALIDATE_TWICE,
        format!("`{field}` is validated by `{rule}` twice"),
    )
    .mark(directive.span, "again")
    .mark_also(first, "first here")
    .help("keep one of them")
}

pub(crate) fn mapped_to_no_table(directive: &Directive, name: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::MAPPED_TABLE,
        format!("no table can have been called `{name}`"),
    )
    .mark(name.span.or(directive.span), "names of tables have other letters")
    .help("give the name that the type had when its table was made: letters, digits, `_`, `-` and `.`")
}

pub(crate) fn mapping_clash(
    directive: &Directive,
    from: &Name,
    name: &Name,
    other: &Name,
) -> Diagnostic {
    Diagnostic::error(
        &codes::MAPPING_CLASH,
        format!("`{from}` cannot map to `{name}`: the name is taken"),
    )
    .mark(name.span.or(directive.span), "taken")
    .mark_also(other.span, "has this name")
    .help(format!("rename `{other}`, or map `{from}` to another name"))
}
