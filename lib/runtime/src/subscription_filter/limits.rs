//! How much AppSync takes in a subscription filter, in its words where they are known.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/extensions.html>
//! <https://docs.rs/lambda-appsync/latest/lambda_appsync/subscription_filters/>

use std::collections::HashSet;

use super::{Condition, Operator};

/// Fields that a filter looks at, whichever of its groups they are in.
///
/// <https://github.com/aws-amplify/amplify-flutter/issues/6142>
const MAX_ATTRIBUTES: usize = 5;

/// Names on the way to a field.
const MAX_DEPTH: usize = 5;

/// Characters of a field's name, dots included.
const MAX_NAME_LENGTH: usize = 256;

/// Why the groups of a filter look at too many fields, if they do.
pub(super) fn check_attributes(groups: &[Vec<Condition>]) -> Result<(), String> {
    let fields: HashSet<_> = groups.iter().flatten().map(|one| &one.field).collect();
    if fields.len() > MAX_ATTRIBUTES {
        return Err(format!(
            "Filters exceed maximum attributes limit {MAX_ATTRIBUTES} for subscription"
        ));
    }
    Ok(())
}

/// Why a condition is too large, if it is.
pub(super) fn check_condition(condition: &Condition) -> Result<(), String> {
    let field = condition.field.join(".");
    if condition.field.len() > MAX_DEPTH {
        return Err(format!(
            "the subscription filter's field `{field}` is deeper than {MAX_DEPTH} levels"
        ));
    }
    if field.chars().count() > MAX_NAME_LENGTH {
        return Err(format!(
            "the name of a subscription filter's field has more than {MAX_NAME_LENGTH} characters"
        ));
    }
    let values = condition.value.as_array().map_or(0, Vec::len);
    match condition.operator.max_values() {
        Some(limit) if values > limit => Err(format!(
            "subscription exceeds maximum value limit {limit} for operator `{}`.",
            condition.operator.name()
        )),
        _ => Ok(()),
    }
}

impl Operator {
    /// How many values it compares with at most, if it takes a list of any length.
    ///
    /// <https://github.com/aws-amplify/amplify-category-api/issues/740> has the message.
    fn max_values(self) -> Option<usize> {
        match self {
            Self::In | Self::NotIn => Some(5),
            Self::ContainsAny => Some(20),
            _ => None,
        }
    }
}
