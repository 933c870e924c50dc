//! The API.

use std::path::Path;

use appsynth::prelude::*;
use appsynth_config as config;
use appsynth_config::Settings;

use super::sources::Owned;
use super::{days, seconds};

/// What the file says of the API.
pub(super) fn construct(settings: &Settings, owned: &Owned, stack: &mut Scope<'_>) -> Api {
    let api = &settings.api;
    let mut construct = Api::new(
        schema(&api.schema.value),
        auth(&api.auth.default, owned, stack),
    )
    .name(&api.name)
    .xray(api.xray)
    .introspection(api.introspection)
    .visibility(match api.visibility {
        config::Visibility::Public => Visibility::Global,
        config::Visibility::Private => Visibility::Private,
    });
    for mode in &api.auth.additional {
        construct = construct.also(auth(mode, owned, stack));
    }
    for (name, value) in &api.environment {
        construct = construct.environment(name, value);
    }
    if let Some(log) = &api.log {
        construct = construct.log(logging(log));
    }
    if api.metrics {
        construct = construct.metrics(Metrics::all());
    }
    if let Some(limit) = api.query_depth_limit {
        construct = construct.query_depth_limit(limit);
    }
    if let Some(limit) = api.resolver_count_limit {
        construct = construct.resolver_count_limit(limit);
    }
    if let Some(contact) = &api.owner_contact {
        construct = construct.owner_contact(contact);
    }
    if let Some(cache) = &api.cache {
        construct = construct.cache(cache_construct(cache));
    }
    if let Some(domain) = &api.domain {
        let certificate = domain.certificate.as_str();
        construct = construct.domain(CustomDomain::new(&domain.name, certificate));
    }
    construct
}

/// A file if the path has a schema's ending, else a folder.
fn schema(path: &str) -> SchemaSource {
    let ending = Path::new(path).extension();
    if ending.is_some_and(|ending| ending == "graphql" || ending == "gql") {
        SchemaSource::file(path)
    } else {
        SchemaSource::folder(path)
    }
}

fn auth(mode: &config::AuthMode, owned: &Owned, stack: &mut Scope<'_>) -> Auth {
    match mode {
        config::AuthMode::ApiKey(key) => Auth::api_key(days(key.expires)),
        config::AuthMode::Iam => Auth::iam(),
        config::AuthMode::UserPool(pool) => {
            let external = UserPool::external(&pool.id);
            let mut access =
                UserPoolAccess::from(stack.scope("External").add("UserPool", external));
            if let Some(expression) = &pool.app_client_regex {
                access = access.client_id(expression);
            }
            if pool.default_action == config::DefaultAction::Deny {
                access = access.default_action(DefaultAction::Deny);
            }
            Auth::user_pool(access)
        }
        config::AuthMode::Oidc(oidc) => {
            let mut issuer = OidcIssuer::new(&oidc.issuer);
            if let Some(expression) = &oidc.client_id {
                issuer = issuer.client_id(expression);
            }
            if let Some(time) = oidc.auth_ttl {
                issuer = issuer.authenticated_for(seconds(time));
            }
            if let Some(time) = oidc.issued_ttl {
                issuer = issuer.issued_for(seconds(time));
            }
            Auth::oidc(issuer)
        }
        config::AuthMode::Lambda(lambda) => {
            let function = owned.function(&lambda.function.value, "Authorizer", stack);
            let mut authorizer = LambdaAuthorizer::from(function);
            if let Some(time) = lambda.result_ttl {
                authorizer = authorizer.time_to_live(seconds(time));
            }
            if let Some(expression) = &lambda.identity_validation {
                authorizer = authorizer.token(expression);
            }
            Auth::lambda(authorizer)
        }
    }
}

fn logging(log: &config::Log) -> Logging {
    let logging = Logging::new(match log.level {
        config::LogLevel::None => LogLevel::None,
        config::LogLevel::Error => LogLevel::Error,
        config::LogLevel::Info => LogLevel::Info,
        config::LogLevel::Debug => LogLevel::Debug,
        config::LogLevel::All => LogLevel::All,
    })
    .verbose(!log.exclude_verbose_content);
    match log.retention {
        Some(time) => logging.retention(days(time)),
        None => logging,
    }
}

fn cache_construct(cache: &config::Cache) -> Cache {
    let behavior = match cache.behavior {
        config::CacheBehavior::FullRequest => CachingBehavior::FullRequest,
        config::CacheBehavior::PerResolver => CachingBehavior::PerResolver,
    };
    Cache::new(behavior, seconds(cache.ttl)).instance(match cache.size {
        config::CacheSize::Small => CacheInstance::Small,
        config::CacheSize::Medium => CacheInstance::Medium,
        config::CacheSize::Large => CacheInstance::Large,
        config::CacheSize::Xlarge => CacheInstance::Xlarge,
        config::CacheSize::Large2x => CacheInstance::Large2x,
        config::CacheSize::Large4x => CacheInstance::Large4x,
        config::CacheSize::Large8x => CacheInstance::Large8x,
        config::CacheSize::Large12x => CacheInstance::Large12x,
    })
}
