//! `appsynth token`

use appsynth_local::{TokenKind, TokenMode, TokenRequest};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::CliError;
use crate::args::{self, Token};
use crate::output::Output;
use crate::settings::Settings;

#[derive(Serialize)]
struct Document {
    format: u32,
    token: String,
    claims: Map<String, Value>,
}

pub(crate) fn run(arguments: &Token, settings: &Settings, output: &Output) -> Result<(), CliError> {
    settings.require_this_machine("token")?;
    let state_dir = settings.state_dir();
    if appsynth_local::outputs(&state_dir)?.is_none() {
        return Err(CliError::NothingDeployed {
            environment: settings.environment.clone(),
        });
    }
    let token = appsynth_local::token(&state_dir, &request(arguments))?;
    if output.is_json() {
        output.json(&Document {
            format: 1,
            token: token.text,
            claims: token.claims,
        });
    } else {
        output.result(&token.text);
    }
    Ok(())
}

fn request(arguments: &Token) -> TokenRequest {
    TokenRequest {
        mode: arguments.mode.map(|mode| match mode {
            args::TokenMode::UserPool => TokenMode::UserPool,
            args::TokenMode::Oidc => TokenMode::Oidc,
        }),
        issuer: arguments.issuer.clone(),
        kind: if arguments.access {
            TokenKind::Access
        } else {
            TokenKind::Id
        },
        subject: arguments.sub.clone(),
        username: arguments.username.clone(),
        groups: arguments.groups.clone(),
        client_id: arguments.client_id.clone(),
        claims: arguments.claims.iter().cloned().collect(),
        expires_in: Some(arguments.expires),
    }
}
