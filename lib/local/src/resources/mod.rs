//! What the resources of templates are on this machine: their names, ARNs and attributes, one file a family.

mod amplify_table;
mod appsync;
mod dynamodb;
mod lambda;
mod other;

use indexmap::IndexMap;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

pub(crate) use appsync::ApiKeys;
pub(crate) use lambda::function_name;

/// A resource that is deployed, its properties evaluated.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The name of its stack.
    pub(crate) stack: String,
    /// Its name in the template.
    pub(crate) logical_id: String,
    /// Such as `AWS::DynamoDB::Table`.
    pub(crate) kind: String,
    /// Its properties without intrinsic functions.
    pub(crate) properties: Map<String, Value>,
    /// How others refer to it.
    pub(crate) identity: Identity,
    /// The path of its construct, where the template says it and somebody may ask.
    pub(crate) construct: Option<String>,
}

/// How other resources refer to a resource.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    /// What `Ref` gives.
    pub(crate) reference: String,
    /// What `Fn::GetAtt` gives.
    pub(crate) attributes: IndexMap<String, Value>,
}

/// Where a resource stands, from which its names are made. The same place gives the same names at each
/// deployment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) partition: &'a str,
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    pub(crate) stack: &'a str,
    pub(crate) logical_id: &'a str,
}

/// What resources of this deployment have to know or keep.
pub(crate) struct World<'a> {
    /// Where the server answers, such as `127.0.0.1:20002`.
    pub(crate) authority: &'a str,
    /// The keys of APIs, kept from deployment to deployment.
    pub(crate) api_keys: &'a mut ApiKeys,
    /// How many APIs have got their URL.
    pub(crate) apis: usize,
}

impl Resource {
    /// A resource of a template, its properties evaluated. A custom resource that makes a table is one.
    pub(crate) fn new(
        kind: &str,
        place: Place<'_>,
        properties: Map<String, Value>,
        world: &mut World<'_>,
    ) -> Self {
        let (kind, identity, properties) = match amplify_table::table(kind, &properties) {
            Some(table) => (
                dynamodb::TABLE,
                amplify_table::identity(place, &table),
                table,
            ),
            None => (
                kind,
                Identity::of(kind, place, &properties, world),
                properties,
            ),
        };
        Self {
            stack: place.stack.to_owned(),
            logical_id: place.logical_id.to_owned(),
            kind: kind.to_owned(),
            properties,
            identity,
            construct: None,
        }
    }

    /// `Stack/LogicalId`, as messages name a resource.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.stack, self.logical_id)
    }

    /// The path of its construct, else as [`path`](Self::path).
    pub(crate) fn construct_path(&self) -> String {
        self.construct.clone().unwrap_or_else(|| self.path())
    }

    /// Whether the environment makes anything of it beside names.
    pub(crate) fn has_a_part(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "AWS::AppSync::ApiCache"
                | "AWS::AppSync::ApiKey"
                | "AWS::AppSync::DataSource"
                | "AWS::AppSync::FunctionConfiguration"
                | "AWS::AppSync::GraphQLApi"
                | "AWS::AppSync::GraphQLSchema"
                | "AWS::AppSync::Resolver"
                | "AWS::CloudFormation::Stack"
                | "AWS::DynamoDB::GlobalTable"
                | "AWS::DynamoDB::Table"
                | "AWS::Events::Rule"
                | "AWS::IAM::ManagedPolicy"
                | "AWS::IAM::Policy"
                | "AWS::IAM::Role"
                | "AWS::IAM::RolePolicy"
                | "AWS::IAM::User"
                | "AWS::IAM::UserPolicy"
                | "AWS::Lambda::EventSourceMapping"
                | "AWS::Lambda::Function"
                | "AWS::SSM::Parameter"
        )
    }

    /// A text property.
    pub(crate) fn text(&self, property: &str) -> Option<&str> {
        self.properties.get(property)?.as_str()
    }
}

impl Identity {
    /// The identity of a resource.
    fn of(
        kind: &str,
        place: Place<'_>,
        properties: &Map<String, Value>,
        world: &mut World<'_>,
    ) -> Self {
        match kind.split("::").nth(1) {
            Some("AppSync") => appsync::identity(kind, place, properties, world),
            Some("DynamoDB") => dynamodb::identity(kind, place, properties),
            Some("Lambda") => lambda::identity(kind, place, properties),
            _ => other::identity(kind, place, properties),
        }
    }

    fn new<const N: usize>(reference: String, attributes: [(&str, String); N]) -> Self {
        Self {
            reference,
            attributes: attributes
                .into_iter()
                .map(|(name, value)| (name.to_owned(), Value::String(value)))
                .collect(),
        }
    }

    /// What `Fn::GetAtt` gives. An attribute that is not known here has a text made of its name, so that a
    /// resource which is no part of an API does not stop one.
    pub(crate) fn attribute(&self, name: &str) -> Value {
        self.attributes
            .get(name)
            .cloned()
            .unwrap_or_else(|| format!("{}.{name}", self.reference).into())
    }
}

impl Place<'_> {
    fn arn(&self, service: &str, resource: &str) -> String {
        let Self {
            partition,
            account,
            region,
            ..
        } = self;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    /// The name that CloudFormation would make up, without its random end.
    fn name(&self) -> String {
        format!("{}-{}", self.stack, self.logical_id)
    }

    /// Text of the form of AppSync's ids: 26 lower-case letters and digits.
    fn id(&self) -> String {
        Sha256::digest(self.name())
            .iter()
            .take(26)
            .map(|byte| char::from(ALPHANUMERICS[usize::from(*byte) % ALPHANUMERICS.len()]))
            .collect()
    }
}

/// What AppSync's ids and keys are made of.
const ALPHANUMERICS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

fn text_or(
    properties: &Map<String, Value>,
    property: &str,
    default: impl FnOnce() -> String,
) -> String {
    properties
        .get(property)
        .and_then(Value::as_str)
        .map_or_else(default, str::to_owned)
}

/// Whether a property is true, which CloudFormation takes as text, too.
pub(crate) fn is_true(value: Option<&Value>) -> bool {
    value.is_some_and(|value| *value == Value::Bool(true) || value == "true")
}
