//! Fields that share a place in the answer have to be the same field.

use indexmap::{IndexMap, IndexSet};

use super::walk::Walk;
use crate::ast::{Argument, Field, FieldDefinition, Selection, Type, TypeDefinition, TypeKind};

/// Compares the fields of a selection set that have the same response key.
pub(super) fn check<'a>(
    walk: &mut Walk<'a>,
    selections: &'a [Selection],
    parent: Option<&'a TypeDefinition>,
) {
    if walk.compared >= MAX_COMPARED {
        return;
    }
    let mut comparison = Comparison {
        walk,
        compared: IndexSet::new(),
        fields: walk.compared,
    };
    let fields = comparison.collect(&[(selections, parent)]);
    let conflicts = comparison.conflicts(&fields);
    walk.compared = comparison.fields;
    for conflict in conflicts {
        let spans: Vec<_> = conflict.fields.iter().map(|field| field.span).collect();
        walk.refuse("FieldsConflict", &conflict.reason, &spans);
    }
    if walk.compared >= MAX_COMPARED {
        let reason = "too many fields have the same response key";
        walk.refuse("FieldsConflict", reason, &[]);
    }
}

/// How many fields are looked at in a request, each once for every field it is compared with. Every honest
/// request stays far below; a hostile one would take minutes.
const MAX_COMPARED: usize = 500_000;

/// A selected field with the type it is selected on.
#[derive(Clone, Copy)]
struct Selected<'a> {
    field: &'a Field,
    parent: Option<&'a TypeDefinition>,
    definition: Option<&'a FieldDefinition>,
}

impl<'a> Selected<'a> {
    /// Leaves of which this is the same agree with the same fields.
    fn written(&self) -> (Option<&'a str>, &'a str, String) {
        let arguments: Vec<String> = self
            .field
            .arguments
            .iter()
            .map(|argument| format!("{}:{}", argument.name, argument.value))
            .collect();
        (
            self.parent.map(|parent| parent.name.text.as_str()),
            &self.field.name.text,
            arguments.join(","),
        )
    }
}

type ByKey<'a> = IndexMap<&'a str, Vec<Selected<'a>>>;
type Pair = (*const Field, *const Field);

struct Conflict<'a> {
    reason: String,
    fields: Vec<&'a Field>,
}

struct Comparison<'w, 'a> {
    walk: &'w Walk<'a>,
    /// Pairs already compared, which bounds the work on fragments that are used over and over.
    compared: IndexSet<Pair>,
    /// How many fields were looked at, of [`MAX_COMPARED`].
    fields: usize,
}

impl<'a> Comparison<'_, 'a> {
    fn collect(&mut self, sets: &[(&'a [Selection], Option<&'a TypeDefinition>)]) -> ByKey<'a> {
        let mut fields = ByKey::new();
        let mut entered = IndexSet::new();
        for (selections, parent) in sets {
            self.collect_into(&mut fields, &mut entered, selections, *parent);
        }
        fields
    }

    fn collect_into(
        &mut self,
        fields: &mut ByKey<'a>,
        entered: &mut IndexSet<&'a str>,
        selections: &'a [Selection],
        parent: Option<&'a TypeDefinition>,
    ) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    self.fields += 1;
                    let definition = parent
                        .and_then(|parent| self.walk.schema.selected_field(parent, &field.name));
                    let selected = Selected {
                        field,
                        parent,
                        definition,
                    };
                    fields
                        .entry(field.response_key())
                        .or_default()
                        .push(selected);
                }
                Selection::InlineFragment(fragment) => {
                    let parent = match &fragment.type_condition {
                        Some(name) => self.walk.schema.type_definition(name),
                        None => parent,
                    };
                    self.collect_into(fields, entered, &fragment.selection_set, parent);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.walk.fragment(&spread.name)
                        && entered.insert(&spread.name)
                    {
                        let parent = self.walk.schema.type_definition(&fragment.type_condition);
                        self.collect_into(fields, entered, &fragment.selection_set, parent);
                    }
                }
            }
        }
    }

    fn conflicts(&mut self, fields: &ByKey<'a>) -> Vec<Conflict<'a>> {
        let mut conflicts = Vec::new();
        for (key, selected) in fields {
            let mut agreeing: Vec<Selected<'a>> = Vec::new();
            let mut leaves = IndexSet::new();
            for two in selected {
                if self.fields >= MAX_COMPARED {
                    return conflicts;
                }
                if two.field.selection_set.is_empty() && !leaves.insert(two.written()) {
                    continue;
                }
                let conflict = agreeing
                    .iter()
                    .find_map(|one| self.conflict(key, *one, *two));
                match conflict {
                    Some(conflict) => conflicts.push(conflict),
                    None => agreeing.push(*two),
                }
            }
        }
        conflicts
    }

    fn conflict(
        &mut self,
        key: &str,
        one: Selected<'a>,
        two: Selected<'a>,
    ) -> Option<Conflict<'a>> {
        let pair = (std::ptr::from_ref(one.field), std::ptr::from_ref(two.field));
        self.fields += 1;
        if std::ptr::eq(one.field, two.field) || !self.compared.insert(pair) {
            return None;
        }
        let conflict = |reason: String| {
            Some(Conflict {
                reason,
                fields: vec![one.field, two.field],
            })
        };
        if can_meet(one.parent, two.parent) {
            let (name, other) = (&one.field.name, &two.field.name);
            if name.text != other.text {
                return conflict(format!("{key}: {name} and {other} are different fields"));
            }
            if !same_arguments(&one.field.arguments, &two.field.arguments) {
                return conflict(format!("{key}: they have differing arguments"));
            }
        }
        if let (Some(first), Some(second)) = (one.definition, two.definition)
            && !self.same_shape(&first.ty, &second.ty)
        {
            return conflict(format!(
                "{key}: they return differing types {} and {}",
                first.ty, second.ty
            ));
        }
        let inner = self.collect(&[self.inside(one), self.inside(two)]);
        let mut below = self.conflicts(&inner).into_iter().peekable();
        below.peek()?;
        let (reasons, fields): (Vec<_>, Vec<_>) = below.map(|one| (one.reason, one.fields)).unzip();
        Some(Conflict {
            reason: format!("{key}: ({})", reasons.join(", ")),
            fields: [one.field, two.field]
                .into_iter()
                .chain(fields.into_iter().flatten())
                .collect(),
        })
    }

    fn inside(&self, selected: Selected<'a>) -> (&'a [Selection], Option<&'a TypeDefinition>) {
        let ty = selected
            .definition
            .and_then(|one| self.walk.schema.type_definition(one.ty.named()));
        (&selected.field.selection_set, ty)
    }

    /// Composite types may differ, as long as what is selected inside agrees.
    fn same_shape(&self, one: &Type, two: &Type) -> bool {
        match (one, two) {
            (Type::NonNull(one), Type::NonNull(two)) | (Type::List(one), Type::List(two)) => {
                self.same_shape(one, two)
            }
            (Type::Named(one), Type::Named(two)) => {
                one.text == two.text || (self.is_composite(one) && self.is_composite(two))
            }
            _ => false,
        }
    }

    fn is_composite(&self, name: &str) -> bool {
        let definition = self.walk.schema.type_definition(name);
        definition.is_some_and(|one| one.kind.is_composite())
    }
}

/// Fields of two different object types never apply to the same object.
fn can_meet(one: Option<&TypeDefinition>, two: Option<&TypeDefinition>) -> bool {
    match (one, two) {
        (Some(one), Some(two)) => {
            one.name.text == two.name.text
                || !matches!(one.kind, TypeKind::Object { .. })
                || !matches!(two.kind, TypeKind::Object { .. })
        }
        _ => true,
    }
}

fn same_arguments(one: &[Argument], two: &[Argument]) -> bool {
    one.len() == two.len()
        && one.iter().all(|argument| {
            let other = two
                .iter()
                .find(|other| other.name.text == argument.name.text);
            other.is_some_and(|other| other.value.to_string() == argument.value.to_string())
        })
}
