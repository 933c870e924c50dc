//! `AWS_LAMBDA`: a function that decides.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization>

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use appsynth_runtime::{AuthType, Caller, FieldGrants, FieldName, GraphqlRequest};
use appsynth_util::java_regex;
use serde_json::{Map, Value, json};

use super::{Credentials, Denied, plain};
use crate::functions::Function;

/// A Lambda authorizer.
pub(crate) struct Authorizer {
    /// The function, or in words why it cannot be called.
    pub(crate) function: Result<Arc<Function>, String>,
    pub(crate) api_id: String,
    pub(crate) account: String,
    /// A regular expression in Java's language that tokens must match as a whole.
    pub(crate) token_pattern: Option<String>,
    /// How long a decision holds for the same token, unless it says so itself.
    pub(crate) ttl: Duration,
    pub(crate) decisions: Decisions,
}

/// What was decided about tokens.
#[derive(Default)]
pub(crate) struct Decisions(Mutex<HashMap<String, Kept>>);

/// A decision and how long it holds.
struct Kept {
    decision: Arc<Decision>,
    until: Instant,
}

/// How many decisions are kept; those that no longer hold go before.
const MAX_KEPT: usize = 1_000;

/// The longest that a decision holds.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_LambdaAuthorizerConfig.html>
const MAX_TTL: Duration = Duration::from_secs(3600);

/// What the function decided for a token.
#[derive(Debug)]
struct Decision {
    is_authorized: bool,
    resolver_context: Value,
    denied_fields: Arc<DeniedFields>,
}

/// The fields that the function keeps from the caller.
#[derive(Debug, Default)]
struct DeniedFields(Vec<FieldName>);

impl Authorizer {
    pub(super) async fn caller(
        &self,
        request: &Credentials<'_>,
        token: &str,
    ) -> Result<Caller, Denied> {
        if let Some(pattern) = &self.token_pattern
            && java_regex::matches(pattern, token) != Ok(true)
        {
            return Err(Denied::because(
                "the token does not match the authorizer's expression",
            ));
        }
        let decision = match self.decisions.get(token) {
            Some(decision) => decision,
            None => self.ask(request, token).await?,
        };
        if !decision.is_authorized {
            return Err(Denied::because("the authorizer refuses the token"));
        }
        let denied_fields = Arc::clone(&decision.denied_fields);
        Ok(Caller {
            identity: json!({ "resolverContext": decision.resolver_context }),
            grants: Some(denied_fields as Arc<dyn FieldGrants>),
            ..Caller::new(AuthType::Lambda)
        })
    }

    async fn ask(&self, request: &Credentials<'_>, token: &str) -> Result<Arc<Decision>, Denied> {
        let failed = |reason: &str| Denied::because(format!("the authorizer: {reason}"));
        let function = self.function.as_ref().map_err(|reason| failed(reason))?;
        let answer = function
            .invoke(self.event(request, token))
            .await
            .map_err(|error| failed(&error.message))?;
        let decision = Decision::read(&answer).map_err(|reason| failed(&reason))?;
        let ttl = answer
            .get("ttlOverride")
            .and_then(Value::as_u64)
            .map_or(self.ttl, Duration::from_secs);
        let decision = Arc::new(decision);
        self.decisions.keep(token, &decision, ttl.min(MAX_TTL));
        Ok(decision)
    }

    fn event(&self, request: &Credentials<'_>, token: &str) -> Value {
        let graphql: GraphqlRequest = serde_json::from_slice(request.body).unwrap_or_default();
        json!({
            "authorizationToken": token,
            "requestContext": {
                "apiId": self.api_id,
                "accountId": self.account,
                "requestId": uuid::Uuid::new_v4().to_string(),
                "queryString": graphql.query,
                "operationName": graphql.operation_name,
                "variables": graphql.variables,
            },
            "requestHeaders": plain(request.headers),
        })
    }
}

impl Decisions {
    fn get(&self, token: &str) -> Option<Arc<Decision>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(token)?;
        (Instant::now() < kept.until).then(|| Arc::clone(&kept.decision))
    }

    fn keep(&self, token: &str, decision: &Arc<Decision>, ttl: Duration) {
        if ttl.is_zero() {
            return;
        }
        let now = Instant::now();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_KEPT {
            kept.retain(|_, kept| now < kept.until);
        }
        if kept.len() < MAX_KEPT {
            let entry = Kept {
                decision: Arc::clone(decision),
                until: now + ttl,
            };
            kept.insert(token.to_owned(), entry);
        }
    }
}

impl Decision {
    /// The function's answer.
    ///
    /// # Errors
    /// In words, what is wrong with it.
    fn read(answer: &Value) -> Result<Self, String> {
        let Some(is_authorized) = answer.get("isAuthorized").and_then(Value::as_bool) else {
            return Err("its answer has no `isAuthorized`".to_owned());
        };
        let resolver_context = match answer.get("resolverContext") {
            None | Some(Value::Null) => Value::Object(Map::new()),
            Some(context @ Value::Object(_)) => context.clone(),
            Some(_) => return Err("its `resolverContext` is no object".to_owned()),
        };
        let denied_fields = match answer.get("deniedFields") {
            None | Some(Value::Null) => DeniedFields::default(),
            Some(fields) => DeniedFields::read(fields)?,
        };
        Ok(Self {
            is_authorized,
            resolver_context,
            denied_fields: Arc::new(denied_fields),
        })
    }
}

impl DeniedFields {
    fn read(fields: &Value) -> Result<Self, String> {
        let wrong = || {
            "its `deniedFields` is no list of `Type.field` or ARNs of fields, so everything is denied"
                .to_owned()
        };
        let fields = fields.as_array().ok_or_else(wrong)?;
        let fields = fields
            .iter()
            .map(|field| field.as_str().and_then(field_name).ok_or_else(wrong));
        Ok(Self(fields.collect::<Result<_, _>>()?))
    }
}

/// A field by `Type.field` or by its ARN, which ends in `types/Type/fields/field`.
fn field_name(text: &str) -> Option<FieldName> {
    let Some((_, field)) = text.rsplit_once("/types/") else {
        return text.parse().ok();
    };
    let (type_name, field_name) = field.split_once("/fields/")?;
    Some(FieldName {
        type_name: type_name.to_owned(),
        field_name: field_name.to_owned(),
    })
}

impl FieldGrants for DeniedFields {
    fn admits(&self, _type_name: &str, _field_name: &str) -> bool {
        true
    }

    fn withholds(&self, type_name: &str, field_name: &str) -> bool {
        self.0
            .iter()
            .any(|field| field.type_name == type_name && field.field_name == field_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denied_fields_are_named_in_two_ways() {
        let fields = DeniedFields::read(&json!([
            "Post.secret",
            "arn:aws:appsync:us-east-1:111122223333:apis/a1/types/Mutation/fields/create",
        ]))
        .unwrap();
        assert!(fields.withholds("Post", "secret"));
        assert!(fields.withholds("Mutation", "create"));
        assert!(!fields.withholds("Post", "create"));
    }

    #[test]
    fn an_answer_that_is_not_understood_lets_nobody_in() {
        for answer in [
            json!(null),
            json!({}),
            json!({"isAuthorized": "true"}),
            json!({"isAuthorized": true, "resolverContext": "x"}),
            json!({"isAuthorized": true, "deniedFields": "Post.secret"}),
            json!({"isAuthorized": true, "deniedFields": ["secret"]}),
        ] {
            assert!(Decision::read(&answer).is_err(), "{answer}");
        }
    }
}
