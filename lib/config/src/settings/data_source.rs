//! `data-sources`

use std::time::Duration;

use appsynth_diagnostics::{Diagnostics, Span};

use super::{Spanned, check_name};
use crate::fields::Fields;
use crate::node::Node;
use crate::values::{DAY, MINUTE, choice, duration, list, spanned_text, text};

/// What resolvers ask.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_DataSource.html>
#[derive(Debug, Clone)]
pub struct DataSource {
    /// What it is for, in words for people; none unless set.
    pub description: Option<String>,
    /// The service and how to reach it.
    pub kind: DataSourceKind,
    /// Where the file names it.
    pub span: Span,
}

/// The services that AppSync can ask.
#[derive(Debug, Clone)]
pub enum DataSourceKind {
    /// Nothing: the request is the result.
    None,
    /// A DynamoDB table.
    DynamoDb {
        /// One of `tables`, or the name or ARN of another.
        table: Spanned<String>,
        /// Reading and writing by default.
        access: Access,
        /// Conflict detection and delta sync; none by default.
        versioned: Option<Versioning>,
    },
    /// A Lambda function.
    Lambda {
        /// One of `functions`, or the name or ARN of another.
        function: Spanned<String>,
    },
    /// An HTTP endpoint.
    Http {
        /// Such as `https://api.example.com`.
        endpoint: String,
        /// Signs requests with SigV4; unsigned by default.
        signing: Option<Signing>,
    },
    /// An OpenSearch domain.
    OpenSearch {
        /// The domain's ARN.
        domain: String,
        /// The domain's endpoint, with `https://`.
        endpoint: String,
    },
    /// A relational database through the RDS Data API.
    Rds {
        /// The cluster's ARN.
        cluster: String,
        /// The ARN of the Secrets Manager secret with the credentials.
        secret: String,
        /// The database; the cluster's own by default.
        database: Option<String>,
        /// The schema; the database's own by default.
        schema: Option<String>,
    },
    /// An EventBridge event bus.
    EventBridge {
        /// The bus's name or ARN.
        event_bus: String,
    },
    /// The runtime of Amazon Bedrock.
    Bedrock {
        /// The ids of the foundation models that requests may use.
        models: Vec<String>,
    },
}

/// What a data source may do to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Read and write.
    #[default]
    ReadWrite,
    /// Read.
    Read,
}

/// Conflict detection and delta sync.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeltaSyncConfig.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioning {
    /// The table that keeps the changes: one of `tables`, or the name or ARN of another.
    pub delta_table: Spanned<String>,
    /// How long deleted items are kept.
    pub base_ttl: Duration,
    /// How long changes are kept.
    pub delta_ttl: Duration,
}

/// Signing with SigV4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// The service's name for signing, such as `states`.
    pub service: String,
    /// The region to sign for.
    pub region: String,
    /// What requests may do there, such as `states:StartExecution`.
    pub actions: Vec<String>,
    /// The ARNs they may do it to.
    pub resources: Vec<String>,
}

#[derive(Clone, Copy)]
enum Type {
    None,
    DynamoDb,
    Lambda,
    Http,
    OpenSearch,
    Rds,
    EventBridge,
    Bedrock,
}

const TYPES: &[(&str, Type)] = &[
    ("none", Type::None),
    ("dynamodb", Type::DynamoDb),
    ("lambda", Type::Lambda),
    ("http", Type::Http),
    ("opensearch", Type::OpenSearch),
    ("rds", Type::Rds),
    ("eventbridge", Type::EventBridge),
    ("bedrock", Type::Bedrock),
];

pub(super) fn read(name: &str, node: &Node, problems: &mut Diagnostics) -> Option<DataSource> {
    check_name(name, node, problems);
    let mut fields = Fields::open("a data source", node, problems)?;
    let kind = fields.required("type", choice(TYPES));
    let description = fields.optional("description", text);
    let kind = read_kind(kind?, &mut fields);
    fields.close();
    Some(DataSource {
        description,
        kind: kind?,
        span: node.key_place(),
    })
}

/// Reads the keys that belong to a type; the others are unknown then.
fn read_kind(kind: Type, fields: &mut Fields<'_, '_>) -> Option<DataSourceKind> {
    Some(match kind {
        Type::None => DataSourceKind::None,
        Type::DynamoDb => {
            let table = fields.required("table", spanned_text);
            let access = fields.optional(
                "access",
                choice(&[("read-write", Access::ReadWrite), ("read", Access::Read)]),
            );
            let versioned = fields.optional("versioned", versioning);
            DataSourceKind::DynamoDb {
                table: table?,
                access: access.unwrap_or_default(),
                versioned,
            }
        }
        Type::Lambda => DataSourceKind::Lambda {
            function: fields.required("function", spanned_text)?,
        },
        Type::Http => {
            let endpoint = fields.required("endpoint", text);
            let signing = fields.optional("signing", signing);
            DataSourceKind::Http {
                endpoint: endpoint?,
                signing,
            }
        }
        Type::OpenSearch => {
            let domain = fields.required("domain", text);
            let endpoint = fields.required("endpoint", text);
            DataSourceKind::OpenSearch {
                domain: domain?,
                endpoint: endpoint?,
            }
        }
        Type::Rds => {
            let cluster = fields.required("cluster", text);
            let secret = fields.required("secret", text);
            let database = fields.optional("database", text);
            let schema = fields.optional("schema", text);
            DataSourceKind::Rds {
                cluster: cluster?,
                secret: secret?,
                database,
                schema,
            }
        }
        Type::EventBridge => DataSourceKind::EventBridge {
            event_bus: fields.required("event-bus", text)?,
        },
        Type::Bedrock => DataSourceKind::Bedrock {
            models: fields.required("models", list(text))?,
        },
    })
}

fn versioning(node: &Node, problems: &mut Diagnostics) -> Option<Versioning> {
    let mut fields = Fields::open("`versioned`", node, problems)?;
    let delta_table = fields.required("delta-table", spanned_text);
    let base_ttl = fields.required("base-ttl", duration(0..=3650 * DAY));
    let delta_ttl = fields.required("delta-ttl", duration(MINUTE..=3650 * DAY));
    fields.close();
    Some(Versioning {
        delta_table: delta_table?,
        base_ttl: base_ttl?,
        delta_ttl: delta_ttl?,
    })
}

fn signing(node: &Node, problems: &mut Diagnostics) -> Option<Signing> {
    let mut fields = Fields::open("`signing`", node, problems)?;
    let service = fields.required("service", text);
    let region = fields.required("region", text);
    let actions = fields.required("actions", list(text));
    let resources = fields.required("resources", list(text));
    fields.close();
    Some(Signing {
        service: service?,
        region: region?,
        actions: actions?,
        resources: resources?,
    })
}
