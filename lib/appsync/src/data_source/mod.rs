//! Data sources: what resolvers and functions send their requests to.

mod bedrock;
mod database;
mod event_bridge;
mod http;
mod lambda;
mod search;
mod table;

use appsynth_construct::{Construct, Expr, NodeId, Scope, Value};

pub use bedrock::BedrockRuntime;
pub use database::RelationalDatabase;
pub use event_bridge::EventBridge;
pub use http::{Http, Signature};
pub use lambda::Lambda;
pub use search::OpenSearch;
pub use table::{DeltaSync, DynamoDb};

use crate::api::{ApiFacts, ApiRef, enabled, own_id};
use crate::diagnostics;
use crate::name::is_appsync_name;
use crate::properties::Properties;
use crate::reference::attribute;
use crate::role::{Grant, Role, RoleRef};

/// A data source of an API.
///
/// It gets a role of its own that may do what is asked for here and no more, unless another is given.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-datasource.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DataSource<T> {
    /// The API it belongs to.
    pub api: ApiRef,
    /// What it reaches.
    pub target: T,
    /// The name, unique in the API; by default the construct's id.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it has enhanced metrics, where the API lets its data sources choose.
    pub metrics: bool,
    /// The role AppSync assumes to reach the target; one of its own unless set.
    pub role: Option<RoleRef>,
}

/// A data source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataSourceRef {
    node: NodeId,
    pub(crate) api: ApiRef,
    pub(crate) abilities: Abilities,
    role: Option<RoleRef>,
}

/// What only some data sources can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Abilities {
    /// Resolvers may have no code and may collect calls into batches.
    pub invoke: bool,
    /// Resolvers may detect conflicts between versions.
    pub versions: bool,
}

/// What a data source reaches.
pub trait Target {
    /// How the data source is written in a template.
    fn describe(&self, scope: &mut Scope<'_>) -> Description;
}

/// A data source as it is written in a template.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Description {
    /// `Type`, such as `AMAZON_DYNAMODB`.
    pub kind: &'static str,
    /// The property that configures this type, and its value.
    pub config: Option<(&'static str, Expr)>,
    /// What the role has to be allowed; no role if nothing.
    pub grant: Grant,
    /// What it can do.
    pub abilities: Abilities,
}

/// What may be done with the items behind a data source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Both.
    #[default]
    ReadWrite,
}

/// No target: the response half sees the request's payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTarget;

impl DataSource<NoTarget> {
    /// A data source that reaches nothing: the response half sees the request's payload.
    pub fn none(api: ApiRef) -> Self {
        Self::of(api, NoTarget)
    }
}

impl<T> DataSource<T> {
    /// A data source that reaches `target`.
    pub fn of(api: ApiRef, target: T) -> Self {
        Self {
            api,
            target,
            name: None,
            description: None,
            metrics: false,
            role: None,
        }
    }

    /// Names it.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says what it is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Has enhanced metrics, where the API lets its data sources choose, or not.
    #[must_use]
    pub fn metrics(mut self, enabled: bool) -> Self {
        self.metrics = enabled;
        self
    }

    /// Has AppSync assume this role, which has to be allowed by the user what the target needs.
    #[must_use]
    pub fn role(mut self, role: RoleRef) -> Self {
        self.role = Some(role);
        self
    }
}

impl<T: Target> Construct for DataSource<T> {
    type Handle = DataSourceRef;

    fn build(self, scope: &mut Scope<'_>) -> DataSourceRef {
        let name = self.name.unwrap_or_else(|| own_id(scope));
        if !is_appsync_name(&name) {
            scope.report(diagnostics::appsync_name("data source", &name));
        }
        let path = scope.path();
        if let Some(facts) = scope.recall_mut::<ApiFacts>(self.api)
            && let Some(first) = facts.data_sources.insert(name.clone(), path)
        {
            scope.report(diagnostics::duplicate_data_source(&name, &first));
        }

        let target = self.target.describe(scope);
        let role = self.role.or_else(|| {
            let role = Role::of_service("appsync.amazonaws.com").allow(target.grant.clone());
            (!target.grant.is_empty()).then(|| scope.part("ServiceRole", role))
        });
        let mut source = Properties::new()
            .set("ApiId", self.api.id())
            .maybe("Description", self.description)
            .maybe("MetricsConfig", self.metrics.then(|| enabled(true)))
            .set("Name", name)
            .maybe("ServiceRoleArn", role.map(RoleRef::arn))
            .set("Type", target.kind);
        if let Some((property, config)) = target.config {
            source = source.set(property, config);
        }
        scope.part("Resource", source.resource("AWS::AppSync::DataSource"));
        DataSourceRef {
            node: scope.node(),
            api: self.api,
            abilities: target.abilities,
            role,
        }
    }
}

impl DataSourceRef {
    /// Its name.
    pub fn name(self) -> Value<String> {
        attribute(self.node, "Name")
    }

    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "DataSourceArn")
    }

    /// The role AppSync assumes to reach the target; none if the target needs none.
    pub fn role(self) -> Option<RoleRef> {
        self.role
    }
}

impl From<DataSourceRef> for NodeId {
    fn from(source: DataSourceRef) -> Self {
        source.node
    }
}

impl Description {
    /// A data source of this type that needs no configuration and no role.
    pub fn new(kind: &'static str) -> Self {
        Self {
            kind,
            config: None,
            grant: Grant::default(),
            abilities: Abilities::default(),
        }
    }

    /// Sets the property that configures this type.
    #[must_use]
    pub fn config(mut self, property: &'static str, value: impl Into<Expr>) -> Self {
        self.config = Some((property, value.into()));
        self
    }

    /// Sets what the role has to be allowed.
    #[must_use]
    pub fn grant(mut self, grant: impl Into<Grant>) -> Self {
        self.grant = grant.into();
        self
    }
}

impl Target for NoTarget {
    fn describe(&self, _scope: &mut Scope<'_>) -> Description {
        Description::new("NONE")
    }
}
