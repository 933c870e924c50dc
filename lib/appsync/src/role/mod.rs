//! Roles, and leave to do things.

mod condition;
mod grant;
mod statement;

use appsynth_cloudformation::Pseudo;
use appsynth_construct::{Construct, Expr, NodeId, Scope, Value};
use appsynth_resources::iam as cfn;

use condition::Conditions;
pub use grant::{Grant, Grants};
pub use statement::Statement;

use crate::arn::expect_arn;
use crate::properties::Properties;
use crate::reference::{arn_in, attribute, pseudo, reference};

/// A role of IAM: who may assume it and what it may do.
///
/// It may do nothing until it is allowed to, here or later with [`Grants::grant`].
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Role {
    /// Who may assume it.
    pub principal: Principal,
    /// What it may do from the start.
    pub grant: Grant,
    /// Managed policies that it has from the start, by ARN.
    pub managed_policies: Vec<Value<String>>,
    /// What it is for, as the console shows it.
    pub description: Option<String>,
    conditions: Conditions,
}

/// A role, owned or external.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleRef {
    node: NodeId,
    owned: bool,
}

/// Who may assume a role.
#[derive(Debug, Clone, PartialEq)]
pub enum Principal {
    /// A service of AWS, such as `appsync.amazonaws.com`.
    Service(String),
    /// An account, user or role, by its ARN.
    Aws(Value<String>),
    /// Whoever has a token of this provider of web identities, by its name or ARN, such as
    /// `cognito-identity.amazonaws.com`; see [`Role::condition`].
    Federated(Value<String>),
}

/// A role that exists already.
#[derive(Debug, Clone)]
pub struct ExternalRole {
    place: ExternalPlace,
}

#[derive(Debug, Clone)]
enum ExternalPlace {
    Name(String),
    Arn(String),
}

impl Role {
    /// A role that this service may assume.
    pub fn of_service(service: impl Into<String>) -> Self {
        Self::new(Principal::Service(service.into()))
    }

    /// A role that `principal` may assume.
    pub fn new(principal: Principal) -> Self {
        Self {
            principal,
            grant: Grant::default(),
            managed_policies: Vec::new(),
            description: None,
            conditions: Conditions::default(),
        }
    }

    /// The role of this ARN, which exists already; this application does not change what it may do.
    pub fn external_arn(arn: impl Into<String>) -> ExternalRole {
        ExternalRole {
            place: ExternalPlace::Arn(arn.into()),
        }
    }

    /// The role of this name, which exists already in the stack's account; this application does not change
    /// what it may do.
    pub fn external(name: impl Into<String>) -> ExternalRole {
        ExternalRole {
            place: ExternalPlace::Name(name.into()),
        }
    }

    /// Lets it be assumed only if this holds, such as
    /// `condition("StringEquals", "cognito-identity.amazonaws.com:aud", pool)`.
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

    /// Allows more.
    #[must_use]
    pub fn allow(mut self, grant: impl Into<Grant>) -> Self {
        self.grant = self.grant.and(grant);
        self
    }

    /// Adds a policy that AWS manages, by its path and name such as
    /// `service-role/AWSAppSyncPushToCloudWatchLogs`.
    #[must_use]
    pub fn aws_managed_policy(mut self, name: &str) -> Self {
        let policy = format!("policy/{name}").as_str().into();
        self.managed_policies
            .push(arn_in("iam", "".into(), "aws".into(), [policy]));
        self
    }

    /// Says what it is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }
}

impl Construct for Role {
    type Handle = RoleRef;

    fn build(self, scope: &mut Scope<'_>) -> RoleRef {
        let role = cfn::CfnRole {
            description: self.description.map(Into::into),
            managed_policy_arns: self.managed_policies,
            policies: match self.grant.is_empty() {
                true => Vec::new(),
                false => vec![cfn::RolePolicy::new(self.grant.document(), "Access")],
            },
            ..cfn::CfnRole::new(self.principal.trust(&self.conditions))
        };
        scope.part("Resource", role);
        RoleRef {
            node: scope.node(),
            owned: true,
        }
    }
}

impl Principal {
    /// The policy document that lets it assume a role.
    fn trust(self, conditions: &Conditions) -> Expr {
        let action = match self {
            Self::Service(_) | Self::Aws(_) => "sts:AssumeRole",
            Self::Federated(_) => "sts:AssumeRoleWithWebIdentity",
        };
        let who = match self {
            Self::Service(name) => Properties::new().set("Service", name),
            Self::Aws(arn) => Properties::new().set("AWS", arn),
            Self::Federated(provider) => Properties::new().set("Federated", provider),
        };
        let statement = Properties::new()
            .set("Action", action)
            .maybe("Condition", conditions.properties())
            .set("Effect", "Allow")
            .set("Principal", who);
        statement::document(vec![statement]).into()
    }
}

impl RoleRef {
    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "Arn")
    }

    /// Its name.
    pub fn name(self) -> Value<String> {
        reference(self.node)
    }
}

impl From<cfn::CfnRoleRef> for RoleRef {
    fn from(resource: cfn::CfnRoleRef) -> Self {
        Self {
            node: resource.node(),
            owned: true,
        }
    }
}

impl From<RoleRef> for NodeId {
    fn from(role: RoleRef) -> Self {
        role.node
    }
}

impl Construct for ExternalRole {
    type Handle = RoleRef;

    fn build(self, scope: &mut Scope<'_>) -> RoleRef {
        let (name, arn) = match self.place {
            ExternalPlace::Arn(arn) => {
                expect_arn(scope, &arn, "iam");
                let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
                (name, arn.into())
            }
            ExternalPlace::Name(name) => {
                let resource = ["role/".into(), name.as_str().into()];
                let account = pseudo(Pseudo::AccountId);
                let arn = arn_in("iam", "".into(), account, resource);
                (name, arn)
            }
        };
        let attributes = Properties::new().set("Arn", arn);
        scope.external(name, attributes.into_map());
        RoleRef {
            node: scope.node(),
            owned: false,
        }
    }
}
