//! Where the schema names the operations of a model.

use appsynth_diagnostics::Span;
use appsynth_schema::ast::{Directive, OperationType};

use crate::arguments;
use crate::model::{Entity, Index, Operation};
use crate::read::Context;

/// The operations of an entity, each with the text that names it, the index that it is for, or the entity's name.
pub(super) fn with_places<'e>(
    context: &Context<'_>,
    entity: &'e Entity,
) -> Vec<(OperationType, &'e str, Option<Span>)> {
    let definition = context.schema.type_definition(&entity.name);
    let on_type: Vec<&Directive> = definition.iter().flat_map(|one| &one.directives).collect();
    let on_fields = definition.iter().flat_map(|one| one.fields());
    let on_fields: Vec<&Directive> = on_fields.flat_map(|field| &field.directives).collect();
    let mut list = entity.queries.list.as_deref();
    let mut indexes = entity.indexes.iter().filter(|one| one.query.is_some());
    let place = |operation: Operation, name: &str| {
        let written = match operation {
            Operation::List if list.take().is_none() => {
                return indexes.next().and_then(|index| of_index(index, &on_fields));
            }
            Operation::Listen => {
                let mut directives = on_type.iter().filter(|one| &*one.name == "model");
                directives.find_map(|one| subscription(one, name))
            }
            _ => on_type.iter().find_map(|one| member(one, operation.name())),
        };
        written.or(entity.name.span)
    };
    let operations = entity.operations().into_iter();
    operations
        .scan(place, |place, (kind, operation, name)| {
            Some((kind, name, place(operation, name)))
        })
        .collect()
}

/// The query's name in the directive of an index, or the directive.
fn of_index(index: &Index, directives: &[&Directive]) -> Option<Span> {
    let mut directives = directives.iter();
    let directive = directives.find(|one| one.span.is_some() && one.span == index.span);
    let name = directive.and_then(|one| arguments::text(one, "queryField").value());
    name.and_then(|name| name.span).or(index.span)
}

/// The text of a member in a map of names.
fn member(directive: &Directive, member: &str) -> Option<Span> {
    let maps = directive.arguments.iter();
    let mut texts = maps.filter_map(|map| arguments::member_text(&map.value, member).value());
    texts.next()?.span
}

/// The text of a subscription in one of its lists.
fn subscription(directive: &Directive, name: &str) -> Option<Span> {
    let map = arguments::object(directive, "subscriptions").value()?;
    let lists = ["onCreate", "onUpdate", "onDelete"].into_iter();
    let mut names = lists.flat_map(|list| arguments::member_texts(map, list).unwrap_or_default());
    names.find(|one| &**one == name)?.span
}
