//! `$extensions`: what a resolver asks of subscriptions and caching.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/extensions.html>

use serde_json::Value as Json;

use crate::{
    evaluate::{Evaluator, Flow, Native},
    tree::Position,
    util::{nothing, to_json},
    value::Value,
};

pub(crate) const FUNCTIONS: &[(&str, Native)] = &[
    (
        "extensions.evictFromApiCache",
        |evaluator, arguments, at| record(evaluator, "evictFromApiCache", arguments, at),
    ),
    (
        "extensions.setSubscriptionFilter",
        |evaluator, arguments, at| record(evaluator, "setSubscriptionFilter", arguments, at),
    ),
    (
        "extensions.setSubscriptionInvalidationFilter",
        |evaluator, arguments, at| {
            record(
                evaluator,
                "setSubscriptionInvalidationFilter",
                arguments,
                at,
            )
        },
    ),
    (
        "extensions.invalidateSubscriptions",
        |evaluator, arguments, at| record(evaluator, "invalidateSubscriptions", arguments, at),
    ),
];

/// A single argument is recorded as it is, several as a list.
pub(crate) fn record<'a>(
    evaluator: &mut Evaluator<'a>,
    name: &str,
    arguments: &[Value<'a>],
    at: Position,
) -> Result<Value<'a>, Flow<'a>> {
    let mut values = arguments
        .iter()
        .map(|argument| to_json(evaluator, argument, at))
        .collect::<Result<Vec<_>, _>>()?;
    let value = if values.len() == 1 {
        values.remove(0)
    } else {
        Json::Array(values)
    };
    evaluator.effects.extensions.push((name.to_owned(), value));
    Ok(nothing())
}
