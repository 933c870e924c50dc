//! Subscriptions: checked and resolved once, when a client subscribes; completed again for each event.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html>

use std::sync::Arc;

use appsynth_schema::Request;
use appsynth_schema::ast::{FieldDefinition, OperationType, ValueKind};
use appsynth_util::FieldError;
use serde_json::{Map, Value};

use crate::execute::{Execution, Position};
use crate::path::Path;
use crate::resolve::Resolved;
use crate::subscription_filter::{SubscriptionFilter, UnmetCondition};
use crate::{Api, Caller, GraphqlRequest, Response, ResponseError, Tracer};

/// What a mutation tells the subscribers of its field.
#[derive(Debug, Clone, PartialEq)]
pub struct MutationEvent {
    /// The field of the mutation type, such as `createPost`.
    pub mutation: String,
    /// What the mutation selected of its result, by field names: aliases are gone.
    pub value: Value,
}

/// What a mutation says with `extensions.invalidateSubscriptions`: some subscribers shall get no more.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalidation {
    /// The field of the subscription type, such as `onCreatePost`.
    pub subscription: String,
    /// What invalidation filters are compared with.
    pub payload: Value,
}

/// A subscription that was allowed: what it selects, for whom, and which events pass its filter.
pub struct Subscription {
    request: Arc<Request>,
    operation_name: Option<String>,
    given_variables: Map<String, Value>,
    variables: Map<String, Value>,
    caller: Caller,
    field: String,
    mutations: Vec<String>,
    filter: SubscriptionFilter,
    invalidation: Option<SubscriptionFilter>,
}

/// How subscribing ended.
#[derive(Debug)]
pub struct Subscribed {
    /// The subscription; none if it was refused.
    pub subscription: Option<Subscription>,
    /// Why it was refused, and what its resolver logged. Its data is null: a subscriber gets events only.
    pub answer: Response,
}

impl Subscription {
    /// The field of the subscription type, such as `onCreatePost`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The mutations that it hears of.
    pub fn mutations(&self) -> &[String] {
        &self.mutations
    }

    /// Whether its filter lets an event pass.
    pub fn wants(&self, event: &MutationEvent) -> bool {
        self.filter.passes(&event.value)
    }

    /// Why its filter holds an event back: of each group the first condition that does not hold. Empty if the
    /// filter lets the event pass.
    pub fn holds_back(&self, event: &MutationEvent) -> Vec<UnmetCondition> {
        self.filter.unmet(&event.value)
    }

    /// Whether an invalidation ends it.
    pub fn is_ended_by(&self, invalidation: &Invalidation) -> bool {
        invalidation.subscription == self.field
            && self
                .invalidation
                .as_ref()
                .is_some_and(|filter| filter.passes(&invalidation.payload))
    }

    /// Whether it gets the same answer to an event as another one does, filters aside.
    pub fn answers_like(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.request, &other.request)
            && self.operation_name == other.operation_name
            && self.variables == other.variables
            && self.caller.mode == other.caller.mode
            && self.caller.identity == other.caller.identity
            && match (&self.caller.grants, &other.caller.grants) {
                (None, None) => true,
                (Some(one), Some(another)) => Arc::ptr_eq(one, another),
                _ => false,
            }
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription")
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

impl Api {
    /// Checks a request for a subscription, which the client calls by this id, and runs the resolver of its field,
    /// which may set filters. A tracer is told what the resolver does.
    pub async fn subscribe(
        &self,
        id: &str,
        request: GraphqlRequest,
        caller: Caller,
        tracer: Option<&dyn Tracer>,
    ) -> Subscribed {
        let prepared = match self.prepare(&request) {
            Ok(prepared) => prepared,
            Err(errors) => return Subscribed::refused(Response::refused(errors)),
        };
        let mut execution = Execution::new(
            self,
            &prepared.request,
            &caller,
            &request.variables,
            &prepared.variables,
        );
        execution.tracer = tracer;
        let outcome = execution
            .subscribe(id, request.operation_name.as_deref())
            .await;
        let logs = execution.take_logs();
        match outcome {
            Ok(subscribed) => Subscribed {
                subscription: Some(Subscription {
                    field: subscribed.field,
                    mutations: subscribed.mutations,
                    filter: subscribed.filter,
                    invalidation: subscribed.invalidation,
                    request: prepared.request,
                    operation_name: request.operation_name,
                    given_variables: request.variables,
                    variables: prepared.variables,
                    caller,
                }),
                answer: Response {
                    logs,
                    ..Response::default()
                },
            },
            Err(errors) => Subscribed::refused(Response {
                logs,
                ..Response::refused(errors)
            }),
        }
    }

    /// What a subscriber gets of an event: what it selects, null where the mutation did not select it.
    pub async fn event(&self, subscription: &Subscription, event: &MutationEvent) -> Response {
        let mut execution = Execution::new(
            self,
            &subscription.request,
            &subscription.caller,
            &subscription.given_variables,
            &subscription.variables,
        );
        execution.of_event = true;
        let source = Value::Object(Map::from_iter([(
            subscription.field.clone(),
            event.value.clone(),
        )]));
        match subscription
            .request
            .operation(subscription.operation_name.as_deref())
        {
            Ok(operation) => execution.run(operation, &source).await,
            Err(error) => Response::refused(vec![error.into()]),
        }
    }
}

impl Subscribed {
    fn refused(answer: Response) -> Self {
        Self {
            subscription: None,
            answer,
        }
    }
}

/// What the run of a subscription's resolver comes to.
struct Resolution {
    field: String,
    mutations: Vec<String>,
    filter: SubscriptionFilter,
    invalidation: Option<SubscriptionFilter>,
}

impl Execution<'_> {
    async fn subscribe(
        &self,
        id: &str,
        operation: Option<&str>,
    ) -> Result<Resolution, Vec<ResponseError>> {
        let operation = self
            .request
            .operation(operation)
            .map_err(|error| vec![error.into()])?;
        if operation.operation_type != OperationType::Subscription {
            let kind = operation.operation_type.keyword();
            return Err(vec![ResponseError::of_request(
                "UnsupportedOperation",
                format!("{kind} not supported through the realtime channel"),
            )]);
        }
        let root = self.root(operation.operation_type);
        let collected = self
            .collector()
            .collect(&root.name, [&*operation.selection_set]);
        if self.is_refused(root, &collected) {
            return Err(Response::forbidden().errors);
        }
        let mut selected = collected.iter().filter_map(|(key, fields)| {
            let definition = self
                .api
                .schema
                .selected_field(root, &fields.first()?.name)?;
            (*definition.name != *"__typename").then_some((*key, fields, definition))
        });
        let Some((key, fields, definition)) = selected.next() else {
            return Err(vec![ResponseError::of_request(
                "BadRequestException",
                "a subscription selects a field of the subscription type",
            )]);
        };
        // AppSync subscribes to each field, and to all of them by the same id.
        if selected.next().is_some() {
            return Err(vec![ResponseError::of_request(
                "DuplicatedOperationError",
                format!("Duplicated operation with id {id}"),
            )]);
        }
        let position = Position {
            parent: root,
            definition,
            fields,
            path: Path::default().key(key),
        };
        let extensions = self.batches.drive(self.resolve_start(&position)).await?;
        let set = |name: &str| {
            let value = extensions.iter().rev().find(|(set, _)| set == name);
            value
                .map(|(_, value)| SubscriptionFilter::parse(value))
                .transpose()
                .map_err(|message| vec![ResponseError::of_filter(position.field(), message)])
        };
        let filter = match set("setSubscriptionFilter")? {
            Some(filter) => filter,
            None => {
                let arguments = self.arguments(&position);
                let fail = |error: Box<FieldError>| vec![self.resolver_error(&position, *error)];
                SubscriptionFilter::of_arguments(&arguments.map_err(fail)?)
            }
        };
        Ok(Resolution {
            field: definition.name.to_string(),
            mutations: mutations_of(definition),
            filter,
            invalidation: set("setSubscriptionInvalidationFilter")?,
        })
    }

    /// Runs the resolver of a subscription's field, and gives what it asks of extensions. As on AWS, its value is
    /// completed like that of a query, by the resolvers of the fields below it, too, although the subscriber never
    /// gets it; most give null.
    ///
    /// <https://repost.aws/questions/QUeNP_iKH2Rpyk0K3994COZA>
    async fn resolve_start(
        &self,
        position: &Position<'_>,
    ) -> Result<Vec<(String, Value)>, Vec<ResponseError>> {
        let Resolved {
            value,
            errors,
            extensions,
            ..
        } = self.resolve(position, &Value::Null).await;
        if !errors.is_empty() {
            return Err(errors
                .into_iter()
                .map(|error| self.resolver_error(position, error))
                .collect());
        }
        let completed = self
            .complete(position, &position.definition.ty, value)
            .await;
        if completed.errors.is_empty() {
            Ok(extensions)
        } else {
            Err(completed.errors)
        }
    }
}

/// The mutations that a field of the subscription type is subscribed to.
pub(crate) fn mutations_of(field: &FieldDefinition) -> Vec<String> {
    let Some(named) = field
        .directive("aws_subscribe")
        .and_then(|directive| directive.argument("mutations"))
    else {
        return Vec::new();
    };
    let named = match &named.kind {
        ValueKind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(named),
    };
    named
        .iter()
        .filter_map(|name| match &name.kind {
            ValueKind::String(name) => Some(name.clone()),
            _ => None,
        })
        .collect()
}
