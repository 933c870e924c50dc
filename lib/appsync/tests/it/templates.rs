//! What constructs become in a template.

use appsynth_appsync::*;
use appsynth_construct::{App, CfnResource, Environment, MemoryFiles, Scope};
use appsynth_diagnostics::{Sources, render};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::refused::{blog, code, schema};

/// Checks the resources of these types that the stack has, without metadata.
fn check(types: &[&str], add: impl FnOnce(&mut Scope<'_>), expected: Expect) {
    let resources = resources(Environment::new("dev"), add);
    let of_types = resources
        .into_iter()
        .filter(|(_, resource)| types.iter().any(|kind| resource["Type"] == *kind))
        .map(|(id, resource)| format!("{id}: {}\n", short(&resource)));
    expected.assert_eq(&of_types.collect::<String>());
}

/// Checks what the policies of all roles allow.
fn check_allowed(add: impl FnOnce(&mut Scope<'_>), expected: Expect) {
    let mut lines = String::new();
    for (id, resource) in resources(Environment::new("dev"), add) {
        let properties = &resource["Properties"];
        let inline = properties["Policies"].as_array().into_iter().flatten();
        let documents = inline
            .map(|policy| &policy["PolicyDocument"])
            .chain(properties.get("PolicyDocument"));
        for statement in
            documents.flat_map(|document| document["Statement"].as_array().into_iter().flatten())
        {
            lines += &format!(
                "{id}: {} on {}\n",
                statement["Action"], statement["Resource"]
            );
        }
    }
    expected.assert_eq(&lines);
}

fn resources(
    environment: Environment,
    add: impl FnOnce(&mut Scope<'_>),
) -> serde_json::Map<String, Value> {
    let files = MemoryFiles::new()
        .file(
            "functions/echo/index.mjs",
            "export const handler = (event) => event;",
        )
        .file("functions/echo/index.test.mjs", "")
        .file("functions/echo/.lambdaignore", "*.test.mjs\n");
    let mut app = App::new(environment, files);
    add(&mut app.stack("blog"));
    let synthesis = app.synth().unwrap_or_else(|failure| {
        let options = render::Options::default();
        panic!(
            "{}",
            render::full(&failure.diagnostics, &failure.sources, options)
        )
    });
    let template = synthesis.stacks[0].template.to_value();
    template["Resources"]
        .as_object()
        .cloned()
        .unwrap_or_default()
}

fn short(resource: &Value) -> String {
    let mut resource = resource.clone();
    if let Some(members) = resource.as_object_mut() {
        members.remove("Type");
        members.remove("Metadata");
    }
    print(&resource, 0)
}

/// JSON in which whatever fits into a line is on one.
fn print(value: &Value, depth: usize) -> String {
    let line = value.to_string();
    if line.len() + depth < 80 {
        return line;
    }
    let indent = " ".repeat(depth + 2);
    let (open, members, close) = match value {
        Value::Object(members) => {
            let print =
                |(key, member)| format!("\n{indent}\"{key}\": {}", print(member, depth + 2));
            ('{', members.iter().map(print).collect::<Vec<_>>(), '}')
        }
        Value::Array(members) => {
            let print = |member| format!("\n{indent}{}", print(member, depth + 2));
            ('[', members.iter().map(print).collect(), ']')
        }
        _ => return line,
    };
    format!("{open}{}\n{}{close}", members.join(","), " ".repeat(depth))
}

#[test]
fn a_table_has_what_was_asked_for() {
    let table = Table::new(Key::partition(string("id")).sort(number("version")))
        .global_index(
            GlobalIndex::new("byAuthor", Key::partition(string("author")))
                .projection(Projection::include(["title"]))
                .capacity(Capacity { read: 2, write: 1 }),
        )
        .local_index(LocalIndex::new("byTitle", string("title")).projection(Projection::KeysOnly))
        .name("posts")
        .billing(Billing::provisioned(5, 3))
        .class(TableClass::StandardInfrequentAccess)
        .stream(StreamView::NewAndOldImages)
        .time_to_live("expires")
        .point_in_time_recovery(true)
        .encryption(Encryption::CustomerManaged("alias/blog".into()))
        .deletion_protection(true)
        .removal(RemovalPolicy::Delete)
        .tag("team", "web");
    check(
        &["AWS::DynamoDB::Table"],
        |stack| {
            stack.add("Posts", table);
        },
        expect![[r#"
            Posts868B3EAD: {
              "DeletionPolicy": "Delete",
              "Properties": {
                "AttributeDefinitions": [
                  {"AttributeName":"id","AttributeType":"S"},
                  {"AttributeName":"version","AttributeType":"N"},
                  {"AttributeName":"author","AttributeType":"S"},
                  {"AttributeName":"title","AttributeType":"S"}
                ],
                "BillingMode": "PROVISIONED",
                "DeletionProtectionEnabled": true,
                "GlobalSecondaryIndexes": [
                  {
                    "IndexName": "byAuthor",
                    "KeySchema": [{"AttributeName":"author","KeyType":"HASH"}],
                    "Projection": {"NonKeyAttributes":["title"],"ProjectionType":"INCLUDE"},
                    "ProvisionedThroughput": {"ReadCapacityUnits":2,"WriteCapacityUnits":1}
                  }
                ],
                "KeySchema": [
                  {"AttributeName":"id","KeyType":"HASH"},
                  {"AttributeName":"version","KeyType":"RANGE"}
                ],
                "LocalSecondaryIndexes": [
                  {
                    "IndexName": "byTitle",
                    "KeySchema": [
                      {"AttributeName":"id","KeyType":"HASH"},
                      {"AttributeName":"title","KeyType":"RANGE"}
                    ],
                    "Projection": {"ProjectionType":"KEYS_ONLY"}
                  }
                ],
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled":true},
                "ProvisionedThroughput": {"ReadCapacityUnits":5,"WriteCapacityUnits":3},
                "SSESpecification": {"SSEEnabled":true,"KMSMasterKeyId":"alias/blog","SSEType":"KMS"},
                "StreamSpecification": {"StreamViewType":"NEW_AND_OLD_IMAGES"},
                "TableClass": "STANDARD_INFREQUENT_ACCESS",
                "TableName": "posts",
                "TimeToLiveSpecification": {"AttributeName":"expires","Enabled":true},
                "Tags": [{"Key":"team","Value":"web"}]
              },
              "UpdateReplacePolicy": "Delete"
            }
        "#]],
    );
}

#[test]
fn items_outlive_the_stack_except_on_the_users_own_machine() {
    let policy = |environment: &str| {
        let resources = resources(Environment::new(environment), |stack| {
            stack.add("Posts", Table::new(Key::partition(string("id"))));
        });
        resources
            .values()
            .map(|table| table["DeletionPolicy"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(policy("local"), [json!("Delete")]);
    assert_eq!(policy("dev"), [json!("Retain")]);
}

#[test]
fn an_api_has_what_was_asked_for() {
    check(
        &[
            "AWS::AppSync::GraphQLApi",
            "AWS::AppSync::ApiKey",
            "AWS::AppSync::ApiCache",
            "AWS::AppSync::DomainName",
            "AWS::AppSync::DomainNameApiAssociation",
            "AWS::Lambda::Permission",
            "AWS::Logs::LogGroup",
        ],
        |stack| {
            let pool = stack.add("Readers", UserPool::external("eu-west-1_readers"));
            let authorizer = stack.add("Authorizer", Function::external("authorizer"));
            let api = Api::new(schema(), Auth::user_pool(pool))
                .also(Auth::api_key(Days(30)))
                .also(Auth::iam())
                .also(Auth::oidc(
                    OidcIssuer::new("https://auth.example.com").client_id("blog"),
                ))
                .also(Auth::lambda(
                    LambdaAuthorizer::from(authorizer).time_to_live(Seconds(60)),
                ))
                .name("Blog")
                .log(
                    Logging::new(LogLevel::Error)
                        .verbose(false)
                        .retention(Days(30)),
                )
                .xray(true)
                .metrics(Metrics::chosen())
                .introspection(false)
                .query_depth_limit(5)
                .resolver_count_limit(100)
                .environment("STAGE", "dev")
                .visibility(Visibility::Private)
                .owner_contact("web team")
                .cache(Cache::new(CachingBehavior::PerResolver, Seconds(60)))
                .domain(CustomDomain::new(
                    "api.example.com",
                    "arn:aws:acm:us-east-1:111122223333:certificate/a",
                ))
                .tag("team", "web");
            stack.add("Api", api);
        },
        expect![[r#"
            ApiLogGroup1717FE17: {
              "DeletionPolicy": "Retain",
              "Properties": {
                "LogGroupName": {
                  "Fn::Join": ["",["/aws/appsync/apis/",{"Fn::GetAtt":["ApiF70053CD","ApiId"]}]]
                },
                "RetentionInDays": 30,
                "Tags": [{"Key":"team","Value":"web"}]
              },
              "UpdateReplacePolicy": "Retain"
            }
            ApiF70053CD: {
              "Properties": {
                "AuthenticationType": "AMAZON_COGNITO_USER_POOLS",
                "UserPoolConfig": {
                  "AwsRegion": "eu-west-1",
                  "UserPoolId": "eu-west-1_readers",
                  "DefaultAction": "ALLOW"
                },
                "AdditionalAuthenticationProviders": [
                  {"AuthenticationType":"API_KEY"},
                  {"AuthenticationType":"AWS_IAM"},
                  {
                    "AuthenticationType": "OPENID_CONNECT",
                    "OpenIDConnectConfig": {"ClientId":"blog","Issuer":"https://auth.example.com"}
                  },
                  {
                    "AuthenticationType": "AWS_LAMBDA",
                    "LambdaAuthorizerConfig": {
                      "AuthorizerResultTtlInSeconds": 60,
                      "AuthorizerUri": {
                        "Fn::Join": [
                          "",
                          [
                            "arn:",
                            {"Ref":"AWS::Partition"},
                            ":lambda:",
                            {"Ref":"AWS::Region"},
                            ":",
                            {"Ref":"AWS::AccountId"},
                            ":function:authorizer"
                          ]
                        ]
                      }
                    }
                  }
                ],
                "EnhancedMetricsConfig": {
                  "DataSourceLevelMetricsBehavior": "PER_DATA_SOURCE_METRICS",
                  "OperationLevelMetricsConfig": "ENABLED",
                  "ResolverLevelMetricsBehavior": "PER_RESOLVER_METRICS"
                },
                "EnvironmentVariables": {"STAGE":"dev"},
                "IntrospectionConfig": "DISABLED",
                "LogConfig": {
                  "CloudWatchLogsRoleArn": {"Fn::GetAtt":["ApiApiLogsRole90293F72","Arn"]},
                  "ExcludeVerboseContent": true,
                  "FieldLogLevel": "ERROR"
                },
                "Name": "Blog",
                "OwnerContact": "web team",
                "QueryDepthLimit": 5,
                "ResolverCountLimit": 100,
                "Visibility": "PRIVATE",
                "XrayEnabled": true,
                "Tags": [{"Key":"team","Value":"web"}]
              }
            }
            ApiDefaultApiKeyF991C37B: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Expires": {
                  "Fn::If": [
                    "ApiApiKeyExpiresUnset51329FAC",
                    {"Ref":"AWS::NoValue"},
                    {"Ref":"ApiApiKeyExpires4ACF028C"}
                  ]
                }
              }
            }
            ApiAuthorizerPermissionF9E2EDDC: {
              "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": {
                  "Fn::Join": [
                    "",
                    [
                      "arn:",
                      {"Ref":"AWS::Partition"},
                      ":lambda:",
                      {"Ref":"AWS::Region"},
                      ":",
                      {"Ref":"AWS::AccountId"},
                      ":function:authorizer"
                    ]
                  ]
                },
                "Principal": "appsync.amazonaws.com",
                "SourceArn": {"Fn::GetAtt":["ApiF70053CD","Arn"]}
              }
            }
            ApiCacheB14245D5: {
              "Properties": {
                "ApiCachingBehavior": "PER_RESOLVER_CACHING",
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "AtRestEncryptionEnabled": true,
                "TransitEncryptionEnabled": true,
                "Ttl": 60,
                "Type": "SMALL"
              }
            }
            ApiDomainName4E71E780: {
              "Properties": {
                "CertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/a",
                "DomainName": "api.example.com",
                "Tags": [{"Key":"team","Value":"web"}]
              }
            }
            ApiDomainAssociationFFA52EB8: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "DomainName": {"Fn::GetAtt":["ApiDomainName4E71E780","DomainName"]}
              }
            }
        "#]],
    );
}

#[test]
fn resolvers_and_functions_have_what_was_asked_for() {
    check(
        &[
            "AWS::AppSync::Resolver",
            "AWS::AppSync::FunctionConfiguration",
        ],
        |stack| {
            let blog = blog(stack);
            let function = stack.add("Rate", Function::external("rate"));
            let rate = stack.add("RateSource", DataSource::lambda(blog.api, function));
            let load = FunctionConfiguration::new(blog.posts, code()).description("loads a post");
            let functions = [
                stack.add("loadPost", load),
                stack.add("ratePost", FunctionConfiguration::new(rate, Code::direct())),
            ];
            let js = Code::js_inline(
                "export const request = () => ({}); export const response = (ctx) => ctx.prev.result;",
            );
            let field = blog.api.field("Query.getPost");
            stack.add("GetPost", Resolver::pipeline(field, functions).around(js));
            let resolver = Resolver::unit(blog.api.field("Post.title"), rate, Code::direct())
                .max_batch_size(10)
                .caching(Caching::new(Seconds(60)).key("$context.source.id"))
                .metrics(true);
            stack.add("Title", resolver);
        },
        expect![[r#"
            loadPostD21EE506: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "DataSourceName": {"Fn::GetAtt":["Posts868B3EAD","Name"]},
                "Description": "loads a post",
                "FunctionVersion": "2018-05-29",
                "Name": "loadPost",
                "RequestMappingTemplate": "{}",
                "ResponseMappingTemplate": "$util.toJson($ctx.result)"
              }
            }
            ratePost46A07FEF: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "DataSourceName": {"Fn::GetAtt":["RateSource2A85590A","Name"]},
                "Name": "ratePost"
              }
            }
            GetPost2B0242E6: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "FieldName": "getPost",
                "TypeName": "Query",
                "Kind": "PIPELINE",
                "PipelineConfig": {
                  "Functions": [
                    {"Fn::GetAtt":["loadPostD21EE506","FunctionId"]},
                    {"Fn::GetAtt":["ratePost46A07FEF","FunctionId"]}
                  ]
                },
                "Code": "export const request = () => ({}); export const response = (ctx) => ctx.prev.result;",
                "Runtime": {"Name":"APPSYNC_JS","RuntimeVersion":"1.0.0"}
              }
            }
            Title04245ABE: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "CachingConfig": {"CachingKeys":["$context.source.id"],"Ttl":60},
                "FieldName": "title",
                "MetricsConfig": "ENABLED",
                "TypeName": "Post",
                "DataSourceName": {"Fn::GetAtt":["RateSource2A85590A","Name"]},
                "Kind": "UNIT",
                "MaxBatchSize": 10
              }
            }
        "#]],
    );
}

#[test]
fn a_pipeline_without_code_gives_what_its_last_function_gives() {
    check(
        &["AWS::AppSync::Resolver"],
        |stack| {
            let blog = blog(stack);
            let load = stack.add("loadPost", FunctionConfiguration::new(blog.posts, code()));
            stack.add(
                "GetPost",
                Resolver::pipeline(blog.api.field("Query.getPost"), [load]),
            );
        },
        expect![[r#"
            GetPost2B0242E6: {
              "DependsOn": ["ApiSchema510EECD7"],
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "FieldName": "getPost",
                "TypeName": "Query",
                "Kind": "PIPELINE",
                "PipelineConfig": {"Functions":[{"Fn::GetAtt":["loadPostD21EE506","FunctionId"]}]},
                "RequestMappingTemplate": "{}",
                "ResponseMappingTemplate": "$util.toJson($ctx.result)"
              }
            }
        "#]],
    );
}

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
                "Name": "Read",
                "ServiceRoleArn": {"Fn::GetAtt":["ReadServiceRole2C10309D","Arn"]},
                "Type": "AMAZON_DYNAMODB",
                "DynamoDBConfig": {"AwsRegion":{"Ref":"AWS::Region"},"TableName":{"Ref":"Posts868B3EAD"}}
              }
            }
            Write20B66CD8: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "MetricsConfig": "ENABLED",
                "Name": "Write",
                "ServiceRoleArn": {"Fn::GetAtt":["WriteServiceRole54CB8098","Arn"]},
                "Type": "AMAZON_DYNAMODB",
                "DynamoDBConfig": {"AwsRegion":{"Ref":"AWS::Region"},"TableName":{"Ref":"Posts868B3EAD"}}
              }
            }
            Versioned173D5D8A: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Versioned",
                "ServiceRoleArn": {"Fn::GetAtt":["VersionedServiceRoleF02A6FE1","Arn"]},
                "Type": "AMAZON_DYNAMODB",
                "DynamoDBConfig": {
                  "AwsRegion": "us-east-1",
                  "DeltaSyncConfig": {
                    "BaseTableTTL": "43200",
                    "DeltaSyncTableName": {"Ref":"Delta207CAD30"},
                    "DeltaSyncTableTTL": "30"
                  },
                  "TableName": "users",
                  "Versioned": true
                }
              }
            }
            LambdaD247545B: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Lambda",
                "ServiceRoleArn": {"Fn::GetAtt":["LambdaServiceRoleA8ED4D3B","Arn"]},
                "Type": "AWS_LAMBDA",
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
                }
              }
            }
            Http36EFD62B: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Http",
                "Type": "HTTP",
                "HttpConfig": {"Endpoint":"https://example.com"}
              }
            }
            Signed0D26A803: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Signed",
                "ServiceRoleArn": {"Fn::GetAtt":["SignedServiceRole1A7AA104","Arn"]},
                "Type": "HTTP",
                "HttpConfig": {
                  "AuthorizationConfig": {
                    "AuthorizationType": "AWS_IAM",
                    "AwsIamConfig": {"SigningRegion":"eu-west-1","SigningServiceName":"states"}
                  },
                  "Endpoint": "https://states.eu-west-1.amazonaws.com"
                }
              }
            }
            Search14E54FC3: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Search",
                "ServiceRoleArn": {"Fn::GetAtt":["SearchServiceRole6943DBFA","Arn"]},
                "Type": "AMAZON_OPENSEARCH_SERVICE",
                "OpenSearchServiceConfig": {
                  "AwsRegion": {"Ref":"AWS::Region"},
                  "Endpoint": {"Fn::Join":["",["https://","posts.es.amazonaws.com"]]}
                }
              }
            }
            DatabaseB269D8BB: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Database",
                "ServiceRoleArn": {"Fn::GetAtt":["DatabaseServiceRoleA16F0C22","Arn"]},
                "Type": "RELATIONAL_DATABASE",
                "RelationalDatabaseConfig": {
                  "RdsHttpEndpointConfig": {
                    "AwsRegion": {"Ref":"AWS::Region"},
                    "AwsSecretStoreArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:stats-a1b2c3",
                    "DatabaseName": "stats",
                    "DbClusterIdentifier": "arn:aws:rds:eu-west-1:111122223333:cluster:stats"
                  },
                  "RelationalDatabaseSourceType": "RDS_HTTP_ENDPOINT"
                }
              }
            }
            EventsD32975C2: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Events",
                "ServiceRoleArn": {"Fn::GetAtt":["EventsServiceRoleBA0179C6","Arn"]},
                "Type": "AMAZON_EVENTBRIDGE",
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
                }
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
            SearchServiceRole6943DBFA: ["es:ESHttpGet","es:ESHttpHead"] on {"Fn::Join":["",["arn:aws:es:eu-west-1:111122223333:domain/posts","/*"]]}
            DatabaseServiceRoleA16F0C22: ["rds-data:BatchExecuteStatement","rds-data:BeginTransaction","rds-data:CommitTransaction","rds-data:ExecuteStatement","rds-data:RollbackTransaction"] on "arn:aws:rds:eu-west-1:111122223333:cluster:stats"
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
    let arn = "arn:aws:es:eu-west-1:111122223333:domain/posts";
    let domain = stack.add(
        "Domain",
        SearchDomain::external(arn, "posts.es.amazonaws.com"),
    );
    let arn = "arn:aws:rds:eu-west-1:111122223333:cluster:stats";
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
fn a_function_has_a_role_a_log_and_the_files_that_are_not_ignored() {
    check(
        &[
            "AWS::Lambda::Function",
            "AWS::IAM::Role",
            "AWS::Logs::LogGroup",
        ],
        |stack| {
            let code = FunctionCode::folder("functions/echo");
            let function = Function::new(Runtime::NodeJs22, "index.handler", code)
                .environment("STAGE", "dev")
                .timeout(Seconds(10))
                .memory_megabytes(256)
                .architecture(Architecture::Arm)
                .layer("arn:aws:lambda:eu-west-1:111122223333:layer:a:1")
                .log_retention(Days(7));
            stack.add("Echo", function);
        },
        expect![[r#"
            EchoLogGroup4CFE6FF3: {
              "DeletionPolicy": "Retain",
              "Properties": {"RetentionInDays":7},
              "UpdateReplacePolicy": "Retain"
            }
            EchoServiceRoleBE28060B: {
              "Properties": {
                "AssumeRolePolicyDocument": {
                  "Statement": [
                    {
                      "Action": "sts:AssumeRole",
                      "Effect": "Allow",
                      "Principal": {"Service":"lambda.amazonaws.com"}
                    }
                  ],
                  "Version": "2012-10-17"
                },
                "Policies": [
                  {
                    "PolicyDocument": {
                      "Statement": [
                        {
                          "Action": ["logs:CreateLogStream","logs:PutLogEvents"],
                          "Effect": "Allow",
                          "Resource": {"Fn::GetAtt":["EchoLogGroup4CFE6FF3","Arn"]}
                        }
                      ],
                      "Version": "2012-10-17"
                    },
                    "PolicyName": "Access"
                  }
                ]
              }
            }
            Echo11F3FB29: {
              "Properties": {
                "Architectures": ["arm64"],
                "Code": {
                  "S3Bucket": {"Fn::Sub":"cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"},
                  "S3Key": "6f4f16a7bd6135e6396c10f0bf48d3314ee1b6387eb64e3dacaa3ea955030175.zip"
                },
                "Environment": {"Variables":{"STAGE":"dev"}},
                "Handler": "index.handler",
                "Layers": ["arn:aws:lambda:eu-west-1:111122223333:layer:a:1"],
                "LoggingConfig": {"LogGroup":{"Ref":"EchoLogGroup4CFE6FF3"}},
                "MemorySize": 256,
                "Role": {"Fn::GetAtt":["EchoServiceRoleBE28060B","Arn"]},
                "Runtime": "nodejs22.x",
                "Timeout": 10
              }
            }
        "#]],
    );
}

#[test]
fn grants_add_up_in_one_policy_of_the_role() {
    check_allowed(
        |stack| {
            let posts = stack.add("Posts", Table::new(Key::partition(string("id"))));
            let role = stack.add("Role", Role::of_service("lambda.amazonaws.com"));
            let api = stack.add("Api", Api::new(schema(), Auth::iam()));
            stack.grant(role, posts.read());
            stack.grant(role, api.call(["Query.getPost", "Mutation.*"]));
            stack.grant(role, posts.read());
            let external = Role::external_arn("arn:aws:iam::111122223333:role/other");
            let external = stack.add("Other", external);
            stack.grant(external, posts.write());
        },
        expect![[r#"
            RoleDefaultPolicyEC8630DA: ["dynamodb:BatchGetItem","dynamodb:GetItem","dynamodb:Query","dynamodb:Scan"] on {"Fn::GetAtt":["Posts868B3EAD","Arn"]}
            RoleDefaultPolicyEC8630DA: "appsync:GraphQL" on [{"Fn::Join":["",[{"Fn::GetAtt":["ApiF70053CD","Arn"]},"/types/Query/fields/getPost"]]},{"Fn::Join":["",[{"Fn::GetAtt":["ApiF70053CD","Arn"]},"/types/Mutation/fields/*"]]}]
        "#]],
    );
}

#[test]
fn an_owned_resource_of_any_type_can_be_a_target() {
    check(
        &["AWS::AppSync::DataSource"],
        |stack| {
            let api = stack.add("Api", Api::new(schema(), Auth::iam()));
            let bus = CfnResource::new("AWS::Events::EventBus").property("Name", "blog");
            let bus = EventBusRef::of(stack.add("Bus", bus));
            stack.add("Events", DataSource::event_bus(api, bus));
        },
        expect![[r#"
            EventsD32975C2: {
              "Properties": {
                "ApiId": {"Fn::GetAtt":["ApiF70053CD","ApiId"]},
                "Name": "Events",
                "ServiceRoleArn": {"Fn::GetAtt":["EventsServiceRoleBA0179C6","Arn"]},
                "Type": "AMAZON_EVENTBRIDGE",
                "EventBridgeConfig": {"EventBusArn":{"Fn::GetAtt":["Bus","Arn"]}}
              }
            }
        "#]],
    );
}

#[test]
fn several_schema_files_are_one_schema() {
    let files = MemoryFiles::new()
        .file("schema/a.graphql", "type Query { posts: [Post] }")
        .file(
            "schema/b.graphql",
            "type Post { id: ID! } extend type Query { post(id: ID!): Post }",
        )
        .file("schema/notes.md", "");
    let mut app = App::new(Environment::local(), files);
    let mut stack = app.stack("blog");
    stack.add("Api", Api::new(SchemaSource::folder("schema"), Auth::iam()));
    let synthesis = app.synth().expect("no mistakes");
    expect![[r#"
        type Query {
          posts: [Post]
          post(id: ID!): Post
        }

        type Post {
          id: ID!
        }
    "#]]
    .assert_eq(&synthesis.legible_files["schema.graphql"]);
}

#[test]
fn every_half_of_a_resolver_is_a_file_under_its_familiar_name() {
    let mut app = App::new(Environment::local(), MemoryFiles::new());
    let mut stack = app.stack("blog");
    for id in ["First", "Second"] {
        let mut scope = stack.scope(id);
        let blog = blog(&mut scope);
        let load = scope.add("loadPost", FunctionConfiguration::new(blog.posts, code()));
        scope.add(
            "GetPost",
            Resolver::pipeline(blog.api.field("Query.getPost"), [load]),
        );
        let again = FunctionConfiguration::new(blog.posts, Code::js_inline("export {}"));
        scope.add("Again", again.name("loadPost"));
    }
    let synthesis = app.synth().expect("no mistakes");
    let paths: Vec<_> = synthesis.legible_files.keys().map(String::as_str).collect();
    expect![[r#"
        blog/Second/Api/resolvers/Query.getPost.req.vtl
        blog/Second/Api/resolvers/Query.getPost.res.vtl
        blog/Second/Api/resolvers/functions/blogSecondAgainE0E17E84.js
        blog/Second/Api/resolvers/functions/loadPost.req.vtl
        blog/Second/Api/resolvers/functions/loadPost.res.vtl
        blog/Second/Api/schema.graphql
        resolvers/Query.getPost.req.vtl
        resolvers/Query.getPost.res.vtl
        resolvers/functions/blogFirstAgain78002A23.js
        resolvers/functions/loadPost.req.vtl
        resolvers/functions/loadPost.res.vtl
        schema.graphql"#]]
    .assert_eq(&paths.join("\n"));
}

#[test]
fn a_mistake_in_the_schema_is_shown_in_the_schema() {
    let files = MemoryFiles::new().file(
        "blog.graphql",
        "type Query { post: Pots }\ntype Post { id: ID! }\n",
    );
    let mut app = App::new(Environment::local(), files);
    app.stack("blog")
        .add("Api", Api::new("blog.graphql", Auth::iam()));
    let failure = app.synth().expect_err("the type is misspelt");
    let place = failure
        .diagnostics
        .iter()
        .next()
        .map(|problem| (problem.message.clone(), place(&failure.sources, problem)));
    expect![[r#"
        Some(
            (
                "the type `Pots` is not defined",
                Some(
                    "blog.graphql:1:20",
                ),
            ),
        )
    "#]]
    .assert_debug_eq(&place);
}

fn place(sources: &Sources, problem: &appsynth_diagnostics::Diagnostic) -> Option<String> {
    let span = problem.labels.first()?.span;
    let source = sources.get(span.source)?;
    let at = source.line_column(span.start);
    Some(format!("{}:{}:{}", source.name(), at.line, at.column))
}
