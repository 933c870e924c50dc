//! Data sources in templates, and what they may do.

use appsynth_appsync::*;
use appsynth_construct::Scope;
use appsynth_resources::events::CfnEventBus;
use expect_test::expect;

use crate::stack::{check, check_allowed, schema};

#[test]
fn data_sources_are_configured_for_what_they_reach() {
    check(
        &["AWS::AppSync::DataSource"],
        |stack| {
            let api = stack.add("Api", Api::new(schema(), Auth::iam()));
            sources(stack, api);
        },
        expect![[r#"
            NoneF149F709: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Description": "nothing",
                "Name": "None",
                "Type": "NONE"
              }
            }
            Read0389503C: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "DynamoDBConfig": {"AwsRegion":{"Ref":"AWS::Region"},"TableName":{"Ref":"Posts868B3EAD"}},
                "Name": "Read",
                "ServiceRoleArn": {"Fn::GetAtt":["ReadServiceRole2C10309D","Arn"]},
                "Type": "AMAZON_DYNAMODB"
              }
            }
            Write20B66CD8: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "DynamoDBConfig": {"AwsRegion":{"Ref":"AWS::Region"},"TableName":{"Ref":"Posts868B3EAD"}},
                "MetricsConfig": "ENABLED",
                "Name": "Write",
                "ServiceRoleArn": {"Fn::GetAtt":["WriteServiceRole54CB8098","Arn"]},
                "Type": "AMAZON_DYNAMODB"
              }
            }
            Versioned173D5D8A: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "DynamoDBConfig": {
                  "AwsRegion": "us-east-1",
                  "DeltaSyncConfig": {
                    "BaseTableTTL": "43200",
                    "DeltaSyncTableName": {"Ref":"Delta207CAD30"},
                    "DeltaSyncTableTTL": "30"
                  },
                  "TableName": "users",
                  "Versioned": true
                },
                "Name": "Versioned",
                "ServiceRoleArn": {"Fn::GetAtt":["VersionedServiceRoleF02A6FE1","Arn"]},
                "Type": "AMAZON_DYNAMODB"
              }
            }
            LambdaD247545B: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "LambdaConfig": {
                  "LambdaFunctionArn": {
                    "Fn::Join": [
                      "",
                      [
                        "arn:",
                        {"Ref":"AWS::Partition"},
                        ":lambda:",
                        {"Ref":"AWS::Region"},
                        ":",
                        {"Ref":"AWS::AccountId"},
                        ":function:clean"
                      ]
                    ]
                  }
                },
                "Name": "Lambda",
                "ServiceRoleArn": {"Fn::GetAtt":["LambdaServiceRoleA8ED4D3B","Arn"]},
                "Type": "AWS_LAMBDA"
              }
            }
            Http36EFD62B: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "HttpConfig": {"Endpoint":"https://example.com"},
                "Name": "Http",
                "Type": "HTTP"
              }
            }
            Signed0D26A803: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "HttpConfig": {
                  "AuthorizationConfig": {
                    "AuthorizationType": "AWS_IAM",
                    "AwsIamConfig": {"SigningRegion":"eu-west-1","SigningServiceName":"states"}
                  },
                  "Endpoint": "https://states.eu-west-1.amazonaws.com"
                },
                "Name": "Signed",
                "ServiceRoleArn": {"Fn::GetAtt":["SignedServiceRole1A7AA104","Arn"]},
                "Type": "HTTP"
              }
            }
            Search14E54FC3: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Search",
                "OpenSearchServiceConfig": {
                  "AwsRegion": "eu-central-1",
                  "Endpoint": {"Fn::Join":["",["https://","posts.es.amazonaws.com"]]}
                },
                "ServiceRoleArn": {"Fn::GetAtt":["SearchServiceRole6943DBFA","Arn"]},
                "Type": "AMAZON_OPENSEARCH_SERVICE"
              }
            }
            DatabaseB269D8BB: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Database",
                "RelationalDatabaseConfig": {
                  "RdsHttpEndpointConfig": {
                    "AwsRegion": "eu-north-1",
                    "AwsSecretStoreArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:stats-a1b2c3",
                    "DatabaseName": "stats",
                    "DbClusterIdentifier": "arn:aws:rds:eu-north-1:111122223333:cluster:stats"
                  },
                  "RelationalDatabaseSourceType": "RDS_HTTP_ENDPOINT"
                },
                "ServiceRoleArn": {"Fn::GetAtt":["DatabaseServiceRoleA16F0C22","Arn"]},
                "Type": "RELATIONAL_DATABASE"
              }
            }
            EventsD32975C2: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "EventBridgeConfig": {
                  "EventBusArn": {
                    "Fn::Join": [
                      "",
                      [
                        "arn:",
                        {"Ref":"AWS::Partition"},
                        ":events:",
                        {"Ref":"AWS::Region"},
                        ":",
                        {"Ref":"AWS::AccountId"},
                        ":event-bus/default"
                      ]
                    ]
                  }
                },
                "Name": "Events",
                "ServiceRoleArn": {"Fn::GetAtt":["EventsServiceRoleBA0179C6","Arn"]},
                "Type": "AMAZON_EVENTBRIDGE"
              }
            }
            Model0301700E: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Model",
                "ServiceRoleArn": {"Fn::GetAtt":["ModelServiceRole8FC73651","Arn"]},
                "Type": "AMAZON_BEDROCK_RUNTIME"
              }
            }
        "#]],
    );
}

#[test]
fn data_sources_may_do_what_they_reach_for_and_no_more() {
    check_allowed(
        |stack| {
            let api = stack.add("Api", Api::new(schema(), Auth::iam()));
            sources(stack, api);
        },
        expect![[r#"
            ReadServiceRole2C10309D: ["dynamodb:BatchGetItem","dynamodb:GetItem"] on {"Fn::GetAtt":["Posts868B3EAD","Arn"]}
            ReadServiceRole2C10309D: ["dynamodb:Query","dynamodb:Scan"] on [{"Fn::GetAtt":["Posts868B3EAD","Arn"]},{"Fn::Join":["",[{"Fn::GetAtt":["Posts868B3EAD","Arn"]},"/index/*"]]}]
            WriteServiceRole54CB8098: ["dynamodb:BatchWriteItem","dynamodb:ConditionCheckItem","dynamodb:DeleteItem","dynamodb:PutItem","dynamodb:UpdateItem"] on {"Fn::GetAtt":["Posts868B3EAD","Arn"]}
            VersionedServiceRoleF02A6FE1: ["dynamodb:BatchGetItem","dynamodb:BatchWriteItem","dynamodb:ConditionCheckItem","dynamodb:DeleteItem","dynamodb:GetItem","dynamodb:PutItem","dynamodb:Query","dynamodb:Scan","dynamodb:UpdateItem"] on "arn:aws:dynamodb:us-east-1:444455556666:table/users"
            VersionedServiceRoleF02A6FE1: ["dynamodb:BatchGetItem","dynamodb:BatchWriteItem","dynamodb:ConditionCheckItem","dynamodb:DeleteItem","dynamodb:GetItem","dynamodb:PutItem","dynamodb:Query","dynamodb:Scan","dynamodb:UpdateItem"] on {"Fn::GetAtt":["Delta207CAD30","Arn"]}
            LambdaServiceRoleA8ED4D3B: "lambda:InvokeFunction" on {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":lambda:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":function:clean"]]}
            SignedServiceRole1A7AA104: "states:StartExecution" on "arn:aws:states:eu-west-1:111122223333:stateMachine:a"
            SearchServiceRole6943DBFA: ["es:ESHttpGet","es:ESHttpHead"] on {"Fn::Join":["",["arn:aws:es:eu-central-1:111122223333:domain/posts","/*"]]}
            DatabaseServiceRoleA16F0C22: ["rds-data:BatchExecuteStatement","rds-data:BeginTransaction","rds-data:CommitTransaction","rds-data:ExecuteStatement","rds-data:RollbackTransaction"] on "arn:aws:rds:eu-north-1:111122223333:cluster:stats"
            DatabaseServiceRoleA16F0C22: "secretsmanager:GetSecretValue" on "arn:aws:secretsmanager:eu-west-1:111122223333:secret:stats-a1b2c3"
            EventsServiceRoleBA0179C6: "events:PutEvents" on {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":events:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":event-bus/default"]]}
            ModelServiceRole8FC73651: "bedrock:InvokeModel" on {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":bedrock:",{"Ref":"AWS::Region"},"::foundation-model/amazon.titan-text-lite-v1"]]}
        "#]],
    );
}

/// A data source of every kind.
fn sources(stack: &mut Scope<'_>, api: ApiRef) {
    let key = || Key::partition(string("id"));
    let posts = stack.add(
        "Posts",
        Table::new(key()).index("byAuthor", Key::partition(string("author"))),
    );
    let delta = stack.add(
        "Delta",
        Table::new(Key::partition(string("ds_pk")).sort(string("ds_sk"))),
    );
    let users = "arn:aws:dynamodb:us-east-1:444455556666:table/users";
    let users = stack.add("Users", Table::external_arn(users));
    let clean = stack.add("Clean", Function::external("clean"));
    let arn = "arn:aws:es:eu-central-1:111122223333:domain/posts";
    let domain = stack.add(
        "Domain",
        SearchDomain::external(arn, "posts.es.amazonaws.com"),
    );
    let arn = "arn:aws:rds:eu-north-1:111122223333:cluster:stats";
    let cluster = stack.add("Cluster", DatabaseCluster::external(arn));
    let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:stats-a1b2c3";
    let secret = stack.add("Secret", Secret::external(arn));
    let bus = stack.add("Bus", EventBus::external("default"));

    stack.add("None", DataSource::none(api).description("nothing"));
    stack.add("Read", DataSource::table(api, posts).access(Access::Read));
    stack.add(
        "Write",
        DataSource::table(api, posts)
            .access(Access::Write)
            .metrics(true),
    );
    let delta_sync = DeltaSync {
        table: delta,
        base_minutes: 43_200,
        delta_minutes: 30,
    };
    stack.add(
        "Versioned",
        DataSource::table(api, users).versioned(delta_sync),
    );
    stack.add("Lambda", DataSource::lambda(api, clean));
    stack.add("Http", DataSource::http(api, "https://example.com"));
    let start = Statement::allow(
        ["states:StartExecution"],
        ["arn:aws:states:eu-west-1:111122223333:stateMachine:a"],
    );
    let signed = DataSource::http(api, "https://states.eu-west-1.amazonaws.com");
    stack.add("Signed", signed.signed("eu-west-1", "states", start));
    stack.add(
        "Search",
        DataSource::search(api, domain).access(Access::Read),
    );
    stack.add(
        "Database",
        DataSource::database(api, cluster, secret).database_name("stats"),
    );
    stack.add("Events", DataSource::event_bus(api, bus));
    stack.add(
        "Model",
        DataSource::bedrock(api, ["amazon.titan-text-lite-v1"]),
    );
}

#[test]
fn an_owned_event_bus_is_used_like_an_external_one() {
    check(
        &["AWS::AppSync::DataSource"],
        |stack| {
            let api = stack.add("Api", Api::new(schema(), Auth::iam()));
            let bus = stack.add("Bus", CfnEventBus::new("blog"));
            stack.add("Events", DataSource::event_bus(api, bus));
        },
        expect![[r#"
            EventsD32975C2: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "EventBridgeConfig": {"EventBusArn":{"Fn::GetAtt":["Bus","Arn"]}},
                "Name": "Events",
                "ServiceRoleArn": {"Fn::GetAtt":["EventsServiceRoleBA0179C6","Arn"]},
                "Type": "AMAZON_EVENTBRIDGE"
              }
            }
        "#]],
    );
}
