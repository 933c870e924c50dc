//! What `local` of `appsynth.yaml` says, as the local environment wants it.

use std::collections::BTreeMap;
use std::path::Path;

use appsynth_config::{
    KeyAttribute, KeyType, Local, LocalDataSource, LocalFaults, LocalIdentity, LocalIssuer,
    LocalPrincipal, LocalTable, Projection,
};
use appsynth_local::{
    AwsCredentials, CognitoIdentity, DataSourceFaults, DataSourceStandIn, DatabaseTls,
    DeployOptions, IamIdentity, KeySource, Often, Principal, Secret, TrustedIssuer,
};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// Puts the stand-ins of the project in `root` among the options.
pub(crate) fn put_into(options: &mut DeployOptions, local: Local, root: &Path) {
    if let Some(account) = local.account {
        options.account = account;
    }
    if let Some(region) = local.region {
        options.region = region;
    }
    options.parameters = local.parameters;
    options.lambda_endpoints = local.functions;
    options.http_endpoints = local.http;
    options.tables = local
        .tables
        .iter()
        .map(|(name, table)| (name.clone(), properties(table)))
        .collect();
    let issuers = |issuers: IndexMap<String, LocalIssuer>| {
        let trusted = |(name, issuer)| (name, trusted(issuer, root));
        issuers.into_iter().map(trusted).collect()
    };
    options.user_pools = issuers(local.user_pools);
    options.oidc_issuers = issuers(local.oidc);
    options.iam_identities = local.iam.into_values().map(identity).collect();
    options.credentials = local.credentials.map(|credentials| AwsCredentials {
        access_key_id: credentials.access_key_id,
        secret_access_key: secret(credentials.secret_access_key),
        session_token: credentials.session_token.map(secret),
    });
    options.data_sources = local
        .data_sources
        .into_iter()
        .map(|(name, source)| (name, data_source(source, root)))
        .collect();
    options.faults = local
        .faults
        .into_iter()
        .map(|(name, own)| (name, faults(&own)))
        .collect();
}

fn faults(faults: &LocalFaults) -> DataSourceFaults {
    let often = |often| match often {
        appsynth_config::Often::OfAMillion(times) => Often::OfAMillion(times),
        appsynth_config::Often::Every(times) => Often::Every(times),
    };
    DataSourceFaults {
        throttling: faults.throttling.map(often),
        latency: faults
            .latency
            .map(|latency| (latency.time, often(latency.often))),
        conditional_failures: faults.conditional_failures.map(often),
    }
}

fn data_source(source: LocalDataSource, root: &Path) -> DataSourceStandIn {
    match source {
        LocalDataSource::Endpoint(url) => DataSourceStandIn::Endpoint(url),
        LocalDataSource::Database(database) => DataSourceStandIn::Database {
            url: secret(database.url),
            tls: match database.tls {
                appsynth_config::DatabaseTls::Off => DatabaseTls::Off,
                appsynth_config::DatabaseTls::Encrypted => DatabaseTls::Encrypted,
                appsynth_config::DatabaseTls::Verified { authorities } => DatabaseTls::Verified {
                    authorities: authorities.map(|file| root.join(file)),
                },
            },
        },
    }
}

fn secret(text: appsynth_config::Secret) -> Secret {
    Secret::from(text.reveal())
}

fn trusted(issuer: LocalIssuer, root: &Path) -> TrustedIssuer {
    let keys = issuer.jwks.map(|place| {
        if place.starts_with("http://") || place.starts_with("https://") {
            KeySource::Url(place)
        } else {
            KeySource::File(root.join(place))
        }
    });
    TrustedIssuer {
        issuer: issuer.issuer,
        client_ids: issuer.client_ids,
        keys,
    }
}

fn identity(identity: LocalIdentity) -> IamIdentity {
    IamIdentity {
        access_key_id: identity.access_key_id,
        secret_access_key: secret(identity.secret_access_key),
        session_token: identity.session_token.map(secret),
        principal: match identity.principal {
            LocalPrincipal::Role(role) => Principal::Role(role),
            LocalPrincipal::User(user) => Principal::User(user),
        },
        account_id: identity.account_id,
        user_arn: identity.user_arn,
        username: identity.username,
        cognito: CognitoIdentity {
            id: identity.cognito_identity_id,
            pool_id: identity.cognito_identity_pool_id,
            auth_type: identity.cognito_identity_auth_type,
            auth_provider: identity.cognito_identity_auth_provider,
        },
    }
}

/// The properties of an `AWS::DynamoDB::Table`.
fn properties(table: &LocalTable) -> Map<String, Value> {
    let mut attributes = Attributes::default();
    let mut properties = Map::new();
    let mut set = |name: &str, value: Value| {
        if value.as_array().is_none_or(|list| !list.is_empty()) {
            properties.insert(name.to_owned(), value);
        }
    };
    let partition_key = &table.partition_key;
    set(
        "KeySchema",
        attributes.key(partition_key, table.sort_key.as_ref()),
    );
    let indexes = table.indexes.iter().map(|(name, index)| {
        json!({
            "IndexName": name,
            "KeySchema": attributes.key(&index.partition_key, index.sort_key.as_ref()),
            "Projection": projection(&index.projection),
        })
    });
    set("GlobalSecondaryIndexes", indexes.collect());
    let indexes = table.local_indexes.iter().map(|(name, index)| {
        json!({
            "IndexName": name,
            "KeySchema": attributes.key(partition_key, Some(&index.sort_key)),
            "Projection": projection(&index.projection),
        })
    });
    set("LocalSecondaryIndexes", indexes.collect());
    set("AttributeDefinitions", attributes.definitions());
    set("BillingMode", "PAY_PER_REQUEST".into());
    properties
}

/// The types of the attributes that keys are made of.
#[derive(Default)]
struct Attributes(BTreeMap<String, &'static str>);

impl Attributes {
    /// A `KeySchema`, its attributes noted.
    fn key(&mut self, partition_key: &KeyAttribute, sort_key: Option<&KeyAttribute>) -> Value {
        let parts = [(Some(partition_key), "HASH"), (sort_key, "RANGE")];
        let element = |(attribute, role): (Option<&KeyAttribute>, &str)| {
            let attribute = attribute?;
            let kind = match attribute.kind {
                KeyType::String => "S",
                KeyType::Number => "N",
                KeyType::Binary => "B",
            };
            self.0.insert(attribute.name.clone(), kind);
            Some(json!({ "AttributeName": attribute.name, "KeyType": role }))
        };
        parts.into_iter().filter_map(element).collect()
    }

    fn definitions(&self) -> Value {
        let definition = |(name, kind)| json!({ "AttributeName": name, "AttributeType": kind });
        self.0.iter().map(definition).collect()
    }
}

fn projection(projection: &Projection) -> Value {
    match projection {
        Projection::All => json!({ "ProjectionType": "ALL" }),
        Projection::KeysOnly => json!({ "ProjectionType": "KEYS_ONLY" }),
        Projection::Include(names) => {
            json!({ "ProjectionType": "INCLUDE", "NonKeyAttributes": names })
        }
    }
}
