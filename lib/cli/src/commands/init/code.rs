//! `src/main.rs` for a schema that is there already.

use appsynth::AuthMode;

use super::existing::Existing;

/// The file's text.
pub(super) fn text(app: &str, existing: &Existing) -> String {
    let before = constructs_before(existing);
    let mut api = format!(
        "Api::new(SchemaSource::{}({:?}), {})",
        source(&existing.schema),
        existing.schema,
        auth(existing.default_mode),
    );
    for mode in &existing.needs.modes {
        if *mode != existing.default_mode {
            api.push_str(&format!("\n        .also({})", auth(*mode)));
        }
    }
    let mut schema = "GraphqlSchema::new(api)".to_owned();
    if existing.needs.open {
        schema.push_str(".sandbox(true)");
    }
    if existing.needs.identity_pool {
        schema.push_str(".identity_pool(signed_in, others)");
    }
    format!(
        r#"//! The stacks of {app}: `cargo run -- deploy` serves them on this machine.

use std::process::ExitCode;

use appsynth::prelude::*;

fn main() -> ExitCode {{
    appsynth_cli::main(stacks)
}}

fn stacks(app: &mut App) {{
    let name = format!("{app}-{{}}", app.environment().name);
    let mut stack = app.stack(&name);

{before}    let api = {api};
    let data = stack.add("Data", {schema});

    stack.output("GraphqlUrl", data.api().url());
}}
"#
    )
}

/// What the API and the schema refer to.
fn constructs_before(existing: &Existing) -> String {
    let mut lines = Vec::new();
    if existing.has(AuthMode::UserPools) {
        lines.push("// On this machine any id does; a deployment to AWS needs the pool's own.");
        lines.push(r#"let users = stack.add("Users", UserPool::external("us-east-1_Example"));"#);
    }
    if existing.has(AuthMode::Lambda) {
        lines
            .push(r#"let authorizer = stack.add("Authorizer", Function::external("authorizer"));"#);
    }
    if existing.needs.identity_pool {
        lines.push(r#"let signed_in = stack.add("SignedIn", Role::external("authRole"));"#);
        lines.push(r#"let others = stack.add("Others", Role::external("unauthRole"));"#);
    }
    lines.iter().map(|line| format!("    {line}\n")).collect()
}

fn source(schema: &str) -> &'static str {
    match schema.ends_with(".graphql") {
        true => "file",
        false => "folder",
    }
}

fn auth(mode: AuthMode) -> &'static str {
    match mode {
        AuthMode::ApiKey => "Auth::api_key(Days(30))",
        AuthMode::Iam => "Auth::iam()",
        AuthMode::UserPools => "Auth::user_pool(users)",
        AuthMode::Oidc => r#"Auth::oidc("https://id.example.com")"#,
        AuthMode::Lambda => "Auth::lambda(authorizer)",
    }
}
