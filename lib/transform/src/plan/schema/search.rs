//! What `@searchable` adds: connections, filters, sorting and aggregations.

use appsynth_schema::ast::{Definition, InputValueDefinition};

use super::filters::{add_logic, base};
use super::modes::Modes;
use super::syntax::{enumeration, field, input, input_object, list, named, object, required};
use crate::model::{Entity, FieldKind, FieldOrigin};
use crate::options::Options;

/// What conflict resolution adds to every item.
const VERSIONS: &[(&str, &str)] = &[
    ("_version", "Int"),
    ("_deleted", "Boolean"),
    ("_lastChangedAt", "Int"),
];

/// The types of an entity's search.
pub(super) fn types(entity: &Entity, options: &Options, modes: Modes) -> Vec<Definition> {
    let name = |what: &str| format!("Searchable{}{what}", entity.name);
    let members = Members::of(entity, options);
    vec![
        connection(entity, name("Connection"), options, modes),
        filter(name("FilterInput"), &members),
        enumeration(name("SortableFields"), members.sortable()),
        input_object(
            name("SortInput"),
            vec![
                input("field", named(name("SortableFields"))),
                input("direction", named("SearchableSortDirection")),
            ],
        ),
        enumeration(name("AggregateField"), members.names()),
        input_object(
            name("AggregationInput"),
            vec![
                input("name", required(named("String"))),
                input("type", required(named("SearchableAggregateType"))),
                input("field", required(named(name("AggregateField")))),
            ],
        ),
    ]
}

/// The fields that searches of an entity can count and sum up.
pub(in crate::plan) fn aggregate_fields<'m>(entity: &'m Entity, options: &Options) -> Vec<&'m str> {
    Members::of(entity, options).names().collect()
}

/// What of an entity can be searched.
struct Members<'m> {
    all: Vec<Member<'m>>,
}

struct Member<'m> {
    name: &'m str,
    base: &'static str,
    is_enum: bool,
}

impl<'m> Members<'m> {
    fn of(entity: &'m Entity, options: &Options) -> Self {
        let fields = entity
            .fields
            .values()
            .filter(|field| field.origin != FieldOrigin::Owner);
        let mut all: Vec<Member<'m>> = fields
            .filter_map(|field| {
                Some(Member {
                    name: &field.name,
                    base: base(field)?,
                    is_enum: matches!(field.kind, FieldKind::Enum(_)),
                })
            })
            .collect();
        if options.conflict_resolution {
            all.extend(VERSIONS.iter().map(|(name, base)| Member {
                name,
                base,
                is_enum: false,
            }));
        }
        Self { all }
    }

    fn names(&self) -> impl Iterator<Item = &'m str> {
        self.all.iter().map(|member| member.name)
    }

    fn sortable(&self) -> impl Iterator<Item = &'m str> {
        let sortable = self.all.iter().filter(|member| !member.is_enum);
        sortable.map(|member| member.name)
    }
}

fn filter(name: String, members: &Members<'_>) -> Definition {
    let mut inputs: Vec<InputValueDefinition> = members
        .all
        .iter()
        .map(|member| {
            input(
                member.name,
                named(format!("Searchable{}FilterInput", member.base)),
            )
        })
        .collect();
    add_logic(&mut inputs, &name, true);
    input_object(name, inputs)
}

fn connection(entity: &Entity, name: String, options: &Options, modes: Modes) -> Definition {
    let fields = [
        ("items", required(list(named(&*entity.name)))),
        ("nextToken", named("String")),
        ("total", named("Int")),
        (
            "aggregateItems",
            required(list(named("SearchableAggregateResult"))),
        ),
    ];
    let fields = fields.map(|(name, ty)| field(name, Vec::new(), ty, Vec::new()));
    object(name, modes.directives(options), fields.into())
}
