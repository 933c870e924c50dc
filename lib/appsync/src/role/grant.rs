//! Leave to do things, and giving it.

use appsynth_cloudformation::Map;
use appsynth_construct::{Expr, NodeId, Scope};
use appsynth_resources::iam as cfn;

use super::RoleRef;
use super::statement::{self, Statement};
use crate::properties::Properties;

/// Leave to do something, such as [`crate::TableRef::read`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grant {
    statements: Vec<Statement>,
}

impl Grant {
    /// This and more.
    #[must_use]
    pub fn and(mut self, more: impl Into<Self>) -> Self {
        self.statements.extend(more.into().statements);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The policy document that says so.
    pub fn document(&self) -> Expr {
        statement::document(self.properties()).into()
    }

    fn properties(&self) -> Vec<Properties> {
        self.statements.iter().map(Statement::properties).collect()
    }
}

impl From<Statement> for Grant {
    fn from(statement: Statement) -> Self {
        Self {
            statements: vec![statement],
        }
    }
}

impl<const N: usize> From<[Statement; N]> for Grant {
    fn from(statements: [Statement; N]) -> Self {
        Self {
            statements: statements.into(),
        }
    }
}

/// Giving leave to roles that are there already.
pub trait Grants {
    /// Lets `role` do what `grant` says.
    ///
    /// The statements go to a policy of their own beside the role, `DefaultPolicy`, so that a role may be
    /// granted things that need the role themselves. What an external role may do is not for this
    /// application to change: granting to one does nothing.
    #[track_caller]
    fn grant(&mut self, role: RoleRef, grant: impl Into<Grant>);
}

impl Grants for Scope<'_> {
    #[track_caller]
    fn grant(&mut self, role: RoleRef, grant: impl Into<Grant>) {
        if !role.owned {
            return;
        }
        let grant = grant.into();
        let mut scope = self.within(role);
        match scope.recall::<Policy>(role) {
            Some(Policy(policy)) => {
                let policy = *policy;
                scope.edit(policy, |properties| add(properties, grant.properties()));
            }
            None => {
                let resource = cfn::CfnPolicy {
                    roles: vec![role.name()],
                    ..cfn::CfnPolicy::new(
                        grant.document(),
                        format!("{}DefaultPolicy", scope.unique_id()),
                    )
                };
                let policy = scope.scope("DefaultPolicy").part("Resource", resource);
                scope.remember(role, Policy(policy.node()));
            }
        }
    }
}

/// The policy that holds what a role was granted later.
#[derive(Debug)]
struct Policy(NodeId);

fn add(policy: &mut Map<NodeId>, statements: Vec<Properties>) {
    if let Some(Expr::Map(document)) = policy.get_mut("PolicyDocument")
        && let Some(Expr::List(list)) = document.get_mut("Statement")
    {
        for statement in statements.into_iter().map(Expr::from) {
            if !list.contains(&statement) {
                list.push(statement);
            }
        }
    }
}
