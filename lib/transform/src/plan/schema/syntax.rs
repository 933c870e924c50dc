//! Short ways to write syntax that a program makes.

use appsynth_schema::ast::{
    Argument, Definition, Directive, EnumValueDefinition, FieldDefinition, InputValueDefinition,
    Name, Type, TypeDefinition, TypeKind, Value, ValueKind,
};

/// `T`
pub(super) fn named(name: impl Into<String>) -> Type {
    Type::Named(Name::new(name))
}

/// `[T]`
pub(super) fn list(item: Type) -> Type {
    Type::List(Box::new(item))
}

/// `T!`
pub(super) fn required(ty: Type) -> Type {
    match ty {
        Type::NonNull(_) => ty,
        Type::Named(_) | Type::List(_) => Type::NonNull(Box::new(ty)),
    }
}

/// The type with another named type inside.
pub(super) fn renamed(ty: &Type, name: &str) -> Type {
    match ty {
        Type::Named(_) => named(name),
        Type::List(inner) => list(renamed(inner, name)),
        Type::NonNull(inner) => required(renamed(inner, name)),
    }
}

/// An argument, or a member of an input type.
pub(super) fn input(name: impl Into<String>, ty: Type) -> InputValueDefinition {
    InputValueDefinition {
        description: None,
        name: Name::new(name),
        ty,
        default_value: None,
        directives: Vec::new(),
        span: None,
    }
}

/// A field of an object type.
pub(super) fn field(
    name: impl Into<String>,
    arguments: Vec<InputValueDefinition>,
    ty: Type,
    directives: Vec<Directive>,
) -> FieldDefinition {
    FieldDefinition {
        description: None,
        name: Name::new(name),
        arguments,
        ty,
        directives,
        span: None,
    }
}

/// `type`
pub(super) fn object(
    name: impl Into<String>,
    directives: Vec<Directive>,
    fields: Vec<FieldDefinition>,
) -> Definition {
    let kind = TypeKind::Object {
        implements: Vec::new(),
        fields,
    };
    definition(name, directives, kind)
}

/// `input`
pub(super) fn input_object(
    name: impl Into<String>,
    fields: Vec<InputValueDefinition>,
) -> Definition {
    definition(name, Vec::new(), TypeKind::InputObject { fields })
}

/// `enum`
pub(super) fn enumeration<'a>(
    name: impl Into<String>,
    values: impl IntoIterator<Item = &'a str>,
) -> Definition {
    let values = values
        .into_iter()
        .map(|value| EnumValueDefinition {
            description: None,
            name: Name::new(value),
            directives: Vec::new(),
        })
        .collect();
    definition(name, Vec::new(), TypeKind::Enum { values })
}

/// `@name`
pub(super) fn directive(name: &str) -> Directive {
    Directive {
        name: Name::new(name),
        arguments: Vec::new(),
        span: None,
    }
}

/// `@aws_subscribe(mutations: […])`
pub(super) fn subscribe(mutations: &[&str]) -> Directive {
    let names = mutations
        .iter()
        .map(|name| value(ValueKind::String((*name).to_owned())))
        .collect();
    Directive {
        arguments: vec![Argument {
            name: Name::new("mutations"),
            value: value(ValueKind::List(names)),
        }],
        ..directive("aws_subscribe")
    }
}

fn value(kind: ValueKind) -> Value {
    Value { kind, span: None }
}

fn definition(name: impl Into<String>, directives: Vec<Directive>, kind: TypeKind) -> Definition {
    Definition::Type(TypeDefinition {
        extend: false,
        description: None,
        name: Name::new(name),
        directives,
        kind,
        span: None,
    })
}
