//! Projects of Amplify's command line (Gen 1): what they say of their GraphQL API.
//!
//! <https://docs.amplify.aws/gen1/react/tools/cli/reference/files-and-folders/>

mod conflicts;
mod custom_resources;
mod flags;
mod function_template;
mod functions;

use std::fs;
use std::path::Path;

use appsynth::AuthMode;
use serde_json::Value;

use super::existing::{AuthSettings, Deployed, Existing};
use crate::CliError;
use crate::reader;

const APIS: &str = "amplify/backend/api";
const CUSTOM: &str = "amplify/backend/custom";
const ENVIRONMENTS: &str = "amplify/team-provider-info.json";

/// The API of a project; none if the folder is no Amplify project, or has no GraphQL API.
pub(super) fn find(folder: &Path) -> Result<Option<Existing>, CliError> {
    let apis = folders(&folder.join(APIS))?;
    for api in &apis {
        let home = format!("{APIS}/{api}");
        if let Some(mut existing) = Existing::at(folder, &format!("{home}/"))? {
            existing.leave_other_apis(folder, &apis, api)?;
            existing.take_auth(folder, api)?;
            existing.take_environments(folder)?;
            existing.take_functions(folder)?;
            existing.take_admin_roles(folder, &home)?;
            existing.take_conflict_resolution(folder, &home)?;
            existing.take_resolvers(folder, &home)?;
            existing.leave_code_for_the_cdk(folder, &home)?;
            existing.leave_flags(folder)?;
            return Ok(Some(existing));
        }
    }
    Ok(None)
}

impl Existing {
    /// The modes that the API is configured with, besides those that the schema asks for.
    fn take_auth(&mut self, folder: &Path, api: &str) -> Result<(), CliError> {
        let config = json(&folder.join("amplify/backend/backend-config.json"))?;
        let config = &config["api"][api]["output"]["authConfig"];
        let default = &config["defaultAuthentication"];
        if let Some(mode) = mode(default) {
            self.default_mode = mode;
        }
        let additional = config["additionalAuthenticationProviders"].as_array();
        for provider in std::iter::once(default).chain(additional.into_iter().flatten()) {
            let Some(mode) = mode(provider) else { continue };
            if !self.needs.modes.contains(&mode) {
                self.needs.modes.push(mode);
            }
            self.auth.take(provider);
        }
        Ok(())
    }

    /// Roles that may do everything.
    fn take_admin_roles(&mut self, folder: &Path, home: &str) -> Result<(), CliError> {
        let roles = json(&folder.join(format!("{home}/custom-roles.json")))?;
        let roles = roles["adminRoleNames"].as_array().into_iter().flatten();
        self.admin_roles = roles.filter_map(plain).collect();
        Ok(())
    }

    /// A project has one schema.
    fn leave_other_apis(
        &mut self,
        folder: &Path,
        apis: &[String],
        taken: &str,
    ) -> Result<(), CliError> {
        for other in apis.iter().filter(|other| *other != taken) {
            let home = format!("{APIS}/{other}");
            if Self::at(folder, &format!("{home}/"))?.is_some() {
                self.left.push(format!(
                    "{home} is an API as well, and not taken over: this project is made of {APIS}/{taken}"
                ));
            }
        }
        Ok(())
    }

    /// Where the project is deployed.
    fn take_environments(&mut self, folder: &Path) -> Result<(), CliError> {
        let known = json(&folder.join(ENVIRONMENTS))?;
        for (name, providers) in known.as_object().into_iter().flatten() {
            let provider = &providers["awscloudformation"];
            let text = |member: &str| provider[member].as_str().map(str::to_owned);
            let account = |arn: String| Some(arn.split(':').nth(4)?.to_owned());
            let roles = (text("AuthRoleName"), text("UnauthRoleName"));
            if let (Some(role), None) | (None, Some(role)) = &roles
                && self.needs.identity_pool
            {
                self.left.push(format!(
                    "{ENVIRONMENTS} has one role of `{name}` only, `{role}`, which is not taken over: give both as \
                     `identity-pool: {{ authenticated-role: NAME, unauthenticated-role: NAME }}` below `api.auth` \
                     of that environment in appsynth.yaml"
                ));
            }
            self.environments.push(Deployed {
                name: name.clone(),
                variables: Vec::new(),
                account: text("AuthRoleArn").and_then(account),
                region: text("Region"),
                roles: roles.0.zip(roles.1),
            });
        }
        Ok(())
    }

    /// What the AWS CDK makes of code: changes of the API, and resources besides it.
    fn leave_code_for_the_cdk(&mut self, folder: &Path, home: &str) -> Result<(), CliError> {
        let changes = format!("{home}/override.ts");
        if folder.join(&changes).is_file() {
            self.left.push(format!(
                "{changes} is not taken over: what it changes of the API is to be said in appsynth.yaml, as far as \
                 that has a key for it"
            ));
        }
        for name in folders(&folder.join(CUSTOM))? {
            self.left.push(format!(
                "{CUSTOM}/{name} is not taken over: its resources stay with whatever deploys them; resolvers among them \
                 belong to the API that is there, and are to be declared in appsynth.yaml for this one"
            ));
        }
        Ok(())
    }
}

impl AuthSettings {
    fn take(&mut self, provider: &Value) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let days = &provider["apiKeyConfig"]["apiKeyExpirationDays"];
        let oidc = &provider["openIDConnectConfig"];
        let lambda = &provider["lambdaAuthorizerConfig"];
        let seconds = |milliseconds| whole(milliseconds).map(|time| time.div_ceil(1000));
        self.api_key_days = days.as_u64().or(self.api_key_days);
        self.oidc_issuer = text(&oidc["issuerUrl"]).or_else(|| self.oidc_issuer.take());
        self.oidc_client = text(&oidc["clientId"]).or_else(|| self.oidc_client.take());
        self.oidc_auth_seconds = seconds(&oidc["authTTL"]).or(self.oidc_auth_seconds);
        self.oidc_issued_seconds = seconds(&oidc["iatTTL"]).or(self.oidc_issued_seconds);
        self.lambda_function =
            text(&lambda["lambdaFunction"]).or_else(|| self.lambda_function.take());
        self.lambda_seconds = whole(&lambda["ttlSeconds"]).or(self.lambda_seconds);
    }
}

fn mode(provider: &Value) -> Option<AuthMode> {
    match provider["authenticationType"].as_str()? {
        "API_KEY" => Some(AuthMode::ApiKey),
        "AWS_IAM" => Some(AuthMode::Iam),
        "AMAZON_COGNITO_USER_POOLS" => Some(AuthMode::UserPools),
        "OPENID_CONNECT" => Some(AuthMode::Oidc),
        "AWS_LAMBDA" => Some(AuthMode::Lambda),
        _ => None,
    }
}

/// A whole number above 0, which Amplify's files have as text as well.
fn whole(value: &Value) -> Option<u64> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    number.filter(|number| *number > 0)
}

/// A text, number or truth value as a text of `appsynth.yaml`, where `${env}` means what it means in Amplify's files.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.replace("${", "$${").replace("$${env}", "${env}"),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Names for a sentence.
fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The folders in a folder, by name; none if it is not there.
fn folders(folder: &Path) -> Result<Vec<String>, CliError> {
    names(folder, Path::is_dir)
}

/// The names of what is in a folder and wanted; none if it is not there.
fn names(folder: &Path, is_wanted: impl Fn(&Path) -> bool) -> Result<Vec<String>, CliError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(CliError::io("read", folder))? {
        let entry = entry.map_err(CliError::io("read", folder))?;
        if is_wanted(&entry.path()) {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// A JSON file; null if it is not there.
fn json(path: &Path) -> Result<Value, CliError> {
    if !path.is_file() {
        return Ok(Value::Null);
    }
    let text = reader::text(path)?;
    serde_json::from_str(&text).map_err(|error| CliError::io("read", path)(error.into()))
}
