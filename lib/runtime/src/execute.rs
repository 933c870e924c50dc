//! Runs an operation: fields at once, mutations one by one.
//!
//! <https://spec.graphql.org/October2021/#sec-Execution>

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use appsynth_schema::ast::{
    Field, FieldDefinition, OperationDefinition, OperationType, TypeDefinition,
};
use appsynth_schema::{Request, coerce_arguments};
use appsynth_util::{Context, FieldError};
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use crate::collect::{Collected, Collector};
use crate::complete::Completed;
use crate::info::info;
use crate::introspection;
use crate::path::Path;
use crate::resolve::{Resolved, Resolver};
use crate::{Api, Caller, ErrorDetails, Location, ResolverLog, Response, ResponseError};

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
    /// In the order that resolvers end.
    pub(crate) logs: Mutex<Vec<ResolverLog>>,
}

/// How a field gets its value.
enum Work<'a> {
    /// It has it.
    Done(Resolved),
    /// By this resolver.
    Run(&'a Resolver, Box<Context>),
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
    pub(crate) async fn run(&self, operation: &OperationDefinition) -> Response {
        let schema = &self.api.schema;
        let root = schema
            .root(operation.operation_type)
            .and_then(|name| schema.type_definition(name))
            .expect("invariant: a validated operation has a root type");
        let collected = self
            .collector()
            .collect(&root.name, [&*operation.selection_set]);
        if self.is_refused(root, &collected) {
            return Response::forbidden();
        }
        let serial = operation.operation_type == OperationType::Mutation;
        let source = Value::Null;
        let completed = if serial {
            self.fields_in_order(root, &source, &collected).await
        } else {
            self.fields(root, &source, &collected, &Path::default())
                .await
        };
        Response {
            data: completed.value.unwrap_or_default(),
            errors: completed.errors,
            logs: std::mem::take(&mut *self.logs.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// Whether the caller may not ask for one of the operation's fields, and so for none.
    fn is_refused(&self, root: &TypeDefinition, collected: &Collected<'_>) -> bool {
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
                *key,
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
            all.push((*key, self.field(object, source, fields, path).await));
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
        let resolved = match self.prepare(&position, source) {
            Work::Done(resolved) => resolved,
            Work::Run(resolver, context) => self.run_resolver(&position, resolver, context).await,
        };
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
        let given = position
            .fields
            .first()
            .map_or(&[][..], |field| &field.arguments);
        let schema = &self.api.schema;
        let arguments = match coerce_arguments(schema, &definition.arguments, given, self.variables)
        {
            Ok(arguments) => arguments,
            Err(message) => {
                let error = FieldError::new(message, "ValidationError");
                return Work::Done(Resolved::failed(error));
            }
        };
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
        let context = Context {
            arguments: Value::Object(arguments),
            identity: self.caller.identity.clone(),
            source: source.clone(),
            request: json!({
                "headers": self.caller.headers,
                "domainName": self.caller.domain_name,
            }),
            info: info(
                self.collector(),
                parent,
                definition,
                position.fields,
                self.given_variables,
            ),
            env: self.api.program.environment.clone(),
            ..Context::default()
        };
        Work::Run(resolver, Box::new(context))
    }

    async fn run_resolver(
        &self,
        position: &Position<'_>,
        resolver: &Resolver,
        context: Box<Context>,
    ) -> Resolved {
        // On the heap, so that deep queries do not need a deep stack.
        let field = position.field();
        let mut resolved = Box::pin(resolver.run(&field, *context, &self.api.host)).await;
        self.logs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .append(&mut resolved.logs);
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

    /// Why a field is not even tried.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/configuration-limits.html>
    fn refusal(&self, position: &Position<'_>) -> Option<FieldError> {
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
        let withheld = self
            .caller
            .grants
            .as_ref()
            .is_some_and(|grants| grants.withholds(&parent.name, &definition.name));
        let allowed = !withheld && program.authorization.allow(self.caller, parent, definition);
        (!allowed).then(|| unauthorized(position))
    }

    fn resolver_error(&self, position: &Position<'_>, error: FieldError) -> ResponseError {
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
            }),
            locations: Some(place.map(Location::from).into_iter().collect()),
            message: error.message,
            field: Some(position.field()),
        }
    }
}

fn is_introspection(position: &Position<'_>) -> bool {
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
