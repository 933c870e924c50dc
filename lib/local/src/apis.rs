//! From the resources of AppSync to APIs that can be compiled.

use std::fs;
use std::io::ErrorKind;
use std::sync::Arc;

use appsynth_assembly::Assembly;
use appsynth_cloudformation::Arn;
use appsynth_diagnostics::{Diagnostic, Diagnostics};
use appsynth_runtime::{
    ApiCache, ApiDefinition, AuthMode, CachingBehavior, Code, ConflictHandler, DataSource,
    DataSourceName, FieldName, FunctionDefinition, ResolverCaching, ResolverDefinition,
    ResolverKind,
};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::authorization::{ApiKey, Authorization, of_api};
use crate::connect::Connections;
use crate::diagnostics;
use crate::resources::Resource;
use crate::token::KnownIssuer;

/// An API that is not compiled yet.
pub(crate) struct ApiSource {
    /// The API as the executor wants it.
    pub(crate) definition: ApiDefinition,
    /// Its data sources by name.
    pub(crate) data_sources: IndexMap<DataSourceName, Arc<dyn DataSource>>,
    /// How its callers are told.
    pub(crate) authorization: Authorization,
    /// Whose tokens it takes.
    pub(crate) issuers: Vec<KnownIssuer>,
    /// Such as `http://127.0.0.1:20002/graphql`.
    pub(crate) graphql_url: String,
    /// Such as `ws://127.0.0.1:20002/graphql/realtime`.
    pub(crate) realtime_url: String,
    /// Such as `eu-west-1`.
    pub(crate) region: String,
}

/// AppSync's default and maximum.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-graphqlapi.html>
const RESOLVER_COUNT_LIMIT: u32 = 10_000;

/// Collects the APIs among the resources.
///
/// # Errors
/// What is missing in their resources, and if there is no API at all.
pub(crate) fn collect(
    resources: &[Resource],
    assembly: &Assembly,
    connections: &mut Connections<'_>,
) -> Result<Vec<ApiSource>, Diagnostics> {
    let mut collector = Collector {
        resources,
        assembly,
        diagnostics: Diagnostics::new(),
    };
    let apis: Vec<_> = resources
        .iter()
        .filter(|resource| resource.kind == "AWS::AppSync::GraphQLApi")
        .map(|api| collector.api(api, connections))
        .collect();
    let mut diagnostics = collector.diagnostics;
    if apis.is_empty() {
        diagnostics.push(diagnostics::no_api());
    }
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(apis)
}

struct Collector<'a> {
    resources: &'a [Resource],
    assembly: &'a Assembly,
    diagnostics: Diagnostics,
}

impl Collector<'_> {
    fn api(&mut self, api: &Resource, connections: &mut Connections<'_>) -> ApiSource {
        let attribute = |name| match api.identity.attribute(name) {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let api_id = attribute("ApiId");
        let resources_of = |kind: &'static str| {
            let api_id = api_id.clone();
            self.resources.iter().filter(move |resource| {
                resource.kind == kind && resource.text("ApiId") == Some(api_id.as_str())
            })
        };
        let schemas: Vec<_> = resources_of("AWS::AppSync::GraphQLSchema").collect();
        let resolvers: Vec<_> = resources_of("AWS::AppSync::Resolver").collect();
        let functions: Vec<_> = resources_of("AWS::AppSync::FunctionConfiguration").collect();
        let cache = resources_of("AWS::AppSync::ApiCache")
            .next()
            .and_then(api_cache);
        let keys = resources_of("AWS::AppSync::ApiKey").map(api_key).collect();
        let (authorization, issuers) = of_api(api, keys, connections).unwrap_or_else(|problems| {
            self.diagnostics.extend(problems);
            (Authorization::default(), Vec::new())
        });

        let text = |name| api.text(name).map(str::to_owned);
        let definition = ApiDefinition {
            name: text("Name").unwrap_or_else(|| api.logical_id.clone()),
            schema: self.schema(api, &schemas),
            default_auth: auth_mode(&api.properties),
            additional_auth: objects(&api.properties, "AdditionalAuthenticationProviders")
                .map(auth_mode)
                .collect(),
            environment: environment(&api.properties),
            introspection: text("IntrospectionConfig").as_deref() != Some("DISABLED"),
            query_depth_limit: number(&api.properties, "QueryDepthLimit")
                .filter(|depth| *depth > 0),
            resolver_count_limit: number(&api.properties, "ResolverCountLimit")
                .filter(|count| *count > 0)
                .unwrap_or(RESOLVER_COUNT_LIMIT),
            cache,
            resolvers: resolvers
                .into_iter()
                .filter_map(|resolver| self.resolver(resolver))
                .collect(),
            functions: functions
                .into_iter()
                .filter_map(|function| self.function(function))
                .collect(),
            api_id: api_id.clone(),
        };
        let handlers = Arc::new(connections.handlers(&definition));
        let data_sources = resources_of("AWS::AppSync::DataSource")
            .filter_map(|source| {
                let name = source.text("Name")?.to_owned();
                Some((name, connections.data_source(source, &handlers)))
            })
            .collect();
        ApiSource {
            definition,
            data_sources,
            authorization,
            issuers,
            graphql_url: attribute("GraphQLUrl"),
            realtime_url: attribute("RealtimeUrl"),
            region: Arn::parse(&attribute("Arn"))
                .unwrap_or_default()
                .region
                .to_owned(),
        }
    }

    fn schema(&mut self, api: &Resource, schemas: &[&Resource]) -> String {
        let Some(schema) = schemas.first() else {
            self.diagnostics.push(diagnostics::no_schema(api));
            return String::new();
        };
        match self.content(schema, "Definition", "DefinitionS3Location") {
            Some(text) => text,
            None => {
                self.diagnostics
                    .push(diagnostics::missing_property(schema, "Definition"));
                String::new()
            }
        }
    }

    fn resolver(&mut self, resolver: &Resource) -> Option<(FieldName, ResolverDefinition)> {
        let field = FieldName {
            type_name: self.required(resolver, "TypeName")?,
            field_name: self.required(resolver, "FieldName")?,
        };
        let kind = if resolver.text("Kind") == Some("PIPELINE") {
            let functions = resolver
                .properties
                .get("PipelineConfig")
                .and_then(|config| config.get("Functions"))
                .and_then(Value::as_array);
            ResolverKind::Pipeline(
                functions
                    .into_iter()
                    .flatten()
                    .filter_map(|id| id.as_str().map(str::to_owned))
                    .collect(),
            )
        } else {
            ResolverKind::Unit(self.required(resolver, "DataSourceName")?)
        };
        let definition = ResolverDefinition {
            kind,
            code: self.code(resolver),
            label: format!(
                "{} ({}.{})",
                resolver.logical_id, field.type_name, field.field_name
            ),
            max_batch_size: number(&resolver.properties, "MaxBatchSize").unwrap_or(0),
            caching: caching(&resolver.properties),
            conflict_handler: conflict_handler(&resolver.properties),
        };
        Some((field, definition))
    }

    fn function(&mut self, function: &Resource) -> Option<(String, FunctionDefinition)> {
        let id = function.identity.attribute("FunctionId");
        let name = self.required(function, "Name")?;
        let definition = FunctionDefinition {
            data_source: self.required(function, "DataSourceName")?,
            code: self.code(function),
            label: format!("{} ({name})", function.logical_id),
            max_batch_size: number(&function.properties, "MaxBatchSize").unwrap_or(0),
            conflict_handler: conflict_handler(&function.properties),
            name,
        };
        Some((id.as_str()?.to_owned(), definition))
    }

    fn code(&mut self, resource: &Resource) -> Code {
        if let Some(module) = self.content(resource, "Code", "CodeS3Location") {
            return Code::Js(module);
        }
        let request = self.content(
            resource,
            "RequestMappingTemplate",
            "RequestMappingTemplateS3Location",
        );
        let response = self.content(
            resource,
            "ResponseMappingTemplate",
            "ResponseMappingTemplateS3Location",
        );
        match (request, response) {
            (None, None) => Code::Direct,
            (request, response) => Code::Vtl { request, response },
        }
    }

    /// The text of a property, or of the file that another property places in S3.
    fn content(&mut self, resource: &Resource, inline: &str, located: &str) -> Option<String> {
        if let Some(text) = resource.text(inline) {
            return Some(text.to_owned());
        }
        let location = resource.text(located)?;
        let text = self.asset_text(resource, located, location);
        // What is wrong is reported; an empty text spares a second message about a missing property.
        Some(text.unwrap_or_else(|problem| {
            self.diagnostics.push(*problem);
            String::new()
        }))
    }

    fn asset_text(
        &self,
        resource: &Resource,
        property: &str,
        location: &str,
    ) -> Result<String, Box<Diagnostic>> {
        let missing = || Box::new(diagnostics::no_file(resource, property, location));
        let asset = self.assembly.asset(object_key(location));
        let path = &asset.ok_or_else(missing)?.path;
        fs::read_to_string(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => missing(),
            _ => Box::new(diagnostics::unreadable_file(
                resource, property, path, &error,
            )),
        })
    }

    fn required(&mut self, resource: &Resource, property: &str) -> Option<String> {
        let text = resource.text(property);
        if text.is_none() {
            let missing: Diagnostic = diagnostics::missing_property(resource, property);
            self.diagnostics.push(missing);
        }
        text.map(str::to_owned)
    }
}

/// The last part of `s3://bucket/key` or `https://…/bucket/key`; assets have their hash there.
pub(crate) fn object_key(location: &str) -> &str {
    location.rsplit_once('/').map_or(location, |(_, key)| key)
}

fn api_key(resource: &Resource) -> ApiKey {
    let key = match resource.identity.attribute("ApiKey") {
        Value::String(key) => key,
        other => other.to_string(),
    };
    ApiKey {
        key,
        expires: match resource.properties.get("Expires") {
            Some(Value::Number(seconds)) => seconds.as_f64().map(|seconds| seconds as i64),
            Some(Value::String(seconds)) => seconds.parse().ok(),
            _ => None,
        },
    }
}

/// The mode of an API or of one of its additional providers; what is not known is taken for a Lambda
/// authorizer that nobody can pass.
fn auth_mode(properties: &Map<String, Value>) -> AuthMode {
    let settings = |name: &str| properties.get(name).cloned().unwrap_or_default();
    match properties.get("AuthenticationType").and_then(Value::as_str) {
        Some("API_KEY") => AuthMode::ApiKey,
        Some("AWS_IAM") => AuthMode::Iam,
        Some("AMAZON_COGNITO_USER_POOLS") => AuthMode::UserPool(settings("UserPoolConfig")),
        Some("OPENID_CONNECT") => AuthMode::Oidc(settings("OpenIDConnectConfig")),
        _ => AuthMode::Lambda(settings("LambdaAuthorizerConfig")),
    }
}

/// The cache of an API; none if its behavior is none that AppSync has.
fn api_cache(resource: &Resource) -> Option<ApiCache> {
    Some(ApiCache {
        behavior: match resource.text("ApiCachingBehavior")? {
            "FULL_REQUEST_CACHING" => CachingBehavior::FullRequest,
            "PER_RESOLVER_CACHING" => CachingBehavior::PerResolver,
            "OPERATION_LEVEL_CACHING" => CachingBehavior::Operation,
            _ => return None,
        },
        ttl: number(&resource.properties, "Ttl")?,
    })
}

fn caching(properties: &Map<String, Value>) -> Option<ResolverCaching> {
    let config = properties.get("CachingConfig")?.as_object()?;
    let keys = config.get("CachingKeys").and_then(Value::as_array);
    Some(ResolverCaching {
        ttl: number(config, "Ttl")?,
        keys: keys
            .into_iter()
            .flatten()
            .filter_map(|key| key.as_str().map(str::to_owned))
            .collect(),
    })
}

/// What a resolver or function does about conflicting versions of an item.
fn conflict_handler(properties: &Map<String, Value>) -> Option<ConflictHandler> {
    let config = properties.get("SyncConfig")?;
    if config["ConflictDetection"] != "VERSION" {
        return None;
    }
    match config["ConflictHandler"].as_str() {
        Some("AUTOMERGE") => Some(ConflictHandler::Automerge),
        Some("LAMBDA") => {
            let function = &config["LambdaConflictHandlerConfig"]["LambdaConflictHandlerArn"];
            let function = function.as_str().unwrap_or_default();
            Some(ConflictHandler::Lambda(function.to_owned()))
        }
        _ => Some(ConflictHandler::OptimisticConcurrency),
    }
}

fn environment(properties: &Map<String, Value>) -> IndexMap<String, String> {
    let variables = properties
        .get("EnvironmentVariables")
        .and_then(Value::as_object);
    variables
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

fn objects<'p>(
    properties: &'p Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'p Map<String, Value>> {
    let list = properties.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_object)
}

/// A number, which CloudFormation takes as text, too.
fn number(properties: &Map<String, Value>, name: &str) -> Option<u32> {
    match properties.get(name)? {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|number| u32::try_from(number).ok()),
    }
}
