//! Whether a literal fits a type, in graphql-java's words if not.

use crate::Schema;
use crate::ast::{Name, Type, TypeKind, Value, ValueKind};
use crate::java;
use crate::scalar::Scalar;

/// A literal, or a part of one, that does not fit.
pub(super) struct Misfit<'a> {
    /// The way to the part, innermost step last, such as `.filter[0].id`.
    steps: Vec<String>,
    /// The part, where it is named instead of the whole.
    part: Option<&'a Value>,
    /// What is wrong with it.
    why: String,
}

impl Misfit<'_> {
    pub(super) fn message(&self, argument: &Name, whole: &Value) -> String {
        let steps: String = self.steps.iter().rev().map(String::as_str).collect();
        let value = java::literal(self.part.unwrap_or(whole));
        format!(
            "argument '{argument}{steps}' with value '{value}' {}",
            self.why
        )
    }

    fn under(mut self, step: String) -> Self {
        self.steps.push(step);
        self
    }
}

pub(super) fn check<'a>(schema: &Schema, value: &'a Value, ty: &Type) -> Result<(), Misfit<'a>> {
    match (ty, &value.kind) {
        // Whether a variable fits its position is another rule.
        (_, ValueKind::Variable(_)) => Ok(()),
        (Type::NonNull(_), ValueKind::Null) => Err(wrong(value, "must not be null")),
        (_, ValueKind::Null) => Ok(()),
        (Type::NonNull(inner), _) => check(schema, value, inner),
        (Type::List(inner), ValueKind::List(items)) => {
            for (position, item) in items.iter().enumerate() {
                check(schema, item, inner)
                    .map_err(|misfit| misfit.under(format!("[{position}]")))?;
            }
            Ok(())
        }
        (Type::List(inner), _) => check(schema, value, inner),
        (Type::Named(name), _) => check_named(schema, value, name),
    }
}

fn check_named<'a>(schema: &Schema, value: &'a Value, name: &Name) -> Result<(), Misfit<'a>> {
    let Some(definition) = schema.type_definition(name) else {
        return Ok(());
    };
    match &definition.kind {
        TypeKind::Scalar => match Scalar::from_name(name) {
            Some(scalar) if scalar.literal(&value.kind).is_none() => {
                Err(wrong(value, format!("is not a valid '{name}'")))
            }
            Some(_) | None => Ok(()),
        },
        TypeKind::Enum { values } => match &value.kind {
            ValueKind::Enum(given) if values.iter().any(|one| one.name.text == *given) => Ok(()),
            _ => Err(wrong(value, format!("is not a valid '{name}'"))),
        },
        TypeKind::InputObject { fields } => {
            let ValueKind::Object(members) = &value.kind else {
                return Err(whole("must be an object type"));
            };
            let given = |name: &Name| members.iter().any(|(member, _)| member.text == name.text);
            let missing: Vec<&str> = fields
                .iter()
                .filter(|field| field.is_required() && !given(&field.name))
                .map(|field| &*field.name)
                .collect();
            if !missing.is_empty() {
                let list = missing.join(", ");
                return Err(whole(format!("is missing required fields '[{list}]'")));
            }
            for (member, inner) in members {
                let Some(field) = fields.iter().find(|field| field.name.text == member.text) else {
                    return Err(whole(format!(
                        "contains a field not in '{name}': '{member}'"
                    )));
                };
                check(schema, inner, &field.ty)
                    .map_err(|misfit| misfit.under(format!(".{member}")))?;
            }
            Ok(())
        }
        TypeKind::Object { .. } | TypeKind::Interface { .. } | TypeKind::Union { .. } => Ok(()),
    }
}

fn wrong(part: &Value, why: impl Into<String>) -> Misfit<'_> {
    Misfit {
        steps: Vec::new(),
        part: Some(part),
        why: why.into(),
    }
}

fn whole<'a>(why: impl Into<String>) -> Misfit<'a> {
    Misfit {
        steps: Vec::new(),
        part: None,
        why: why.into(),
    }
}
