//! `AWS_IAM`: signed requests of identities whose policies are those of the assembly.

use std::sync::Arc;

use appsynth_cloudformation::Arn;
use appsynth_runtime::{AuthType, Caller, FieldGrants};
use axum::body::Bytes;
use axum::http::Request;
use http_body_util::Full;
use serde_json::{Map, Value, json};

use super::policy::{self, Policies};
use super::signature::{SERVICE, Signature};
use super::{Credentials, Denied, source_ip};
use crate::AwsCredentials;
use crate::resources::Resource;
use crate::signing::Signer;
use crate::trust::{IamIdentity, Principal};

/// The identities that may sign requests to an API.
pub(crate) struct Iam {
    /// `arn:aws:appsync:region:account:apis/id`
    api_arn: String,
    principals: Vec<Known>,
}

/// An identity and what it may do.
struct Known {
    identity: IamIdentity,
    /// The name of its role or user.
    name: String,
    grants: Arc<Grants>,
}

/// What the policies of a principal say about an API's fields.
#[derive(Debug)]
struct Grants {
    api_arn: String,
    policies: Policies,
}

/// What policies call asking for a field.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-iam-authorization>
const ACTION: &str = "appsync:GraphQL";

impl Iam {
    /// The identities that may sign requests to the API of an ARN.
    pub(crate) fn new(api_arn: &str, identities: &[IamIdentity], resources: &[Resource]) -> Self {
        if identities.is_empty() {
            tracing::warn!(
                "the API takes signed requests, and nobody can sign one: write an identity into \
                 appsynth.yaml: local: {{ iam: {{ me: {{ access-key-id: …, secret-access-key: …, \
                 role: … }} }} }}"
            );
        }
        let principals = identities.iter().map(|identity| {
            let name = policy::name(&identity.principal, resources);
            let policies = Policies::of(&identity.principal, name, resources);
            if policies.is_empty() {
                tracing::warn!("no stack gives `{name}` a policy, so its requests are refused");
            }
            let grants = Grants {
                api_arn: api_arn.to_owned(),
                policies,
            };
            Known {
                identity: identity.clone(),
                name: name.to_owned(),
                grants: Arc::new(grants),
            }
        });
        Self {
            api_arn: api_arn.to_owned(),
            principals: principals.collect(),
        }
    }

    /// Who may sign: the names of roles and users, and their access keys.
    pub(crate) fn identities(&self) -> impl Iterator<Item = (&str, &str)> {
        let known = self.principals.iter();
        known.map(|known| (known.name.as_str(), known.identity.access_key_id.as_str()))
    }

    /// The headers with which an identity asks for a URL.
    ///
    /// # Errors
    /// In words, if there is no such identity or the request cannot be signed.
    pub(crate) fn sign(
        &self,
        access_key_id: &str,
        url: &str,
        body: &str,
    ) -> Result<Map<String, Value>, String> {
        let known = self
            .principals
            .iter()
            .find(|known| known.identity.access_key_id == access_key_id)
            .ok_or_else(|| format!("there is no identity with the access key `{access_key_id}`"))?;
        let signer = Signer {
            credentials: AwsCredentials {
                access_key_id: access_key_id.to_owned(),
                secret_access_key: known.identity.secret_access_key.clone(),
                session_token: known.identity.session_token.clone(),
            },
            region: self.arn().region.to_owned(),
            service: SERVICE.to_owned(),
        };
        let body = Bytes::from(body.to_owned());
        let mut request = Request::post(url)
            .body(Full::new(body.clone()))
            .map_err(|error| error.to_string())?;
        signer.sign(&mut request, &body)?;
        let headers = request
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.into())));
        Ok(headers.collect())
    }

    pub(super) fn caller(
        &self,
        request: &Credentials<'_>,
        authorization: &str,
    ) -> Result<Caller, Denied> {
        let signature = Signature::read(authorization)
            .ok_or_else(|| Denied::because("the signature has not all its parts"))?;
        let known = self
            .principals
            .iter()
            .find(|known| known.identity.access_key_id == signature.access_key_id)
            .ok_or_else(|| {
                Denied::because(format!(
                    "there is no identity with the access key `{}`",
                    signature.access_key_id
                ))
            })?;
        signature
            .verify(request, &known.identity, self.arn().region)
            .map_err(|reason| Denied::because(format!("the signature does not hold: {reason}")))?;
        Ok(Caller {
            identity: self.identity(known),
            grants: Some(Arc::clone(&known.grants) as Arc<dyn FieldGrants>),
            ..Caller::new(AuthType::Iam)
        })
    }

    /// `ctx.identity`
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html#aws-appsync-resolver-context-reference-identity-js>
    fn identity(&self, known: &Known) -> Value {
        let Known {
            identity: of, name, ..
        } = known;
        let account = of.account_id.as_deref().unwrap_or(self.arn().account);
        let session = if of.cognito.id.is_some() {
            "CognitoIdentityCredentials"
        } else {
            "appsynth"
        };
        let user_arn = of.user_arn.clone().unwrap_or_else(|| match of.principal {
            Principal::Role(_) => format!("arn:aws:sts::{account}:assumed-role/{name}/{session}"),
            Principal::User(_) => format!("arn:aws:iam::{account}:user/{name}"),
        });
        let username = of.username.clone().unwrap_or_else(|| match of.principal {
            Principal::Role(_) => format!("{}:{session}", of.access_key_id),
            Principal::User(_) => of.access_key_id.clone(),
        });
        json!({
            "accountId": account,
            "cognitoIdentityPoolId": of.cognito.pool_id,
            "cognitoIdentityId": of.cognito.id,
            "sourceIp": source_ip(),
            "username": username,
            "userArn": user_arn,
            "cognitoIdentityAuthType": of.cognito.auth_type,
            "cognitoIdentityAuthProvider": of.cognito.auth_provider,
        })
    }

    fn arn(&self) -> Arn<'_> {
        Arn::parse(&self.api_arn).unwrap_or_default()
    }
}

impl FieldGrants for Grants {
    /// Policies have to allow the fields of root types; what these give is theirs.
    fn admits(&self, type_name: &str, field_name: &str) -> bool {
        self.policies
            .allow(ACTION, &self.arn(type_name, field_name))
    }

    fn withholds(&self, type_name: &str, field_name: &str) -> bool {
        self.policies.deny(ACTION, &self.arn(type_name, field_name))
    }
}

impl Grants {
    fn arn(&self, type_name: &str, field_name: &str) -> String {
        format!("{}/types/{type_name}/fields/{field_name}", self.api_arn)
    }
}
