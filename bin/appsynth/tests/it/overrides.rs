//! Templates of a user's that count on what generated ones leave them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::deploy::Serving;
use super::succeed;

const SCHEMA: &str = r#"
    type Doc @model @auth(rules: [{ allow: owner }]) {
        id: ID!
        body: String
        slug: String @index(name: "bySlug", queryField: "docsBySlug", sortKeyFields: ["kind", "rank"])
        kind: String
        rank: Int
        state: String @default(value: "NEW")
    }
    type Order @model @auth(rules: [{ allow: private }]) {
        customer: ID! @primaryKey(sortKeyFields: ["status", "date"])
        status: String!
        date: String!
    }
"#;

const FILES: &[(&str, &str)] = &[
    (
        "Mutation.createDoc.postAuth.2.req.vtl",
        r#"#set($owner = $ctx.args.input.owner.replaceAll(".*::", ""))
$util.qr($ctx.args.input.put("body", "$ctx.args.input.body.trim() of $owner is $ctx.args.input.state"))
{}"#,
    ),
    (
        "Mutation.createDoc.req.vtl",
        r#"{
            "version": "2018-05-29",
            "operation": "PutItem",
            "key": { "id": $util.dynamodb.toDynamoDBJson($ctx.args.input.id) },
            "attributeValues": $util.dynamodb.toMapValuesJson($ctx.args.input)
        }"#,
    ),
    (
        "Query.getOrder.req.vtl",
        r#"{ "version": "2018-05-29", "operation": "GetItem", "key": $util.toJson($ctx.stash.metadata.modelObjectKey) }"#,
    ),
    ("Query.getOrder.res.vtl", "$util.toJson($ctx.result)"),
];

fn write(folder: &Path, runtime: &str, files: &[(&str, &str)]) {
    let settings = format!(
        "app: own\napi:\n  schema: schema.graphql\n  resolvers: resolvers\n  resolver-runtime: {runtime}\n  \
         auth: {{ default: user-pool, user-pool: {{ id: eu-west-1_AbCdEf123 }} }}\n"
    );
    let write = |path: &str, text: &str| fs::write(folder.join(path), text).expect("written");
    write("appsynth.yaml", &settings);
    write("schema.graphql", SCHEMA);
    fs::create_dir(folder.join("resolvers")).expect("a folder");
    for (name, text) in files {
        write(&format!("resolvers/{name}"), text);
    }
}

/// What a user gets, one request after the other.
fn answers(runtime: &str, files: &[(&str, &str)], requests: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), runtime, files);
    let serving = Serving::start(folder.path());
    let token = succeed(folder.path(), &["token", "--username", "ada"]);
    let ask = |request: &&str| {
        let answer: Value = ureq::post(serving.line["graphqlUrl"].as_str().expect("a URL"))
            .header("authorization", token.trim_end())
            .send_json(json!({ "query": request }))
            .expect("an answer")
            .body_mut()
            .read_json()
            .expect("JSON");
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    };
    requests.iter().map(ask).collect()
}

#[test]
fn templates_find_owners_defaults_and_keys_of_indexes_in_the_input() {
    for runtime in ["js", "vtl"] {
        let requests = [
            "mutation { createDoc(input: { id: \"1\", body: \" a \", slug: \"s\", kind: \"k\", rank: 1 }) { body owner state } }",
            "{ docsBySlug(slug: \"s\") { items { id } } }",
            "mutation { updateDoc(input: { id: \"1\", kind: \"k\", rank: 2 }) { owner } }",
            "{ docsBySlug(slug: \"s\", kindRank: { eq: { kind: \"k\", rank: 2 } }) { items { id } } }",
        ];
        let found = json!({ "docsBySlug": { "items": [{ "id": "1" }] } });
        let expected = [
            json!({ "createDoc": { "body": "a of ada is NEW", "owner": "ada", "state": "NEW" } }),
            found.clone(),
            json!({ "updateDoc": { "owner": "ada" } }),
            found,
        ];
        assert_eq!(answers(runtime, FILES, &requests), expected, "{runtime}");
    }
}

#[test]
fn generated_functions_write_what_templates_make_of_the_input() {
    for runtime in ["js", "vtl"] {
        let requests =
            ["mutation { createDoc(input: { body: \" a \", state: null }) { body owner state } }"];
        let expected =
            [json!({ "createDoc": { "body": "a of ada is NEW", "owner": "ada", "state": "NEW" } })];
        assert_eq!(
            answers(runtime, &FILES[..1], &requests),
            expected,
            "{runtime}"
        );
    }
}

#[test]
fn templates_find_the_key_that_a_query_asks_for_in_the_stash() {
    for runtime in ["js", "vtl"] {
        let requests = [
            "mutation { createOrder(input: { customer: \"c\", status: \"s\", date: \"d\" }) { date } }",
            "{ getOrder(customer: \"c\", status: \"s\", date: \"d\") { date } }",
        ];
        let order = json!({ "date": "d" });
        let expected = [
            json!({ "createOrder": order }),
            json!({ "getOrder": order }),
        ];
        assert_eq!(answers(runtime, FILES, &requests), expected, "{runtime}");
    }
}

#[test]
fn code_that_appsync_does_not_take_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(
        folder.path(),
        "js",
        &[
            (
                "Query.getDoc.postAuth.1.js",
                "import { foo } from 'lodash';\n\
                 export async function request(ctx) {\n  try { return {}; } catch (error) { return {}; }\n}\n\
                 export const response = (ctx) => ctx.prev.result;\n",
            ),
            ("Query.getDoc.postAuth.2.req.vtl", "#if($ctx.args.id)\n{}\n"),
        ],
    );
    for command in [&["synth"][..], &["deploy", "--detach"]] {
        let ended = super::run(folder.path(), command);
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        for told in [
            "resolvers/Query.getDoc.postAuth.1.js:1:21",
            "resolvers/Query.getDoc.postAuth.1.js:2:8",
            "resolvers/Query.getDoc.postAuth.1.js:3:3",
            "resolvers/Query.getDoc.postAuth.2.req.vtl:1:1",
            "nothing was written",
        ] {
            assert!(ended.stderr.contains(told), "{told}\n{}", ended.stderr);
        }
        assert!(!folder.path().join(".appsynth/assembly").exists());
    }
}
