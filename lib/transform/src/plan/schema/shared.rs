//! Definitions that are the same in every schema. A schema has those that it uses.

use std::sync::LazyLock;

use appsynth_diagnostics::Sources;
use appsynth_schema::ast::{
    Definition, Directive, FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind,
};
use rustc_hash::{FxHashMap, FxHashSet};

static DEFINITIONS: LazyLock<Vec<TypeDefinition>> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let id = sources.add("shared.graphql", include_str!("shared.graphql"));
    let (document, problems) = appsynth_schema::parse(&sources, [id]);
    assert!(
        problems.is_empty(),
        "invariant: the shared definitions are GraphQL"
    );
    document.types().cloned().map(without_places).collect()
});

static BY_NAME: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| {
    let names = DEFINITIONS.iter().enumerate();
    names.map(|(index, one)| (&*one.name, index)).collect()
});

/// Reads the definitions, unless that was done before.
pub(super) fn prepare() {
    LazyLock::force(&DEFINITIONS);
}

/// Adds the shared definitions that a schema uses, in their own order. `searchers` are
/// the directives of what searches give.
pub(super) fn add_used(definitions: &mut Vec<Definition>, searchers: &[Directive]) {
    let mut found: FxHashSet<usize> = FxHashSet::default();
    for definition in definitions.iter() {
        if let Definition::Type(definition) = definition {
            note_uses(definition, &mut found);
        }
    }
    // Clients' generated code names it even where no query takes it.
    if !found.is_empty() {
        found.extend(BY_NAME.get("ModelSortDirection"));
    }
    for (index, definition) in DEFINITIONS.iter().enumerate() {
        if found.contains(&index) {
            let mut definition = definition.clone();
            if matches!(definition.kind, TypeKind::Object { .. })
                && definition.name.starts_with("Searchable")
            {
                definition.directives = searchers.to_vec();
            }
            definitions.push(Definition::Type(definition));
        }
    }
}

fn note_uses(definition: &TypeDefinition, found: &mut FxHashSet<usize>) {
    let mut note = |name: &str| {
        if let Some(index) = BY_NAME.get(name)
            && found.insert(*index)
        {
            note_uses(&DEFINITIONS[*index], found);
        }
    };
    match &definition.kind {
        TypeKind::Object { fields, .. } | TypeKind::Interface { fields, .. } => {
            for field in fields {
                note(field.ty.named());
                for argument in &field.arguments {
                    note(argument.ty.named());
                }
            }
        }
        TypeKind::InputObject { fields } => {
            for field in fields {
                note(field.ty.named());
            }
        }
        TypeKind::Union { members } => {
            for member in members {
                note(member);
            }
        }
        TypeKind::Scalar | TypeKind::Enum { .. } => {}
    }
}

/// Nobody should be pointed to a place in a file that is not theirs.
fn without_places(mut definition: TypeDefinition) -> TypeDefinition {
    definition.span = None;
    definition.name.span = None;
    match &mut definition.kind {
        TypeKind::Object { fields, .. } | TypeKind::Interface { fields, .. } => {
            fields.iter_mut().for_each(clear_field);
        }
        TypeKind::InputObject { fields } => fields.iter_mut().for_each(clear_input),
        TypeKind::Enum { values } => values.iter_mut().for_each(|value| value.name.span = None),
        TypeKind::Union { members } => members.iter_mut().for_each(|member| member.span = None),
        TypeKind::Scalar => {}
    }
    definition
}

fn clear_field(field: &mut FieldDefinition) {
    field.span = None;
    field.name.span = None;
}

fn clear_input(field: &mut InputValueDefinition) {
    field.span = None;
    field.name.span = None;
}
