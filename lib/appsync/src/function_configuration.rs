//! Functions of pipelines.

use appsynth_construct::{Construct, NodeId, Scope, Value};
use appsynth_resources::appsync as cfn;

use crate::api::{ApiFacts, ApiRef, own_id};
use crate::code::{Code, JS_VERSION};
use crate::code_use;
use crate::conflict::ConflictHandler;
use crate::data_source::DataSourceRef;
use crate::diagnostics;
use crate::name::is_appsync_name;
use crate::reference::attribute;

/// A function that pipelines share: one request to one data source.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-functionconfiguration.html>
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FunctionConfiguration {
    /// Where its request goes.
    pub source: DataSourceRef,
    /// How the request is made and the answer read.
    pub code: Code,
    /// The name; by default the construct's id.
    pub name: Option<String>,
    /// What it is for, in words for people; none unless set.
    pub description: Option<String>,
    /// What is done about conflicting versions; nothing unless set.
    pub sync: Option<ConflictHandler>,
    /// How many calls of a Lambda function are collected into one, up to 2,000; none unless set.
    pub max_batch_size: Option<u32>,
}

/// A function of pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionConfigurationRef {
    node: NodeId,
    pub(crate) api: ApiRef,
}

impl FunctionConfiguration {
    /// A function that sends one request to one data source.
    pub fn new(source: DataSourceRef, code: Code) -> Self {
        Self {
            source,
            code,
            name: None,
            description: None,
            sync: None,
            max_batch_size: None,
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
}

impl Construct for FunctionConfiguration {
    type Handle = FunctionConfigurationRef;

    fn build(self, scope: &mut Scope<'_>) -> FunctionConfigurationRef {
        let api = self.source.api;
        let name = self.name.unwrap_or_else(|| own_id(scope));
        if !is_appsync_name(&name) {
            scope.report(diagnostics::appsync_name("function", &name));
        }
        check_source(
            scope,
            self.source,
            &self.code,
            self.sync.as_ref(),
            self.max_batch_size,
        );
        let file = legible_path(scope, api, &name);
        let is_vtl = matches!(self.code, Code::Vtl { .. });
        let code = self.code.load(scope, &file);
        code_use::note(scope, &code.sources, Some(self.source));
        let runtime = || {
            let name = cfn::FunctionConfigurationName::AppsyncJs;
            cfn::FunctionConfigurationAppSyncRuntime::new(name, JS_VERSION)
        };
        let function = cfn::CfnFunctionConfiguration {
            runtime: code.js.is_some().then(runtime),
            code: code.js,
            description: self.description.map(Into::into),
            function_version: is_vtl.then(|| "2018-05-29".into()),
            max_batch_size: self.max_batch_size.map(|size| i64::from(size).into()),
            request_mapping_template: code.request,
            response_mapping_template: code.response,
            sync_config: self.sync.map(Into::into),
            ..cfn::CfnFunctionConfiguration::new(api.id(), self.source.name(), name)
        };
        let resource = scope.part("Resource", function);
        // Functions know nothing of the schema, but AppSync refuses changes while it takes one in.
        scope.depend(resource.node(), api.schema());
        FunctionConfigurationRef {
            node: scope.node(),
            api,
        }
    }
}

/// The path of the function's files for people. AppSync lets functions share a name; the later ones' files
/// are told apart by their construct.
fn legible_path(scope: &mut Scope<'_>, api: ApiRef, name: &str) -> String {
    let Some(facts) = scope.recall_mut::<ApiFacts>(api) else {
        return scope.unique_id();
    };
    let path =
        |facts: &ApiFacts, name: &str| facts.legible_path(&format!("resolvers/functions/{name}"));
    if facts.functions.insert(name.to_owned()) {
        return path(facts, name);
    }
    let unique_id = scope.unique_id();
    let facts = scope.recall::<ApiFacts>(api);
    facts.map_or_else(String::new, |facts| path(facts, &unique_id))
}

/// Reports what a data source cannot do for a resolver or function.
pub(crate) fn check_source(
    scope: &mut Scope<'_>,
    source: DataSourceRef,
    code: &Code,
    sync: Option<&ConflictHandler>,
    max_batch_size: Option<u32>,
) {
    let abilities = source.abilities;
    if *code == Code::Direct && !abilities.invoke {
        scope.report(diagnostics::direct_without_lambda());
    }
    if sync.is_some() && !abilities.versions {
        scope.report(diagnostics::sync_without_versions());
    }
    if let Some(size) = max_batch_size {
        if !abilities.invoke {
            scope.report(diagnostics::batch_without_lambda());
        }
        if size > 2000 {
            let what = "the batch size";
            scope.report(diagnostics::out_of_range(what, size, 0..=2000, ""));
        }
    }
}

impl FunctionConfigurationRef {
    /// The id that AppSync gives the function.
    pub fn id(self) -> Value<String> {
        attribute(self.node, "FunctionId")
    }

    /// Its ARN.
    pub fn arn(self) -> Value<String> {
        attribute(self.node, "FunctionArn")
    }
}

impl From<FunctionConfigurationRef> for NodeId {
    fn from(function: FunctionConfigurationRef) -> Self {
        function.node
    }
}
