//! Which callers a field is open to.

use appsynth_schema::ast::{Directive, FieldDefinition, TypeDefinition, ValueKind};
use serde_json::Value;

use crate::{AuthMode, AuthType, Caller, Denial, DeniedBy};

/// What decides where no directive does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    default: AuthType,
    /// Whether users of the default pool are let in where no directive names them.
    default_action_allows: bool,
}

impl Rules {
    pub(crate) fn new(default: &AuthMode) -> Self {
        let denies = match default {
            AuthMode::UserPool(config) => {
                config.get("DefaultAction").and_then(Value::as_str) == Some("DENY")
            }
            AuthMode::ApiKey | AuthMode::Iam | AuthMode::Oidc(_) | AuthMode::Lambda(_) => false,
        };
        Self {
            default: default.auth_type(),
            default_action_allows: !denies,
        }
    }

    /// Whether a caller may have a field of an object. Directives on the field count; without any, those on
    /// its type; without those too, only callers of the default mode are let in.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes>
    pub(crate) fn allow(
        self,
        caller: &Caller,
        object: &TypeDefinition,
        field: &FieldDefinition,
    ) -> bool {
        match deciding(object, field) {
            Some((_, directives)) => directives.iter().any(|one| self.admits(one, caller)),
            None => caller.mode == self.default && self.default_action_allows,
        }
    }

    /// Why a caller may not have a field that it may not have.
    pub(crate) fn denial(
        self,
        caller: &Caller,
        object: &TypeDefinition,
        field: &FieldDefinition,
    ) -> Denial {
        let (by, rules) = match deciding(object, field) {
            Some((by, directives)) => {
                let rules = directives.iter().filter(|one| is_rule(one));
                (by, rules.map(ToString::to_string).collect())
            }
            None => (DeniedBy::DefaultMode, vec![self.default.name().to_owned()]),
        };
        Denial {
            mode: caller.mode.name().to_owned(),
            by,
            rules,
        }
    }

    fn admits(self, directive: &Directive, caller: &Caller) -> bool {
        let mode = match &*directive.name {
            "aws_api_key" => AuthType::ApiKey,
            "aws_iam" => AuthType::Iam,
            "aws_oidc" => AuthType::Oidc,
            "aws_lambda" => AuthType::Lambda,
            "aws_cognito_user_pools" => AuthType::UserPool,
            // Only for APIs whose default mode is a user pool.
            "aws_auth" if self.default == AuthType::UserPool => AuthType::UserPool,
            _ => return false,
        };
        caller.mode == mode && is_in_group(directive, caller)
    }
}

/// The directives that decide who may have a field; none if nothing but the default mode does.
fn deciding<'s>(
    object: &'s TypeDefinition,
    field: &'s FieldDefinition,
) -> Option<(DeniedBy, &'s [Directive])> {
    [
        (DeniedBy::Field, &*field.directives),
        (DeniedBy::Type, &*object.directives),
    ]
    .into_iter()
    .find(|(_, directives)| directives.iter().any(is_rule))
}

fn is_rule(directive: &Directive) -> bool {
    matches!(
        &*directive.name,
        "aws_api_key"
            | "aws_iam"
            | "aws_oidc"
            | "aws_lambda"
            | "aws_cognito_user_pools"
            | "aws_auth"
    )
}

/// Whether the caller is in one of the directive's groups; a directive without groups admits everyone.
fn is_in_group(directive: &Directive, caller: &Caller) -> bool {
    let Some(groups) = directive.argument("cognito_groups") else {
        return true;
    };
    let own: Vec<&str> = [
        caller.identity.get("groups"),
        caller
            .identity
            .get("claims")
            .and_then(|claims| claims.get("cognito:groups")),
    ]
    .into_iter()
    .flatten()
    .filter_map(Value::as_array)
    .flatten()
    .filter_map(Value::as_str)
    .collect();
    let is_own = |group: &ValueKind| match group {
        ValueKind::String(name) => own.contains(&name.as_str()),
        _ => false,
    };
    match &groups.kind {
        ValueKind::List(items) => items.iter().any(|item| is_own(&item.kind)),
        ValueKind::Null => true,
        single => is_own(single),
    }
}
