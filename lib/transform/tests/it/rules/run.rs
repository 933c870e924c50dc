//! Runs the checks of resolvers.

use std::collections::HashMap;
use std::sync::Mutex;

use appsynth_transform::Options;
use appsynth_transform::plan::{self, Plan, Slot};
use appsynth_util::{Context, Outcome};
use serde_json::{Value, json};

use crate::model_despite;
use crate::plan::both::{Both, halves};
use crate::plan::running::filled_in;

/// The checks of an API, each in both languages.
pub(super) struct Api {
    pub(super) plan: Plan,
    resolvers: Mutex<HashMap<String, &'static Resolver>>,
}

/// A resolver up to its data source.
struct Resolver {
    /// What its request half puts there.
    stash: Value,
    steps: Vec<Function>,
}

struct Function {
    request: &'static Both,
    response: &'static Both,
    reads_item: bool,
    /// Whether it has nothing to answer without an item.
    is_check: bool,
}

/// What a request is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) identity: Value,
    pub(super) arguments: Value,
    /// The item that is stored.
    pub(super) item: Value,
    /// The item that the field is of.
    pub(super) source: Value,
}

/// What the functions after the checks find.
#[derive(Debug)]
pub(super) struct Through {
    pub(super) stash: Value,
    /// The last function's result.
    pub(super) result: Value,
}

/// Mistakes of models whose checks have to be right all the same: required fields that some readers may not
/// see, and rules about the same callers.
pub(super) const REFUSED: &[&str] = &["AS2307", "AS2310"];

impl Api {
    pub(super) fn new(schema: &str, options: &Options) -> Self {
        Self {
            plan: plan::plan(&model_despite(schema, options, REFUSED), options),
            resolvers: Mutex::default(),
        }
    }

    /// What comes of the checks of a resolver, and of its other functions that ask nothing; the message of the
    /// error if they refuse.
    pub(super) fn ask(&self, coordinate: &str, request: &Request) -> Result<Through, String> {
        let resolver = self.resolver(coordinate);
        let mut context = Context {
            identity: request.identity.clone(),
            arguments: request.arguments.clone(),
            source: request.source.clone(),
            ..Context::default()
        };
        if context.arguments.is_null() {
            context.arguments = json!({});
        }
        context.stash = resolver.stash.clone();
        let mut result = Value::Null;
        for function in &resolver.steps {
            let evaluation = function.request.evaluation(&context);
            context.stash = evaluation.stash_of(&context);
            let payload = match evaluation.outcome {
                Outcome::Value(request) => request["payload"].clone(),
                Outcome::EarlyReturn { value, .. } => {
                    result = value;
                    continue;
                }
                Outcome::Error(error) => return Err(error.message),
            };
            if function.is_check && !function.reads_item {
                continue;
            }
            let answer = if function.reads_item {
                request.item.clone()
            } else {
                payload
            };
            let response = Context {
                result: answer,
                ..context.clone()
            };
            let evaluation = function.response.evaluation(&response);
            context.stash = evaluation.stash_of(&context);
            result = match evaluation.outcome {
                Outcome::Value(value) | Outcome::EarlyReturn { value, .. } => value,
                Outcome::Error(error) => return Err(error.message),
            };
        }
        Ok(Through {
            stash: context.stash,
            result,
        })
    }

    fn resolver(&self, coordinate: &str) -> &'static Resolver {
        let mut known = self.resolvers.lock().expect("no test panics in here");
        if let Some(resolver) = known.get(coordinate) {
            return resolver;
        }
        let resolver = self
            .plan
            .resolvers
            .get(coordinate)
            .unwrap_or_else(|| panic!("no {coordinate}"));
        let checks = resolver.steps.iter().filter(|step| {
            matches!(step.slot, Slot::Auth | Slot::PostAuth)
                || (step.slot == Slot::Data && step.source == "NONE_DS")
        });
        let steps = checks.map(|step| {
            let [request, response] = halves(&step.code).map(Both::of);
            Function {
                request,
                response,
                is_check: step.slot != Slot::Data,
                reads_item: step.operations == ["GetItem"],
            }
        });
        let resolver = Box::leak(Box::new(Resolver {
            stash: stash_of(resolver, &Context::default()),
            steps: steps.collect(),
        }));
        known.insert(coordinate.to_owned(), resolver);
        resolver
    }
}

/// What the request half of a resolver puts into the stash.
pub(super) fn stash_of(resolver: &plan::Resolver, context: &Context) -> Value {
    let around = Both::of(halves(&resolver.around)[0]);
    filled_in(&around.evaluation(context).stash_of(context), resolver)
}

/// Whether a filter of the rules lets an item pass; all do without one.
pub(super) fn passes(filter: &Value, item: &Value) -> bool {
    if filter.is_null() {
        return true;
    }
    let members = filter.as_object().expect("a filter is a map");
    members.iter().all(|(name, condition)| match name.as_str() {
        "or" => {
            let filters = condition.as_array().expect("a list of filters");
            filters.iter().any(|filter| passes(filter, item))
        }
        field => {
            let conditions = condition.as_object().expect("a map of operators");
            conditions
                .iter()
                .all(|(operator, operand)| holds(operator, operand, &item[field]))
        }
    })
}

fn holds(operator: &str, operand: &Value, value: &Value) -> bool {
    let has = |list: &Value, element: &Value| {
        list.as_array()
            .is_some_and(|elements| elements.contains(element))
    };
    match operator {
        "eq" => operand == value,
        "in" => has(operand, value),
        "contains" => has(value, operand),
        "containsAny" => value
            .as_array()
            .is_some_and(|values| values.iter().any(|value| has(operand, value))),
        other => panic!("rules use no {other}"),
    }
}
