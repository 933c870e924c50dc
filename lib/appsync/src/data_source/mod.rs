//! Data sources: what resolvers and functions send their requests to.

mod bedrock;
mod database;
mod event_bridge;
mod http;
mod lambda;
mod search;
mod table;

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::appsync as cfn;

pub use bedrock::BedrockRuntime;
pub use database::RelationalDatabase;
pub use event_bridge::EventBridge;
pub use http::{Http, Signature};
pub use lambda::Lambda;
pub use search::OpenSearch;
pub use table::{DeltaSync, DynamoDb};

use crate::api::{ApiFacts, ApiRef, own_id};
use crate::diagnostics;
use crate::name::is_appsync_name;
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
    /// What it is for, in words for people; none unless set.
    pub description: Option<String>,
    /// Whether it has enhanced metrics, where the API lets its data sources choose.
    pub metrics: bool,
    /// The role AppSync assumes to reach the target; one of its own unless set.
    pub role: Option<RoleRef>,
}

/// A data source that resolvers and functions of the same API can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataSourceRef {
    node: NodeId,
    pub(crate) api: ApiRef,
    pub(crate) abilities: Abilities,
    pub(crate) kind: cfn::DataSourceType,
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
    /// `Type` of the data source.
    fn kind(&self) -> cfn::DataSourceType;

    /// Sets the properties that this type needs.
    fn configure(&self, scope: &mut Scope<'_>, source: &mut cfn::CfnDataSource);

    /// What the data source's role has to be allowed; it has no role if that is nothing.
    fn grant(&self) -> Grant {
        Grant::default()
    }

    /// What resolvers may do with this target that they may not with every one.
    fn abilities(&self) -> Abilities {
        Abilities::default()
    }
}

/// What may be done with the items behind a data source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// To find and read them.
    Read,
    /// To put, change and delete them, without reading.
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

        let role = self.role.or_else(|| {
            let grant = self.target.grant();
            let role = Role::of_service("appsync.amazonaws.com").allow(grant.clone());
            (!grant.is_empty()).then(|| scope.part("ServiceRole", role))
        });
        let metrics = cfn::DataSourceMetricsConfig::Enabled;
        let mut source = cfn::CfnDataSource {
            description: self.description.map(Into::into),
            metrics_config: self.metrics.then(|| metrics.into()),
            service_role_arn: role.map(RoleRef::arn),
            ..cfn::CfnDataSource::new(self.api.id(), name, self.target.kind())
        };
        self.target.configure(scope, &mut source);
        scope.part("Resource", source);
        DataSourceRef {
            node: scope.node(),
            api: self.api,
            abilities: self.target.abilities(),
            kind: self.target.kind(),
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

    /// The API it belongs to.
    pub fn api(self) -> ApiRef {
        self.api
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

impl Target for NoTarget {
    fn kind(&self) -> cfn::DataSourceType {
        cfn::DataSourceType::None
    }

    fn configure(&self, _scope: &mut Scope<'_>, _source: &mut cfn::CfnDataSource) {}
}
