//! What was acknowledged stays, whatever happens to the process.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use integration::{Client, Project, Served};
use serde_json::json;

const WRITERS: usize = 8;
const ACKNOWLEDGED: usize = 100;

const CREATE: &str = "mutation Create($title: String!) {
    createPost(input: { authorId: \"ada\", title: $title }) { id }
}";
const READ: &str = "query Get($id: ID!) { getPost(id: $id) { id title } }";

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
        json!({ "getPost": { "id": id, "title": "Kept" } })
    );
}

#[test]
fn killing_the_server_under_load_loses_no_acknowledged_item() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let mut acknowledged = Vec::new();
    for _ in 0..3 {
        let mut served = project.deploy();
        acknowledged.extend(created_until_killed(&mut served));
    }

    let served = project.deploy();
    for (id, title) in acknowledged {
        assert_eq!(
            served.data(READ, json!({ "id": id })),
            json!({ "getPost": { "id": id, "title": title } })
        );
    }
}

/// Has writers create posts without pause, and kills the server once it has acknowledged some of them. Gives the
/// ids and titles of those that were acknowledged.
fn created_until_killed(served: &mut Served) -> Vec<(String, String)> {
    let acknowledged = Mutex::new(Vec::new());
    let count = || acknowledged.lock().expect("no writer panics").len();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let client = Client::clone(served);
            let acknowledged = &acknowledged;
            scope.spawn(move || {
                for number in 0.. {
                    let title = format!("{writer}/{number}");
                    let Ok(answer) = client.try_ask(CREATE, json!({ "title": title })) else {
                        return;
                    };
                    let created = (id_of(&answer["data"]), title);
                    acknowledged.lock().expect("no writer panics").push(created);
                }
            });
        }
        while count() < ACKNOWLEDGED {
            thread::sleep(Duration::from_millis(1));
        }
        served.kill();
    });
    acknowledged.into_inner().expect("no writer panics")
}
