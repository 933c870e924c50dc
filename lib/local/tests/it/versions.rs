//! Versioned tables: versions, conflicts, and what changed since.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::routing::post;
use axum::{Json, Router};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::project::{Project, add, api, post as post_to, query, query_with, resolver, source};
use crate::sources::serve;

const SCHEMA: &str = "
    type Post {
        id: ID! title: String score: Int tags: [String] rating: AWSJSON
        _version: Int _deleted: Boolean _lastChangedAt: AWSTimestamp
    }
    type Page { items: [Post] nextToken: String startedAt: AWSTimestamp scannedCount: Int }
    type Query {
        post(id: ID!): Post
        sync(lastSync: AWSTimestamp, limit: Int, nextToken: String): Page
    }
    type Mutation {
        create(id: ID!, title: String, tags: [String]): Post
        update(id: ID!, title: String, tags: [String], score: Int, _version: Int): Post
        delete(id: ID!, _version: Int): Post
        forge(id: ID!): Post
        batch: AWSJSON
    }
";

const MINUTE: i64 = 60 * 1000;

/// Posts with versions; `conflicts` is the `SyncConfig` of its mutations.
fn posts(conflicts: &Value, base_ttl: &str) -> Value {
    let mut template = api(SCHEMA);
    let table = |keys: &[(&str, &str)]| {
        let attributes = keys
            .iter()
            .map(|(name, _)| json!({"AttributeName": name, "AttributeType": "S"}));
        let schema = keys
            .iter()
            .map(|(name, role)| json!({"AttributeName": name, "KeyType": role}));
        json!({
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "AttributeDefinitions": attributes.collect::<Value>(),
                "KeySchema": schema.collect::<Value>(),
                "BillingMode": "PAY_PER_REQUEST",
                "TimeToLiveSpecification": {"AttributeName": "_ttl", "Enabled": true},
            },
        })
    };
    add(&mut template, "Posts", table(&[("id", "HASH")]));
    template["Resources"]["Posts"]["Properties"]["TableName"] = json!("posts");
    add(
        &mut template,
        "Changes",
        table(&[("ds_pk", "HASH"), ("ds_sk", "RANGE")]),
    );
    template["Resources"]["Changes"]["Properties"]["TableName"] = json!("changes");
    let config = json!({"DynamoDBConfig": {
        "TableName": {"Ref": "Posts"},
        "AwsRegion": "eu-west-1",
        "Versioned": "true",
        "DeltaSyncConfig": {
            "BaseTableTTL": base_ttl,
            "DeltaSyncTableName": {"Ref": "Changes"},
            "DeltaSyncTableTTL": "30",
        },
    }});
    add(
        &mut template,
        "Source",
        source("Source", "AMAZON_DYNAMODB", config),
    );
    let key = r#""key": {"id": $util.dynamodb.toDynamoDBJson($ctx.args.id)}"#;
    for (field, request) in [
        ("Query.post", format!(r#"{{"version": "2018-05-29", "operation": "GetItem", {key}}}"#)),
        (
            "Query.sync",
            r#"{"version": "2018-05-29", "operation": "Sync", "lastSync": $util.toJson($ctx.args.lastSync),
                "limit": $util.toJson($ctx.args.limit), "nextToken": $util.toJson($ctx.args.nextToken)}"#
                .to_owned(),
        ),
        (
            "Mutation.create",
            format!(
                r#"{{"version": "2018-05-29", "operation": "PutItem", {key},
                    "attributeValues": $util.dynamodb.toMapValuesJson($ctx.args),
                    "condition": {{"expression": "attribute_not_exists(id)"}}}}"#
            ),
        ),
        (
            "Mutation.update",
            format!(
                r##"#set($sets = [])
                #set($values = {{}})
                #foreach($name in ["title", "tags", "score"])
                    #if(!$util.isNull($ctx.args.get($name)))
                        $util.qr($sets.add("$name = :$name"))
                        $util.qr($values.put(":$name", $util.dynamodb.toDynamoDB($ctx.args.get($name))))
                    #end
                #end
                #set($expression = "SET ")
                #foreach($set in $sets)#set($expression = "$expression$set#if($foreach.hasNext), #end")#end
                {{"version": "2018-05-29", "operation": "UpdateItem", {key},
                    "update": {{"expression": "$expression", "expressionValues": $util.toJson($values)}},
                    "condition": {{"expression": "attribute_exists(id)"}},
                    "_version": $util.toJson($ctx.args.get("_version"))}}"##
            ),
        ),
        (
            "Mutation.delete",
            format!(
                r#"{{"version": "2018-05-29", "operation": "DeleteItem", {key},
                    "_version": $util.toJson($ctx.args.get("_version"))}}"#
            ),
        ),
        (
            "Mutation.forge",
            format!(
                r##"{{"version": "2018-05-29", "operation": "UpdateItem", {key},
                    "update": {{"expression": "SET #v = :v", "expressionNames": {{"#v": "_version"}},
                        "expressionValues": {{":v": {{"N": 7}}}}}}}}"##
            ),
        ),
        (
            "Mutation.batch",
            r#"{"version": "2018-05-29", "operation": "BatchDeleteItem", "tables": {"posts": [{"id": {"S": "1"}}]}}"#
                .to_owned(),
        ),
    ] {
        let mut resolver = resolver(field, "Source", &request);
        resolver["Properties"]["ResponseMappingTemplate"] = json!(
            "#if($ctx.error)$util.error($ctx.error.message, $ctx.error.type, $ctx.result)#end$util.toJson($ctx.result)"
        );
        if field.starts_with("Mutation") {
            resolver["Properties"]["SyncConfig"] = conflicts.clone();
        }
        add(&mut template, &field.replace('.', ""), resolver);
    }
    template
}

fn detect(handler: &str) -> Value {
    json!({"ConflictDetection": "VERSION", "ConflictHandler": handler})
}

/// What an answer says of one field: its data, or type, message and data of its error.
fn check(answer: &Value, expected: Expect) {
    let mut text = String::new();
    for error in answer["errors"].as_array().into_iter().flatten() {
        let (kind, message) = (error["errorType"].as_str(), error["message"].as_str());
        text += &format!(
            "{}: {}\n",
            kind.unwrap_or_default(),
            message.unwrap_or_default()
        );
        text += &format!("{}\n", error["data"]);
    }
    if text.is_empty() {
        text = format!("{}\n", answer["data"]);
    }
    expected.assert_eq(&text);
}

#[test]
fn items_count_their_versions_and_leave_tombstones() {
    let mut project = Project::new(&posts(&detect("OPTIMISTIC_CONCURRENCY"), "60"));
    let outputs = project.deploy();
    let ask = |text: &str| query(&outputs, text);
    check(
        &ask(r#"mutation { create(id: "1", title: "a") { id title _version _deleted } }"#),
        expect![[r#"
            {"create":{"id":"1","title":"a","_version":1,"_deleted":null}}
        "#]],
    );
    check(
        &ask(r#"mutation { update(id: "1", title: "b", _version: 1) { title _version } }"#),
        expect![[r#"
            {"update":{"title":"b","_version":2}}
        "#]],
    );
    check(
        &ask(r#"mutation { delete(id: "1", _version: 2) { title _version _deleted } }"#),
        expect![[r#"
            {"delete":{"title":"b","_version":3,"_deleted":true}}
        "#]],
    );
    check(
        &ask(r#"{ post(id: "1") { title _version _deleted } }"#),
        expect![[r#"
            {"post":{"title":"b","_version":3,"_deleted":true}}
        "#]],
    );
    check(
        &ask(r#"mutation { delete(id: "nothing") { id } }"#),
        expect![[r#"
            {"delete":null}
        "#]],
    );
}

#[test]
fn a_deleted_item_is_removed_at_once_where_none_is_to_stay() {
    let mut project = Project::new(&posts(&detect("AUTOMERGE"), "0"));
    let outputs = project.deploy();
    query(&outputs, r#"mutation { create(id: "1") { id } }"#);
    check(
        &query(
            &outputs,
            r#"mutation { delete(id: "1", _version: 1) { _version _deleted } }"#,
        ),
        expect![[r#"
            {"delete":{"_version":2,"_deleted":true}}
        "#]],
    );
    check(
        &query(&outputs, r#"{ post(id: "1") { id } }"#),
        expect![[r#"
        {"post":null}
    "#]],
    );
}

#[test]
fn optimistic_concurrency_refuses_what_knows_an_older_version() {
    let mut project = Project::new(&posts(&detect("OPTIMISTIC_CONCURRENCY"), "60"));
    let outputs = project.deploy();
    let ask = |text: &str| query(&outputs, text);
    ask(r#"mutation { create(id: "1", title: "a") { id } }"#);
    ask(r#"mutation { update(id: "1", title: "b", _version: 1) { id } }"#);
    for mutation in [
        r#"mutation { update(id: "1", title: "c", _version: 1) { title _version } }"#,
        r#"mutation { update(id: "1", title: "c") { title _version } }"#,
        r#"mutation { delete(id: "1", _version: 1) { title _version } }"#,
    ] {
        check(
            &ask(mutation),
            expect![[r#"
            ConflictUnhandled: Conflict resolver rejects mutation.
            {"title":"b","_version":2}
        "#]],
        );
    }
    check(
        &ask(r#"{ post(id: "1") { title _version } }"#),
        expect![[r#"
        {"post":{"title":"b","_version":2}}
    "#]],
    );
}

#[test]
fn a_condition_counts_before_the_version() {
    let mut project = Project::new(&posts(&detect("AUTOMERGE"), "60"));
    let outputs = project.deploy();
    let ask = |text: &str| query(&outputs, text);
    ask(r#"mutation { create(id: "1", title: "a") { id } }"#);
    check(
        &ask(r#"mutation { create(id: "1", title: "b") { id } }"#),
        expect![[r#"
            ConditionalCheckFailedException: The conditional request failed
            null
        "#]],
    );
    check(
        &ask(r#"mutation { update(id: "nothing", title: "b", _version: 1) { id } }"#),
        expect![[r#"
            ConditionalCheckFailedException: The conditional request failed
            null
        "#]],
    );
}

#[test]
fn automerge_keeps_values_and_joins_lists() {
    let mut project = Project::new(&posts(&detect("AUTOMERGE"), "60"));
    let outputs = project.deploy();
    let ask = |text: &str| query(&outputs, text);
    ask(r#"mutation { create(id: "1", title: "a", tags: ["x"]) { id } }"#);
    ask(r#"mutation { update(id: "1", title: "b", _version: 1) { id } }"#);
    check(
        &ask(
            r#"mutation { update(id: "1", title: "c", tags: ["x", "y"], score: 3, _version: 1) {
                title tags score _version
            } }"#,
        ),
        expect![[r#"
            {"update":{"title":"b","tags":["x","x","y"],"score":3,"_version":3}}
        "#]],
    );
    check(
        &ask(r#"mutation { delete(id: "1", _version: 1) { _version } }"#),
        expect![[r#"
            ConflictUnhandled: Conflict resolver rejects mutation.
            {"_version":3}
        "#]],
    );
}

/// Posts whose conflicts an endpoint decides, which gets the event.
fn decided_by(
    project: &Project,
    handler: impl Fn(Value) -> Value + Clone + Send + Sync + 'static,
) -> (Value, String) {
    let app = Router::new().route(
        "/",
        post(move |Json(event): Json<Value>| async move {
            // The handler may wait for the server, so it must not hold one of its threads.
            let answer = tokio::task::spawn_blocking(move || handler(event)).await;
            Json(answer.expect("an answer"))
        }),
    );
    let arn = "arn:aws:lambda:eu-west-1:123456789012:function:decide";
    let mut config = detect("LAMBDA");
    config["LambdaConflictHandlerConfig"] = json!({"LambdaConflictHandlerArn": arn});
    (posts(&config, "60"), serve(project, app))
}

#[test]
fn a_function_resolves_conflicts() {
    let mut project = Project::new(&json!({}));
    let (template, url) = decided_by(&project, |event| {
        match event["arguments"]["title"].as_str() {
            Some("theirs") => json!({"action": "REJECT"}),
            Some("odd") => json!({"action": "MERGE"}),
            Some(_) => json!({
                "action": "RESOLVE",
                "item": {"id": "9", "title": event.to_string(), "_version": 99},
            }),
            None => json!({"action": "REMOVE"}),
        }
    });
    project.set_template(&template);
    let mut options = project.options();
    options.lambda_endpoints.insert("decide".to_owned(), url);
    let outputs = project.deploy_with(options).unwrap();
    let ask = |text: &str| query(&outputs, text);
    ask(r#"mutation { create(id: "1", title: "a", tags: ["x"]) { id } }"#);
    ask(r#"mutation { update(id: "1", title: "b", _version: 1) { id } }"#);

    check(
        &ask(r#"mutation { update(id: "1", title: "theirs", _version: 1) { title } }"#),
        expect![[r#"
            ConflictUnhandled: Conflict resolver rejects mutation.
            {"title":"b"}
        "#]],
    );
    check(
        &ask(r#"mutation { update(id: "1", title: "odd", _version: 1) { title } }"#),
        expect![[r#"
            ConflictError: The conflict handler `decide` has to answer with the action 'RESOLVE' and an 'item', or 'REJECT'; it answered {"action":"MERGE"}
            null
        "#]],
    );
    let answer = ask(
        r#"mutation { update(id: "1", title: "ours", _version: 1) { id title tags _version } }"#,
    );
    let updated = &answer["data"]["update"];
    assert_eq!(updated["id"], "1");
    assert_eq!(updated["_version"], 3);
    assert_eq!(
        updated["tags"],
        Value::Null,
        "the item is replaced as a whole"
    );
    let mut event: Value = serde_json::from_str(updated["title"].as_str().unwrap()).unwrap();
    event["existingItem"]["_lastChangedAt"].take();
    assert_eq!(
        event,
        json!({
            "newItem": {"id": "1", "tags": ["x"], "title": "ours"},
            "existingItem": {"_lastChangedAt": null, "_version": 2, "id": "1", "tags": ["x"], "title": "b"},
            "arguments": {"id": "1", "title": "ours", "_version": 1},
            "resolver": {
                "tableName": "posts", "awsRegion": "eu-west-1", "parentType": "Mutation", "field": "update",
            },
            "identity": null,
        })
    );
    check(
        &ask(r#"mutation { delete(id: "1", _version: 1) { id _version _deleted } }"#),
        expect![[r#"
            {"delete":{"id":"1","_version":4,"_deleted":true}}
        "#]],
    );
}

#[test]
fn a_function_that_is_not_there_is_a_conflict_error() {
    let mut project = Project::new(&json!({}));
    let (template, _) = decided_by(&project, |_| json!({}));
    project.set_template(&template);
    let outputs = project.deploy();
    query(&outputs, r#"mutation { create(id: "1") { id } }"#);
    let answer = query(
        &outputs,
        r#"mutation { update(id: "1", title: "b") { id } }"#,
    );
    assert_eq!(answer["errors"][0]["errorType"], "ConflictError");
    let message = answer["errors"][0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("no stack of the assembly has the function `decide`"),
        "{message}"
    );
}

#[test]
fn a_conflict_that_never_ends_is_given_up() {
    let mut project = Project::new(&json!({}));
    let asked = Arc::new(AtomicUsize::new(0));
    let endpoint = Arc::new(std::sync::OnceLock::<String>::new());
    let (counted, tables) = (Arc::clone(&asked), Arc::clone(&endpoint));
    // Each time the function is asked, somebody else writes the item.
    let (template, url) = decided_by(&project, move |event| {
        let attempt = counted.fetch_add(1, Ordering::Relaxed) + 10;
        let url = tables.get().expect("the tables are served").clone();
        std::thread::spawn(move || {
            let item = json!({"id": {"S": "1"}, "_version": {"N": attempt.to_string()}});
            let request = json!({"TableName": "posts", "Item": item});
            let target = ("x-amz-target", "DynamoDB_20120810.PutItem");
            let signature = ("authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e");
            post_to(&url, &[target, signature], &request.to_string())
        })
        .join()
        .map(|answer| assert_eq!(answer.status, 200, "{}", answer.body))
        .expect("the item is written");
        json!({"action": "RESOLVE", "item": event["newItem"]})
    });
    project.set_template(&template);
    let mut options = project.options();
    options.lambda_endpoints.insert("decide".to_owned(), url);
    let outputs = project.deploy_with(options).unwrap();
    let authority = outputs.apis[0]
        .graphql_url
        .trim_end_matches("graphql")
        .to_owned();
    endpoint.set(authority).expect("set once");

    query(&outputs, r#"mutation { create(id: "1") { id } }"#);
    check(
        &query(
            &outputs,
            r#"mutation { update(id: "1", title: "b") { id } }"#,
        ),
        expect![[r#"
            MaxConflicts: The item was changed by others in each of 10 attempts to write it.
            null
        "#]],
    );
    assert_eq!(asked.load(Ordering::Relaxed), 10);
}

#[test]
fn what_appsync_keeps_cannot_be_written() {
    let mut project = Project::new(&posts(&detect("AUTOMERGE"), "60"));
    let outputs = project.deploy();
    query(&outputs, r#"mutation { create(id: "1") { id } }"#);
    check(
        &query(&outputs, r#"mutation { forge(id: "1") { id } }"#),
        expect![[r#"
        BadRequest: The attribute '_version' of a versioned data source is AppSync's own.
        null
    "#]],
    );
    check(
        &query(&outputs, "mutation { batch }"),
        expect![[r#"
        UnsupportedOperation: Unsupported operation 'BatchDeleteItem'. Datasource Versioning only supports the following operations (TransactGetItems,PutItem,BatchGetItem,Scan,Query,GetItem,DeleteItem,UpdateItem,Sync).
        null
    "#]],
    );
}

const SYNC: &str = "query Sync($lastSync: AWSTimestamp, $limit: Int, $nextToken: String) {
    sync(lastSync: $lastSync, limit: $limit, nextToken: $nextToken) {
        items { id _version _deleted } nextToken startedAt scannedCount
    }
}";

#[test]
fn sync_gives_everything_and_then_what_changed() {
    let mut project = Project::new(&posts(&detect("AUTOMERGE"), "60"));
    let outputs = project.deploy();
    let ask = |text: &str| query(&outputs, text);
    let sync = |variables: Value| query_with(&outputs, SYNC, variables)["data"]["sync"].clone();
    for id in ["1", "2"] {
        ask(&format!(r#"mutation {{ create(id: "{id}") {{ id }} }}"#));
    }
    let first = sync(json!({}));
    let mut ids: Vec<_> = first["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(first["nextToken"], Value::Null);
    let started_at = first["startedAt"].as_i64().unwrap();

    ask(r#"mutation { update(id: "1", title: "b", _version: 1) { id } }"#);
    ask(r#"mutation { create(id: "3") { id } }"#);
    ask(r#"mutation { delete(id: "2", _version: 1) { id } }"#);
    let changed = sync(json!({"lastSync": started_at}));
    assert_eq!(
        changed["items"],
        json!([
            {"id": "1", "_version": 2, "_deleted": null},
            {"id": "3", "_version": 1, "_deleted": null},
            {"id": "2", "_version": 2, "_deleted": true},
        ])
    );

    let mut pages = Vec::new();
    let mut token = Value::Null;
    let mut starts = Vec::new();
    loop {
        let page = sync(json!({"lastSync": started_at, "limit": 2, "nextToken": token}));
        pages.push(page["items"].as_array().unwrap().len());
        starts.push(page["startedAt"].as_i64().unwrap());
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(pages, [2, 1]);
    assert_eq!(starts[0], starts[1]);

    let later = changed["startedAt"].as_i64().unwrap() + MINUTE;
    assert_eq!(sync(json!({"lastSync": later}))["items"], json!([]));
    let too_old = started_at - 31 * MINUTE;
    assert_eq!(
        sync(json!({"lastSync": too_old}))["items"]
            .as_array()
            .unwrap()
            .len(),
        3,
        "everything, as changes are kept for 30 minutes only"
    );
}

#[test]
fn the_table_of_changes_has_a_record_of_each() {
    let mut project = Project::new(&posts(&detect("AUTOMERGE"), "60"));
    let outputs = project.deploy();
    query(
        &outputs,
        r#"mutation { create(id: "1", title: "a") { id } }"#,
    );
    let url = outputs.apis[0]
        .graphql_url
        .trim_end_matches("graphql")
        .to_owned();
    let scan = |table: &str| {
        let target = ("x-amz-target", "DynamoDB_20120810.Scan");
        let signature = ("authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e");
        let body = json!({"TableName": table}).to_string();
        post_to(&url, &[target, signature], &body).body["Items"][0].clone()
    };
    let (item, change) = (scan("posts"), scan("changes"));
    let number = |value: &Value| value["N"].as_str().unwrap().parse::<i64>().unwrap();
    let changed_at = number(&item["_lastChangedAt"]);
    let moment = jiff::Timestamp::from_millisecond(changed_at).unwrap();
    assert_eq!(
        change["ds_pk"]["S"],
        moment.strftime("Source:%Y-%m-%d").to_string()
    );
    assert_eq!(
        change["ds_sk"]["S"],
        moment.strftime("%H:%M:%S.%3f:1:1").to_string()
    );
    assert_eq!(number(&change["_ttl"]), changed_at / 1000 + 30 * 60);
    assert_eq!(change["title"], json!({"S": "a"}));
    assert_eq!(item["_ttl"], Value::Null);
}

#[test]
fn without_detection_versions_are_counted_all_the_same() {
    let mut project = Project::new(&posts(&json!({"ConflictDetection": "NONE"}), "60"));
    let outputs = project.deploy();
    query(
        &outputs,
        r#"mutation { create(id: "1", title: "a") { id } }"#,
    );
    check(
        &query(
            &outputs,
            r#"mutation { update(id: "1", title: "b") { title _version } }"#,
        ),
        expect![[r#"
            {"update":{"title":"b","_version":2}}
        "#]],
    );
}
