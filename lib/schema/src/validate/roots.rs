//! The root operation types, and what subscriptions listen to.

use appsynth_diagnostics::Diagnostics;

use super::directives;
use crate::ast::{DirectiveLocation, FieldDefinition, Name, OperationType, TypeKind};
use crate::{Schema, diagnostics};
use appsynth_diagnostics::near_name;

/// Checks what only holds of a schema that nothing is added to any more.
pub(super) fn check_complete(schema: &Schema, problems: &mut Diagnostics) {
    if schema.root(OperationType::Query).is_none() {
        problems.push(diagnostics::missing_query());
    }
    check_subscriptions(schema, problems);
}

pub(super) fn check(schema: &Schema, problems: &mut Diagnostics) {
    let mut seen: Vec<(OperationType, &Name)> = Vec::new();
    for (operation, name) in schema.root_operations() {
        match schema.type_definition(name).map(|one| &one.kind) {
            None => problems.push(diagnostics::undefined_type(name, schema.near_type(name))),
            Some(TypeKind::Object { .. }) => {}
            Some(kind) => problems.push(diagnostics::root_is_no_object(
                operation,
                name,
                kind.keyword(),
            )),
        }
        if let Some((_, first)) = seen.iter().find(|(one, _)| *one == operation) {
            problems.push(diagnostics::repeated_root(operation, name, first));
        } else if let Some((_, first)) = seen.iter().find(|(_, one)| one.text == name.text) {
            problems.push(diagnostics::shared_root(name, first));
        }
        seen.push((operation, name));
    }
    directives::check(
        schema,
        schema.schema_directives(),
        DirectiveLocation::Schema,
        problems,
    );
}

/// A subscription field gives what its mutations return.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html>
fn check_subscriptions(schema: &Schema, problems: &mut Diagnostics) {
    let mutations = schema
        .root(OperationType::Mutation)
        .and_then(|name| schema.type_definition(name))
        .map_or(&[][..], |definition| definition.fields());
    let subscriptions = schema
        .root(OperationType::Subscription)
        .and_then(|name| schema.type_definition(name))
        .map_or(&[][..], |definition| definition.fields());
    for subscription in subscriptions {
        check_subscription(subscription, mutations, problems);
    }
}

fn check_subscription(
    subscription: &FieldDefinition,
    mutations: &[FieldDefinition],
    problems: &mut Diagnostics,
) {
    for (name, span) in subscription.subscribed_mutations() {
        match mutations.iter().find(|one| one.name.text == name) {
            None => problems.push(diagnostics::unknown_mutation(
                name,
                span,
                near_name(name, mutations.iter().map(|one| &*one.name)),
            )),
            Some(mutation) if mutation.ty.nullable() != subscription.ty.nullable() => {
                problems.push(diagnostics::subscription_type(subscription, mutation));
            }
            Some(_) => {}
        }
    }
}
