//! What was acknowledged stays, whatever happens to the process.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use integration::{Client, Project};
use serde_json::json;

const CREATE: &str = "mutation Create($title: String!) {
    createPost(input: { authorId: \"ada\", title: $title }) { id }
}";
const READ: &str = "query Get($id: ID!) { getPost(id: $id) { id } }";

fn id_of(data: &serde_json::Value) -> String {
    data["createPost"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn items_and_the_key_are_still_there_after_a_restart() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let first = project.deploy();
    let id = id_of(&first.data(CREATE, json!({ "title": "Kept" })));
    let key = first.api_key.clone();
    drop(first);

    let second = project.deploy();
    assert_eq!(second.api_key, key);
    assert_eq!(
        second.data(READ, json!({ "id": id })),
        json!({ "getPost": { "id": id } })
    );
}

#[test]
fn killing_the_server_during_writes_loses_no_acknowledged_item() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let mut served = project.deploy();
    let acknowledged = Mutex::new(Vec::new());

    thread::scope(|scope| {
        for writer in 0..4 {
            let client = Client::clone(&served);
            let acknowledged = &acknowledged;
            scope.spawn(move || {
                for number in 0.. {
                    let title = format!("{writer}/{number}");
                    let Ok(answer) = client.try_ask(CREATE, json!({ "title": title })) else {
                        return;
                    };
                    let id = id_of(&answer["data"]);
                    acknowledged.lock().expect("no writer panics").push(id);
                }
            });
        }
        while acknowledged.lock().expect("no writer panics").len() < 50 {
            thread::sleep(Duration::from_millis(1));
        }
        served.kill();
    });

    let served = project.deploy();
    let acknowledged = acknowledged.into_inner().expect("no writer panics");
    assert!(acknowledged.len() >= 50);
    for id in acknowledged {
        assert_eq!(
            served.data(READ, json!({ "id": id })),
            json!({ "getPost": { "id": id } })
        );
    }
}
