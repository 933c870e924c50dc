//! A schema with mistakes as it was meant, so that mistakes of its directives are found besides.

use std::collections::HashSet;

use appsynth_diagnostics::codes::schema as codes;
use appsynth_diagnostics::{Code, Diagnostics, near_name};
use appsynth_schema::ast::{
    Argument, Definition, Directive, DirectiveDefinition, DirectiveLocation, Document,
    FieldDefinition, Name, Type, TypeDefinition, TypeKind, Value, ValueKind,
};
use appsynth_schema::{Scalar, Schema};

/// Mistakes that leave open which types there are.
const BEYOND_MENDING: [&Code; 3] = [&codes::DUPLICATE_TYPE, &codes::ROOT_TYPE, &codes::EXTENSION];

/// Directives that ask something of the type of their field.
const ABOUT_TYPES: [&str; 6] = [
    "belongsTo",
    "default",
    "hasMany",
    "hasOne",
    "manyToMany",
    "validate",
];

/// The document with misspelt names put right. What cannot be is left out or replaced, so that nothing follows from
/// it. None if nobody can tell what was meant.
pub(crate) fn mend(
    mut document: Document,
    schema: &Schema,
    problems: &Diagnostics,
) -> Option<Document> {
    if problems
        .iter()
        .any(|one| BEYOND_MENDING.contains(&one.code))
    {
        return None;
    }
    for definition in &mut document.definitions {
        if let Definition::Type(definition) = definition {
            mend_type(schema, definition);
        }
    }
    Some(document)
}

fn mend_type(schema: &Schema, definition: &mut TypeDefinition) {
    if let TypeKind::Interface { fields, .. } = &mut definition.kind {
        mend_directives(
            schema,
            &mut definition.directives,
            DirectiveLocation::Interface,
        );
        fields
            .iter_mut()
            .for_each(|field| mend_field(schema, field));
    }
    if let TypeKind::Object { fields, .. } = &mut definition.kind {
        fields
            .iter_mut()
            .for_each(|field| mend_field(schema, field));
        let directives = &mut definition.directives;
        let given = directives.len();
        mend_directives(schema, directives, DirectiveLocation::Object);
        let is_root = schema
            .root_operations()
            .any(|(_, root)| root.text == definition.name.text);
        let whole = schema.type_definition(&definition.name);
        let mut all = directives
            .iter()
            .chain(whole.iter().flat_map(|one| &one.directives));
        let is_model = all.any(|one| &*one.name == "model");
        // What was left out may have been meant to be `@model`.
        if directives.len() < given && !is_root && !is_model {
            directives.push(Directive {
                name: Name::new("model"),
                arguments: Vec::new(),
                span: None,
            });
        }
    }
}

fn mend_field(schema: &Schema, field: &mut FieldDefinition) {
    mend_directives(
        schema,
        &mut field.directives,
        DirectiveLocation::FieldDefinition,
    );
    let gives = |name: &str| {
        let definition = schema.type_definition(name)?;
        let is_custom =
            matches!(definition.kind, TypeKind::Scalar) && Scalar::from_name(name).is_none();
        (definition.kind.is_output() && !is_custom).then_some(())
    };
    let name = field.ty.named();
    if gives(name).is_some() {
        return;
    }
    let near = schema.near_type(name).filter(|near| gives(near).is_some());
    if near.is_none() {
        let directives = &mut field.directives;
        directives.retain(|one| !ABOUT_TYPES.contains(&&*one.name.text));
    }
    near.unwrap_or("String")
        .clone_into(named_mut(&mut field.ty));
}

fn named_mut(ty: &mut Type) -> &mut String {
    match ty {
        Type::Named(name) => &mut name.text,
        Type::List(inner) | Type::NonNull(inner) => named_mut(inner),
    }
}

fn mend_directives(schema: &Schema, directives: &mut Vec<Directive>, location: DirectiveLocation) {
    let mut mended: Vec<Directive> = Vec::new();
    for mut directive in std::mem::take(directives) {
        match schema.directive(&directive.name) {
            Some(definition) => {
                mend_arguments(schema, &mut directive.arguments, definition);
                let mut required = definition.arguments.iter().filter(|one| one.is_required());
                let lacks = required.any(|one| directive.argument(&one.name).is_none());
                if lacks || !definition.locations.contains(&location) {
                    continue;
                }
            }
            // Its arguments were not looked at yet, and mistakes in them are to be told.
            None => match schema.near_directive(&directive.name) {
                Some(near) => near.clone_into(&mut directive.name.text),
                None => continue,
            },
        }
        let is_repeatable = schema
            .directive(&directive.name)
            .is_some_and(|one| one.repeatable);
        let is_repeated = mended.iter().any(|one| *one.name == *directive.name);
        if is_repeatable || !is_repeated {
            mended.push(directive);
        }
    }
    *directives = mended;
}

fn mend_arguments(
    schema: &Schema,
    arguments: &mut Vec<Argument>,
    definition: &DirectiveDefinition,
) {
    let known: Vec<&str> = (definition.arguments.iter().map(|one| &*one.name)).collect();
    put_right(arguments.iter_mut().map(|one| &mut one.name), &known);
    arguments.retain(|one| known.contains(&&*one.name));
    keep_first(arguments, |one| &one.name);
    for argument in arguments {
        let defined = definition.arguments.iter();
        for one in defined.filter(|one| *one.name == *argument.name) {
            mend_value(schema, &mut argument.value, &one.ty);
        }
    }
}

fn mend_value(schema: &Schema, value: &mut Value, ty: &Type) {
    let definition = schema.type_definition(ty.named());
    match (definition.map(|one| &one.kind), &mut value.kind) {
        (_, ValueKind::List(items)) => {
            for item in items {
                mend_value(schema, item, ty);
            }
        }
        (Some(TypeKind::Enum { values }), ValueKind::Enum(text) | ValueKind::String(text)) => {
            let known = values.iter().map(|one| &*one.name);
            if let Some(near) = near_name(text, known) {
                near.clone_into(text);
            }
        }
        (Some(TypeKind::InputObject { fields }), ValueKind::Object(members)) => {
            let known: Vec<&str> = fields.iter().map(|one| &*one.name).collect();
            put_right(members.iter_mut().map(|(name, _)| name), &known);
            keep_first(members, |(name, _)| name);
            for (name, value) in members {
                for field in fields.iter().filter(|field| *field.name == **name) {
                    mend_value(schema, value, &field.ty);
                }
            }
        }
        _ => {}
    }
}

/// Gives names that are not known those that they are near to.
fn put_right<'a>(names: impl Iterator<Item = &'a mut Name>, known: &[&str]) {
    for name in names {
        if let Some(near) = near_name(name, known.iter().copied()) {
            near.clone_into(&mut name.text);
        }
    }
}

/// Leaves out what has the name of something before it.
fn keep_first<T>(named: &mut Vec<T>, name: impl Fn(&T) -> &Name) {
    let mut seen = HashSet::new();
    named.retain(|one| seen.insert(name(one).text.clone()));
}
