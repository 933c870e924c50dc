//! Whether a literal in a schema is of a type. What AppSync's scalars hold is not looked into.

use appsynth_diagnostics::{Span, near_name};

use crate::Schema;
use crate::ast::{InputValueDefinition, Name, Type, TypeKind, Value, ValueKind};

/// The innermost part of a literal that does not fit.
pub(crate) struct Misfit {
    /// The members of input objects that lead to it, outermost first.
    pub(crate) path: Vec<String>,
    /// The type that the part should be of.
    pub(crate) expected: String,
    pub(crate) span: Option<Span>,
    pub(crate) why: String,
    /// What to write instead.
    pub(crate) help: String,
}

/// Every part of a literal that does not fit a type.
pub(super) fn check(schema: &Schema, value: &Value, ty: &Type) -> Vec<Misfit> {
    let mut check = Check {
        schema,
        path: Vec::new(),
        misfits: Vec::new(),
    };
    check.value(value, ty, ty);
    check.misfits
}

struct Check<'a> {
    schema: &'a Schema,
    path: Vec<&'a str>,
    misfits: Vec<Misfit>,
}

impl<'a> Check<'a> {
    /// `whole` is the type with the `!` and the brackets that a part of it is compared without.
    fn value(&mut self, value: &'a Value, ty: &Type, whole: &Type) {
        match (ty, &value.kind) {
            (Type::NonNull(_), ValueKind::Null) => self.refuse(value, whole, "null is refused"),
            (_, ValueKind::Null) => {}
            (_, ValueKind::Variable(_)) => self.refuse(value, whole, "a schema has no variables"),
            (Type::NonNull(inner), _) => self.value(value, inner, whole),
            (Type::List(inner), ValueKind::List(items)) => {
                for item in items {
                    self.value(item, inner, inner);
                }
            }
            // A single value counts as a list of one.
            (Type::List(inner), _) => self.value(value, inner, whole),
            (Type::Named(name), _) => self.named(value, name, whole),
        }
    }

    fn named(&mut self, value: &'a Value, name: &Name, whole: &Type) {
        let Some(definition) = self.schema.type_definition(name) else {
            // Reported where the type is named.
            return;
        };
        match (&definition.kind, &value.kind) {
            (TypeKind::Enum { values }, given) => {
                let known: Vec<&str> = values.iter().map(|one| &*one.name).collect();
                self.enum_value(value, given, name, &known);
            }
            (TypeKind::InputObject { fields }, ValueKind::Object(members)) => {
                self.object(value, members, name, fields);
            }
            (TypeKind::Scalar, given) => {
                if let Err(why) = fits_scalar(given, name) {
                    self.refuse(value, whole, why);
                }
            }
            _ => self.refuse(value, whole, format!("not a value of `{name}`")),
        }
    }

    fn enum_value(&mut self, value: &Value, given: &ValueKind, name: &Name, known: &[&str]) {
        let all = quoted(known);
        let help = match given {
            ValueKind::Enum(given) if known.contains(&given.as_str()) => return,
            ValueKind::String(text) if known.contains(&text.as_str()) => {
                format!("write it without quotes: `{text}`")
            }
            ValueKind::Enum(text) | ValueKind::String(text) => {
                match near_name(text, known.iter().copied()) {
                    Some(near) => format!("there is a similar value: `{near}`; all are {all}"),
                    None => format!("its values are {all}"),
                }
            }
            _ => format!("its values are {all}"),
        };
        self.push(value.span, name, format!("not a value of `{name}`"), help);
    }

    fn object(
        &mut self,
        value: &Value,
        members: &'a [(Name, Value)],
        name: &Name,
        fields: &[InputValueDefinition],
    ) {
        let known: Vec<&str> = fields.iter().map(|one| &*one.name).collect();
        // A member that is given by a wrong name is not missing besides.
        let mut given: Vec<&str> = Vec::new();
        for (at, (member, inner)) in members.iter().enumerate() {
            let mut before = members[..at].iter();
            if before.any(|(earlier, _)| earlier.text == member.text) {
                let help = "remove one of them".to_owned();
                self.push(
                    member.span,
                    name,
                    format!("`{member}` is given twice"),
                    help,
                );
            }
            given.push(member);
            if let Some(field) = fields.iter().find(|field| field.name.text == member.text) {
                self.path.push(member);
                self.value(inner, &field.ty, &field.ty);
                self.path.pop();
                continue;
            }
            let near = near_name(member, known.iter().copied());
            given.extend(near);
            let help = match near {
                Some(near) => format!("there is a similar name: `{near}`"),
                None => format!("it takes {}", quoted(&known)),
            };
            self.push(member.span, name, format!("not a field of `{name}`"), help);
        }
        let required = fields.iter().filter(|one| one.is_required());
        for missing in required.filter(|one| !given.contains(&&*one.name)) {
            let why = format!("lacks `{}`", missing.name);
            let help = format!("add `{}: …` of type `{}`", missing.name, missing.ty);
            self.push(value.span, name, why, help);
        }
    }

    fn refuse(&mut self, value: &Value, expected: &Type, why: impl Into<String>) {
        let help = format!("write a literal of type `{expected}`");
        self.push(value.span, expected, why.into(), help);
    }

    fn push(&mut self, span: Option<Span>, expected: impl ToString, why: String, help: String) {
        self.misfits.push(Misfit {
            path: self.path.iter().map(|&member| member.to_owned()).collect(),
            expected: expected.to_string(),
            span,
            why,
            help,
        });
    }
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// What is wrong with a literal for a scalar.
fn fits_scalar(given: &ValueKind, name: &Name) -> Result<(), String> {
    let fits = match (&**name, given) {
        ("Int", ValueKind::Int(digits)) => {
            let number = digits.parse::<i32>();
            return number
                .map(|_| ())
                .map_err(|_| "more than 32 bits".to_owned());
        }
        ("AWSTimestamp", ValueKind::Int(digits)) => digits.parse::<i64>().is_ok(),
        ("Float", ValueKind::Int(_) | ValueKind::Float(_)) => true,
        ("Boolean", ValueKind::Boolean(_)) => true,
        ("ID", ValueKind::Int(_) | ValueKind::String(_)) => true,
        ("Int" | "Float" | "Boolean" | "ID" | "AWSTimestamp", _) => false,
        (_, ValueKind::String(_)) => true,
        _ => false,
    };
    match fits {
        true => Ok(()),
        false => Err(format!("not a value of `{name}`")),
    }
}
