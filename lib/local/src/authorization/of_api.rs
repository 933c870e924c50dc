//! From an API's resource to how its callers are told.

use std::time::Duration;

use appsynth_cloudformation::Arn;
use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::token::Clients;
use super::{ApiKey, Authorization, Authorizer, Iam, Issuer, Keys, Oidc, UserPool, lambda};
use crate::connect::Connections;
use crate::diagnostics;
use crate::resources::Resource;
use crate::token::{KnownIssuer, TokenMode};
use crate::trust::{KeySource, TrustedIssuer};

/// How the callers of an API are told, and the issuers whose tokens it takes.
pub(crate) fn of_api(
    api: &Resource,
    keys: Vec<ApiKey>,
    connections: &mut Connections<'_>,
) -> Result<(Authorization, Vec<KnownIssuer>), Diagnostics> {
    let mut reader = Reader {
        api,
        connections,
        authorization: Authorization::default(),
        issuers: Vec::new(),
        diagnostics: Diagnostics::new(),
    };
    let additional = api.properties.get("AdditionalAuthenticationProviders");
    let additional = additional.and_then(Value::as_array).into_iter().flatten();
    reader.mode(&api.properties, &keys);
    for provider in additional.filter_map(Value::as_object) {
        reader.mode(provider, &keys);
    }
    if reader.diagnostics.has_errors() {
        return Err(reader.diagnostics);
    }
    Ok((reader.authorization, reader.issuers))
}

struct Reader<'a, 'c> {
    api: &'a Resource,
    connections: &'a mut Connections<'c>,
    authorization: Authorization,
    issuers: Vec<KnownIssuer>,
    diagnostics: Diagnostics,
}

impl Reader<'_, '_> {
    /// One of the API's modes, from the API itself or one of its additional providers.
    fn mode(&mut self, properties: &Map<String, Value>, keys: &[ApiKey]) {
        let settings = |name: &str| properties.get(name).cloned().unwrap_or_default();
        match properties.get("AuthenticationType").and_then(Value::as_str) {
            Some("API_KEY") => self.authorization.keys = Some(keys.to_vec()),
            Some("AWS_IAM") => {
                self.authorization.iam = Some(Iam::new(
                    &self.arn(),
                    &self.connections.options.iam_identities,
                    self.connections.resources,
                ));
            }
            Some("AMAZON_COGNITO_USER_POOLS") => self.user_pool(&settings("UserPoolConfig")),
            Some("OPENID_CONNECT") => self.oidc(&settings("OpenIDConnectConfig")),
            Some("AWS_LAMBDA") => self.lambda(&settings("LambdaAuthorizerConfig")),
            other => tracing::warn!("nobody can ask in the authorization mode {other:?}"),
        }
    }

    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-appsync-graphqlapi-userpoolconfig.html>
    fn user_pool(&mut self, config: &Value) {
        let id = text(config, "UserPoolId").unwrap_or_default();
        let region = text(config, "AwsRegion").unwrap_or_else(|| self.region());
        let url = format!("https://cognito-idp.{region}.amazonaws.com/{id}");
        let (options, resources) = (self.connections.options, self.connections.resources);
        let logical_id = resources.iter().find_map(|resource| {
            let is_it =
                resource.kind == "AWS::Cognito::UserPool" && resource.identity.reference == id;
            is_it.then_some(resource.logical_id.as_str())
        });
        let names = [Some(id.as_str()), logical_id];
        let stand_in = self.stand_in(&options.user_pools, names);
        let pattern = text(config, "AppIdClientRegex");
        if let Some((issuer, keys, clients)) =
            self.issuer(&id, url, TokenMode::UserPool, stand_in, pattern)
        {
            self.authorization.issuers.push(Issuer::UserPool(UserPool {
                issuer,
                keys,
                clients,
                default_action: text(config, "DefaultAction").unwrap_or_else(|| "ALLOW".to_owned()),
            }));
        }
    }

    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-appsync-graphqlapi-openidconnectconfig.html>
    fn oidc(&mut self, config: &Value) {
        let url = text(config, "Issuer").unwrap_or_default();
        let options = self.connections.options;
        let stand_in = self.stand_in(&options.oidc_issuers, [Some(url.as_str()), None]);
        let pattern = text(config, "ClientId");
        let milliseconds = |name| {
            let milliseconds = number(config, name).filter(|number| *number > 0);
            milliseconds.map(Duration::from_millis)
        };
        if let Some((issuer, keys, clients)) =
            self.issuer(&url, url.clone(), TokenMode::Oidc, stand_in, pattern)
        {
            self.authorization.issuers.push(Issuer::Oidc(Oidc {
                issuer,
                keys,
                clients,
                auth_ttl: milliseconds("AuthTTL"),
                issued_ttl: milliseconds("IatTTL"),
            }));
        }
    }

    /// The stand-in under the first of these names that has one; the local issuer if none has.
    fn stand_in(
        &mut self,
        among: &IndexMap<String, TrustedIssuer>,
        names: [Option<&str>; 2],
    ) -> TrustedIssuer {
        let found = names
            .into_iter()
            .flatten()
            .find_map(|name| among.get_key_value(name));
        let Some((name, issuer)) = found else {
            return TrustedIssuer::default();
        };
        self.connections.issuers_used.push(name.clone());
        issuer.clone()
    }

    /// Who issues tokens under a name: by its stand-in, or the local issuer in its place.
    fn issuer(
        &mut self,
        name: &str,
        url: String,
        mode: TokenMode,
        stand_in: TrustedIssuer,
        pattern: Option<String>,
    ) -> Option<(String, Keys, Clients)> {
        let is_local = stand_in.keys.is_none();
        let keys = match stand_in.keys {
            None => self.connections.issuer.keys(),
            Some(KeySource::Url(url)) => Keys::of_url(url, self.connections.http.clone()),
            Some(KeySource::File(path)) => match Keys::of_file(&path) {
                Ok(keys) => keys,
                Err(reason) => {
                    let problem = diagnostics::unreadable_keys(name, &path, &reason);
                    self.diagnostics.push(problem);
                    return None;
                }
            },
        };
        let issuer = stand_in.issuer.unwrap_or(url);
        let clients = Clients {
            ids: stand_in.client_ids,
            pattern,
        };
        self.issuers.push(KnownIssuer {
            mode,
            url: issuer.clone(),
            client_ids: clients.ids.clone(),
            client_pattern: clients.pattern.clone(),
            is_local,
        });
        Some((issuer, keys, clients))
    }

    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-appsync-graphqlapi-lambdaauthorizerconfig.html>
    fn lambda(&mut self, config: &Value) {
        let uri = text(config, "AuthorizerUri").unwrap_or_default();
        let function = self.connections.function(&uri);
        if let Err(reason) = &function {
            tracing::warn!("the Lambda authorizer lets nobody in: {reason}");
        }
        let ttl = number(config, "AuthorizerResultTtlInSeconds").unwrap_or(0);
        self.authorization.lambda = Some(Authorizer {
            function,
            api_id: self.attribute("ApiId"),
            account: self.account(),
            token_pattern: text(config, "IdentityValidationExpression"),
            ttl: Duration::from_secs(ttl),
            decisions: lambda::Decisions::default(),
        });
    }

    fn arn(&self) -> String {
        self.attribute("Arn")
    }

    fn region(&self) -> String {
        let arn = self.arn();
        Arn::parse(&arn).unwrap_or_default().region.to_owned()
    }

    fn account(&self) -> String {
        let arn = self.arn();
        Arn::parse(&arn).unwrap_or_default().account.to_owned()
    }

    fn attribute(&self, name: &str) -> String {
        match self.api.identity.attribute(name) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }
}

/// A text that is not empty.
fn text(config: &Value, name: &str) -> Option<String> {
    let text = config.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// A number, which CloudFormation takes as text, too.
fn number(config: &Value, name: &str) -> Option<u64> {
    match config.get(name)? {
        Value::String(text) => text.parse().ok(),
        other => other.as_f64().map(|number| number as u64),
    }
}
