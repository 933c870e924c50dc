//! What stands behind the data sources of APIs on this machine.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use appsynth_assembly::Assembly;
use appsynth_runtime::{ApiDefinition, Code, ConflictHandler, DataSource};
use appsynth_store::Store;
use indexmap::IndexMap;
use serde_json::Value;

use crate::DeployOptions;
use crate::apis::object_key;
use crate::data_sources::{
    DynamoDb, EventBridge, Http, HttpClient, Lambda, Nothing, Unavailable, Versioning,
};
use crate::event_bus::{EventBus, Rule, bus_name, rule_of};
use crate::functions::{Function, FunctionSpec, Handlers, code};
use crate::local_issuer::LocalIssuer;
use crate::resources::{Resource, function_name, is_true};
use crate::streams::Mapping;

/// Lambda's default.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html>
const FUNCTION_TIMEOUT: Duration = Duration::from_secs(3);

/// Makes data sources; those that name the same function share it.
pub(crate) struct Connections<'a> {
    pub(crate) options: &'a DeployOptions,
    /// Where functions find the tables, such as `http://127.0.0.1:20002`.
    pub(crate) endpoint: String,
    pub(crate) store: &'a Store,
    pub(crate) http: &'a HttpClient,
    pub(crate) issuer: &'a LocalIssuer,
    pub(crate) assembly: &'a Assembly,
    pub(crate) resources: &'a [Resource],
    pub(crate) functions: IndexMap<String, Arc<Function>>,
    /// The names of issuers whose stand-ins are used.
    pub(crate) issuers_used: Vec<String>,
    /// The HTTP endpoints whose stand-ins are used.
    pub(crate) http_endpoints_used: Vec<String>,
}

impl Connections<'_> {
    /// The data source of a resource. One that cannot be connected fails when it is called.
    pub(crate) fn data_source(
        &mut self,
        resource: &Resource,
        handlers: &Arc<Handlers>,
    ) -> Arc<dyn DataSource> {
        match self.connect(resource, handlers) {
            Ok(source) => source,
            Err(reason) => {
                let name = resource.text("Name").unwrap_or_default();
                tracing::info!(data_source = name, "{reason}");
                Arc::new(Unavailable {
                    reason: format!("The data source `{name}` cannot be called: {reason}"),
                })
            }
        }
    }

    fn connect(
        &mut self,
        resource: &Resource,
        handlers: &Arc<Handlers>,
    ) -> Result<Arc<dyn DataSource>, String> {
        let setting = |config: &str, name: &str| {
            resource
                .properties
                .get(config)
                .and_then(|config| config.get(name))
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| format!("it has no `{config}.{name}`"))
        };
        Ok(match resource.text("Type") {
            Some("NONE") => Arc::new(Nothing),
            Some("AMAZON_DYNAMODB") => Arc::new(DynamoDb {
                store: self.store.clone(),
                table: setting("DynamoDBConfig", "TableName")?,
                region: setting("DynamoDBConfig", "AwsRegion").unwrap_or_default(),
                handlers: Arc::clone(handlers),
                versioning: versioning(resource)?,
            }),
            Some("AWS_LAMBDA") => Arc::new(Lambda {
                function: self.function(&setting("LambdaConfig", "LambdaFunctionArn")?)?,
            }),
            Some("HTTP") => {
                let endpoint = setting("HttpConfig", "Endpoint")?;
                let stand_in = self.http_stand_in(&endpoint);
                let config = resource.properties.get("HttpConfig");
                let is_signed = config.is_some_and(|it| it.get("AuthorizationConfig").is_some());
                if is_signed && stand_in.is_none() {
                    return Err(format!(
                        "its requests would have to be signed for AWS, which the local environment does \
                         not do yet; to have another server answer them, write into appsynth.yaml: \
                         local: {{ http: {{ \"{endpoint}\": \"http://127.0.0.1:8100\" }} }}"
                    ));
                }
                Arc::new(Http {
                    client: self.http.clone(),
                    endpoint: stand_in.unwrap_or(endpoint),
                })
            }
            Some("AMAZON_EVENTBRIDGE") => Arc::new(EventBridge {
                bus: self.event_bus(setting("EventBridgeConfig", "EventBusArn")?),
            }),
            Some(kind) => {
                return Err(format!(
                    "the local environment has nothing for the type `{kind}` yet"
                ));
            }
            None => return Err("it has no `Type`".to_owned()),
        })
    }

    /// The server that answers in place of an HTTP endpoint.
    fn http_stand_in(&mut self, endpoint: &str) -> Option<String> {
        let origin = |url: &str| url.trim_end_matches('/').to_ascii_lowercase();
        let mut endpoints = self.options.http_endpoints.iter();
        let (name, url) = endpoints.find(|(name, _)| origin(name) == origin(endpoint))?;
        self.http_endpoints_used.push(name.clone());
        Some(url.clone())
    }

    /// A bus with the rules that the assembly has for it. Targets that cannot be called are named in the log.
    fn event_bus(&mut self, arn: String) -> EventBus {
        let resources = self.resources;
        let rules = resources
            .iter()
            .filter_map(|resource| Some((resource, rule_of(bus_name(&arn), resource)?)))
            .map(|(resource, (pattern, targets))| Rule {
                pattern,
                functions: targets
                    .into_iter()
                    .filter_map(|target| {
                        self.function(target)
                            .inspect_err(|reason| {
                                tracing::warn!(rule = resource.path(), target, "{reason}");
                            })
                            .ok()
                    })
                    .collect(),
            })
            .collect();
        EventBus {
            log: self.options.state_dir.join("events.jsonl"),
            arn,
            rules,
        }
    }

    /// The streams of tables that functions get. One that cannot be followed is named in the log.
    pub(crate) fn mappings(&mut self) -> Vec<Mapping> {
        let resources = self.resources;
        resources
            .iter()
            .filter_map(|resource| {
                let mapping = Mapping::of(resource, |arn| self.function(arn))?;
                mapping
                    .inspect_err(|reason| {
                        tracing::warn!(mapping = resource.path(), "cannot be followed: {reason}");
                    })
                    .ok()
            })
            .collect()
    }

    /// The functions that requests to tables may name: those that handle conflicts, and any function of the
    /// assembly if the API's code hands failed conditions over.
    pub(crate) fn handlers(&mut self, api: &ApiDefinition) -> Handlers {
        let resolvers = api
            .resolvers
            .values()
            .map(|resolver| (&resolver.code, &resolver.conflict_handler));
        let functions = api
            .functions
            .values()
            .map(|function| (&function.code, &function.conflict_handler));
        let mut handlers = Handlers::default();
        let mut may_name_any = false;
        for (code, conflict_handler) in resolvers.chain(functions) {
            if let Some(ConflictHandler::Lambda(arn)) = conflict_handler {
                handlers.insert(arn, self.function(arn));
            }
            may_name_any |= mentions(code, "conditionalCheckFailedHandler");
        }
        if may_name_any {
            let resources = self.resources;
            let declared = resources
                .iter()
                .filter(|resource| resource.kind == "AWS::Lambda::Function")
                .map(|resource| resource.identity.reference.as_str());
            let mapped = self.options.lambda_endpoints.keys().map(String::as_str);
            for name in declared.chain(mapped).collect::<Vec<_>>() {
                handlers.insert(name, self.function(name));
            }
        }
        handlers
    }

    /// A function by its ARN or name; in words why it cannot be called.
    pub(crate) fn function(&mut self, arn: &str) -> Result<Arc<Function>, String> {
        let name = function_name(arn);
        if let Some(function) = self.functions.get(name) {
            return Ok(Arc::clone(function));
        }
        let resource = self.resources.iter().find(|resource| {
            resource.kind == "AWS::Lambda::Function" && resource.identity.reference == name
        });
        let endpoints = &self.options.lambda_endpoints;
        let endpoint = endpoints
            .get(name)
            .or_else(|| endpoints.get(arn))
            .or_else(|| endpoints.get(&resource?.logical_id));
        let function = match (endpoint, resource) {
            (Some(url), _) => Function::Endpoint {
                name: name.to_owned(),
                url: url.clone(),
                client: self.http.clone(),
            },
            (None, Some(resource)) => Function::local(self.function_spec(resource)?)?,
            (None, None) => {
                return Err(format!(
                    "no stack of the assembly has the function `{name}`; {}",
                    how_to_map(name)
                ));
            }
        };
        let function = Arc::new(function);
        self.functions
            .insert(name.to_owned(), Arc::clone(&function));
        Ok(function)
    }

    /// Names the stand-ins for functions and HTTP endpoints that nothing calls, and for issuers whose tokens no
    /// API takes: misspelt, as likely as not.
    pub(crate) fn warn_of_unused_stand_ins(&self) {
        let options = self.options;
        for name in options.user_pools.keys().chain(options.oidc_issuers.keys()) {
            if !self.issuers_used.contains(name) {
                tracing::warn!("no API takes tokens of `{name}`, which has a stand-in");
            }
        }
        for name in options.http_endpoints.keys() {
            if !self.http_endpoints_used.contains(name) {
                tracing::warn!("no data source calls `{name}`, which has a stand-in");
            }
        }
        for (name, endpoint) in &self.options.lambda_endpoints {
            let is_used = self.functions.values().any(
                |function| matches!(&**function, Function::Endpoint { url, .. } if url == endpoint),
            );
            if !is_used {
                tracing::warn!("no data source calls the function `{name}`, which has an endpoint");
            }
        }
    }

    fn function_spec(&self, resource: &Resource) -> Result<FunctionSpec, String> {
        let name = resource.identity.reference.clone();
        let required = |property: &str| {
            resource
                .text(property)
                .map(str::to_owned)
                .ok_or_else(|| format!("the function `{name}` has no `{property}`"))
        };
        let environment = resource
            .properties
            .get("Environment")
            .and_then(|environment| environment.get("Variables"))
            .and_then(Value::as_object);
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let number = |property: &str| {
            let value = resource.properties.get(property)?;
            text(value).parse::<u64>().ok()
        };
        let arn = text(&resource.identity.attribute("Arn"));
        Ok(FunctionSpec {
            runtime: required("Runtime")?,
            handler: required("Handler")?,
            code: self.code(resource)?,
            region: arn.split(':').nth(3).unwrap_or_default().to_owned(),
            arn,
            environment: environment
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            dynamodb_endpoint: self.endpoint.clone(),
            timeout: number("Timeout").map_or(FUNCTION_TIMEOUT, Duration::from_secs),
            memory_mb: number("MemorySize").unwrap_or(128),
            name,
        })
    }

    /// The folder of a function's code, which is an asset or stands in the template.
    fn code(&self, resource: &Resource) -> Result<PathBuf, String> {
        let name = &resource.identity.reference;
        let code = resource.properties.get("Code");
        let member = |member: &str| {
            code.and_then(|code| code.get(member))
                .and_then(Value::as_str)
        };
        if let Some(text) = member("ZipFile") {
            let file = match resource.text("Runtime") {
                Some(runtime) if runtime.starts_with("python") => "index.py",
                _ => "index.js",
            };
            return code::inline(&self.options.state_dir, file, text);
        }
        let key = object_key(member("S3Key").unwrap_or_default());
        let asset = self.assembly.asset(key).ok_or_else(|| {
            format!("the code of the function `{name}` is no part of the assembly")
        })?;
        code::asset(&self.options.state_dir, key, asset)
    }
}

/// The settings of a table whose items have versions.
fn versioning(resource: &Resource) -> Result<Option<Versioning>, String> {
    let config = resource.properties.get("DynamoDBConfig");
    let Some(config) = config.filter(|config| is_true(config.get("Versioned"))) else {
        return Ok(None);
    };
    let setting = |name: &str| {
        let value = config.pointer(&format!("/DeltaSyncConfig/{name}"));
        value.ok_or_else(|| format!("it has no `DynamoDBConfig.DeltaSyncConfig.{name}`"))
    };
    let minutes = |name: &str| {
        let value = setting(name)?;
        let minutes = value.as_i64().or_else(|| value.as_str()?.parse().ok());
        minutes
            .filter(|minutes| (0..=MAX_MINUTES).contains(minutes))
            .ok_or_else(|| format!("its `{name}` is no number of minutes: {value}"))
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(Some(Versioning::new(
        resource.text("Name").unwrap_or_default().to_owned(),
        text(setting("DeltaSyncTableName")?),
        minutes("BaseTableTTL")?,
        minutes("DeltaSyncTableTTL")?,
    )))
}

/// A hundred years, so that no moment is out of range.
const MAX_MINUTES: i64 = 100 * 366 * 24 * 60;

/// Whether a word is in some code.
fn mentions(code: &Code, word: &str) -> bool {
    match code {
        Code::Js(text) => text.contains(word),
        Code::Vtl { request, .. } => request.as_ref().is_some_and(|text| text.contains(word)),
        Code::Direct => false,
    }
}

/// What to do about a function that cannot run here.
pub(crate) fn how_to_map(name: &str) -> String {
    format!(
        "to run it elsewhere on this machine, as `cargo lambda watch` does, write into appsynth.yaml: \
         local: {{ functions: {{ {name}: {{ endpoint: \
         \"http://127.0.0.1:9000/2015-03-31/functions/{name}/invocations\" }} }} }}"
    )
}
