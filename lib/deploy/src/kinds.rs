//! The types of resources that are treated in a way of their own.

pub(crate) const API: &str = "AWS::AppSync::GraphQLApi";
pub(crate) const NESTED_STACK: &str = "AWS::CloudFormation::Stack";
pub(crate) const TABLE: &str = "AWS::DynamoDB::Table";
const GLOBAL_TABLE: &str = "AWS::DynamoDB::GlobalTable";
/// The type under which Amplify Gen 2 makes its tables, by a function of its own.
pub(crate) const AMPLIFY_TABLE: &str = "Custom::AmplifyDynamoDBTable";

/// What a table may be to its stack.
pub(crate) const TABLES: [&str; 3] = [TABLE, GLOBAL_TABLE, AMPLIFY_TABLE];

/// Whether resources of a type are tables that CloudFormation itself makes.
pub(crate) fn is_table(kind: &str) -> bool {
    matches!(kind, TABLE | GLOBAL_TABLE)
}

/// The types of resources whose deletion loses what users have put in.
const HOLD_DATA: [&str; 15] = [
    AMPLIFY_TABLE,
    "AWS::Cognito::IdentityPool",
    "AWS::Cognito::UserPool",
    GLOBAL_TABLE,
    TABLE,
    "AWS::EFS::FileSystem",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::OpenSearchService::Domain",
    "AWS::Elasticsearch::Domain",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
];

/// Whether resources of a type hold data.
pub(crate) fn holds_data(kind: &str) -> bool {
    HOLD_DATA.contains(&kind)
}
