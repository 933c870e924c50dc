//! `appsynth.yaml` for a schema that is there already.

use appsynth::AuthMode;
use serde_json::{Map, Value, json};

use super::existing::{Deployed, Existing, OwnFunction};

/// The file's text.
pub(super) fn text(app: &str, existing: &Existing) -> String {
    let mut api = Map::new();
    api.insert("schema".to_owned(), json!(existing.schema));
    api.insert("resolvers".to_owned(), json!(existing.resolvers));
    if let Some(conflicts) = &existing.conflicts {
        let said = match conflicts.models.is_empty() {
            true => json!(conflicts.default),
            false => json!({ "default": conflicts.default, "models": conflicts.models }),
        };
        api.insert("conflict-resolution".to_owned(), said);
    }
    if !existing.admin_roles.is_empty() {
        api.insert("admin-roles".to_owned(), json!(existing.admin_roles));
    }
    if existing.needs.open {
        api.insert("sandbox".to_owned(), json!(true));
    }
    api.insert("auth".to_owned(), auth(existing));

    let mut file = json!({ "app": app, "api": api });
    for one in &existing.functions {
        file["functions"][&one.name] = function(one);
    }
    for (field, source) in &existing.declared {
        file["resolvers"][field] = json!(source);
    }
    file["environments"]["local"] = json!({});
    for one in &existing.environments {
        file["environments"][&one.name] = environment(one, existing.needs.identity_pool);
    }
    let yaml = serde_yaml::to_string(&file).expect("invariant: all keys are texts");
    comments(existing) + &yaml
}

fn function(one: &OwnFunction) -> Value {
    let mut function = json!({
        "code": one.code,
        "handler": one.handler,
        "runtime": one.runtime,
    });
    if let Some(seconds) = one.timeout_seconds {
        function["timeout"] = time(seconds);
    }
    if let Some(memory) = one.memory {
        function["memory"] = json!(memory);
    }
    for (name, value) in &one.environment {
        function["environment"][name] = json!(value);
    }
    function
}

fn time(seconds: u64) -> Value {
    json!(format!("{seconds}s"))
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
        if let Some(seconds) = settings.oidc_auth_seconds {
            auth["oidc"]["auth-ttl"] = time(seconds);
        }
        if let Some(seconds) = settings.oidc_issued_seconds {
            auth["oidc"]["issued-ttl"] = time(seconds);
        }
    }
    if existing.has(AuthMode::Lambda) {
        let function = settings.lambda_function.as_deref();
        auth["lambda"] = json!({ "function": function.unwrap_or("authorizer") });
        if let Some(seconds) = settings.lambda_seconds {
            auth["lambda"]["result-ttl"] = time(seconds);
        }
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
    for variable in &one.variables {
        environment["functions"][&variable.function]["environment"][&variable.name] =
            json!(variable.value);
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
