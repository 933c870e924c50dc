//! Tags of apps, stacks and scopes, applied to the resources below them.

use appsynth_cloudformation::{Expr, Map};
use indexmap::IndexMap;

use crate::tree::{NodeIndex, Tree};

/// How a resource type takes its tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagFormat {
    /// A list of `{Key, Value}`.
    List,
    /// An object of values by key.
    Map,
}

impl Tree {
    pub(crate) fn tag(&mut self, at: NodeIndex, key: String, value: String) {
        self.tags.entry(at).or_default().insert(key, value);
    }

    /// The tags that count at a node; those of a nearer scope win.
    pub(crate) fn tags_at(&self, at: NodeIndex) -> IndexMap<String, String> {
        let mut tags = IndexMap::new();
        if self.tags.is_empty() {
            return tags;
        }
        let mut scopes: Vec<_> = self
            .ancestors(at)
            .filter_map(|scope| self.tags.get(&scope))
            .collect();
        scopes.reverse();
        for (key, value) in scopes.into_iter().flatten() {
            tags.insert(key.clone(), value.clone());
        }
        tags
    }
}

/// Adds tags to a resource's properties, if its type takes tags. The resource's own tags win.
pub(crate) fn apply<R>(kind: &str, properties: &mut Map<R>, tags: IndexMap<String, String>) {
    let Some((property, format)) = tag_property(kind).filter(|_| !tags.is_empty()) else {
        return;
    };
    match format {
        TagFormat::List => {
            let own = properties
                .entry(property.to_owned())
                .or_insert_with(|| Expr::List(Vec::new()));
            let Expr::List(list) = own else { return };
            for (key, value) in tags {
                if !list.iter().any(|entry| is_tag(entry, &key)) {
                    list.push(Expr::Map(Map::from([
                        ("Key".to_owned(), key.into()),
                        ("Value".to_owned(), value.into()),
                    ])));
                }
            }
        }
        TagFormat::Map => {
            let own = properties
                .entry(property.to_owned())
                .or_insert_with(|| Expr::Map(Map::new()));
            let Expr::Map(map) = own else { return };
            for (key, value) in tags {
                map.entry(key).or_insert_with(|| value.into());
            }
        }
    }
}

fn is_tag<R>(entry: &Expr<R>, key: &str) -> bool {
    matches!(entry, Expr::Map(tag) if matches!(tag.get("Key"), Some(Expr::Text(own)) if own == key))
}

/// The property that takes tags, for the types this product's constructs make.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>
fn tag_property(kind: &str) -> Option<(&'static str, TagFormat)> {
    match kind {
        "AWS::AppSync::Api"
        | "AWS::AppSync::ChannelNamespace"
        | "AWS::AppSync::DomainName"
        | "AWS::AppSync::GraphQLApi"
        | "AWS::CloudFormation::Stack"
        | "AWS::DynamoDB::Table"
        | "AWS::Events::EventBus"
        | "AWS::Events::Rule"
        | "AWS::IAM::ManagedPolicy"
        | "AWS::IAM::Role"
        | "AWS::IAM::User"
        | "AWS::KMS::Key"
        | "AWS::Lambda::Function"
        | "AWS::Logs::LogGroup"
        | "AWS::OpenSearchService::Domain"
        | "AWS::RDS::DBCluster"
        | "AWS::RDS::DBInstance"
        | "AWS::S3::Bucket"
        | "AWS::SNS::Topic"
        | "AWS::SQS::Queue"
        | "AWS::SecretsManager::Secret" => Some(("Tags", TagFormat::List)),
        "AWS::SSM::Parameter" => Some(("Tags", TagFormat::Map)),
        "AWS::Cognito::UserPool" => Some(("UserPoolTags", TagFormat::Map)),
        _ => None,
    }
}
