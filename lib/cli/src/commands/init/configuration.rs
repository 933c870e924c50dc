//! `appsynth.yaml` for a schema that is there already.

use std::fmt::Write as _;

use appsynth::AuthMode;

use super::existing::{Deployed, Existing};

/// The file's text.
pub(super) fn text(app: &str, existing: &Existing) -> String {
    let mut text = format!(
        "app: {app}\n\napi:\n  schema: {}\n",
        quoted(&existing.schema)
    );
    let mut line = |one: String| {
        text.push_str(&one);
        text.push('\n');
    };
    line(format!("  resolvers: {}", quoted(&existing.resolvers)));
    if let Some(handler) = existing.conflict_resolution {
        line(format!("  conflict-resolution: {handler}"));
    }
    if existing.needs.open {
        line(
            "  # As `input AMPLIFY` of the schema says: whoever has the key may do everything."
                .to_owned(),
        );
        line("  sandbox: true".to_owned());
    }
    line("  auth:".to_owned());
    for one in auth(existing) {
        line(format!("    {one}"));
    }
    if !existing.functions.is_empty() {
        line("\nfunctions:".to_owned());
    }
    for function in &existing.functions {
        line(format!(
            "  {}: {{ code: {}, handler: {}, runtime: {} }}",
            quoted(&function.name),
            quoted(&function.code),
            quoted(&function.handler),
            quoted(&function.runtime),
        ));
    }
    line(
        "\n# Any key above can be different in an environment: `appsynth synth --env prod`."
            .to_owned(),
    );
    line("environments:\n  local: {}".to_owned());
    for one in &existing.environments {
        environment(&mut text, one, existing.needs.identity_pool);
    }
    text
}

/// The lines below `auth`.
fn auth(existing: &Existing) -> Vec<String> {
    let settings = &existing.auth;
    let modes = &existing.needs.modes;
    let mut lines = vec![format!("default: {}", name(existing.default_mode))];
    let additional: Vec<&str> = (modes.iter())
        .filter(|mode| **mode != existing.default_mode)
        .map(|mode| name(*mode))
        .collect();
    if !additional.is_empty() {
        lines.push(format!("additional: [{}]", additional.join(", ")));
    }
    let has = |mode| modes.contains(&mode) || existing.default_mode == mode;
    if has(AuthMode::ApiKey) {
        let days = settings.api_key_days.unwrap_or(30).clamp(1, 365);
        lines.push(format!("api-key: {{ expires: {days}d }}"));
    }
    if has(AuthMode::UserPools) {
        lines.push(
            "# Any id does on this machine; a deployment to AWS needs the pool's own.".to_owned(),
        );
        lines.push("user-pool: { id: us-east-1_Example }".to_owned());
    }
    if has(AuthMode::Oidc) {
        let client = settings.oidc_client.as_deref();
        let client = client.map_or_else(String::new, |one| format!(", client-id: {}", quoted(one)));
        let issuer = settings.oidc_issuer.as_deref();
        let issuer = quoted(issuer.unwrap_or("https://id.example.com"));
        lines.push(format!("oidc: {{ issuer: {issuer}{client} }}"));
    }
    if has(AuthMode::Lambda) {
        let function = settings.lambda_function.as_deref().unwrap_or("authorizer");
        lines.push(format!("lambda: {{ function: {} }}", quoted(function)));
    }
    if existing.needs.identity_pool {
        lines.push(identity_pool("authRole", "unauthRole"));
    }
    lines
}

fn environment(text: &mut String, one: &Deployed, has_identity_pool: bool) {
    let mut members = Vec::new();
    if let Some(account) = &one.account {
        members.push(format!("account: \"{account}\""));
    }
    if let Some(region) = &one.region {
        members.push(format!("region: {}", quoted(region)));
    }
    if let Some((signed_in, others)) = one.roles.as_ref().filter(|_| has_identity_pool) {
        let roles = identity_pool(signed_in, others);
        members.push(format!("api: {{ auth: {{ {roles} }} }}"));
    }
    writeln!(
        text,
        "  {}: {{ {} }}",
        quoted(&one.name),
        members.join(", ")
    )
    .expect("invariant: a string takes everything");
}

fn identity_pool(signed_in: &str, others: &str) -> String {
    format!(
        "identity-pool: {{ authenticated-role: {}, unauthenticated-role: {} }}",
        quoted(signed_in),
        quoted(others)
    )
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

/// A text as YAML has it: as it is if that can be nothing else, else in the quotes of JSON, which YAML takes.
fn quoted(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off"]
            .contains(&text.to_lowercase().as_str());
    match is_plain {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}
