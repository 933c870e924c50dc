//! New projects around those of Amplify's command line.

use std::path::Path;

use super::init::{settings, write};
use super::{run, succeed};

/// A project of Amplify's command line.
const AMPLIFY: &[(&str, &str)] = &[
    (
        "amplify/backend/api/blog/schema.graphql",
        "input AMPLIFY { globalAuthRule: AuthRule = { allow: public } }
        type Post @model { title: String! }
        type Note @model @auth(rules: [{ allow: private, provider: iam }]) { text: String }
        type Query { echo(text: String): String @function(name: \"echo-${env}\") }",
    ),
    (
        "amplify/backend/api/blog/resolvers/Mutation.createPost.postAuth.2.req.vtl",
        "$util.qr($ctx.stash.put(\"seen\", true))\n$util.toJson({})",
    ),
    (
        "amplify/backend/api/blog/resolvers/Mutation.createPost.postAuth.2.res.vtl",
        "$util.toJson({})",
    ),
    (
        "amplify/backend/api/blog/transform.conf.json",
        r#"{ "ResolverConfig": { "project": { "ConflictHandler": "AUTOMERGE" } } }"#,
    ),
    (
        "amplify/backend/api/blog/stacks/CustomResources.json",
        r#"{ "Resources": { "Own": { "Type": "AWS::AppSync::Resolver" } } }"#,
    ),
    (
        "amplify/backend/backend-config.json",
        r#"{ "api": { "blog": { "service": "AppSync", "output": { "authConfig": {
          "defaultAuthentication": { "authenticationType": "AMAZON_COGNITO_USER_POOLS" },
          "additionalAuthenticationProviders": [
            { "authenticationType": "API_KEY", "apiKeyConfig": { "apiKeyExpirationDays": 90 } },
            { "authenticationType": "AWS_IAM" }
          ] } } } } }"#,
    ),
    (
        "amplify/backend/function/echo/src/main.js",
        "exports.run = async (event) => event.arguments.text;",
    ),
    (
        "amplify/backend/function/echo/echo-cloudformation-template.json",
        r#"{ "Resources": { "LambdaFunction": { "Properties": { "Handler": "main.run", "Runtime": "nodejs20.x" } } } }"#,
    ),
    (
        "amplify/team-provider-info.json",
        r#"{ "prod": { "awscloudformation": {
          "AuthRoleName": "amplify-blog-prod-authRole", "UnauthRoleName": "amplify-blog-prod-unauthRole",
          "AuthRoleArn": "arn:aws:iam::111111111111:role/amplify-blog-prod-authRole", "Region": "eu-west-1" } } }"#,
    ),
];

#[test]
fn a_project_of_amplifys_command_line_becomes_a_project() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), AMPLIFY);
    let ended = run(folder.path(), &["init"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("CustomResources.json has resolvers"),
        "{}",
        ended.stderr
    );
    succeed(folder.path(), &["check"]);

    let config = settings(folder.path(), "prod");
    for setting in [
        "account: '111111111111'",
        "region: eu-west-1",
        "schema: amplify/backend/api/blog/schema.graphql",
        "default: user-pool",
        "expires: 90d",
        "sandbox: true",
        "conflict-resolution: automerge",
        "authenticated-role: amplify-blog-prod-authRole",
        "handler: main.run",
    ] {
        assert!(config.contains(setting), "{setting}:\n{config}");
    }
    let pipeline = succeed(folder.path(), &["show", "resolvers", "Mutation.createPost"]);
    assert!(
        pipeline
            .contains("amplify/backend/api/blog/resolvers/Mutation.createPost.postAuth.2.req.vtl"),
        "{pipeline}"
    );
}

#[test]
fn what_is_no_json_in_amplifys_files_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), AMPLIFY);
    write(
        folder.path(),
        &[("amplify/backend/backend-config.json", "{ \"api\": ")],
    );
    let ended = run(folder.path(), &["init"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("backend-config.json") && ended.stderr.contains("line 1"),
        "{}",
        ended.stderr
    );
    assert!(!folder.path().join("appsynth.yaml").exists());
}

#[test]
fn a_conflict_handler_of_ones_own_is_told_to_be_left() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), AMPLIFY);
    let conf = r#"{ "ResolverConfig": { "project": { "ConflictHandler": "LAMBDA" } } }"#;
    write(
        folder.path(),
        &[("amplify/backend/api/blog/transform.conf.json", conf)],
    );
    let ended = run(folder.path(), &["init"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(
        ended
            .stderr
            .contains("names a conflict handler that is not taken over"),
        "{}",
        ended.stderr
    );
}

#[test]
fn what_is_not_taken_of_amplifys_files_is_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema =
        "type Post @model @auth(rules: [{ allow: private, provider: identityPool }]) { id: ID! }";
    write(
        folder.path(),
        &[
            ("amplify/backend/api/blog/schema.graphql", schema),
            ("amplify/backend/api/shop/schema.graphql", schema),
            (
                "amplify/team-provider-info.json",
                r#"{ "prod": { "awscloudformation": { "AuthRoleName": "blog-authRole" } } }"#,
            ),
        ],
    );
    let ended = run(folder.path(), &["init"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    for told in [
        "amplify/backend/api/shop is an API as well",
        "one role of `prod` only, `blog-authRole`",
    ] {
        assert!(ended.stderr.contains(told), "{told}:\n{}", ended.stderr);
    }
}

/// The messages of `init` in a project with these files besides those of [`AMPLIFY`].
fn init(folder: &Path, files: &[(&str, &str)]) -> String {
    write(folder, AMPLIFY);
    write(folder, files);
    let ended = run(folder, &["init"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    ended.stderr
}

/// Whether a text has all of these parts.
fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}:\n{text}");
    }
}

const ECHO: &str = r#"{
  "Parameters": {
    "env": { "Type": "String" },
    "greeting": { "Type": "String", "Default": "hello" },
    "bucket": { "Type": "String" },
    "quota": { "Type": "String", "Default": "1" },
    "apiblogGraphQLAPIIdOutput": { "Type": "String", "Default": "apiblogGraphQLAPIIdOutput" }
  },
  "Resources": {
    "LambdaFunction": { "Type": "AWS::Lambda::Function", "Properties": {
      "Handler": "main.run", "Runtime": "nodejs20.x", "Timeout": 25, "MemorySize": "512",
      "FunctionName": { "Fn::If": ["ShouldNotCreateEnvResources", "echo", "echo-dev"] },
      "Layers": ["arn:aws:lambda:eu-west-1:1:layer:tools:3"],
      "VpcConfig": { "SubnetIds": [] },
      "Environment": { "Variables": {
        "ENV": { "Ref": "env" }, "REGION": { "Ref": "AWS::Region" }, "GREETING": { "Ref": "greeting" },
        "BUCKET": { "Ref": "bucket" }, "QUOTA": { "Ref": "quota" }, "LITERAL": "a ${b}", "EMPTY": "",
        "API_ID": { "Ref": "apiblogGraphQLAPIIdOutput" } } } } },
    "LambdaExecutionRole": {}, "lambdaexecutionpolicy": {}, "AmplifyResourcesPolicy": {}
  }
}"#;

#[test]
fn what_a_functions_template_says_is_taken_over() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = "amplify/backend/function/echo";
    let told = init(
        folder.path(),
        &[
            (&format!("{home}/echo-cloudformation-template.json"), ECHO),
            (
                &format!("{home}/parameters.json"),
                r#"{ "bucket": "things" }"#,
            ),
            (
                &format!("{home}/function-parameters.json"),
                r#"{ "lambdaLayers": [{ "type": "ProjectLayer", "resourceName": "shared", "version": 2 }] }"#,
            ),
            (
                "amplify/team-provider-info.json",
                r#"{
                  "dev": { "awscloudformation": { "Region": "eu-west-1" },
                    "categories": { "function": { "echo": { "quota": "2" } } } },
                  "prod": { "awscloudformation": { "Region": "eu-central-1" },
                    "categories": { "function": { "echo": { "quota": "9" } } } } }"#,
            ),
        ],
    );
    assert_has(
        &told,
        &[
            "the environment variables `EMPTY`, `API_ID`; ",
            "the layers `arn:aws:lambda:eu-west-1:1:layer:tools:3`, `shared`; ",
            "the properties `VpcConfig`; the resources `AmplifyResourcesPolicy`",
        ],
    );
    let everywhere = [
        "timeout: 25s",
        "memory: 512",
        "GREETING: hello",
        "BUCKET: things",
    ];
    let local = settings(folder.path(), "local");
    assert_has(&local, &everywhere);
    assert_has(
        &local,
        &[
            "ENV: ${env}",
            "REGION: eu-west-1",
            "QUOTA: '1'",
            "LITERAL: a $${b}",
        ],
    );
    let prod = settings(folder.path(), "prod");
    assert_has(&prod, &everywhere);
    assert_has(
        &prod,
        &["ENV: ${env}", "REGION: eu-central-1", "QUOTA: '9'"],
    );
    succeed(folder.path(), &["check", "--env", "prod"]);
}

#[test]
fn who_may_ask_is_taken_over_with_how_long_and_which_roles() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    init(
        folder.path(),
        &[
            (
                "amplify/backend/api/blog/custom-roles.json",
                r#"{ "adminRoleNames": ["admin-${env}", "deployer"] }"#,
            ),
            (
                "amplify/backend/backend-config.json",
                r#"{ "api": { "blog": { "output": { "authConfig": {
                  "defaultAuthentication": { "authenticationType": "OPENID_CONNECT", "openIDConnectConfig":
                    { "issuerUrl": "https://id.example.com", "authTTL": "60000", "iatTTL": 3600000 } },
                  "additionalAuthenticationProviders": [{ "authenticationType": "AWS_LAMBDA",
                    "lambdaAuthorizerConfig": { "lambdaFunction": "guard", "ttlSeconds": "300" } }]
                } } } } }"#,
            ),
        ],
    );
    let prod = settings(folder.path(), "prod");
    assert_has(
        &prod,
        &[
            "- admin-${env}",
            "- deployer",
            "auth-ttl: 60s",
            "issued-ttl: 3600s",
            "result-ttl: 300s",
        ],
    );
}

#[test]
fn code_for_the_cdk_is_told_to_be_left() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let told = init(
        folder.path(),
        &[
            ("amplify/backend/api/blog/override.ts", "export {};"),
            ("amplify/backend/custom/queue/cdk-stack.ts", "export {};"),
        ],
    );
    assert_has(
        &told,
        &[
            "amplify/backend/api/blog/override.ts is not taken over",
            "amplify/backend/custom/queue is not taken over",
        ],
    );
}

#[test]
fn conflict_handlers_of_single_models_are_taken_over() {
    let of_models = r#"{ "ResolverConfig": { "project": { "ConflictHandler": "AUTOMERGE" }, "models": {
      "Post": { "ConflictHandler": "OPTIMISTIC_CONCURRENCY" }, "Note": { "ConflictHandler": "AUTOMERGE" },
      "Page": { "ConflictHandler": "LAMBDA" } } } }"#;
    let inputs = r#"{ "serviceConfiguration": { "conflictResolution": {
      "defaultResolutionStrategy": { "type": "AUTOMERGE" }, "perModelResolutionStrategy": [
        { "entityName": "Post", "resolutionStrategy": { "type": "OPTIMISTIC_CONCURRENCY" } },
        { "entityName": "Page", "resolutionStrategy": { "type": "LAMBDA" } } ] } } }"#;
    for files in [
        [
            ("transform.conf.json", of_models),
            ("cli-inputs.json", "{}"),
        ],
        [("transform.conf.json", "{}"), ("cli-inputs.json", inputs)],
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = "amplify/backend/api/blog";
        let paths = files.map(|(name, text)| (format!("{home}/{name}"), text));
        let files: Vec<(&str, &str)> = (paths.iter())
            .map(|(path, text)| (path.as_str(), *text))
            .collect();
        let told = init(folder.path(), &files);
        assert_has(
            &told,
            &["has a conflict handler of its own for `Page`, which is not taken over"],
        );
        assert_has(
            &settings(folder.path(), "prod"),
            &["default: automerge", "Post: optimistic-concurrency"],
        );
        succeed(folder.path(), &["check"]);
    }
}

#[test]
fn conflict_handlers_of_single_models_need_one_for_the_others() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let of_models =
        r#"{ "ResolverConfig": { "models": { "Post": { "ConflictHandler": "AUTOMERGE" } } } }"#;
    let told = init(
        folder.path(),
        &[("amplify/backend/api/blog/transform.conf.json", of_models)],
    );
    assert_has(
        &told,
        &["has a conflict handler of its own for `Post`, which is not taken over"],
    );
    assert!(!settings(folder.path(), "prod").contains("conflict-resolution"));
}

const PEOPLE: &str = r#"
  type Person @model(queries: { get: "person" }) @auth(rules: [{ allow: owner }, { allow: groups, groups: ["Admin"] }]) {
    name: String! @primaryKey
    town: String @index(name: "byTown")
    pets: [Pet] @hasMany
  }
  type Pet @model @auth(rules: [{ allow: private }]) { name: String }
"#;

#[test]
fn flags_that_make_a_difference_are_told() {
    let flags = r#"{ "features": { "graphqltransformer": {
      "transformerversion": 2, "improvepluralization": false, "subscriptionsinheritprimaryauth": true,
      "usesubusernamefordefaultidentityclaim": false, "secondarykeyasgsi": true } } }"#;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let schema = ("amplify/backend/api/blog/schema.graphql", PEOPLE);
    let told = init(folder.path(), &[schema, ("amplify/cli.json", flags)]);
    assert_has(
        &told,
        &[
            "`subscriptionsinheritprimaryauth` true",
            "`usesubusernamefordefaultidentityclaim` false",
            // These are off where the file does not name them.
            "`populateownerfieldforstaticgroupauth` false",
            "`enableautoindexquerynames` false",
            "`respectprimarykeyattributesonconnectionfield` false",
            "`shoulddeepmergedirectiveconfigdefaults` false",
        ],
    );
    for same in ["secondarykeyasgsi", "improvepluralization"] {
        assert!(!told.contains(same), "{told}");
    }
}

#[test]
fn flags_that_one_environment_has_otherwise_are_told_of_its_file() {
    let flags = |flag: &str| {
        format!(
            r#"{{ "features": {{ "graphqltransformer": {{ "transformerversion": 2, {flag} }} }} }}"#
        )
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = flags(r#""populateownerfieldforstaticgroupauth": true"#);
    let prod = flags(r#""usesubusernamefordefaultidentityclaim": false"#);
    let told = init(
        folder.path(),
        &[
            ("amplify/backend/api/blog/schema.graphql", PEOPLE),
            ("amplify/cli.json", &project),
            ("amplify/cli.prod.json", &prod),
        ],
    );
    assert_has(
        &told,
        &["amplify/cli.prod.json leaves `usesubusernamefordefaultidentityclaim` false"],
    );
    for same in [
        "cli.prod.json leaves `enableautoindexquerynames`",
        "`populateownerfieldforstaticgroupauth`",
    ] {
        assert!(!told.contains(same), "{told}");
    }
}

#[test]
fn flags_of_the_first_transformer_are_told() {
    let flags = r#"{ "features": { "graphqltransformer": {
      "transformerversion": 1, "improvepluralization": false } } }"#;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let told = init(folder.path(), &[("amplify/cli.json", flags)]);
    assert_has(
        &told,
        &["`transformerversion`", "`listPeople` and not `listPersons`"],
    );
    assert!(!told.contains("sub::username"), "{told}");
}

#[test]
fn resolvers_of_templates_are_declared_where_their_code_is_there() {
    let resolver = |field: &str, source: &str| {
        format!(
            r#""{field}": {{ "Type": "AWS::AppSync::Resolver", "Properties": {{
              "TypeName": "Query", "FieldName": "{field}", "DataSourceName": {source} }} }}"#
        )
    };
    let resources = [
        r#""EmptyResource": { "Type": "Custom::EmptyResource" }"#.to_owned(),
        r#""Topic": { "Type": "AWS::SNS::Topic" }"#.to_owned(),
        resolver("lastPost", r#""PostTable""#),
        resolver("firstPost", r#"{ "Fn::Sub": "PostTable" }"#),
        resolver("codeless", r#"{ "Ref": "PostTable" }"#),
        resolver("elsewhere", r#"{ "Fn::GetAtt": ["Own", "Name"] }"#),
    ];
    let template = format!(r#"{{ "Resources": {{ {} }} }}"#, resources.join(", "));
    let schema = "type Post @model @auth(rules: [{ allow: public }]) { title: String! }
      type Query { lastPost: Post firstPost: Post codeless: Post elsewhere: Post }";
    let home = "amplify/backend/api/blog";
    let get = r#"{ "version": "2018-05-29", "operation": "Scan" }"#;
    let same = "$util.toJson($ctx.result)";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let told = init(
        folder.path(),
        &[
            (&format!("{home}/schema.graphql"), schema),
            (&format!("{home}/stacks/CustomResources.json"), &template),
            (&format!("{home}/resolvers/Query.lastPost.req.vtl"), get),
            (&format!("{home}/resolvers/Query.lastPost.res.vtl"), same),
            (&format!("{home}/resolvers/Query.firstPost.req.vtl"), get),
            (&format!("{home}/resolvers/Query.firstPost.res.vtl"), same),
        ],
    );
    assert_has(
        &told,
        &[
            "write `Query.codeless: PostTable` below `resolvers`",
            "write `Query.elsewhere: DATA_SOURCE` below `resolvers`",
            "has resources that are not taken over: `Topic`",
        ],
    );
    succeed(folder.path(), &["check"]);
    for field in ["Query.lastPost", "Query.firstPost"] {
        let pipeline = succeed(folder.path(), &["show", "resolvers", field]);
        assert!(pipeline.contains("VTL  the project's"), "{pipeline}");
    }
}
