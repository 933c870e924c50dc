//! `appsynth.yaml` for a schema that is there already.

use appsynth::AuthMode;
use serde_json::{Map, Value, json};

use super::existing::{Deployed, Existing};

/// The file's text.
pub(super) fn text(app: &str, existing: &Existing) -> String {
    let mut api = Map::new();
    api.insert("schema".to_owned(), json!(existing.schema));
    api.insert("resolvers".to_owned(), json!(existing.resolvers));
    if let Some(handler) = existing.conflict_resolution {
        api.insert("conflict-resolution".to_owned(), json!(handler));
    }
    if existing.needs.open {
        api.insert("sandbox".to_owned(), json!(true));
    }
    api.insert("auth".to_owned(), auth(existing));

    let mut file = json!({ "app": app, "api": api });
    for function in &existing.functions {
        file["functions"][&function.name] = json!({
            "code": function.code,
            "handler": function.handler,
            "runtime": function.runtime,
        });
    }
    file["environments"]["local"] = json!({});
    for one in &existing.environments {
        file["environments"][&one.name] = environment(one, existing.needs.identity_pool);
    }
    let yaml = serde_yaml::to_string(&file).expect("invariant: all keys are texts");
    comments(existing) + &yaml
}

/// What whoever reads the file should know.
fn comments(existing: &Existing) -> String {
    let mut comments =
        "# Any key can be different in an environment: `appsynth synth --env prod`.\n".to_owned();
    if existing.has(AuthMode::UserPools) {
        comments.push_str(
            "# `user-pool`: on this machine any id does; a deployment to AWS needs the pool's own.\n",
        );
    }
    if existing.needs.open {
        comments.push_str(
            "# `sandbox`: whoever has the key may do everything, as `input AMPLIFY` of the schema says.\n",
        );
    }
    comments + "\n"
}

fn auth(existing: &Existing) -> Value {
    let settings = &existing.auth;
    let mut auth = json!({ "default": name(existing.default_mode) });
    let modes = existing.needs.modes.iter();
    let additional = modes.filter(|mode| **mode != existing.default_mode);
    let additional: Vec<&str> = additional.map(|mode| name(*mode)).collect();
    if !additional.is_empty() {
        auth["additional"] = json!(additional);
    }
    if existing.has(AuthMode::ApiKey) {
        let days = settings.api_key_days.unwrap_or(30).clamp(1, 365);
        auth["api-key"] = json!({ "expires": format!("{days}d") });
    }
    if existing.has(AuthMode::UserPools) {
        auth["user-pool"] = json!({ "id": "us-east-1_Example" });
    }
    if existing.has(AuthMode::Oidc) {
        let issuer = settings.oidc_issuer.as_deref();
        auth["oidc"] = json!({ "issuer": issuer.unwrap_or("https://id.example.com") });
        if let Some(client) = &settings.oidc_client {
            auth["oidc"]["client-id"] = json!(client);
        }
    }
    if existing.has(AuthMode::Lambda) {
        let function = settings.lambda_function.as_deref();
        auth["lambda"] = json!({ "function": function.unwrap_or("authorizer") });
    }
    if existing.needs.identity_pool {
        auth["identity-pool"] = identity_pool("authRole", "unauthRole");
    }
    auth
}

fn environment(one: &Deployed, has_identity_pool: bool) -> Value {
    let mut environment = json!({});
    if let Some(account) = &one.account {
        environment["account"] = json!(account);
    }
    if let Some(region) = &one.region {
        environment["region"] = json!(region);
    }
    if let Some((signed_in, others)) = one.roles.as_ref().filter(|_| has_identity_pool) {
        environment["api"]["auth"]["identity-pool"] = identity_pool(signed_in, others);
    }
    environment
}

fn identity_pool(signed_in: &str, others: &str) -> Value {
    json!({ "authenticated-role": signed_in, "unauthenticated-role": others })
}

fn name(mode: AuthMode) -> &'static str {
    match mode {
        AuthMode::ApiKey => "api-key",
        AuthMode::Iam => "iam",
        AuthMode::UserPools => "user-pool",
        AuthMode::Oidc => "oidc",
        AuthMode::Lambda => "lambda",
    }
}
