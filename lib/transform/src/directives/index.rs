//! `@index`: a secondary index, and a query that reads by it.

use appsynth_diagnostics::Diagnostics;
use appsynth_schema::ast::Name;

use super::keys::sort_fields;
use crate::arguments::{self, Given};
use crate::diagnostics::{fields, keys, needs_model};
use crate::model::{Index, IndexOrigin, Model};
use crate::names::by_fields;
use crate::read::{Context, FieldUse};

pub(super) fn read(context: &Context<'_>, model: &mut Model, problems: &mut Diagnostics) {
    for directive in context.on_fields("index") {
        let Some(entity) = model.entities.get_mut(&directive.owner.name.text) else {
            problems.push(needs_model(directive.directive, &directive.owner.name));
            continue;
        };
        let partition = &directive.field.name.text;
        let field = entity.fields.get(partition);
        if !field.is_some_and(|field| field.is_orderable()) {
            problems.push(keys::partition_type(directive));
        }
        let sort = sort_fields(entity, directive, problems);
        let derived = by_fields(
            &entity.name,
            std::iter::once(partition).chain(&sort).map(String::as_str),
        );
        let name = index_name(directive, problems).unwrap_or_else(|| derived.clone());
        if let Some(first) = entity.index(&name) {
            problems.push(keys::index_twice(directive, &name, first));
            continue;
        }
        let index = Index {
            name,
            partition: partition.clone(),
            sort,
            query: query(directive, derived, problems),
            origin: IndexOrigin::Declared,
            span: directive.directive.span,
        };
        entity.indexes.push(index);
    }
}

pub(super) fn check(context: &Context<'_>, model: &Model, problems: &mut Diagnostics) {
    for directive in context.on_fields("index") {
        let Some(entity) = model.entities.get(&directive.owner.name.text) else {
            continue;
        };
        let key = &entity.primary_key;
        if let Some(declared) = key.declared
            && key.sort.is_empty()
            && key.partition == directive.field.name.text
        {
            problems.push(keys::index_like_primary_key(directive, declared));
        }
    }
}

fn index_name(directive: FieldUse<'_>, problems: &mut Diagnostics) -> Option<String> {
    match arguments::text(directive.directive, "name") {
        Given::Absent => None,
        Given::Null => {
            problems.push(keys::null_index_name(directive));
            None
        }
        Given::Value(name) => {
            if !is_index_name(&name) {
                problems.push(keys::bad_index_name(&name));
            }
            Some(name.text)
        }
    }
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
fn is_index_name(name: &Name) -> bool {
    (3..=255).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

fn query(directive: FieldUse<'_>, derived: String, problems: &mut Diagnostics) -> Option<String> {
    match arguments::text(directive.directive, "queryField") {
        Given::Absent => Some(derived),
        Given::Null => None,
        Given::Value(name) => fields::check_name(&name, problems).then_some(name.text),
    }
}
