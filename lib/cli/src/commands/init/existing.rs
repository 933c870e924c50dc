//! What a folder has already that a project can be made of: a schema of its own, or an Amplify project.

use std::collections::BTreeMap;
use std::path::Path;

use appsynth::{AuthMode, Needs, schema_needs};

use super::amplify;
use crate::CliError;
use crate::folder::files_below;
use crate::reader;

/// A schema that is there already, and what is known of the project around it.
#[derive(Debug)]
pub(super) struct Existing {
    /// The file or folder, relative to the project.
    pub(super) schema: String,
    /// The folder of resolver files.
    pub(super) resolvers: String,
    /// What the schema needs.
    pub(super) needs: Needs,
    /// The mode of requests where nothing else is said.
    pub(super) default_mode: AuthMode,
    /// The settings of authorization modes, as far as the project has them.
    pub(super) auth: AuthSettings,
    /// Lambda functions whose code is here.
    pub(super) functions: Vec<OwnFunction>,
    /// What is done about conflicting changes.
    pub(super) conflicts: Option<Conflicts>,
    /// Roles whose sessions may do everything with models.
    pub(super) admin_roles: Vec<String>,
    /// Resolvers that the project has code for: the field, and the data source.
    pub(super) declared: Vec<(String, String)>,
    /// Where the project is deployed.
    pub(super) environments: Vec<Deployed>,
    /// What the project has that nothing is made of, and what to do about it.
    pub(super) left: Vec<String>,
}

/// Conflict handlers, as `appsynth.yaml` calls them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Conflicts {
    pub(super) default: &'static str,
    /// Models that have another one.
    pub(super) models: BTreeMap<String, &'static str>,
}

/// What is known of authorization modes.
#[derive(Debug, Default)]
pub(super) struct AuthSettings {
    /// Days that an API key is valid.
    pub(super) api_key_days: Option<u64>,
    /// The issuer of OpenID Connect tokens.
    pub(super) oidc_issuer: Option<String>,
    /// The client that the tokens are for.
    pub(super) oidc_client: Option<String>,
    /// How long after signing in a token is accepted.
    pub(super) oidc_auth_seconds: Option<u64>,
    /// How long after its issue a token is accepted.
    pub(super) oidc_issued_seconds: Option<u64>,
    /// The function that decides.
    pub(super) lambda_function: Option<String>,
    /// How long its answer holds.
    pub(super) lambda_seconds: Option<u64>,
}

/// A Lambda function.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OwnFunction {
    pub(super) name: String,
    /// The folder of its code.
    pub(super) code: String,
    pub(super) handler: String,
    pub(super) runtime: String,
    pub(super) timeout_seconds: Option<u64>,
    /// Memory in MiB.
    pub(super) memory: Option<u64>,
    /// Environment variables, as in every environment that does not say otherwise.
    pub(super) environment: Vec<(String, String)>,
}

/// An environment variable of a function, in one environment.
#[derive(Debug)]
pub(super) struct OwnVariable {
    pub(super) function: String,
    pub(super) name: String,
    pub(super) value: String,
}

/// An environment on AWS.
#[derive(Debug, Default)]
pub(super) struct Deployed {
    pub(super) name: String,
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
    /// The roles of the identity pool: of those who signed in, and of those who did not.
    pub(super) roles: Option<(String, String)>,
    /// Variables of functions that are different here.
    pub(super) variables: Vec<OwnVariable>,
}

/// What is in a folder; none if it has no schema.
pub(super) fn find(folder: &Path) -> Result<Option<Existing>, CliError> {
    let Some(mut existing) = Existing::at(folder, "")? else {
        return amplify::find(folder);
    };
    existing.leave_serverless(folder);
    Ok(Some(existing))
}

/// The files that a project of the Serverless Framework is described in.
///
/// <https://www.serverless.com/framework/docs/providers/aws/guide/intro>
const SERVERLESS: [&str; 5] = [
    "serverless.yml",
    "serverless.yaml",
    "serverless.json",
    "serverless.js",
    "serverless.ts",
];

/// Where a schema is looked for: a file, or a folder of files.
const SCHEMAS: [&str; 2] = ["schema.graphql", "schema"];

impl Existing {
    /// The schema in a part of the project's folder, whose path is empty or ends in `/`; none if there is none. No
    /// more is known of it.
    pub(super) fn at(folder: &Path, part: &str) -> Result<Option<Self>, CliError> {
        for schema in SCHEMAS {
            let schema = format!("{part}{schema}");
            if let Some(needs) = needs(folder, &schema)? {
                let resolvers = format!("{part}resolvers");
                let is_there = folder.join(&resolvers).is_dir();
                let resolvers = if is_there {
                    resolvers
                } else {
                    "resolvers".to_owned()
                };
                return Ok(Some(Self::new(schema, resolvers, needs)));
            }
        }
        Ok(None)
    }

    /// Tells of what the Serverless AppSync plugin makes of a project.
    fn leave_serverless(&mut self, folder: &Path) {
        let found = SERVERLESS
            .into_iter()
            .find(|name| folder.join(name).is_file());
        self.left.extend(found.map(|name| {
            format!(
                "{name} is not taken over: what it says below `appSync` (authentication, data sources, resolvers, \
                 pipeline functions) and of functions is to be said in appsynth.yaml"
            )
        }));
    }

    /// Whether requests may come in this mode.
    pub(super) fn has(&self, mode: AuthMode) -> bool {
        self.default_mode == mode || self.needs.modes.contains(&mode)
    }

    fn new(schema: String, resolvers: String, needs: Needs) -> Self {
        let preferred = [
            AuthMode::ApiKey,
            AuthMode::UserPools,
            AuthMode::Iam,
            AuthMode::Oidc,
            AuthMode::Lambda,
        ];
        let default_mode = preferred
            .into_iter()
            .find(|mode| needs.modes.contains(mode));
        Self {
            schema,
            resolvers,
            needs,
            default_mode: default_mode.unwrap_or_default(),
            auth: AuthSettings::default(),
            functions: Vec::new(),
            conflicts: None,
            admin_roles: Vec::new(),
            declared: Vec::new(),
            environments: Vec::new(),
            left: Vec::new(),
        }
    }
}

/// What the schema in a file or folder needs; none if there is no schema.
fn needs(folder: &Path, schema: &str) -> Result<Option<Needs>, CliError> {
    let texts = texts(folder, schema)?;
    Ok((!texts.is_empty()).then(|| schema_needs(&texts)))
}

/// The texts of the schema in a file or folder, each with its path.
pub(super) fn texts(folder: &Path, schema: &str) -> Result<Vec<(String, String)>, CliError> {
    let path = folder.join(schema);
    let files = match path.is_file() {
        true => vec![schema.to_owned()],
        false => files_below(&path)?
            .into_iter()
            .filter(|file| file.ends_with(".graphql"))
            .map(|file| format!("{schema}/{file}"))
            .collect(),
    };
    let mut texts = Vec::new();
    for file in files {
        let path = folder.join(&file);
        let text = reader::text(&path)?;
        texts.push((file, text));
    }
    Ok(texts)
}
