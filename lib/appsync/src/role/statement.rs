//! Statements of policies.

use appsynth_construct::{Expr, Value};

use super::condition::Conditions;
use crate::properties::Properties;

/// A statement of a policy.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    effect: &'static str,
    actions: Vec<String>,
    resources: Vec<Value<String>>,
    conditions: Conditions,
}

impl Statement {
    /// Allows these actions on these resources.
    pub fn allow<A: Into<String>, R: Into<Value<String>>>(
        actions: impl IntoIterator<Item = A>,
        resources: impl IntoIterator<Item = R>,
    ) -> Self {
        Self::new("Allow", actions, resources)
    }

    /// Denies these actions on these resources, whatever else allows them.
    pub fn deny<A: Into<String>, R: Into<Value<String>>>(
        actions: impl IntoIterator<Item = A>,
        resources: impl IntoIterator<Item = R>,
    ) -> Self {
        Self::new("Deny", actions, resources)
    }

    fn new<A: Into<String>, R: Into<Value<String>>>(
        effect: &'static str,
        actions: impl IntoIterator<Item = A>,
        resources: impl IntoIterator<Item = R>,
    ) -> Self {
        Self {
            effect,
            actions: actions.into_iter().map(Into::into).collect(),
            resources: resources.into_iter().map(Into::into).collect(),
            conditions: Conditions::default(),
        }
    }

    /// Holds only if the request has this, such as `condition("StringEquals", "aws:SourceAccount", account)`.
    #[must_use]
    pub fn condition(
        mut self,
        operator: impl Into<String>,
        key: impl Into<String>,
        value: impl Into<Expr>,
    ) -> Self {
        self.conditions
            .add(operator.into(), key.into(), value.into());
        self
    }

    pub(super) fn properties(&self) -> Properties {
        Properties::new()
            .set("Action", one_or_list(self.actions.clone()))
            .maybe("Condition", self.conditions.properties())
            .set("Effect", self.effect)
            .set("Resource", one_or_list(self.resources.clone()))
    }
}

/// A policy document.
pub(super) fn document(statements: Vec<Properties>) -> Properties {
    Properties::new()
        .set("Statement", statements)
        .set("Version", "2012-10-17")
}

/// IAM reads a text as a list of one.
fn one_or_list<T: Into<Expr>>(mut values: Vec<T>) -> Expr {
    match values.len() {
        1 => values.remove(0).into(),
        _ => values.into(),
    }
}
