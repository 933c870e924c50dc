//! APIs in templates.

use appsynth_appsync::*;
use appsynth_construct::{App, Environment, MemoryFiles, Scope};
use appsynth_diagnostics::{Diagnostic, Sources};
use expect_test::expect;

use crate::stack::{check, schema};

/// An API with everything that one can have.
fn add_everything(stack: &mut Scope<'_>) {
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
}

#[test]
fn an_api_has_the_settings_that_were_asked_for() {
    check(
        &["AWS::AppSync::GraphQLApi"],
        add_everything,
        expect![[r#"
            ApiF70053CD: {
              "Properties": {
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
                "AuthenticationType": "AMAZON_COGNITO_USER_POOLS",
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
                "UserPoolConfig": {
                  "AwsRegion": "eu-west-1",
                  "DefaultAction": "ALLOW",
                  "UserPoolId": "eu-west-1_readers"
                },
                "Visibility": "PRIVATE",
                "XrayEnabled": true,
                "Tags": [{"Key":"team","Value":"web"}]
              }
            }
        "#]],
    );
}

#[test]
fn an_api_logs_to_a_group_that_is_kept() {
    check(
        &["AWS::Logs::LogGroup"],
        add_everything,
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
        "#]],
    );
}

#[test]
fn an_api_key_expires_when_the_deployment_says() {
    check(
        &["AWS::AppSync::ApiKey"],
        add_everything,
        expect![[r#"
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
        "#]],
    );
}

#[test]
fn an_authorizer_may_be_invoked_by_its_api_only() {
    check(
        &["AWS::Lambda::Permission"],
        add_everything,
        expect![[r#"
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
        "#]],
    );
}

#[test]
fn a_cache_is_encrypted() {
    check(
        &["AWS::AppSync::ApiCache"],
        add_everything,
        expect![[r#"
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
        "#]],
    );
}

#[test]
fn a_domain_is_that_of_its_api() {
    check(
        &[
            "AWS::AppSync::DomainName",
            "AWS::AppSync::DomainNameApiAssociation",
        ],
        add_everything,
        expect![[r#"
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

fn place(sources: &Sources, problem: &Diagnostic) -> Option<String> {
    let span = problem.labels.first()?.span;
    let source = sources.get(span.source)?;
    let at = source.line_column(span.start);
    Some(format!("{}:{}:{}", source.name(), at.line, at.column))
}

#[test]
fn a_schema_that_no_template_would_hold_is_uploaded() {
    let fields: String = (0..30_000)
        .map(|number| format!("field{number}: String\n"))
        .collect();
    let mut app = App::new(Environment::local(), MemoryFiles::new());
    let schema = SchemaSource::text(format!("type Query {{ {fields} }}"));
    app.stack("blog").add("Api", Api::new(schema, Auth::iam()));
    let synthesis = app.synth().expect("no mistakes");
    let stack = &synthesis.stacks[0];
    let (hash, _) = stack.assets.first().expect("an asset");
    assert!(stack.text.contains("\"DefinitionS3Location\""));
    assert!(stack.text.contains(&format!("/{hash}.graphql")));
}
