//! The OpenSearch domain of `@searchable`, and what keeps it up to date.

use std::collections::BTreeSet;

use appsynth_appsync::{
    Function, FunctionCode, FunctionRef, Grant, Grants, RemovalPolicy, RoleRef, Runtime,
    SearchDomainRef, Seconds, Statement, TableRef,
};
use appsynth_construct::{Scope, Value};
use appsynth_resources::iam::CfnPolicy;
use appsynth_resources::lambda;
use appsynth_resources::opensearch as cfn;
use appsynth_transform::Plan;
use appsynth_transform::plan::{Home, SourceKind};

/// Brings a table's changes to the domain.
const STREAM: &str = include_str!("search/stream.py");

/// What is searched, and the function that brings changes to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Search {
    pub(crate) domain: SearchDomainRef,
    function: FunctionRef,
    role: RoleRef,
}

impl Search {
    /// Adds the domain and the function; none if nothing is searched.
    pub(crate) fn add(
        scope: &mut Scope<'_>,
        plan: &Plan,
        removal: Option<RemovalPolicy>,
    ) -> Option<Self> {
        let is_search = |kind: &SourceKind| matches!(kind, SourceKind::Search);
        if !plan.sources.values().any(|source| is_search(&source.kind)) {
            return None;
        }
        let whole = scope.node();
        let mut scope = scope.scope("Search").shown_with(whole);
        let resource = scope.part("Domain", domain());
        let removal = removal.unwrap_or_else(|| RemovalPolicy::of_data(scope.environment()));
        scope.removal(resource.node(), removal.into());
        let domain = SearchDomainRef::from(resource);
        let code = FunctionCode::inline(STREAM);
        let function = Function::new(Runtime::Python313, "index.handler", code)
            .description("Brings the changes of tables to the OpenSearch domain")
            .environment("ENDPOINT", resource.domain_endpoint())
            .timeout(Seconds(60));
        let function = scope.part("Stream", function);
        let role = function.role()?;
        scope.grant(role, domain.write());
        Some(Self {
            domain,
            function,
            role,
        })
    }

    /// Brings a table's changes to the domain. The scope is that of the table.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>
    pub(crate) fn follow(self, scope: &mut Scope<'_>, table: TableRef) {
        let actions = [
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
        ];
        let grant: Grant = Statement::allow(actions, [table.stream_arn()]).into();
        let name = scope.unique_id();
        let policy = CfnPolicy {
            roles: vec![self.role.name()],
            ..CfnPolicy::new(grant.document(), format!("{name}Stream"))
        };
        let policy = scope.part("StreamPolicy", policy);
        let mapping = lambda::CfnEventSourceMapping {
            event_source_arn: Some(table.stream_arn()),
            batch_size: Some(100.into()),
            maximum_batching_window_in_seconds: Some(1.into()),
            starting_position: Some("LATEST".into()),
            ..lambda::CfnEventSourceMapping::new(self.function.arn())
        };
        let mapping = scope.part("StreamMapping", mapping);
        scope.depend(mapping.node(), policy.node());
    }
}

/// The models that are searched.
pub(crate) fn searched(plan: &Plan) -> BTreeSet<String> {
    let resolvers = plan.resolvers.values().filter(|resolver| {
        let kinds = (resolver.steps.iter()).filter_map(|step| plan.sources.get(&step.source));
        kinds
            .into_iter()
            .any(|source| matches!(source.kind, SourceKind::Search))
    });
    resolvers
        .filter_map(|resolver| match &resolver.home {
            Home::Entity(entity) => Some(entity.clone()),
            Home::Api | Home::Relations(_) => None,
        })
        .collect()
}

/// The smallest domain, encrypted. It has no access policy: callers need leave of their own.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-opensearchservice-domain.html>
fn domain() -> cfn::CfnDomain {
    let on: fn() -> Option<Value<bool>> = || Some(true.into());
    cfn::CfnDomain {
        engine_version: Some("OpenSearch_2.19".into()),
        cluster_config: Some(cfn::DomainClusterConfig {
            instance_count: Some(1.into()),
            instance_type: Some("t3.small.search".into()),
            ..Default::default()
        }),
        ebs_options: Some(cfn::DomainEBSOptions {
            ebs_enabled: on(),
            volume_size: Some(10.into()),
            volume_type: Some("gp3".into()),
            ..Default::default()
        }),
        encryption_at_rest_options: Some(cfn::DomainEncryptionAtRestOptions {
            enabled: on(),
            ..Default::default()
        }),
        node_to_node_encryption_options: Some(cfn::DomainNodeToNodeEncryptionOptions {
            enabled: on(),
        }),
        domain_endpoint_options: Some(cfn::DomainEndpointOptions {
            enforce_https: on(),
            tls_security_policy: Some("Policy-Min-TLS-1-2-2019-07".into()),
            ..Default::default()
        }),
        ..Default::default()
    }
}
