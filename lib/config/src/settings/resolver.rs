//! `resolvers` and `pipeline-functions`

use std::time::Duration;

use appsynth_diagnostics::{Diagnostics, Span};
use indexmap::IndexMap;

use super::{Spanned, check_name, is_text};
use crate::diagnostics;
use crate::fields::{Fields, mapping};
use crate::node::Node;
use crate::values::{HOUR, SECOND, duration, integer, list, spanned_text, text};

/// A field of an object type, as GraphQL's schema coordinates write it: `Query.getPost`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldCoordinate {
    /// `Query`
    pub type_name: String,
    /// `getPost`
    pub field_name: String,
}

/// How a field is resolved. Its code is in the resolvers folder, see [`crate::resolver_files`].
#[derive(Debug, Clone)]
pub struct Resolver {
    /// Unit or pipeline.
    pub kind: ResolverKind,
    /// Caching, where the API caches per resolver; none by default.
    pub caching: Option<Caching>,
    /// Where the file names it.
    pub span: Span,
}

/// The two kinds of resolver.
#[derive(Debug, Clone)]
pub enum ResolverKind {
    /// One data source.
    Unit {
        /// One of `data-sources`, `tables` or `functions`.
        data_source: Spanned<String>,
        /// Items in a batch for a Lambda function, up to 2,000; none are batched by default.
        max_batch_size: Option<u32>,
    },
    /// One of `pipeline-functions` after the other.
    Pipeline(Vec<Spanned<String>>),
}

/// Caching of one resolver.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CachingConfig.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caching {
    /// How long an entry lives, up to an hour.
    pub ttl: Duration,
    /// What tells entries apart, such as `$context.arguments.id`.
    pub keys: Vec<String>,
}

/// An AppSync function: a step of pipeline resolvers. Its code is in the resolvers folder.
#[derive(Debug, Clone)]
pub struct PipelineFunction {
    /// What it asks: one of `data-sources`, `tables` or `functions`.
    pub data_source: Spanned<String>,
    /// What it is for, in words for people; none unless set.
    pub description: Option<String>,
    /// As for resolvers.
    pub max_batch_size: Option<u32>,
    /// Where the file names it.
    pub span: Span,
}

impl std::fmt::Display for FieldCoordinate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.type_name, self.field_name)
    }
}

impl std::str::FromStr for FieldCoordinate {
    type Err = NotACoordinate;

    fn from_str(text: &str) -> Result<Self, NotACoordinate> {
        match text.split_once('.') {
            Some((type_name, field_name)) if is_name(type_name) && is_name(field_name) => {
                Ok(Self {
                    type_name: type_name.to_owned(),
                    field_name: field_name.to_owned(),
                })
            }
            _ => Err(NotACoordinate),
        }
    }
}

/// The text is not of the form `Type.field`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACoordinate;

/// <https://spec.graphql.org/draft/#Name>
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

pub(super) fn read_all(
    node: &Node,
    problems: &mut Diagnostics,
) -> Option<IndexMap<FieldCoordinate, Resolver>> {
    let mut resolvers = IndexMap::new();
    for (key, node) in mapping(node, problems)? {
        let Ok(field) = key.parse() else {
            problems.push(diagnostics::not_a_field(node.key_place(), key));
            continue;
        };
        if let Some(resolver) = read(node, problems) {
            resolvers.insert(field, resolver);
        }
    }
    Some(resolvers)
}

/// The name of a data source, or a mapping.
fn read(node: &Node, problems: &mut Diagnostics) -> Option<Resolver> {
    if is_text(node) {
        return Some(Resolver {
            kind: ResolverKind::Unit {
                data_source: spanned_text(node, problems)?,
                max_batch_size: None,
            },
            caching: None,
            span: node.key_place(),
        });
    }
    let mut fields = Fields::open("a resolver", node, problems)?;
    let kind = if fields.has("pipeline") {
        if fields.has("data-source") {
            fields.report(diagnostics::unit_and_pipeline(node.key_place()));
        }
        let functions = fields.required("pipeline", list(spanned_text));
        functions.map(ResolverKind::Pipeline)
    } else {
        let data_source = fields.required("data-source", spanned_text);
        let max_batch_size = fields.optional("max-batch-size", integer(1..=2000));
        data_source.map(|data_source| ResolverKind::Unit {
            data_source,
            max_batch_size,
        })
    };
    let caching = fields.optional("caching", caching);
    fields.close();
    Some(Resolver {
        kind: kind?,
        caching,
        span: node.key_place(),
    })
}

fn caching(node: &Node, problems: &mut Diagnostics) -> Option<Caching> {
    let mut fields = Fields::open("`caching`", node, problems)?;
    let ttl = fields.required("ttl", duration(SECOND..=HOUR));
    let keys = fields.optional("keys", list(text));
    fields.close();
    Some(Caching {
        ttl: ttl?,
        keys: keys.unwrap_or_default(),
    })
}

/// The name of a data source, or a mapping.
pub(super) fn read_function(
    name: &str,
    node: &Node,
    problems: &mut Diagnostics,
) -> Option<PipelineFunction> {
    check_name(name, node, problems);
    if is_text(node) {
        return Some(PipelineFunction {
            data_source: spanned_text(node, problems)?,
            description: None,
            max_batch_size: None,
            span: node.key_place(),
        });
    }
    let mut fields = Fields::open("a pipeline function", node, problems)?;
    let data_source = fields.required("data-source", spanned_text);
    let description = fields.optional("description", text);
    let max_batch_size = fields.optional("max-batch-size", integer(1..=2000));
    fields.close();
    Some(PipelineFunction {
        data_source: data_source?,
        description,
        max_batch_size,
        span: node.key_place(),
    })
}
