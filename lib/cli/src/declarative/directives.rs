//! What the file says of a schema with directives.

use appsynth::prelude::*;
use appsynth_config as config;
use appsynth_config::Settings;

use super::sources::{Owned, is_arn};

pub(super) fn construct(
    settings: &Settings,
    owned: &Owned,
    api: Api,
    stack: &mut Scope<'_>,
) -> GraphqlSchema {
    let said = &settings.api;
    let mut schema = GraphqlSchema::new(api)
        .language(match said.resolver_runtime {
            config::ResolverRuntime::Js => Language::Js,
            config::ResolverRuntime::Vtl => Language::Vtl,
        })
        .sandbox(said.sandbox)
        .iam_callers(said.auth.iam_full_access)
        .tables(tables(&settings.table_defaults));
    for role in &said.admin_roles {
        schema = schema.admin_role(role);
    }
    if let Some(pool) = &said.auth.identity_pool {
        let authenticated = role(&pool.authenticated_role, "AuthenticatedRole", stack);
        let unauthenticated = role(&pool.unauthenticated_role, "UnauthenticatedRole", stack);
        schema = schema.identity_pool(authenticated, unauthenticated);
    }
    for (name, function) in owned.functions() {
        schema = schema.function(name, function);
    }
    for (name, deployed) in &settings.function_names {
        schema = schema.function_name(name, deployed);
    }
    for (model, table) in &settings.table_names {
        schema = schema.table_name(model, table);
    }
    for (model, table) in &settings.imported_tables {
        schema = schema.imported_table(model, table);
    }
    if let Some(resolution) = &said.conflict_resolution {
        schema = schema.conflict_handler(conflict_handlers(resolution, owned, stack));
    }
    match said.stacks {
        Some(count) => schema.stacks(count),
        None => schema,
    }
}

fn conflict_handlers(
    resolution: &config::ConflictResolution,
    owned: &Owned,
    stack: &mut Scope<'_>,
) -> ConflictHandlers {
    let mut handler = |said: &config::ConflictHandler, id: &str| match said {
        config::ConflictHandler::OptimisticConcurrency => ConflictHandler::OptimisticConcurrency,
        config::ConflictHandler::Automerge => ConflictHandler::Automerge,
        config::ConflictHandler::Lambda(function) => {
            ConflictHandler::Lambda(owned.function(&function.value, id, stack))
        }
    };
    let default = handler(&resolution.default, "ConflictHandler");
    let models = resolution.models.iter();
    models.fold(default.into(), |handlers, (model, said)| {
        handlers.model(model, handler(said, &format!("{model}ConflictHandler")))
    })
}

/// Lets code of the project ask the tables of models for everything: what it needs is not known, as it is of
/// generated code.
pub(super) fn widen_roles(settings: &Settings, data: DataRef, stack: &mut Scope<'_>) {
    let of_functions = (settings.pipeline_functions.values()).map(|one| &one.data_source);
    let of_resolvers = settings
        .resolvers
        .values()
        .filter_map(|one| match &one.kind {
            config::ResolverKind::Unit { data_source, .. } => Some(data_source),
            config::ResolverKind::Pipeline(_) => None,
        });
    for name in of_functions.chain(of_resolvers) {
        let table = name.value.strip_suffix("Table");
        let table = table.and_then(|model| data.table(stack, model));
        let role = data
            .data_source(stack, &name.value)
            .and_then(DataSourceRef::role);
        if let (Some(table), Some(role)) = (table, role) {
            stack.grant(role, table.read_write());
        }
    }
}

fn tables(defaults: &config::TableDefaults) -> TableSettings {
    TableSettings {
        removal: defaults.removal.map(|removal| match removal {
            config::Removal::Retain => RemovalPolicy::Retain,
            config::Removal::Delete => RemovalPolicy::Delete,
        }),
        deletion_protection: defaults.deletion_protection,
        point_in_time_recovery: defaults.point_in_time_recovery,
    }
}

/// The role of this name or ARN, which exists already.
fn role(name: &str, id: &str, stack: &mut Scope<'_>) -> RoleRef {
    let role = match is_arn(name) {
        true => Role::external_arn(name),
        false => Role::external(name),
    };
    stack.scope("External").add(id, role)
}
