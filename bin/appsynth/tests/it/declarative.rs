//! What `appsynth.yaml` becomes in the template.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{run, succeed};

const EVERYTHING: &str = r#"
app: shop
tags: { team: web }
api:
  name: Shop
  schema: schema
  resolver-runtime: vtl
  auth:
    default: user-pool
    additional: [api-key, iam, oidc, lambda]
    api-key: { expires: 30d }
    user-pool: { id: eu-west-1_AbCdEf123, app-client-regex: "web.*" }
    oidc: { issuer: "https://issuer.example", client-id: mobile, auth-ttl: 1h, issued-ttl: 2h }
    lambda: { function: authorize, result-ttl: 5m, identity-validation: "Bearer .*" }
  log: { level: error, retention: 30d, exclude-verbose-content: true }
  xray: true
  metrics: true
  introspection: false
  query-depth-limit: 9
  resolver-count-limit: 500
  environment: { STAGE: "${env}" }
  visibility: public
  owner-contact: web@shop.example
  cache: { behavior: per-resolver, size: large-2x, ttl: 5m }
  domain: { name: api.shop.example, certificate: "arn:aws:acm:us-east-1:111111111111:certificate/1" }
tables:
  removal: retain
  Orders:
    name: shop-orders
    partition-key: id
    sort-key: { name: number, type: number }
    indexes: { byCustomer: { partition-key: customer, sort-key: { name: number, type: number }, projection: keys-only } }
    local-indexes: { byState: { sort-key: state, projection: [number, total] } }
    ttl: expiresAt
    billing: { read: 5, write: 2 }
    stream: new-and-old-images
    point-in-time-recovery: true
    encryption: aws-managed
    deletion-protection: true
    class: infrequent-access
    tags: { data: orders }
  Deltas: { partition-key: ds_pk, sort-key: ds_sk, ttl: _ttl }
functions:
  authorize: { code: functions/authorize, handler: index.handler, runtime: nodejs22.x, timeout: 5s, memory: 256 }
data-sources:
  Nothing: { type: none, description: looks at arguments }
  Customers: { type: dynamodb, table: customers, access: read }
  Versioned: { type: dynamodb, table: Orders, versioned: { delta-table: Deltas, base-ttl: 30d, delta-ttl: 1d } }
  Prices: { type: lambda, function: "arn:aws:lambda:eu-west-1:222222222222:function:prices" }
  States:
    type: http
    endpoint: https://states.eu-west-1.amazonaws.com
    signing:
      service: states
      region: eu-west-1
      actions: [states:StartExecution]
      resources: ["arn:aws:states:eu-west-1:111111111111:stateMachine:ship"]
  Search:
    type: opensearch
    domain: arn:aws:es:eu-west-1:111111111111:domain/shop
    endpoint: https://search-shop.eu-west-1.es.amazonaws.com
  Books:
    type: rds
    cluster: arn:aws:rds:eu-west-1:111111111111:cluster:books
    secret: arn:aws:secretsmanager:eu-west-1:111111111111:secret:books-AbCdEf
    database: books
  Bus: { type: eventbridge, event-bus: default }
  Models: { type: bedrock, models: [amazon.titan-text-lite-v1] }
pipeline-functions:
  check: { data-source: Nothing, description: before anything else }
  price: { data-source: Prices, max-batch-size: 10 }
resolvers:
  Query.order: { data-source: Orders, caching: { ttl: 1m, keys: [$context.arguments.id] } }
  Query.price: Prices
  Mutation.order: { pipeline: [check, price] }
environments:
  prod: { account: "111111111111", region: eu-west-1 }
"#;

const SCHEMA: &str = "
type Query { order(id: ID!): String  price(id: ID!): Int }
type Mutation { order(id: ID!): String }
";

fn write(project: &Path, path: &str, text: &str) {
    let path = project.join(path);
    fs::create_dir_all(path.parent().expect("below the project")).expect("a new folder");
    fs::write(path, text).expect("written");
}

fn shop() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let vtl = "$util.toJson($ctx.args)";
    for (path, text) in [
        ("appsynth.yaml", EVERYTHING),
        ("schema/shop.graphql", SCHEMA),
        (
            "functions/authorize/index.js",
            "exports.handler = async () => ({ isAuthorized: true });",
        ),
        ("resolvers/Query.order.req.vtl", vtl),
        ("resolvers/Query.order.res.vtl", vtl),
        ("resolvers/check.req.vtl", vtl),
        ("resolvers/check.res.vtl", vtl),
    ] {
        write(folder.path(), path, text);
    }
    folder
}

fn template(project: &Path) -> Value {
    let text = succeed(project, &["show", "template", "--env", "prod"]);
    serde_json::from_str(&text).expect("JSON")
}

/// The properties of each resource of a type.
fn of_type<'a>(template: &'a Value, kind: &str) -> Vec<&'a Value> {
    let resources = template["Resources"].as_object().expect("resources");
    resources
        .values()
        .filter(|resource| resource["Type"] == kind)
        .map(|resource| &resource["Properties"])
        .collect()
}

#[test]
fn every_setting_is_taken() {
    let folder = shop();
    let template = template(folder.path());
    let api = of_type(&template, "AWS::AppSync::GraphQLApi")[0];
    assert_eq!(api["AuthenticationType"], "AMAZON_COGNITO_USER_POOLS");
    assert_eq!(
        api["AdditionalAuthenticationProviders"]
            .as_array()
            .map(Vec::len),
        Some(4)
    );
    assert_eq!(api["EnvironmentVariables"]["STAGE"], "prod");
    assert_eq!(api["QueryDepthLimit"], 9);
    assert_eq!(
        of_type(&template, "AWS::AppSync::ApiCache")[0]["Type"],
        "LARGE_2X"
    );
    assert_eq!(of_type(&template, "AWS::AppSync::DomainName").len(), 1);

    let orders = of_type(&template, "AWS::DynamoDB::Table")
        .into_iter()
        .find(|table| table["TableName"] == "shop-orders")
        .expect("the table");
    assert_eq!(
        orders["TimeToLiveSpecification"]["AttributeName"],
        "expiresAt"
    );
    assert_eq!(orders["TableClass"], "STANDARD_INFREQUENT_ACCESS");
    assert_eq!(orders["DeletionProtectionEnabled"], true);
}

#[test]
fn tables_and_functions_are_data_sources_under_their_own_names() {
    let folder = shop();
    let template = template(folder.path());
    let mut names: Vec<_> = of_type(&template, "AWS::AppSync::DataSource")
        .into_iter()
        .filter_map(|source| source["Name"].as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "Books",
            "Bus",
            "Customers",
            "Deltas",
            "Models",
            "Nothing",
            "Orders",
            "Prices",
            "Search",
            "States",
            "Versioned",
            "authorize",
        ]
    );
}

#[test]
fn pipelines_without_code_pass_through_in_the_chosen_language() {
    let folder = shop();
    let is_pipeline = |resolver: &&Value| resolver["Kind"] == "PIPELINE";
    let before = template(folder.path());
    let resolvers = of_type(&before, "AWS::AppSync::Resolver");
    let vtl = resolvers.into_iter().find(is_pipeline).expect("a pipeline");
    assert_eq!(vtl["ResponseMappingTemplate"], "$util.toJson($ctx.result)");

    let text = EVERYTHING.replace("resolver-runtime: vtl", "resolver-runtime: js");
    write(folder.path(), "appsynth.yaml", &text);
    let after = template(folder.path());
    let resolvers = of_type(&after, "AWS::AppSync::Resolver");
    let js = resolvers.into_iter().find(is_pipeline).expect("a pipeline");
    assert_eq!(js["Runtime"]["Name"], "APPSYNC_JS");
}

#[test]
fn what_constructs_refuse_is_shown_in_the_configuration() {
    let folder = shop();
    let text = EVERYTHING
        .replace("ttl: expiresAt", "ttl: id")
        .replace("retention: 30d", "retention: 31d");
    write(folder.path(), "appsynth.yaml", &text);
    let ended = run(folder.path(), &["check"]);
    assert_eq!(ended.code, Some(1));
    expect_test::expect![[r#"
        error[AS3207]: `id` cannot say when items expire: it is a key of type `S`, not a number
          --> appsynth.yaml:34:10
           |
        34 |     ttl: id
           |          ^^
           |
           = help: keep the time in an attribute of its own, in seconds since 1970
           = note: in `shop-local/Tables/Orders`

        error[AS3304]: logs cannot be kept for 31 days
          --> appsynth.yaml:15:35
           |
        15 |   log: { level: error, retention: 31d, exclude-verbose-content: true }
           |                                   ^^^
           |
           = help: the nearest time that CloudWatch Logs offers is 30 days
           = note: in `shop-local/Api/LogGroup`

        2 errors; nothing was written (see `appsynth explain AS3207`)
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn names_that_stand_in_for_nothing_are_warned_of_at_their_places() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = "type Post @model @auth(rules: [{ allow: public }]) { id: ID! }
type Query { echo: String @function(name: \"echo-${env}\") }
";
    write(folder.path(), "schema.graphql", schema);
    write(
        folder.path(),
        "appsynth.yaml",
        "app: shop
api: { schema: schema.graphql, auth: { default: api-key } }
function-names: { ecko: echo-7f3a }
local:
  functions: { echo-local: 'http://127.0.0.1:9001/', echo-lokal: 'http://127.0.0.1:9001/' }
  tables: { Orders: { partition-key: id } }
  faults:
    PostTabel: { throttling: 0.1 }
    PostTable: { throttling: 0.1 }
",
    );
    let said = |command: &str| {
        let ended = run(folder.path(), &[command]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stderr
    };
    let warnings = said("check");
    let said_of: Vec<&str> = warnings
        .lines()
        .filter(|line| {
            [" --> ", "warn", "  = help"]
                .iter()
                .any(|start| line.starts_with(start))
        })
        .collect();
    expect_test::expect![[r#"
        warning[AS3311]: no directive names the function `ecko`
         --> appsynth.yaml:3:19
          = help: there is a similar one: `echo`
        warning[AS8008]: `local.faults` names `PostTabel`, but there is no such data source
         --> appsynth.yaml:8:5
          = help: there is a similar one: `PostTable`
        warning[AS8008]: `local.functions` names `echo-lokal`, but there is no such function
         --> appsynth.yaml:5:54
          = help: there is a similar one: `echo-local`
        warning[AS8008]: `local.tables` names `Orders`, but there is no such table
         --> appsynth.yaml:6:13"#]]
    .assert_eq(&said_of.join("\n"));
    assert!(said("synth").contains("`local.faults` names `PostTabel`"));
}

#[test]
fn what_constructs_refuse_is_shown_where_it_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = "type Post @model @auth(rules: [{ allow: public }]) { id: ID! }\n";
    write(folder.path(), "schema.graphql", schema);
    write(
        folder.path(),
        "resolvers/Mutation.createPost.postAuht.1.js",
        "export const request = () => ({});\nexport const response = () => null;\n",
    );
    write(
        folder.path(),
        "appsynth.yaml",
        "app: shop
api:
  schema: schema.graphql
  auth:
    default: api-key
    additional: [oidc]
    oidc: { issuer: shop.example }
    identity-pool: { authenticated-role: 'arn:aws:s3:::x', unauthenticated-role: none }
  environment: { STAGE: test, 1st: test }
  conflict-resolution: { default: automerge, models: { Pots: automerge } }
table-names: { Psot: posts }
data-sources:
  Prices: { type: http, endpoint: 'ftp://prices.example' }
  Orders: { type: rds, cluster: orders, secret: orders-secret }
functions:
  echo: { runtime: nodejs22.x, handler: index.handler, code: nowhere }
",
    );
    let ended = run(folder.path(), &["check"]);
    let places: Vec<String> = ended
        .stderr
        .split("error[")
        .skip(1)
        .filter_map(|one| {
            let place = one
                .lines()
                .find_map(|line| line.trim().strip_prefix("--> "))?;
            Some(format!("{place} {}\n", one.split(']').next()?))
        })
        .collect();
    expect_test::expect![[r#"
        appsynth.yaml:16:62 AS3010
        appsynth.yaml:8:42 AS3301
        resolvers/Mutation.createPost.postAuht.1.js:1:1 AS3307
        appsynth.yaml:11:16 AS3309
        appsynth.yaml:10:56 AS3309
        appsynth.yaml:7:21 AS3115
        appsynth.yaml:9:31 AS3114
        appsynth.yaml:13:35 AS3115
        appsynth.yaml:14:33 AS3301
        appsynth.yaml:14:49 AS3301
    "#]]
    .assert_eq(&places.concat());
}
