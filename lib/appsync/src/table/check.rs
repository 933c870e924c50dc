//! What DynamoDB would refuse of a table.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>

use appsynth_construct::Value;
use appsynth_diagnostics::Diagnostic;
use indexmap::{IndexMap, IndexSet};

use super::{AttributeType, Billing, Capacity, Projection, Table};
use crate::diagnostics;

const GLOBAL_INDEXES: usize = 20;
const LOCAL_INDEXES: usize = 5;
const PROJECTED_BY_INDEX: usize = 20;
const PROJECTED_IN_ALL: usize = 100;

pub(super) fn problems(table: &Table) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    names(table, &mut problems);
    keys(table, &mut problems);
    indexes(table, &mut problems);
    projections(table, &mut problems);
    capacity(table, &mut problems);
    problems
}

fn names(table: &Table, problems: &mut Vec<Diagnostic>) {
    let mut seen = IndexSet::new();
    for name in index_names(table) {
        if !seen.insert(name) {
            problems.push(diagnostics::duplicate_index(name));
        }
    }
    for name in table
        .name
        .iter()
        .filter_map(Value::known)
        .map(String::as_str)
        .chain(seen)
    {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        if !(3..=255).contains(&name.len()) || !name.chars().all(allowed) {
            problems.push(diagnostics::dynamodb_name(name));
        }
    }
}

fn keys(table: &Table, problems: &mut Vec<Diagnostic>) {
    let mut types: IndexMap<String, AttributeType> = IndexMap::new();
    for key in table.keys() {
        if key
            .sort
            .as_ref()
            .is_some_and(|sort| sort.name == key.partition.name)
        {
            problems.push(diagnostics::key_of_one_attribute(&key.partition.name));
        }
        for attribute in key.attributes() {
            if !(1..=255).contains(&attribute.name.len()) {
                problems.push(diagnostics::key_attribute_name(&attribute.name));
            }
            let first = *types
                .entry(attribute.name.clone())
                .or_insert(attribute.kind);
            if first != attribute.kind {
                problems.push(diagnostics::key_type(
                    &attribute.name,
                    first,
                    attribute.kind,
                ));
            }
        }
    }
    if let Some(attribute) = &table.time_to_live
        && let Some(kind) = types.get(attribute)
        && *kind != AttributeType::Number
    {
        problems.push(diagnostics::time_to_live(attribute, *kind));
    }
}

fn indexes(table: &Table, problems: &mut Vec<Diagnostic>) {
    if table.global_indexes.len() > GLOBAL_INDEXES {
        problems.push(diagnostics::index_count(
            "global",
            table.global_indexes.len(),
            GLOBAL_INDEXES,
        ));
    }
    if table.local_indexes.len() > LOCAL_INDEXES {
        problems.push(diagnostics::index_count(
            "local",
            table.local_indexes.len(),
            LOCAL_INDEXES,
        ));
    }
    if let Some(index) = table.local_indexes.first()
        && table.key.sort.is_none()
    {
        problems.push(diagnostics::local_index_without_sort_key(
            &index.name,
            &table.key.partition.name,
        ));
    }
}

fn projections(table: &Table, problems: &mut Vec<Diagnostic>) {
    let global = table
        .global_indexes
        .iter()
        .map(|index| (&index.name, &index.projection));
    let local = table
        .local_indexes
        .iter()
        .map(|index| (&index.name, &index.projection));
    let mut in_all = 0;
    for (index, projection) in global.chain(local) {
        let Projection::Include(names) = projection else {
            continue;
        };
        in_all += names.len();
        if !(1..=PROJECTED_BY_INDEX).contains(&names.len()) {
            problems.push(diagnostics::projection_size(
                index,
                names.len(),
                PROJECTED_BY_INDEX,
            ));
        }
        let mut seen = IndexSet::new();
        for name in names {
            if !seen.insert(name) {
                problems.push(diagnostics::projected_twice(index, name));
            }
        }
    }
    if in_all > PROJECTED_IN_ALL {
        problems.push(diagnostics::projections_in_all(in_all, PROJECTED_IN_ALL));
    }
}

fn capacity(table: &Table, problems: &mut Vec<Diagnostic>) {
    let empty = |capacity: Capacity| capacity.read == 0 || capacity.write == 0;
    if table.billing.capacity().is_some_and(empty) {
        problems.push(diagnostics::no_capacity("the table"));
    }
    for index in &table.global_indexes {
        match (index.capacity, table.billing) {
            (Some(_), Billing::OnDemand) => {
                problems.push(diagnostics::index_capacity_on_demand(&index.name));
            }
            (Some(capacity), Billing::Provisioned(_)) if empty(capacity) => {
                problems.push(diagnostics::no_capacity(&format!(
                    "the index `{}`",
                    index.name
                )));
            }
            _ => {}
        }
    }
}

fn index_names(table: &Table) -> impl Iterator<Item = &str> {
    let global = table.global_indexes.iter().map(|index| index.name.as_str());
    global.chain(table.local_indexes.iter().map(|index| index.name.as_str()))
}
