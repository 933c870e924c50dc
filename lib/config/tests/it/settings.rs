use std::time::Duration;

use appsynth_config::{
    AuthMode, Billing, DataSourceKind, DefaultAction, Encryption, KeyType, Projection, Removal,
    ResolverKind,
};

use super::{minimal, settings};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[test]
fn the_least_file_gets_defaults() {
    let settings = settings(&minimal(""), "local", &[]).unwrap();
    assert_eq!(settings.api.name, "blog");
    assert_eq!(settings.api.resolvers.value, "resolvers");
    assert!(settings.api.introspection);
    let AuthMode::ApiKey(key) = settings.api.auth.default else {
        panic!("not an API key")
    };
    assert_eq!(key.expires, 7 * DAY);
    assert_eq!(settings.environment.account, None);
}

#[test]
fn every_auth_mode_can_be_given() {
    let text = "
app: blog
api:
  schema: s
  auth:
    default: user-pool
    additional: [api-key, iam, oidc, lambda]
    api-key: { expires: 30d }
    user-pool: { id: pool, default-action: deny }
    oidc:
      - { issuer: 'https://issuer.example', auth-ttl: 1h }
      - { issuer: 'https://other.example' }
    lambda: { function: authorize, result-ttl: 5m }
";
    let auth = settings(text, "local", &[]).unwrap().api.auth;
    let AuthMode::UserPool(pool) = auth.default else {
        panic!("{:?} is no user pool", auth.default);
    };
    assert_eq!(pool.id, "pool");
    assert_eq!(pool.default_action, DefaultAction::Deny);
    let issuers: Vec<_> = auth
        .additional
        .iter()
        .filter_map(|mode| match mode {
            AuthMode::Oidc(provider) => Some(provider.issuer.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(issuers, ["https://issuer.example", "https://other.example"]);
    assert_eq!(auth.additional.len(), 5);
}

#[test]
fn the_first_of_several_providers_is_the_default() {
    let text = "
app: blog
api:
  schema: blog.graphql
  auth:
    default: oidc
    oidc: [{ issuer: 'https://one.example' }, { issuer: 'https://two.example' }]
";
    let auth = settings(text, "local", &[]).unwrap().api.auth;
    let is = |mode: &AuthMode, issuer: &str| matches!(mode, AuthMode::Oidc(oidc) if oidc.issuer == issuer);
    assert!(is(&auth.default, "https://one.example"));
    assert!(is(&auth.additional[0], "https://two.example"));
}

#[test]
fn tables_take_the_settings_beside_them() {
    let text = minimal(
        "
tables:
  removal: delete
  billing: { read: 5, write: 1 }
  Posts:
    partition-key: id
    sort-key: { name: createdAt, type: number }
    removal: retain
    encryption: { kms-key: 'arn:aws:kms:eu-west-1:111111111111:key/1' }
    indexes:
      byAuthor: { partition-key: authorId, projection: [title] }
  Drafts:
    partition-key: id
",
    );
    let tables = settings(&text, "local", &[]).unwrap().tables;
    assert_eq!(tables.keys().collect::<Vec<_>>(), ["Posts", "Drafts"]);
    let posts = &tables["Posts"];
    assert_eq!(posts.removal, Some(Removal::Retain));
    assert_eq!(posts.billing, Billing::Provisioned { read: 5, write: 1 });
    assert_eq!(posts.sort_key.as_ref().unwrap().kind, KeyType::Number);
    assert!(matches!(posts.encryption, Encryption::Kms(_)));
    assert_eq!(
        posts.indexes["byAuthor"].projection,
        Projection::Include(vec!["title".to_owned()])
    );
    assert_eq!(tables["Drafts"].removal, Some(Removal::Delete));
}

#[test]
fn an_environment_has_tables_of_its_own_to_import() {
    let text = minimal("imported-tables: { Post: Post-abc-dev }")
        + "
environments:
  dev: {}
  prod: { imported-tables: { Post: Post-xyz-prod } }
";
    let of = |environment| settings(&text, environment, &[]).unwrap().imported_tables;
    assert_eq!(of("dev")["Post"], "Post-abc-dev");
    assert_eq!(of("prod")["Post"], "Post-xyz-prod");
}

#[test]
fn resolvers_have_a_short_form() {
    let text = minimal(
        "
data-sources: { Local: { type: none } }
pipeline-functions: { check: Local }
resolvers:
  Query.one: Local
  Query.two: { data-source: Local, max-batch-size: 5 }
  Mutation.three: { pipeline: [check, check] }
",
    );
    let settings = settings(&text, "local", &[]).unwrap();
    let kinds: Vec<String> = settings
        .resolvers
        .iter()
        .map(|(field, resolver)| match &resolver.kind {
            ResolverKind::Unit { data_source, .. } => format!("{field} asks {}", data_source.value),
            ResolverKind::Pipeline(steps) => format!("{field} has {} steps", steps.len()),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "Query.one asks Local",
            "Query.two asks Local",
            "Mutation.three has 2 steps"
        ]
    );
}

#[test]
fn every_data_source_type_can_be_given() {
    let text = minimal(
        "
data-sources:
  A: { type: none }
  B: { type: dynamodb, table: t, access: read }
  C: { type: lambda, function: f }
  D: { type: http, endpoint: 'https://states.example', signing: { service: states, region: eu-west-1, actions: ['states:StartExecution'], resources: ['*'] } }
  E: { type: opensearch, domain: 'arn:…', endpoint: 'https://…' }
  F: { type: rds, cluster: 'arn:…', secret: 'arn:…' }
  G: { type: eventbridge, event-bus: default }
  H: { type: bedrock, models: [amazon.titan-text-lite-v1] }
",
    );
    let sources = settings(&text, "local", &[]).unwrap().data_sources;
    assert_eq!(sources.len(), 8);
    assert!(matches!(sources["H"].kind, DataSourceKind::Bedrock { .. }));
}

#[test]
fn functions_whose_names_appsync_does_not_take_are_no_data_sources() {
    let text = minimal(
        "functions:
  worker-function: { code: fn, handler: index.handler, runtime: nodejs22.x }
  echo: { code: fn, handler: index.handler, runtime: nodejs22.x }
",
    );
    let settings = settings(&text, "local", &[]).unwrap();
    let functions: Vec<&String> = settings.functions.keys().collect();
    assert_eq!(functions, ["worker-function", "echo"]);
    let sources = settings.functions_as_data_sources();
    let sources: Vec<&String> = sources.map(|(name, _)| name).collect();
    assert_eq!(sources, ["echo"]);
}
