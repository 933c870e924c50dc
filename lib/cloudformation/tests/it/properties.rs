//! Properties of resources against the schemas of their types.

use appsynth_cloudformation::{LogicalId, check_properties};
use expect_test::{Expect, expect};

use crate::template;

/// What is wrong with properties in YAML, one a line.
fn check(kind: &str, properties: &str, expected: Expect) {
    let properties = properties.replace('\n', "\n      ");
    let yaml = format!("Resources:\n  R:\n    Type: {kind}\n    Properties:{properties}");
    let template = template(&yaml);
    let resource = &template.resources[&LogicalId("R".into())];
    let lines: Vec<_> = check_properties(kind, &resource.properties)
        .into_iter()
        .map(|problem| {
            let help = problem.help.map(|help| format!(" ({help})"));
            let (code, message) = (problem.code.id, problem.message);
            format!(
                "{code} {}: {message}{}\n",
                problem.path,
                help.unwrap_or_default()
            )
        })
        .collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn good_properties_pass() {
    check(
        "AWS::DynamoDB::Table",
        "
BillingMode: PAY_PER_REQUEST
AttributeDefinitions:
  - { AttributeName: id, AttributeType: S }
KeySchema:
  - { AttributeName: id, KeyType: HASH }
GlobalSecondaryIndexes:
  - IndexName: byAuthor
    KeySchema: [{ AttributeName: author, KeyType: HASH }]
    Projection: { ProjectionType: ALL }
SSESpecification: { SSEEnabled: true }
Tags: [{ Key: a, Value: b }]",
        expect![""],
    );
    check(
        "AWS::AppSync::GraphQLApi",
        "
Name: blog
AuthenticationType: API_KEY
XrayEnabled: 'true'
QueryDepthLimit: '5'
EnvironmentVariables: { STAGE: dev }
AdditionalAuthenticationProviders:
  - AuthenticationType: AWS_IAM",
        expect![""],
    );
    check(
        "AWS::IAM::Role",
        "
AssumeRolePolicyDocument:
  Version: '2012-10-17'
  Statement:
    - { Effect: Allow, Principal: { Service: appsync.amazonaws.com }, Action: sts:AssumeRole }",
        expect![""],
    );
}

#[test]
fn every_kind_of_mistake_is_found_at_once() {
    check(
        "AWS::DynamoDB::Table",
        "
TabelName: posts
Arn: arn:aws:x
BillingMode: PAY_PER_REQEST
TableName: a?
DeletionProtectionEnabled: maybe
AttributeDefinitions:
  - { AttributeName: id, AttributeType: X }
  - { AttributeName: id, AttributeType: X }
ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: many }
PointInTimeRecoverySpecification: { RecoveryPeriodInDays: 40 }
StreamSpecification: [NEW_IMAGE]
Tags: null",
        expect![[r#"
            AS5111 TabelName: `AWS::DynamoDB::Table` has no property `TabelName` (there is one with a similar name: `TableName`)
            AS5116 Arn: `Arn` is set, but only AWS sets it (remove it; `Fn::GetAtt` of `Arn` reads it)
            AS5114 BillingMode: `BillingMode` cannot be `PAY_PER_REQEST` (there is a similar one: `PAY_PER_REQUEST`)
            AS5113 DeletionProtectionEnabled: `DeletionProtectionEnabled` must be true or false, not text
            AS5114 AttributeDefinitions[0].AttributeType: `AttributeDefinitions[0].AttributeType` cannot be `X` (it can be `B`, `N`, `S`)
            AS5114 AttributeDefinitions[1].AttributeType: `AttributeDefinitions[1].AttributeType` cannot be `X` (it can be `B`, `N`, `S`)
            AS5114 AttributeDefinitions[1]: `AttributeDefinitions[1]` is there already (remove it: the items of this list must differ)
            AS5113 ProvisionedThroughput.WriteCapacityUnits: `ProvisionedThroughput.WriteCapacityUnits` must be a whole number, not text
            AS5114 PointInTimeRecoverySpecification.RecoveryPeriodInDays: `PointInTimeRecoverySpecification.RecoveryPeriodInDays` must be 1 to 35, not 40
            AS5115 PointInTimeRecoverySpecification: `PointInTimeRecoverySpecification` has `RecoveryPeriodInDays`, which needs `PointInTimeRecoveryEnabled`
            AS5113 StreamSpecification: `StreamSpecification` must be an object, not a list
            AS5113 Tags: `Tags` is null, which CloudFormation refuses (leave the property out)
            AS5112 : `AWS::DynamoDB::Table` needs `KeySchema`
        "#]],
    );
}

#[test]
fn functions_are_trusted_as_far_as_they_can_fit() {
    check(
        "AWS::Lambda::Function",
        "
Role: !GetAtt Role.Arn
Code: !If [Inline, { ZipFile: x }, { S3Bucket: b }]
Timeout: !Ref Timeout
Layers: !Split [',', !Ref Layers]
Handler: !Split [',', a]
Environment: !Sub text
Tags: !If [Tagged, [{ Kay: a }], !Ref AWS::NoValue]",
        expect![[r#"
            AS5114 Code.S3Bucket: the length of `Code.S3Bucket` must be 3 to 63, not 1
            AS5113 Handler: `Handler` must be text, not the list that the function gives
            AS5113 Environment: `Environment` must be an object, not the text that the function gives
            AS5111 Tags[0].Kay: `Tags[0]` has no property `Kay` (there is one with a similar name: `Key`)
            AS5112 Tags[0]: `Tags[0]` needs `Key`
        "#]],
    );
}

#[test]
fn a_required_property_without_value_is_missing() {
    check(
        "AWS::SSM::Parameter",
        "
Type: String
Value: !Ref AWS::NoValue",
        expect![[r#"
            AS5112 : `AWS::SSM::Parameter` needs `Value`
        "#]],
    );
}

#[test]
fn dynamic_references_are_not_looked_into() {
    check(
        "AWS::RDS::DBCluster",
        "
Engine: aurora-mysql
MasterUsername: '{{resolve:secretsmanager:s:SecretString:username}}'
MasterUserPassword: '{{resolve:secretsmanager:s:SecretString:password}}'
BackupRetentionPeriod: '{{resolve:ssm:days}}'",
        expect![""],
    );
}

#[test]
fn members_that_depend_on_one_another_are_checked() {
    check(
        "AWS::Events::Connection",
        "
AuthorizationType: API_KEY
AuthParameters:
  BasicAuthParameters: { Username: a, Password: b }
  ApiKeyAuthParameters: { ApiKeyName: a, ApiKeyValue: b }",
        expect![[r#"
            AS5115 AuthParameters: `AuthParameters` can have only one of `BasicAuthParameters` or `OAuthParameters` or `ApiKeyAuthParameters`
        "#]],
    );
    check(
        "AWS::Events::Rule",
        " { Name: tick }",
        expect![[r#"
        AS5115 : `AWS::Events::Rule` needs `EventPattern` or `ScheduleExpression`
    "#]],
    );
    check(
        "AWS::RDS::DBCluster",
        " { Engine: aurora-mysql, MasterUserPassword: secret }",
        expect![[r#"
            AS5115 : `AWS::RDS::DBCluster` has `MasterUserPassword`, which needs `MasterUsername`
        "#]],
    );
    check(
        "AWS::RDS::DBInstance",
        " { SourceDBInstanceIdentifier: a, MasterUsername: b }",
        expect![[r#"
            AS5115 : `AWS::RDS::DBInstance` cannot have both `SourceDBInstanceIdentifier` and `MasterUsername`
        "#]],
    );
}

#[test]
fn types_without_a_schema_are_not_checked() {
    check("AWS::EC2::Instance", " { Anything: 1 }", expect![""]);
    check("Custom::Thing", " { Anything: 1 }", expect![""]);
}
