//! What a schema needs of the project it is in, so that somebody who has only the schema gets the rest.

use appsynth_schema::Document;
use appsynth_schema::ast::{Definition, Directive};

use crate::model::{Action, AuthRule, Model, Provider, Strategy, TemplatePart};
use crate::options::{AuthMode, Options};
use crate::read::read;

/// What the directives of a schema name that the schema does not have itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The authorization modes that rules and `@aws_…` directives ask for, in no order that means anything.
    pub modes: Vec<AuthMode>,
    /// Whether rules let in callers from an identity pool.
    pub identity_pool: bool,
    /// Whether `input AMPLIFY` opens models to everyone, which Amplify's command line takes for sandbox mode.
    pub open: bool,
    /// The functions of `@function`, without `-${env}` at the end, in the order of the schema.
    pub functions: Vec<String>,
}

/// Finds what a schema needs, whatever mistakes its directives have: nothing if it is no valid schema without them.
pub fn needs(document: &Document) -> Needs {
    let everything = Options {
        default_auth: AuthMode::ApiKey,
        additional_auth: vec![
            AuthMode::Iam,
            AuthMode::UserPools,
            AuthMode::Oidc,
            AuthMode::Lambda,
        ],
        identity_pool: true,
        ..Options::default()
    };
    let (model, _) = read(document, &everything);
    let mut needs = Needs::default();
    for rule in rules(&model) {
        needs.mode(rule.provider.mode());
        needs.identity_pool |= rule.provider == Provider::IdentityPool;
    }
    for directive in document.definitions.iter().flat_map(directives) {
        if let Some(mode) = mode(&directive.name) {
            needs.mode(mode);
        }
    }
    needs.open = (model.global_auth_rule.as_ref())
        .is_some_and(|rule| matches!(rule.strategy, Strategy::Public));
    let steps = model.custom_fields.iter().flat_map(|field| &field.steps);
    for step in steps {
        if let Action::Function(call) = &step.action {
            let name: String = call.name.parts.iter().filter_map(written).collect();
            let name = name.trim_end_matches('-').to_owned();
            if !needs.functions.contains(&name) {
                needs.functions.push(name);
            }
        }
    }
    needs
}

impl Needs {
    fn mode(&mut self, mode: AuthMode) {
        if !self.modes.contains(&mode) {
            self.modes.push(mode);
        }
    }
}

fn rules(model: &Model) -> impl Iterator<Item = &AuthRule> {
    let entities = model.entities.values().flat_map(|entity| {
        let fields = entity.fields.values().map(|field| &field.auth);
        std::iter::once(&entity.auth).chain(fields)
    });
    let custom = model.custom_fields.iter().map(|field| &field.auth);
    entities.chain(custom).flatten().flatten()
}

/// The directives of a type and its fields.
fn directives(definition: &Definition) -> Vec<&Directive> {
    match definition {
        Definition::Type(definition) => {
            let fields = definition.fields().iter();
            let fields = fields.flat_map(|field| &field.directives);
            definition.directives.iter().chain(fields).collect()
        }
        _ => Vec::new(),
    }
}

fn mode(directive: &str) -> Option<AuthMode> {
    match directive {
        "aws_api_key" => Some(AuthMode::ApiKey),
        "aws_iam" => Some(AuthMode::Iam),
        "aws_oidc" => Some(AuthMode::Oidc),
        "aws_cognito_user_pools" | "aws_auth" => Some(AuthMode::UserPools),
        "aws_lambda" => Some(AuthMode::Lambda),
        _ => None,
    }
}

fn written(part: &TemplatePart) -> Option<&str> {
    match part {
        TemplatePart::Text(text) => Some(text),
        _ => None,
    }
}
