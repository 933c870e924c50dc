//! Typed resources as they come out in a template.

use appsynth_construct::{App, Environment, MemoryFiles, Scope, Value};
use appsynth_resources::appsync::{
    CfnDataSource, CfnGraphQLApi, DataSourceDynamoDBConfig, DataSourceType,
    GraphQLApiAuthenticationType,
};
use appsynth_resources::dynamodb::{
    CfnTable, TableAttributeDefinition, TableAttributeType, TableBillingMode,
    TableGlobalSecondaryIndex, TableKeySchema, TableKeyType, TableProjection,
};
use appsynth_resources::iam::CfnRole;
use expect_test::{Expect, expect};

/// The properties of each resource that `build` adds, one a line.
fn check(build: impl FnOnce(&mut Scope<'_>), expected: Expect) {
    let mut app = App::new(Environment::local(), MemoryFiles::new());
    build(&mut app.stack("blog"));
    let synthesis = app.synth().unwrap_or_else(|failure| {
        panic!("{:?}", failure.diagnostics);
    });
    let resources = synthesis
        .stacks
        .iter()
        .flat_map(|stack| &stack.template.resources);
    let lines = resources.map(|(_, resource)| {
        let properties = appsynth_cloudformation::Expr::Map(resource.properties.clone());
        format!("{}: {}\n", resource.kind, properties.to_value())
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn properties_have_the_names_and_the_order_of_the_schema() {
    check(
        |scope| {
            let hash = |name: &str| TableKeySchema::new(name, TableKeyType::Hash);
            scope.add(
                "Posts",
                CfnTable {
                    table_name: Some("posts".into()),
                    global_secondary_indexes: vec![TableGlobalSecondaryIndex::new(
                        "byAuthor",
                        [hash("author")],
                        TableProjection::default(),
                    )],
                    attribute_definitions: vec![
                        TableAttributeDefinition::new("id", TableAttributeType::S),
                        TableAttributeDefinition::new("author", TableAttributeType::S),
                    ],
                    billing_mode: Some(TableBillingMode::PayPerRequest.into()),
                    deletion_protection_enabled: Some(false.into()),
                    ..CfnTable::new([hash("id")])
                },
            );
        },
        expect![[r#"
            AWS::DynamoDB::Table: {"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},{"AttributeName":"author","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST","DeletionProtectionEnabled":false,"GlobalSecondaryIndexes":[{"IndexName":"byAuthor","KeySchema":[{"AttributeName":"author","KeyType":"HASH"}],"Projection":{}}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"TableName":"posts"}
        "#]],
    );
}

#[test]
fn handles_refer_to_the_resource() {
    check(
        |scope| {
            let mut api = CfnGraphQLApi::new(GraphQLApiAuthenticationType::ApiKey, "blog");
            api.query_depth_limit = Some(5.into());
            api.environment_variables
                .insert("STAGE".to_owned(), "dev".into());
            let api = scope.add("Api", api);
            let table = scope.add(
                "Posts",
                CfnTable::new([TableKeySchema::new("id", TableKeyType::Hash)]),
            );
            let config = DataSourceDynamoDBConfig::new(
                Value::from("eu-west-1".to_owned()),
                table.reference(),
            );
            scope.add(
                "Source",
                CfnDataSource {
                    description: Some(table.stream_arn()),
                    dynamodb_config: Some(config),
                    ..CfnDataSource::new(api.api_id(), "Posts", DataSourceType::AmazonDynamodb)
                },
            );
        },
        expect![[r#"
            AWS::AppSync::GraphQLApi: {"AuthenticationType":"API_KEY","EnvironmentVariables":{"STAGE":"dev"},"Name":"blog","QueryDepthLimit":5}
            AWS::DynamoDB::Table: {"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]}
            AWS::AppSync::DataSource: {"ApiId":{"Fn::GetAtt":["Api","ApiId"]},"Description":{"Fn::GetAtt":["Posts","StreamArn"]},"DynamoDBConfig":{"AwsRegion":"eu-west-1","TableName":{"Ref":"Posts"}},"Name":"Posts","Type":"AMAZON_DYNAMODB"}
        "#]],
    );
}

#[test]
fn json_is_given_as_it_stands() {
    check(
        |scope| {
            let document = appsynth_cloudformation::Map::from_iter([(
                "Version".to_owned(),
                "2012-10-17".into(),
            )]);
            scope.add("Role", CfnRole::new(document));
        },
        expect![[r#"
            AWS::IAM::Role: {"AssumeRolePolicyDocument":{"Version":"2012-10-17"}}
        "#]],
    );
}

#[test]
fn the_modules_are_of_the_pinned_release() {
    let version = appsynth_cloudformation::schemas::SCHEMA_VERSION;
    let source = include_str!("../../src/generated/appsync.rs");
    assert!(source.contains(&format!(
        "from the schemas of cfn-lint {version}: do not edit"
    )));
}
