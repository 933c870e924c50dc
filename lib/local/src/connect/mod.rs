//! What stands behind the data sources of APIs on this machine.

mod data_source;
mod handlers;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use appsynth_assembly::Assembly;
use appsynth_cloudformation::Arn;
use appsynth_store::Store;
use indexmap::IndexMap;
use serde_json::Value;

use crate::DeployOptions;
use crate::apis::object_key;
use crate::data_sources::HttpClient;
use crate::event_bus::{EventBus, Rule, bus_name, rule_of};
use crate::functions::{Function, FunctionSpec, code};
use crate::local_issuer::LocalIssuer;
use crate::resources::{Resource, function_name};
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
    /// The names that `lambda_endpoints` has for functions that are called.
    pub(crate) functions_used: Vec<String>,
    /// The names of data sources whose stand-ins are used.
    pub(crate) data_sources_used: Vec<String>,
    /// The names of data sources whose faults are on.
    pub(crate) faults_used: Vec<String>,
}

impl Connections<'_> {
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
        let logical_id = resource.map(|resource| resource.logical_id.as_str());
        let mut names = [Some(name), Some(arn), logical_id].into_iter().flatten();
        let stand_in = names.find_map(|name| endpoints.get_key_value(name));
        self.functions_used
            .extend(stand_in.map(|(name, _)| name.clone()));
        let endpoint = stand_in.map(|(_, url)| url);
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

    /// Names the stand-ins for functions, HTTP endpoints and data sources that nothing calls, faults of data
    /// sources that there are not, and stand-ins for issuers whose tokens no API takes: misspelt, as likely as not.
    pub(crate) fn warn_of_unused_stand_ins(&self) {
        let options = self.options;
        for name in options.data_sources.keys() {
            if !self.data_sources_used.contains(name) {
                tracing::warn!("nothing asks the stand-in of the data source `{name}`");
            }
        }
        for name in options.faults.keys() {
            if !self.faults_used.contains(name) {
                tracing::warn!("there is no data source `{name}`, which has faults");
            }
        }
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
        for name in options.lambda_endpoints.keys() {
            if !self.functions_used.contains(name) {
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
            region: Arn::parse(&arn).unwrap_or_default().region.to_owned(),
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

/// What to do about a function that cannot run here.
pub(crate) fn how_to_map(name: &str) -> String {
    format!(
        "to run it elsewhere on this machine, as `cargo lambda watch` does, write into appsynth.yaml: \
         local: {{ functions: {{ {name}: {{ endpoint: \
         \"http://127.0.0.1:9000/2015-03-31/functions/{name}/invocations\" }} }} }}"
    )
}
