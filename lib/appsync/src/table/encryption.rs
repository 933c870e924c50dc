//! The keys that tables are encrypted with, and leave to use them.

use appsynth_cloudformation::Map;
use appsynth_construct::{NodeId, Scope, Value};
use appsynth_resources::dynamodb as cfn;

use crate::reference::{arn, attribute, reference};
use crate::role::Statement;

/// The key a table is encrypted with.
///
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html>
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Encryption {
    /// A key that DynamoDB owns: no cost, no trail.
    #[default]
    DynamoDb,
    /// The account's key for DynamoDB, which AWS manages.
    AwsManaged,
    /// A key of KMS, by its ARN, its id, or its alias (`alias/…`). Whoever may use the table may use the key for it.
    CustomerManaged(Value<String>),
}

impl Encryption {
    pub(super) fn specification(&self) -> Option<cfn::TableSSESpecification> {
        match self {
            Self::DynamoDb => None,
            Self::AwsManaged => Some(cfn::TableSSESpecification::new(true)),
            Self::CustomerManaged(key) => Some(cfn::TableSSESpecification {
                kms_master_key_id: Some(key.clone()),
                sse_type: Some(cfn::TableSSEType::Kms.into()),
                ..cfn::TableSSESpecification::new(true)
            }),
        }
    }

    /// The customer's key as something that leave can be given for, below the table; none if it is not the
    /// customer's.
    pub(super) fn key(&self, table: &mut Scope<'_>) -> Option<TableKey> {
        let Self::CustomerManaged(key) = self else {
            return None;
        };
        let alias = key.known().and_then(|key| {
            let name = key.rsplit_once(':').map_or(key.as_str(), |(_, name)| name);
            name.starts_with("alias/").then(|| name.to_owned())
        });
        let resource = match (&alias, key.known()) {
            (Some(_), _) => arn("kms", ["key/*".into()]),
            (None, Some(id)) if !id.starts_with("arn:") => {
                arn("kms", ["key/".into(), id.as_str().into()])
            }
            _ => key.clone(),
        };
        let is_alias = alias.is_some();
        let alias = alias.map(|alias| ("Alias".to_owned(), alias.into()));
        let mut scope = table.scope("Key");
        scope.external(resource, alias.into_iter().collect::<Map<_>>());
        Some(TableKey {
            node: scope.node(),
            is_alias,
        })
    }
}

/// The customer's key of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TableKey {
    node: NodeId,
    /// Whether it is known by an alias only, which no ARN in a policy may be.
    is_alias: bool,
}

impl TableKey {
    /// What whoever reads or writes items needs of the key: DynamoDB uses it in their name.
    ///
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html>
    pub(super) fn usage(self, writes: bool) -> Statement {
        let reading = ["kms:Decrypt", "kms:DescribeKey"];
        let writing = ["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
        let writing = writing.iter().filter(|_| writes);
        let actions = reading.iter().chain(writing).copied();
        let statement = Statement::allow(actions, [reference(self.node)]).condition(
            "StringLike",
            "kms:ViaService",
            "dynamodb.*",
        );
        if self.is_alias {
            let alias = attribute(self.node, "Alias");
            return statement.condition("ForAnyValue:StringEquals", "kms:ResourceAliases", alias);
        }
        statement
    }
}
