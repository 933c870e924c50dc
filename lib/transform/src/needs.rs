//! What a schema needs of the project it is in, so that somebody who has only the schema gets the rest.

use appsynth_schema::Document;
use appsynth_schema::ast::{Definition, Directive};

use crate::model::{Action, AuthRule, Model, Provider, Strategy};
use crate::options::{AuthMode, Options};
use crate::plan::Modes;
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
    /// The models, in the order of the schema.
    pub models: Vec<String>,
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
    let of_rules = Modes::of(rules(&model));
    let written = document.definitions.iter().flat_map(directives);
    let modes = written.fold(of_rules, |modes, all| modes.and(Modes::written(all)));
    let mut functions = Vec::new();
    for step in model.custom_fields.iter().flat_map(|field| &field.steps) {
        if let Action::Function(call) = &step.action
            && let Some(name) = call.name.without_environment()
            && !functions.contains(&name)
        {
            functions.push(name);
        }
    }
    let sandbox = model.global_auth_rule.as_ref();
    Needs {
        modes: modes.iter().collect(),
        identity_pool: rules(&model).any(|rule| rule.provider == Provider::IdentityPool),
        open: sandbox.is_some_and(|rule| matches!(rule.strategy, Strategy::Public)),
        functions,
        models: model.entities.keys().map(ToString::to_string).collect(),
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

/// The directives of a type, and those of each of its fields.
fn directives(definition: &Definition) -> Vec<&[Directive]> {
    match definition {
        Definition::Type(definition) => {
            let fields = definition.fields().iter();
            let fields = fields.map(|field| field.directives.as_slice());
            std::iter::once(definition.directives.as_slice())
                .chain(fields)
                .collect()
        }
        _ => Vec::new(),
    }
}
