//! Runs an operation: fields at once, mutations one by one.
//!
//! <https://spec.graphql.org/October2021/#sec-Execution>

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use appsynth_schema::ast::{
    Field, FieldDefinition, OperationDefinition, OperationType, TypeDefinition,
};
use appsynth_schema::{Request, coerce_arguments};
use appsynth_util::{Context, FieldError};
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use crate::batch::Batches;
use crate::cache::{Cache, Slot};
use crate::collect::{Collected, Collector};
use crate::complete::Completed;
use crate::field_tracing::FieldTracing;
use crate::info::info;
use crate::introspection;
use crate::path::Path;
use crate::resolve::{Resolved, Resolver, World};
use crate::{
    Api, Caller, Denial, DeniedBy, ErrorDetails, Extensions, FieldName, Invalidation, Location,
    MutationEvent, ResolverLog, Response, ResponseError, Tracer,
};

/// How many different calls of `extensions.invalidateSubscriptions` AppSync takes in a request; more are an error.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/extensions.html>
const MAX_INVALIDATIONS: usize = 5;

/// One run of an operation.
pub(crate) struct Execution<'a> {
    pub(crate) api: &'a Api,
    pub(crate) request: &'a Request,
    pub(crate) caller: &'a Caller,
    /// As the client sent them, for `ctx.info.variables`.
    pub(crate) given_variables: &'a Map<String, Value>,
    /// As the schema has them.
    pub(crate) variables: &'a Map<String, Value>,
    pub(crate) resolvers_run: AtomicU32,
    /// Whether an event is completed: its members are the values, and no resolver runs.
    pub(crate) of_event: bool,
    /// Whether the operation is a query, whose answers may be kept.
    of_query: bool,
    pub(crate) batches: Batches,
    /// Who is told what happens.
    pub(crate) tracer: Option<&'a dyn Tracer>,
    effects: Mutex<Effects>,
}

/// What resolvers left behind, in the order that they ended.
#[derive(Default)]
struct Effects {
    logs: Vec<ResolverLog>,
    events: Vec<MutationEvent>,
    invalidations: Vec<Invalidation>,
    evicted: usize,
}

/// How a field gets its value.
enum Work<'a> {
    /// It is known without running anything.
    Done(Resolved),
    /// This resolver gives it, in this context.
    Run(&'a Arc<Resolver>, Box<Context>),
}

/// A field being completed: what stands around it, and the way to it.
#[derive(Clone)]
pub(crate) struct Position<'a> {
    pub(crate) parent: &'a TypeDefinition,
    pub(crate) definition: &'a FieldDefinition,
    pub(crate) fields: &'a [&'a Field],
    pub(crate) path: Path,
}

impl Position<'_> {
    /// The field as the schema has it, such as `Post.author`.
    pub(crate) fn field(&self) -> String {
        format!("{}.{}", self.parent.name, self.definition.name)
    }
}

impl<'a> Execution<'a> {
    pub(crate) fn new(
        api: &'a Api,
        request: &'a Request,
        caller: &'a Caller,
        given_variables: &'a Map<String, Value>,
        variables: &'a Map<String, Value>,
    ) -> Self {
        Self {
            api,
            request,
            caller,
            given_variables,
            variables,
            resolvers_run: AtomicU32::new(0),
            of_event: false,
            of_query: false,
            batches: Batches::default(),
            tracer: None,
            effects: Mutex::default(),
        }
    }

    /// Runs an operation on a value of its root type.
    pub(crate) async fn run(mut self, operation: &OperationDefinition, source: &Value) -> Response {
        self.of_query = operation.operation_type == OperationType::Query;
        let root = self.root(operation.operation_type);
        let collected = self
            .collector()
            .collect(&root.name, [&*operation.selection_set]);
        if self.is_refused(root, &collected) {
            return Response::forbidden();
        }
        let serial = operation.operation_type == OperationType::Mutation;
        let path = Path::default();
        let completed = if serial {
            let fields = self.fields_in_order(root, source, &collected);
            self.batches.drive(fields).await
        } else {
            let fields = self.fields(root, source, &collected, &path);
            self.batches.drive(fields).await
        };
        let effects = std::mem::take(&mut *self.effects());
        Response {
            data: completed.value.unwrap_or_default(),
            errors: completed.errors,
            extensions: Extensions {
                evicted: effects.evicted,
            },
            logs: effects.logs,
            events: effects.events,
            invalidations: effects.invalidations,
        }
    }

    pub(crate) fn take_logs(&self) -> Vec<ResolverLog> {
        std::mem::take(&mut self.effects().logs)
    }

    pub(crate) fn root(&self, of: OperationType) -> &'a TypeDefinition {
        let schema = &self.api.schema;
        schema
            .root(of)
            .and_then(|name| schema.type_definition(name))
            .expect("invariant: a validated operation has a root type")
    }

    fn effects(&self) -> MutexGuard<'_, Effects> {
        self.effects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the caller may not ask for one of the operation's fields, and so for none.
    pub(crate) fn is_refused(&self, root: &TypeDefinition, collected: &Collected<'_>) -> bool {
        let Some(grants) = &self.caller.grants else {
            return false;
        };
        collected
            .values()
            .filter_map(|fields| fields.first())
            .filter(|field| &*field.name != "__typename")
            .any(|field| !grants.admits(&root.name, &field.name))
    }

    pub(crate) fn collector(&self) -> Collector<'_> {
        Collector {
            schema: &self.api.schema,
            request: self.request,
            variables: self.variables,
        }
    }

    /// The fields of an object, all at once.
    pub(crate) async fn fields(
        &self,
        object: &TypeDefinition,
        source: &Value,
        collected: &Collected<'_>,
        path: &Path,
    ) -> Completed {
        let fields = collected.iter().map(|(key, fields)| async move {
            (
                (*key).to_owned(),
                self.field(object, source, fields, path.key(key)).await,
            )
        });
        Completed::object(join_all(fields).await)
    }

    async fn fields_in_order(
        &self,
        object: &TypeDefinition,
        source: &Value,
        collected: &Collected<'_>,
    ) -> Completed {
        let mut all = Vec::with_capacity(collected.len());
        for (key, fields) in collected {
            let path = Path::default().key(key);
            let completed = self.field(object, source, fields, path).await;
            if let Some(event) = self.event_of(object, fields, completed.value.as_ref()) {
                self.effects().events.push(event);
            }
            all.push(((*key).to_owned(), completed));
        }
        Completed::object(all)
    }

    async fn field(
        &self,
        parent: &TypeDefinition,
        source: &Value,
        fields: &[&Field],
        path: Path,
    ) -> Completed {
        let definition = fields
            .first()
            .and_then(|field| self.api.schema.selected_field(parent, &field.name));
        let Some(definition) = definition else {
            // A field of another type that the same fragment was validated for.
            return Completed::of(Value::Null);
        };
        let position = Position {
            parent,
            definition,
            fields,
            path,
        };
        let mut resolved = self.resolve(&position, source).await;
        if let Err(error) = self.apply_extensions(parent, &resolved) {
            resolved.value = Value::Null;
            resolved.errors.push(*error);
        }
        let mut errors: Vec<ResponseError> = resolved
            .errors
            .into_iter()
            .map(|error| self.resolver_error(&position, error))
            .collect();
        let completed = self
            .complete(&position, &definition.ty, resolved.value)
            .await;
        errors.extend(completed.errors);
        Completed {
            value: completed.value,
            errors,
        }
    }

    /// The value of a field before it is fitted to the schema.
    pub(crate) async fn resolve(&self, position: &Position<'_>, source: &Value) -> Resolved {
        let trace = self.tracer.map(FieldTracing::begin);
        match self.prepare(position, source) {
            Work::Done(resolved) => {
                if let Some(trace) = trace {
                    trace.end_without_resolver(self, position, &resolved);
                }
                resolved
            }
            Work::Run(resolver, context) => {
                let arguments = trace.as_ref().map(|_| context.arguments.clone());
                let mut resolved = self.run_resolver(position, resolver, context).await;
                if let Some(trace) = trace {
                    let steps = std::mem::take(&mut resolved.steps);
                    trace.end(self, position, arguments, steps, &resolved);
                }
                resolved
            }
        }
    }

    /// The arguments of a field as the schema has them.
    pub(crate) fn arguments(
        &self,
        position: &Position<'_>,
    ) -> Result<Map<String, Value>, Box<FieldError>> {
        let given = position
            .fields
            .first()
            .map_or(&[][..], |field| &field.arguments);
        let declared = &position.definition.arguments;
        coerce_arguments(&self.api.schema, declared, given, self.variables)
            .map_err(|message| Box::new(FieldError::new(message, "ValidationError")))
    }

    /// The field's raw value, of introspection or a member of the parent's value, or what is to be run for it.
    fn prepare(&self, position: &Position<'_>, source: &Value) -> Work<'_> {
        let (parent, definition) = (position.parent, position.definition);
        let name = &*definition.name;
        if name == "__typename" {
            return Work::Done(Resolved::of(json!(&*parent.name)));
        }
        if let Some(error) = self.refusal(position) {
            return Work::Done(Resolved::failed(error));
        }
        if self.of_event {
            return Work::Done(Resolved::of(source.get(name).cloned().unwrap_or_default()));
        }
        let arguments = match self.arguments(position) {
            Ok(arguments) => arguments,
            Err(error) => return Work::Done(Resolved::failed(*error)),
        };
        let schema = &self.api.schema;
        if is_introspection(position) {
            let value = introspection::resolve(schema, &parent.name, source, name, &arguments);
            return Work::Done(Resolved::of(value));
        }
        let Some(resolver) = self.api.program.resolver(&parent.name, name) else {
            return Work::Done(Resolved::of(source.get(name).cloned().unwrap_or_default()));
        };
        if self.resolvers_run.fetch_add(1, Ordering::Relaxed) >= self.api.program.resolver_limit {
            let message = "The resolver count limit of this operation is reached.";
            let error = FieldError::new(message, "ResolverExecutionLimitReached");
            return Work::Done(Resolved::failed(error));
        }
        let mut context = Context {
            arguments: Value::Object(arguments),
            identity: self.caller.identity.clone(),
            source: source.clone(),
            // Data sources are told by whom they are asked.
            info: json!({ "fieldName": name, "parentTypeName": &*parent.name }),
            ..Context::default()
        };
        if resolver.sees("request") {
            context.request = json!({
                "headers": self.caller.headers,
                "domainName": self.caller.domain_name,
            });
        }
        if resolver.sees("info") {
            context.info = info(
                self.collector(),
                parent,
                definition,
                position.fields,
                self.given_variables,
            );
        }
        if resolver.sees("env") {
            context.env = self.api.program.environment.clone();
        }
        Work::Run(resolver, Box::new(context))
    }

    async fn run_resolver(
        &self,
        position: &Position<'_>,
        resolver: &Arc<Resolver>,
        context: Box<Context>,
    ) -> Resolved {
        let slot = self.slot(position, &context);
        if let Some((cache, slot)) = &slot
            && let Some(value) = cache.get(slot, &*self.api.host.clock)
        {
            return Resolved {
                from_cache: true,
                ..Resolved::of(value)
            };
        }
        let world = World {
            engine: &self.api.program.engine,
            host: &self.api.host,
            batches: &self.batches,
            tracer: self.tracer,
        };
        let output_type = position.definition.ty.named();
        let run = resolver.run(position.field(), output_type, *context, world);
        // On the heap, so that deep queries do not need a deep stack.
        let mut resolved = Box::pin(run).await;
        self.effects().logs.append(&mut resolved.logs);
        if let Some((cache, slot)) = slot
            && resolved.errors.is_empty()
        {
            cache.put(slot, resolved.value.clone(), &*self.api.host.clock);
        }
        for error in &mut resolved.errors {
            // What `util.unauthorized` gives; only here is it known of which field.
            if error.message == "Unauthorized"
                && error.error_type.as_deref() == Some("Unauthorized")
            {
                error.message = unauthorized(position).message;
            }
        }
        resolved
    }

    /// Where the cache keeps what a field's resolver gives. Only answers to queries are kept.
    fn slot(&self, position: &Position<'_>, context: &Context) -> Option<(&'a Cache, Slot)> {
        let cache = self.api.cache.as_ref()?;
        if !self.of_query {
            return None;
        }
        let (parent, field) = (&*position.parent.name, &*position.definition.name);
        let caching = self.api.program.caching.get(&FieldName {
            type_name: parent.to_owned(),
            field_name: field.to_owned(),
        });
        let slot = cache.of_resolver(parent, field, caching, context)?;
        Some((cache, slot))
    }

    /// Does what the resolver of a mutation asks of the cache, and keeps what it asks of subscriptions.
    fn apply_extensions(
        &self,
        parent: &TypeDefinition,
        resolved: &Resolved,
    ) -> Result<(), Box<FieldError>> {
        if self.api.schema.root(OperationType::Mutation) != Some(&*parent.name) {
            return Ok(());
        }
        if let Some(cache) = &self.api.cache {
            let evicted = resolved
                .extensions
                .iter()
                .filter(|(name, _)| name == "evictFromApiCache")
                .filter(|(_, arguments)| cache.evict(arguments, &*self.api.host.clock))
                .count();
            self.effects().evicted += evicted;
        }
        let invalidations = resolved
            .extensions
            .iter()
            .filter(|(name, _)| name == "invalidateSubscriptions")
            .filter_map(|(_, value)| {
                Some(Invalidation {
                    subscription: value.get("subscriptionField")?.as_str()?.to_owned(),
                    payload: value.get("payload").cloned().unwrap_or_default(),
                })
            });
        let mut effects = self.effects();
        for invalidation in invalidations {
            if effects.invalidations.contains(&invalidation) {
                continue;
            }
            if effects.invalidations.len() >= MAX_INVALIDATIONS {
                let message = format!(
                    "a request invalidates subscriptions at most {MAX_INVALIDATIONS} times"
                );
                return Err(Box::new(FieldError::new(message, "BadRequestException")));
            }
            effects.invalidations.push(invalidation);
        }
        Ok(())
    }

    /// Why a field is not even tried.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/configuration-limits.html>
    pub(crate) fn refusal(&self, position: &Position<'_>) -> Option<FieldError> {
        if is_introspection(position) {
            return None;
        }
        let program = &self.api.program;
        if program
            .depth_limit
            .is_some_and(|limit| position.path.depth() > limit)
        {
            let message = "The query depth limit is reached.";
            return Some(FieldError::new(message, "QueryDepthLimitReached"));
        }
        let (parent, definition) = (position.parent, position.definition);
        let allowed = !self.is_withheld(position)
            && program.authorization.allow(self.caller, parent, definition);
        (!allowed).then(|| unauthorized(position))
    }

    /// Whether a policy or an authorizer keeps the field from the caller.
    fn is_withheld(&self, position: &Position<'_>) -> bool {
        let grants = self.caller.grants.as_ref();
        grants.is_some_and(|grants| {
            grants.withholds(&position.parent.name, &position.definition.name)
        })
    }

    /// The rule by which a field is refused that [`Self::refusal`] refuses.
    pub(crate) fn denial(&self, position: &Position<'_>) -> Denial {
        if self.is_withheld(position) {
            return Denial {
                mode: self.caller.mode.name().to_owned(),
                by: DeniedBy::Grants,
                rules: Vec::new(),
            };
        }
        let rules = self.api.program.authorization;
        rules.denial(self.caller, position.parent, position.definition)
    }

    pub(crate) fn resolver_error(
        &self,
        position: &Position<'_>,
        error: FieldError,
    ) -> ResponseError {
        let place = position
            .fields
            .first()
            .and_then(|field| self.request.place(field.span));
        ResponseError {
            path: Some(position.path.segments()),
            details: Some(ErrorDetails {
                data: self.selected(&position.definition.ty, position.fields, error.data),
                error_type: error.error_type,
                error_info: error.error_info,
                error_code: None,
            }),
            locations: Some(place.map(Location::from).into_iter().collect()),
            message: error.message,
            field: Some(position.field()),
        }
    }
}

pub(crate) fn is_introspection(position: &Position<'_>) -> bool {
    introspection::is_meta_type(&position.parent.name)
        || introspection::is_meta_type(&position.definition.name)
}

fn unauthorized(position: &Position<'_>) -> FieldError {
    let message = format!(
        "Not Authorized to access {} on type {}",
        position.definition.name, position.parent.name
    );
    FieldError::new(message, "Unauthorized")
}
