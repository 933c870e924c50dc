//! Conditions of writes: what is for DynamoDB, and what AppSync adds to it.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/js-aws-appsync-resolver-reference-dynamodb-condition-expressions.html>

use appsynth_store::plain_item;
use serde_json::Value;

use super::expression::WithExpressions;
use super::versions;
use crate::data_sources::error::{Failure, malformed};
use crate::data_sources::request::{Members, wrong_type};

/// What a write wanted, to compare with what is there when its condition fails.
pub(super) enum Wanted {
    /// The item that it puts.
    Item,
    /// No item.
    Absence,
    /// An update: AppSync does not know what it would have given.
    Unknown,
}

/// The part of a condition that is AppSync's own and not for DynamoDB.
pub(super) struct OnFailure {
    wanted: Wanted,
    equals_ignore: Vec<String>,
    pub(super) strategy: Strategy,
}

/// What to do about a condition that does not hold.
pub(super) enum Strategy {
    Reject,
    /// The Lambda function of this ARN decides.
    Custom(String),
}

impl OnFailure {
    /// Adds the request's `condition`, if it has one, to the store's request. `consistentRead` has no effect:
    /// the store gives the item that failed the condition along with the failure.
    pub(super) fn read(
        request: &mut Members,
        to: &mut WithExpressions,
        wanted: Wanted,
    ) -> Result<Self, Failure> {
        let mut on_failure = Self {
            wanted,
            equals_ignore: Vec::new(),
            strategy: Strategy::Reject,
        };
        let Some(mut condition) = request.optional_members("condition")? else {
            return Ok(on_failure);
        };
        to.add("ConditionExpression", &mut condition)?;
        to.insert("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
        match condition.optional("equalsIgnore") {
            None => {}
            Some(Value::Array(names)) => {
                let names = names.iter().filter_map(Value::as_str);
                on_failure.equals_ignore = names.map(str::to_owned).collect();
            }
            Some(other) => {
                let path = condition.path_of("equalsIgnore");
                return Err(wrong_type("array", &path, &other));
            }
        }
        if let Some(handler) = condition.optional_members("conditionalCheckFailedHandler")? {
            on_failure.strategy = match handler.required_text("strategy")?.as_str() {
                "Custom" => Strategy::Custom(handler.required_text("lambdaArn")?),
                "Reject" => Strategy::Reject,
                other => {
                    return Err(malformed(format!(
                        "Unsupported strategy '{other}'; use 'Reject' or 'Custom'."
                    )));
                }
            };
        }
        Ok(on_failure)
    }

    /// Whether what is there is what the write, which may put an item, wanted anyway, so that AppSync takes it for
    /// done.
    pub(super) fn is_as_wanted(&self, put: Option<&Value>, current: Option<&Value>) -> bool {
        match (&self.wanted, put, current) {
            (Wanted::Item, Some(item), Some(current)) => {
                self.compared(item) == self.compared(current)
            }
            (Wanted::Absence, _, None) => true,
            _ => false,
        }
    }

    fn compared(&self, item: &Value) -> Value {
        let mut item = item.clone();
        if let Value::Object(attributes) = &mut item {
            attributes.retain(|name, _| {
                !self.equals_ignore.contains(name) && !versions::is_metadata(name)
            });
        }
        plain_item(item)
    }
}
