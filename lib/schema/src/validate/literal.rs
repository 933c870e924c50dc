//! Whether a literal in a schema is of a type. What AppSync's scalars hold is not looked into.

use appsynth_diagnostics::Span;

use crate::Schema;
use crate::ast::{Name, Type, TypeKind, Value, ValueKind};

/// The part of a literal that does not fit, and why.
pub(super) struct Misfit {
    pub(super) span: Option<Span>,
    pub(super) why: String,
}

pub(super) fn check(schema: &Schema, value: &Value, ty: &Type) -> Result<(), Misfit> {
    match (ty, &value.kind) {
        (Type::NonNull(_), ValueKind::Null) => Err(misfit(value, "null is refused")),
        (_, ValueKind::Null) => Ok(()),
        (_, ValueKind::Variable(_)) => Err(misfit(value, "a schema has no variables")),
        (Type::NonNull(inner), _) => check(schema, value, inner),
        (Type::List(inner), ValueKind::List(items)) => {
            items.iter().try_for_each(|item| check(schema, item, inner))
        }
        // A single value counts as a list of one.
        (Type::List(inner), _) => check(schema, value, inner),
        (Type::Named(name), _) => check_named(schema, value, name),
    }
}

fn check_named(schema: &Schema, value: &Value, name: &Name) -> Result<(), Misfit> {
    let Some(definition) = schema.type_definition(name) else {
        // Reported where the type is named.
        return Ok(());
    };
    match (&definition.kind, &value.kind) {
        (TypeKind::Enum { values }, ValueKind::Enum(given)) => {
            if values.iter().any(|one| one.name.text == *given) {
                Ok(())
            } else {
                Err(misfit(value, format!("not a value of `{name}`")))
            }
        }
        (TypeKind::InputObject { fields }, ValueKind::Object(members)) => {
            for (member, inner) in members {
                match fields.iter().find(|field| field.name.text == member.text) {
                    Some(field) => check(schema, inner, &field.ty)?,
                    None => {
                        return Err(Misfit {
                            span: member.span,
                            why: format!("not a field of `{name}`"),
                        });
                    }
                }
            }
            let given = |name: &str| members.iter().any(|(member, _)| &**member == name);
            match fields
                .iter()
                .find(|one| one.is_required() && !given(&one.name))
            {
                Some(missing) => Err(misfit(value, format!("lacks `{}`", missing.name))),
                None => Ok(()),
            }
        }
        (TypeKind::Scalar, _) => check_scalar(value, name),
        _ => Err(misfit(value, format!("not a value of `{name}`"))),
    }
}

fn check_scalar(value: &Value, name: &Name) -> Result<(), Misfit> {
    let fits = match (&**name, &value.kind) {
        ("Int", ValueKind::Int(digits)) => {
            return match digits.parse::<i32>() {
                Ok(_) => Ok(()),
                Err(_) => Err(misfit(value, "more than 32 bits")),
            };
        }
        ("AWSTimestamp", ValueKind::Int(digits)) => digits.parse::<i64>().is_ok(),
        ("Float", ValueKind::Int(_) | ValueKind::Float(_)) => true,
        ("Boolean", ValueKind::Boolean(_)) => true,
        ("ID", ValueKind::Int(_) | ValueKind::String(_)) => true,
        ("Int" | "Float" | "Boolean" | "ID" | "AWSTimestamp", _) => false,
        (_, ValueKind::String(_)) => true,
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(misfit(value, format!("not a value of `{name}`")))
    }
}

fn misfit(value: &Value, why: impl Into<String>) -> Misfit {
    Misfit {
        span: value.span,
        why: why.into(),
    }
}
