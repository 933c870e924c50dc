//! `transform.*`: filters in the shape of GraphQL inputs as each data source wants them.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-utils-transform-js.html>

use serde_json::Value;

use super::{
    Function,
    arguments::{any, optional_list, optional_map},
    both,
};
use crate::FieldError;

mod expression;
mod search_query;
mod subscription_filter;

pub(super) static FUNCTIONS: &[Function] = &[
    both("transform.toDynamoDBFilterExpression", |_, arguments| {
        Ok(to_expression(any(arguments, 0)))
    }),
    both("transform.toDynamoDBConditionExpression", |_, arguments| {
        Ok(to_expression(any(arguments, 0)))
    }),
    both("transform.toElasticsearchQueryDSL", |_, arguments| {
        let Some(filter) = optional_map(arguments, 0)? else {
            return Ok(Value::Null);
        };
        Ok(Value::String(search_query::query(filter)?.to_string()))
    }),
    both("transform.toSubscriptionFilter", |_, arguments| {
        let Some(filter) = any(arguments, 0).as_object() else {
            return Ok(Value::Null);
        };
        let ignored = optional_list(arguments, 1)?.unwrap_or_default();
        subscription_filter::subscription_filter(filter, ignored, optional_map(arguments, 2)?)
    }),
];

/// JSON text, as recorded on AWS, though the documentation shows a map. Null for what is no filter, also
/// as recorded.
fn to_expression(filter: &Value) -> Value {
    filter
        .as_object()
        .and_then(expression::expression)
        .map_or(Value::Null, |expression| {
            Value::String(expression.to_string())
        })
}

/// A filter that does not have the shape it should, with AppSync's error type.
fn unrecognized(message: String) -> Box<FieldError> {
    Box::new(FieldError::new(message, "Unrecognized Filter"))
}
