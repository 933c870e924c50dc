//! `Custom::AmplifyDynamoDBTable`: the table of a model where Amplify's own custom resource keeps the tables.
//!
//! Its properties are those of an `AWS::DynamoDB::Table` with small first letters:
//! <https://github.com/aws-amplify/amplify-category-api/tree/main/packages/amplify-graphql-model-transformer/src/resources/amplify-dynamodb-table>

use serde_json::{Map, Value};

use super::{Identity, Place, dynamodb};

/// The table that such a resource makes, as CloudFormation's own resource would describe it.
///
/// `None` for any other resource.
pub(super) fn table(kind: &str, properties: &Map<String, Value>) -> Option<Map<String, Value>> {
    let is_one = matches!(
        kind,
        "Custom::AmplifyDynamoDBTable" | "Custom::ImportedAmplifyDynamoDBTable"
    );
    is_one.then(|| capitalized(properties))
}

/// The identity of the table, with the attributes by which Amplify's templates know it.
pub(super) fn identity(place: Place<'_>, table: &Map<String, Value>) -> Identity {
    let mut identity = dynamodb::identity(dynamodb::TABLE, place, table);
    let name = identity.reference.clone();
    let (arn, stream) = (identity.attribute("Arn"), identity.attribute("StreamArn"));
    identity.attributes.extend([
        ("TableArn".to_owned(), arn),
        ("TableStreamArn".to_owned(), stream),
        ("TableName".to_owned(), name.into()),
    ]);
    identity
}

fn capitalized(members: &Map<String, Value>) -> Map<String, Value> {
    let members = members.iter();
    members
        .map(|(name, value)| (capitalized_name(name), capitalized_value(value)))
        .collect()
}

fn capitalized_value(value: &Value) -> Value {
    match value {
        Value::Object(members) => capitalized(members).into(),
        Value::Array(items) => items.iter().map(capitalized_value).collect(),
        other => other.clone(),
    }
}

fn capitalized_name(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
