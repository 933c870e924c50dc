//! Resolvers: how fields get their values.

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::appsync as cfn;

use crate::api::{ApiFacts, ApiRef, check_required};
use crate::caching::Caching;
use crate::code::{Code, JS_VERSION};
use crate::code_use;
use crate::conflict::ConflictHandler;
use crate::data_source::DataSourceRef;
use crate::diagnostics;
use crate::field::Field;
use crate::function_configuration::{FunctionConfigurationRef, check_source};
use crate::reference::attribute;

/// A unit resolver: one request to one data source.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-resolver.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Resolver {
    /// The field whose value it gives.
    pub field: Field,
    /// Where its request goes.
    pub source: DataSourceRef,
    /// How the request is made and the answer read.
    pub code: Code,
    /// How values are cached, where the API caches by resolver; not at all unless set.
    pub caching: Option<Caching>,
    /// What is done about conflicting versions; nothing unless set.
    pub sync: Option<ConflictHandler>,
    /// How many calls of a Lambda function are collected into one, up to 2,000; none unless set.
    pub max_batch_size: Option<u32>,
    /// Whether it has enhanced metrics, where the API lets its resolvers choose.
    pub metrics: bool,
}

/// A pipeline resolver: functions one after the other, each with a data source of its own.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/pipeline-resolvers-js.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PipelineResolver {
    /// The field whose value it gives.
    pub field: Field,
    /// The functions in order, at most 10.
    pub functions: Vec<FunctionConfigurationRef>,
    /// What runs before and after the functions; the last function's result is the value unless set.
    pub around: Option<Code>,
    /// How values are cached, where the API caches by resolver; not at all unless set.
    pub caching: Option<Caching>,
    /// Whether it has enhanced metrics, where the API lets its resolvers choose.
    pub metrics: bool,
}

/// A resolver of either kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolverRef {
    node: NodeId,
}

/// <https://docs.aws.amazon.com/general/latest/gr/appsync.html> (functions per pipeline resolver)
const PIPELINE_LENGTH: usize = 10;

impl Resolver {
    /// A resolver that sends one request to one data source.
    pub fn unit(field: Field, source: DataSourceRef, code: Code) -> Self {
        Self {
            field,
            source,
            code,
            caching: None,
            sync: None,
            max_batch_size: None,
            metrics: false,
        }
    }

    /// A resolver that runs these functions one after the other.
    pub fn pipeline(
        field: Field,
        functions: impl IntoIterator<Item = FunctionConfigurationRef>,
    ) -> PipelineResolver {
        PipelineResolver {
            field,
            functions: functions.into_iter().collect(),
            around: None,
            caching: None,
            metrics: false,
        }
    }

    /// Caches values, where the API caches by resolver.
    #[must_use]
    pub fn caching(mut self, caching: Caching) -> Self {
        self.caching = Some(caching);
        self
    }

    /// Detects conflicting versions; the data source has to keep versions.
    #[must_use]
    pub fn sync(mut self, handler: ConflictHandler) -> Self {
        self.sync = Some(handler);
        self
    }

    /// Collects up to so many calls of a Lambda function into one.
    #[must_use]
    pub fn max_batch_size(mut self, size: u32) -> Self {
        self.max_batch_size = Some(size);
        self
    }

    /// Has enhanced metrics, where the API lets its resolvers choose, or not.
    #[must_use]
    pub fn metrics(mut self, enabled: bool) -> Self {
        self.metrics = enabled;
        self
    }
}

impl PipelineResolver {
    /// Runs `code` around the functions: its request half before, its response half after them.
    #[must_use]
    pub fn around(mut self, code: Code) -> Self {
        self.around = Some(code);
        self
    }

    /// Caches values, where the API caches by resolver.
    #[must_use]
    pub fn caching(mut self, caching: Caching) -> Self {
        self.caching = Some(caching);
        self
    }

    /// Has enhanced metrics, where the API lets its resolvers choose, or not.
    #[must_use]
    pub fn metrics(mut self, enabled: bool) -> Self {
        self.metrics = enabled;
        self
    }
}

impl Construct for Resolver {
    type Handle = ResolverRef;

    fn build(self, scope: &mut Scope<'_>) -> ResolverRef {
        let api = self.field.api;
        if self.source.api != api {
            scope.report(diagnostics::foreign_data_source());
        }
        check_required(scope, &self.field, &[]);
        check_source(
            scope,
            self.source,
            &self.code,
            self.sync.as_ref(),
            self.max_batch_size,
        );
        let resolver = cfn::CfnResolver {
            data_source_name: Some(self.source.name()),
            kind: Some(cfn::ResolverKind::Unit.into()),
            max_batch_size: self.max_batch_size.map(|size| i64::from(size).into()),
            sync_config: self.sync.map(Into::into),
            ..common(
                scope,
                &self.field,
                self.code,
                Some(self.source),
                self.caching,
                self.metrics,
            )
        };
        attach(scope, api, resolver)
    }
}

impl Construct for PipelineResolver {
    type Handle = ResolverRef;

    fn build(self, scope: &mut Scope<'_>) -> ResolverRef {
        if self.functions.len() > PIPELINE_LENGTH {
            scope.report(diagnostics::pipeline_length(
                self.functions.len(),
                PIPELINE_LENGTH,
            ));
        }
        if self
            .functions
            .iter()
            .any(|function| function.api != self.field.api)
        {
            scope.report(diagnostics::foreign_function());
        }
        check_required(scope, &self.field, &self.functions);
        if self.around == Some(Code::Direct) {
            scope.report(diagnostics::direct_pipeline());
        }
        // AppSync wants both templates of a pipeline; these let the functions have their way.
        let nothing = || Code::vtl_inline("{}", "$util.toJson($ctx.result)");
        let code = self.around.unwrap_or_else(nothing);
        let functions = self.functions.iter().map(|function| function.id());
        let resolver = cfn::CfnResolver {
            kind: Some(cfn::ResolverKind::Pipeline.into()),
            pipeline_config: Some(cfn::ResolverPipelineConfig {
                functions: functions.collect(),
            }),
            ..common(scope, &self.field, code, None, self.caching, self.metrics)
        };
        let nodes: Vec<NodeId> = self.functions.iter().map(|one| (*one).into()).collect();
        code_use::note_field(scope, &self.field, &nodes);
        attach(scope, self.field.api, resolver)
    }
}

/// What both kinds of resolver have.
fn common(
    scope: &mut Scope<'_>,
    field: &Field,
    code: Code,
    target: Option<DataSourceRef>,
    caching: Option<Caching>,
    metrics: bool,
) -> cfn::CfnResolver {
    let file = claim_field(scope, field).unwrap_or_else(|| scope.unique_id());
    if let Some(caching) = &caching {
        caching.check(scope);
    }
    let code = code.load(scope, &file);
    code_use::note(scope, &code.sources, target);
    let own = scope.node();
    code_use::note_field(scope, field, &[own]);
    let (type_name, field_name) = field.parts().unwrap_or((&field.coordinate, ""));
    let runtime = || cfn::ResolverAppSyncRuntime::new(cfn::ResolverName::AppsyncJs, JS_VERSION);
    cfn::CfnResolver {
        caching_config: caching.map(Into::into),
        runtime: code.js.is_some().then(runtime),
        code: code.js,
        metrics_config: metrics.then(|| cfn::ResolverMetricsConfig::Enabled.into()),
        request_mapping_template: code.request,
        response_mapping_template: code.response,
        ..cfn::CfnResolver::new(field.api.id(), field_name, type_name)
    }
}

/// Adds the resource, which AppSync refuses until it has the schema.
fn attach(scope: &mut Scope<'_>, api: ApiRef, resolver: cfn::CfnResolver) -> ResolverRef {
    let resource = scope.part("Resource", resolver);
    scope.depend(resource.node(), api.schema());
    ResolverRef { node: scope.node() }
}

/// Makes the field this resolver's and gives the path of its files for people; a field that is not there
/// or is another resolver's is reported.
fn claim_field(scope: &mut Scope<'_>, field: &Field) -> Option<String> {
    let coordinate = &field.coordinate;
    let Some((type_name, field_name)) = field.parts() else {
        scope.report(diagnostics::malformed_field(coordinate));
        return None;
    };
    let path = scope.path();
    let facts = scope.recall_mut::<ApiFacts>(field.api)?;
    let problem = match (facts.resolvers.get(coordinate), &facts.schema) {
        (Some(first), _) => Some(diagnostics::duplicate_resolver(coordinate, first)),
        (None, Some(schema)) => diagnostics::unknown_field(schema, type_name, field_name),
        (None, None) => None,
    };
    if let Some(problem) = problem {
        scope.report(problem);
        return None;
    }
    facts.resolvers.insert(coordinate.clone(), path);
    Some(facts.legible_path(&format!("resolvers/{coordinate}")))
}

impl ResolverRef {
    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "ResolverArn")
    }
}

impl From<ResolverRef> for NodeId {
    fn from(resolver: ResolverRef) -> Self {
        resolver.node
    }
}
