//! Conditions of writes, and what AppSync does when they do not hold.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/js-aws-appsync-resolver-reference-dynamodb-condition-expressions.html>

use appsynth_store::Exception;
use serde_json::Value;

use super::expression::WithExpressions;
use super::refused;
use super::typed::plain_item;
use crate::data_sources::error::{Failure, malformed};
use crate::data_sources::request::{Members, wrong_type};

/// What a write wanted, to compare with what is there when its condition fails.
pub(super) enum Wanted {
    /// This item, typed.
    Item(Value),
    /// No item.
    Absence,
    /// An update: AppSync does not know what it would have given.
    Unknown,
}

/// The part of a condition that is AppSync's own and not for DynamoDB.
#[derive(Default)]
pub(super) struct OnFailure {
    equals_ignore: Vec<String>,
    custom_handler: bool,
}

impl OnFailure {
    /// Adds the request's `condition`, if it has one, to the store's request. `consistentRead` has no effect:
    /// the store gives the item that failed the condition along with the failure.
    pub(super) fn read(request: &mut Members, to: &mut WithExpressions) -> Result<Self, Failure> {
        let Some(mut condition) = request.optional_members("condition")? else {
            return Ok(Self::default());
        };
        to.add("ConditionExpression", &mut condition)?;
        to.insert("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
        let equals_ignore = match condition.optional("equalsIgnore") {
            None => Vec::new(),
            Some(Value::Array(names)) => names
                .into_iter()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            Some(other) => {
                return Err(wrong_type(
                    "array",
                    &condition.path_of("equalsIgnore"),
                    &other,
                ));
            }
        };
        let custom_handler = match condition.optional_members("conditionalCheckFailedHandler")? {
            None => false,
            Some(mut handler) => match handler.required_text("strategy")?.as_str() {
                "Custom" => true,
                "Reject" => false,
                other => {
                    return Err(malformed(format!(
                        "Unsupported strategy '{other}'; use 'Reject' or 'Custom'."
                    )));
                }
            },
        };
        Ok(Self {
            equals_ignore,
            custom_handler,
        })
    }

    /// What the resolver gets after a failed write: the current item as its result if that is what the
    /// write wanted anyway, else an error with the current item as its data.
    pub(super) fn handle(&self, exception: Exception, wanted: &Wanted) -> Result<Value, Failure> {
        if exception.name != "ConditionalCheckFailedException" {
            return Err(refused(exception));
        }
        let current = exception.item.clone().map(|item| *item);
        let as_wanted = match (wanted, &current) {
            (Wanted::Item(item), Some(current)) => self.equal(item, current),
            (Wanted::Absence, None) => true,
            _ => false,
        };
        let current = current.map(plain_item).unwrap_or_default();
        if as_wanted {
            return Ok(current);
        }
        if self.custom_handler {
            return Err(malformed(
                "The conditionalCheckFailedHandler 'Custom' is not supported by the local environment \
                 yet; use 'Reject'.",
            ));
        }
        let mut failure = refused(exception);
        failure.data = current;
        Err(failure)
    }

    fn equal(&self, left: &Value, right: &Value) -> bool {
        let compared = |item: &Value| {
            let mut item = item.clone();
            if let Value::Object(attributes) = &mut item {
                attributes.retain(|name, _| !self.equals_ignore.contains(name));
            }
            plain_item(item)
        };
        compared(left) == compared(right)
    }
}
