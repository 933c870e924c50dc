//! From the resources of data sources to what answers their requests.

use std::sync::Arc;

use appsynth_cloudformation::Arn;
use appsynth_runtime::DataSource;
use serde_json::Value;

use super::Connections;
use crate::data_sources::{
    Bedrock, Database, DynamoDb, EventBridge, Faulty, Http, Lambda, Nothing, OpenSearch, Rds,
    Unavailable, Versioning,
};
use crate::functions::Handlers;
use crate::resources::{Resource, is_true};
use crate::signing::Signer;
use crate::stand_in::DataSourceStandIn;

impl Connections<'_> {
    /// The data source of a resource. One that cannot be connected fails when it is called.
    pub(crate) fn data_source(
        &mut self,
        resource: &Resource,
        handlers: &Arc<Handlers>,
    ) -> Arc<dyn DataSource> {
        let source = self.connect(resource, handlers).unwrap_or_else(|reason| {
            let name = resource.text("Name").unwrap_or_default();
            tracing::info!(data_source = name, "{reason}");
            Arc::new(Unavailable {
                reason: format!("The data source `{name}` cannot be called: {reason}"),
            })
        });
        self.with_faults(resource, source)
    }

    /// The data source with the faults that the options have for it.
    fn with_faults(
        &mut self,
        resource: &Resource,
        source: Arc<dyn DataSource>,
    ) -> Arc<dyn DataSource> {
        let name = resource.text("Name").unwrap_or_default();
        let Some(faults) = self.options.faults.get(name) else {
            return source;
        };
        self.faults_used.push(name.to_owned());
        let kind = resource.text("Type").unwrap_or_default();
        match Faulty::new(Arc::clone(&source), kind, faults) {
            Ok(faulty) => {
                tracing::warn!("faults are on: `{name}` fails or waits as local.faults says");
                Arc::new(faulty)
            }
            Err(reason) => {
                tracing::warn!("the faults of `{name}` are left out: {reason}");
                source
            }
        }
    }

    fn connect(
        &mut self,
        resource: &Resource,
        handlers: &Arc<Handlers>,
    ) -> Result<Arc<dyn DataSource>, String> {
        let setting = |config: &str, name: &str| setting(resource, config, name);
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
            Some("HTTP") => self.http(resource)?,
            Some("AMAZON_EVENTBRIDGE") => Arc::new(EventBridge {
                bus: self.event_bus(setting("EventBridgeConfig", "EventBusArn")?),
            }),
            Some("AMAZON_OPENSEARCH_SERVICE") => {
                self.open_search(resource, "OpenSearchServiceConfig")?
            }
            Some("AMAZON_ELASTICSEARCH") => self.open_search(resource, "ElasticsearchConfig")?,
            Some("AMAZON_BEDROCK_RUNTIME") => {
                let region = region_of(resource);
                let stand_in = self.endpoint_of(resource)?;
                let signer = self.signer("bedrock", &region);
                if stand_in.is_none() && signer.is_none() {
                    return Err(unsigned("bedrock", &stand_in_for(resource)));
                }
                let own = || format!("https://bedrock-runtime.{region}.amazonaws.com");
                let endpoint = stand_in.unwrap_or_else(own);
                Arc::new(Bedrock {
                    client: self.http.clone(),
                    endpoint,
                    signer,
                })
            }
            Some("RELATIONAL_DATABASE") => self.database(resource)?,
            Some(kind) => {
                return Err(format!(
                    "the local environment has nothing for the type `{kind}` yet"
                ));
            }
            None => return Err("it has no `Type`".to_owned()),
        })
    }

    fn http(&mut self, resource: &Resource) -> Result<Arc<dyn DataSource>, String> {
        let endpoint = setting(resource, "HttpConfig", "Endpoint")?;
        let stand_in = self.http_stand_in(&endpoint);
        let iam = resource
            .properties
            .get("HttpConfig")
            .and_then(|config| config.pointer("/AuthorizationConfig/AwsIamConfig"));
        let mut signer = None;
        if let Some(iam) = iam {
            let text = |name: &str| {
                let text = iam.get(name).and_then(Value::as_str);
                text.ok_or_else(|| format!("it has no `AwsIamConfig.{name}`"))
            };
            let service = text("SigningServiceName")?;
            signer = self.signer(service, text("SigningRegion")?);
            if signer.is_none() && stand_in.is_none() {
                let other = format!("http: {{ \"{endpoint}\": \"http://127.0.0.1:8100\" }}");
                return Err(unsigned(service, &other));
            }
        }
        Ok(Arc::new(Http {
            client: self.http.clone(),
            endpoint: stand_in.unwrap_or(endpoint),
            signer,
        }))
    }

    /// The server that answers in place of an HTTP endpoint.
    fn http_stand_in(&mut self, endpoint: &str) -> Option<String> {
        let origin = |url: &str| url.trim_end_matches('/').to_ascii_lowercase();
        let mut endpoints = self.options.http_endpoints.iter();
        let (name, url) = endpoints.find(|(name, _)| origin(name) == origin(endpoint))?;
        self.http_endpoints_used.push(name.clone());
        Some(url.clone())
    }

    fn open_search(
        &mut self,
        resource: &Resource,
        config: &str,
    ) -> Result<Arc<dyn DataSource>, String> {
        let endpoint = setting(resource, config, "Endpoint")?;
        let stand_in = self.endpoint_of(resource)?;
        let signer = self.signer("es", &setting(resource, config, "AwsRegion")?);
        if stand_in.is_none() && signer.is_none() {
            return Err(unsigned("es", &stand_in_for(resource)));
        }
        Ok(Arc::new(OpenSearch {
            client: self.http.clone(),
            endpoint: stand_in.unwrap_or(endpoint),
            signer,
        }))
    }

    fn database(&mut self, resource: &Resource) -> Result<Arc<dyn DataSource>, String> {
        match self.stand_in(resource) {
            Some(DataSourceStandIn::Database { url, tls }) => Ok(Arc::new(Rds {
                database: Database::new(url, tls)?,
            })),
            _ => {
                let name = resource.text("Name").unwrap_or_default();
                Err(format!(
                    "its database is on AWS; to have a PostgreSQL or MySQL database carry out its statements, \
                     write into appsynth.yaml: local: {{ data-sources: {{ {name}: {{ database: \
                     \"postgres://user:${{PASSWORD}}@127.0.0.1/database\" }} }} }}, or mysql://…"
                ))
            }
        }
    }

    /// Signs requests with the user's credentials. Stand-ins do without; AWS gets nothing that is not signed.
    fn signer(&self, service: &str, region: &str) -> Option<Signer> {
        let credentials = self.options.credentials.as_ref()?;
        Some(Signer {
            credentials: credentials.clone(),
            region: region.to_owned(),
            service: service.to_owned(),
        })
    }

    /// The endpoint that stands in for what a data source names.
    fn endpoint_of(&mut self, resource: &Resource) -> Result<Option<String>, String> {
        match self.stand_in(resource) {
            None => Ok(None),
            Some(DataSourceStandIn::Endpoint(url)) => Ok(Some(url.clone())),
            Some(DataSourceStandIn::Database { .. }) => Err(
                "its stand-in in appsynth.yaml is a database; it needs an `endpoint`".to_owned(),
            ),
        }
    }

    fn stand_in(&mut self, resource: &Resource) -> Option<&DataSourceStandIn> {
        let name = resource.text("Name")?;
        let stand_in = self.options.data_sources.get(name)?;
        self.data_sources_used.push(name.to_owned());
        Some(stand_in)
    }
}

/// A text of the data source's configuration.
fn setting(resource: &Resource, config: &str, name: &str) -> Result<String, String> {
    resource
        .properties
        .get(config)
        .and_then(|config| config.get(name))
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| format!("it has no `{config}.{name}`"))
}

/// Why requests to a service of AWS cannot be sent; `other` is the setting that has something else answer them.
fn unsigned(service: &str, other: &str) -> String {
    format!(
        "its requests go to AWS, signed for `{service}`; to have them sent there, write into appsynth.yaml: \
         local: {{ credentials: {{ access-key-id: …, secret-access-key: \"${{SECRET}}\" }} }}; to have \
         another server answer them: local: {{ {other} }}"
    )
}

/// The setting that gives a data source an endpoint.
fn stand_in_for(resource: &Resource) -> String {
    let name = resource.text("Name").unwrap_or_default();
    format!("data-sources: {{ {name}: {{ endpoint: \"http://127.0.0.1:9200\" }} }}")
}

/// The region that the data source is deployed to, which its ARN has.
fn region_of(resource: &Resource) -> String {
    let arn = Arn::parse(&resource.identity.reference);
    arn.unwrap_or_default().region.to_owned()
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
