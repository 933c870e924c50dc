//! Projects of Amplify's command line (Gen 1): what they say of their GraphQL API.
//!
//! <https://docs.amplify.aws/gen1/react/tools/cli/reference/files-and-folders/>

use std::fs;
use std::path::Path;

use appsynth::AuthMode;
use serde_json::Value;

use super::existing::{AuthSettings, Deployed, Existing, OwnFunction};
use crate::CliError;
use crate::folder::files_below;

const APIS: &str = "amplify/backend/api";
const ENVIRONMENTS: &str = "amplify/team-provider-info.json";

/// The API of a project; none if the folder is no Amplify project, or has no GraphQL API.
pub(super) fn find(folder: &Path) -> Result<Option<Existing>, CliError> {
    let apis = folders(&folder.join(APIS))?;
    for api in &apis {
        let home = format!("{APIS}/{api}");
        if let Some(mut existing) = Existing::at(folder, &format!("{home}/"))? {
            existing.leave_other_apis(folder, &apis, api)?;
            existing.take_auth(folder, api)?;
            existing.take_functions(folder)?;
            existing.take_conflict_resolution(folder, &home)?;
            existing.take_environments(folder)?;
            existing.leave_resolvers(folder, &home)?;
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

    /// The functions that the schema names and whose code the project has.
    fn take_functions(&mut self, folder: &Path) -> Result<(), CliError> {
        let mut names = self.needs.functions.clone();
        names.extend(self.auth.lambda_function.clone());
        for name in names {
            let home = format!("amplify/backend/function/{name}");
            let code = format!("{home}/src");
            if !folder.join(&code).is_dir() {
                continue;
            }
            let template = folder.join(format!("{home}/{name}-cloudformation-template.json"));
            let template = json(&template)?;
            let properties = &template["Resources"]["LambdaFunction"]["Properties"];
            let text = |member: &str, unless: &str| {
                let value = properties[member].as_str();
                value.unwrap_or(unless).to_owned()
            };
            self.functions.push(OwnFunction {
                name,
                code,
                handler: text("Handler", "index.handler"),
                runtime: text("Runtime", "nodejs22.x"),
            });
        }
        Ok(())
    }

    /// What a project with DataStore does about conflicts.
    fn take_conflict_resolution(&mut self, folder: &Path, home: &str) -> Result<(), CliError> {
        let path = format!("{home}/transform.conf.json");
        let config = json(&folder.join(&path))?;
        let handler = &config["ResolverConfig"]["project"]["ConflictHandler"];
        self.conflict_resolution = match handler.as_str() {
            Some("AUTOMERGE") => Some("automerge"),
            Some("OPTIMISTIC_CONCURRENCY") => Some("optimistic-concurrency"),
            Some(_) => {
                self.left.push(format!(
                    "{path} names a conflict handler that is not taken over: give it as \
                     `conflict-resolution: {{ function: NAME }}` below `api` in appsynth.yaml"
                ));
                None
            }
            None => None,
        };
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
                account: text("AuthRoleArn").and_then(account),
                region: text("Region"),
                roles: roles.0.zip(roles.1),
            });
        }
        Ok(())
    }

    /// Resolvers that were written by hand are in templates.
    fn leave_resolvers(&mut self, folder: &Path, home: &str) -> Result<(), CliError> {
        let stacks = format!("{home}/stacks");
        for file in files_below(&folder.join(&stacks))? {
            let path = folder.join(&stacks).join(&file);
            let text = fs::read_to_string(&path).map_err(CliError::io("read", &path))?;
            if text.contains("AWS::AppSync::Resolver") {
                self.left.push(format!(
                    "{stacks}/{file} has resolvers that are not taken over: put their code into {} and name them \
                     under `resolvers` in appsynth.yaml",
                    self.resolvers
                ));
            }
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
        self.api_key_days = days.as_u64().or(self.api_key_days);
        self.oidc_issuer = text(&oidc["issuerUrl"]).or_else(|| self.oidc_issuer.take());
        self.oidc_client = text(&oidc["clientId"]).or_else(|| self.oidc_client.take());
        self.lambda_function =
            text(&lambda["lambdaFunction"]).or_else(|| self.lambda_function.take());
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

/// The folders in a folder, by name; none if it is not there.
fn folders(folder: &Path) -> Result<Vec<String>, CliError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(CliError::io("read", folder))? {
        let entry = entry.map_err(CliError::io("read", folder))?;
        if entry.path().is_dir() {
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
    let text = fs::read_to_string(path).map_err(CliError::io("read", path))?;
    serde_json::from_str(&text).map_err(|error| CliError::io("read", path)(error.into()))
}
