//! Streams of tables to functions, and items that expire.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use appsynth_local::Outputs;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::project::{self, Project, add, blog, query};
use crate::sources::serve;

/// What a function was called with; it refuses as many events as it is told to.
#[derive(Clone, Default)]
struct Watcher {
    events: Arc<Mutex<Vec<Value>>>,
    refusals: Arc<Mutex<usize>>,
}

impl Watcher {
    /// The blog with a function that gets the changes of posts.
    fn project(&self, mapping: Value) -> (Project, Outputs) {
        let mut project = Project::new(&with_stream(mapping));
        let watcher = self.clone();
        let app = Router::new().route(
            "/",
            post(move |Json(event): Json<Value>| async move { watcher.receive(event) }),
        );
        let url = serve(&project, app);
        let mut options = project.options();
        options.lambda_endpoints.insert("watch".to_owned(), url);
        let outputs = project
            .deploy_with(options)
            .expect("the assembly is deployed");
        (project, outputs)
    }

    fn receive(&self, event: Value) -> (StatusCode, Json<Value>) {
        self.events.lock().expect("no panic").push(event);
        let mut refusals = self.refusals.lock().expect("no panic");
        if *refusals > 0 {
            *refusals -= 1;
            return (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({})));
        }
        (StatusCode::OK, Json(json!({})))
    }

    /// Waits for this many records and gives, for each event, those in it.
    fn records(&self, count: usize) -> Vec<Vec<Value>> {
        let start = Instant::now();
        loop {
            let events = self.events.lock().expect("no panic").clone();
            let events: Vec<Vec<Value>> = events
                .iter()
                .map(|event| event["Records"].as_array().cloned().unwrap_or_default())
                .collect();
            if events.iter().map(Vec::len).sum::<usize>() >= count {
                return events;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "only {events:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn with_stream(mapping: Value) -> Value {
    let mut template = blog();
    template["Resources"]["Posts"]["Properties"]["StreamSpecification"] =
        json!({"StreamViewType": "NEW_AND_OLD_IMAGES"});
    let mut properties = json!({
        "EventSourceArn": {"Fn::GetAtt": ["Posts", "StreamArn"]},
        "FunctionName": "watch",
        "StartingPosition": "LATEST",
    });
    for (name, value) in mapping.as_object().expect("an object") {
        properties[name] = value.clone();
    }
    add(
        &mut template,
        "Mapping",
        json!({"Type": "AWS::Lambda::EventSourceMapping", "Properties": properties}),
    );
    template
}

fn create(outputs: &Outputs, id: &str) {
    query(
        outputs,
        &format!(r#"mutation {{ createPost(input: {{id: "{id}"}}) {{ id }} }}"#),
    );
}

/// The posts of each event.
fn ids(events: &[Vec<Value>]) -> Vec<Vec<&str>> {
    events
        .iter()
        .map(|records| {
            records
                .iter()
                .filter_map(|record| record["dynamodb"]["Keys"]["id"]["S"].as_str())
                .collect()
        })
        .collect()
}

#[test]
fn a_function_gets_what_happens_to_the_items() {
    let watcher = Watcher::default();
    let (_project, outputs) = watcher.project(json!({}));
    create(&outputs, "1");
    let events = watcher.records(1);
    let record = &events[0][0];
    assert_eq!(record["eventName"], "INSERT");
    assert_eq!(record["eventSource"], "aws:dynamodb");
    assert_eq!(record["awsRegion"], "us-east-1");
    assert_eq!(
        record["eventSourceARN"],
        "arn:aws:dynamodb:us-east-1:123456789012:table/blog-Posts/stream/local"
    );
    assert_eq!(record["dynamodb"]["NewImage"], json!({"id": {"S": "1"}}));
}

#[test]
fn a_batch_that_fails_is_sent_again_before_any_other() {
    let watcher = Watcher::default();
    *watcher.refusals.lock().unwrap() = 1;
    let (_project, outputs) = watcher.project(json!({"BatchSize": 1}));
    create(&outputs, "1");
    create(&outputs, "2");
    assert_eq!(ids(&watcher.records(3)), [["1"], ["1"], ["2"]]);
}

#[test]
fn a_batch_that_keeps_failing_is_given_up_after_its_retries() {
    let watcher = Watcher::default();
    *watcher.refusals.lock().unwrap() = 2;
    let (_project, outputs) = watcher.project(json!({"BatchSize": 1, "MaximumRetryAttempts": 1}));
    create(&outputs, "1");
    create(&outputs, "2");
    assert_eq!(ids(&watcher.records(3)), [["1"], ["1"], ["2"]]);
}

#[test]
fn only_records_that_match_the_filter_are_sent() {
    let watcher = Watcher::default();
    let pattern = json!({"dynamodb": {"Keys": {"id": {"S": [{"prefix": "b"}]}}}}).to_string();
    let filter = json!({"FilterCriteria": {"Filters": [{"Pattern": pattern}]}});
    let (_project, outputs) = watcher.project(filter);
    for id in ["a1", "b1", "a2", "b2"] {
        create(&outputs, id);
    }
    assert_eq!(ids(&watcher.records(2)).concat(), ["b1", "b2"]);
}

#[test]
fn a_stream_goes_on_where_it_was_after_a_deployment_and_a_restart() {
    let watcher = Watcher::default();
    let (mut project, outputs) = watcher.project(json!({"StartingPosition": "TRIM_HORIZON"}));
    create(&outputs, "1");
    watcher.records(1);
    // Without the function nothing is taken.
    project.deploy_again();
    create(&outputs, "2");
    project.stop();

    let app_of_before = watcher.clone();
    let app = Router::new().route(
        "/",
        post(move |Json(event): Json<Value>| async move { app_of_before.receive(event) }),
    );
    let url = serve(&project, app);
    let mut options = project.options();
    options.lambda_endpoints.insert("watch".to_owned(), url);
    project.deploy_with(options).unwrap();
    assert_eq!(ids(&watcher.records(2)).concat(), ["1", "2"]);
}

#[test]
fn a_stream_goes_on_where_it_was_when_a_snapshot_was_taken() {
    let watcher = Watcher::default();
    let (project, outputs) = watcher.project(json!({}));
    let state = project.state();
    let position = || std::fs::read_to_string(state.join("streams.json")).unwrap_or_default();
    let start = position();
    create(&outputs, "1");
    watcher.records(1);
    // The position is written once the function has answered.
    while position() == start {
        std::thread::sleep(Duration::from_millis(5));
    }
    let snapshot = state.join("../snapshots/one");
    project
        .block_on(appsynth_local::snapshot(&state, &snapshot))
        .expect("a snapshot");
    create(&outputs, "2");
    watcher.records(2);

    project
        .block_on(appsynth_local::restore(&state, &snapshot))
        .expect("restored");
    create(&outputs, "3");
    assert_eq!(ids(&watcher.records(3)).concat(), ["1", "2", "3"]);
}

#[test]
fn positions_that_could_not_be_put_back_with_their_tables_come_later() {
    let watcher = Watcher::default();
    let (mut project, outputs) = watcher.project(json!({}));
    create(&outputs, "1");
    watcher.records(1);
    let state = project.state();
    let copy = |name: &str| {
        let folder = state.join("../snapshots").join(name);
        project
            .block_on(appsynth_local::snapshot(&state, &folder))
            .expect("a snapshot");
        folder
    };
    let first = copy("one");
    project.stop();

    let positions = state.join("streams.json");
    std::fs::remove_file(&positions).expect("removed");
    std::fs::create_dir(&positions).expect("something in the way");
    project
        .block_on(appsynth_local::restore(&state, &first))
        .expect_err("the positions cannot be written");
    std::fs::remove_dir(&positions).expect("removed");
    let read = |folder: &std::path::Path| std::fs::read_to_string(folder.join("streams.json"));
    let second = state.join("../snapshots/two");
    project
        .block_on(appsynth_local::snapshot(&state, &second))
        .expect("a snapshot");
    let expected = read(&first).expect("positions");
    assert_eq!(read(&second).expect("positions"), expected);
}

#[test]
fn items_are_deleted_when_their_time_is_over() {
    let mut template = blog();
    template["Resources"]["Posts"]["Properties"]["TimeToLiveSpecification"] =
        json!({"AttributeName": "until", "Enabled": true});
    let mut project = Project::new(&template);
    let outputs = project.deploy();
    let url = outputs.apis[0].graphql_url.replace("/graphql", "/");
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    for (id, until) in [("gone", now - 60), ("kept", now + 3600)] {
        let item = json!({"id": {"S": id}, "until": {"N": until.to_string()}});
        let request = json!({"TableName": "blog-Posts", "Item": item}).to_string();
        let target = [("x-amz-target", "DynamoDB_20120810.PutItem")];
        assert_eq!(project::post(&url, &target, &request).status, 200);
    }
    project.stop();
    let outputs = project.deploy();
    let start = Instant::now();
    let list = || query(&outputs, "{ listPosts { items { id } } }");
    while list()["data"]["listPosts"]["items"] != json!([{"id": "kept"}]) {
        assert!(start.elapsed() < Duration::from_secs(20), "{}", list());
        std::thread::sleep(Duration::from_millis(10));
    }
}
