//! Data that the local environment starts with.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::deploy::{Destroyed, LIST, Serving, ask};
use super::{new_project, run, succeed, succeed_json};

/// A project with models, whose API takes tokens as well as its key.
fn blog() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path().to_owned();
    let schema = "
type Post @model @auth(rules: [{ allow: public }, { allow: owner }]) {
  id: ID!
  title: String!
  status: String @index(name: \"byStatus\", sortKeyFields: [\"year\", \"rank\"], queryField: \"postsByStatus\")
  year: Int
  rank: Int
  owner: String
}
";
    fs::write(project.join("schema.graphql"), schema).expect("written");
    let settings = "
app: blog
api:
  schema: schema.graphql
  auth: { default: api-key, additional: [user-pool], user-pool: { id: eu-west-1_Local } }
";
    fs::write(project.join("appsynth.yaml"), settings).expect("written");
    (folder, project)
}

fn seed(project: &Path, text: &Value) -> Serving {
    fs::write(project.join("seed.json"), format!("{text:#}")).expect("written");
    Serving::start_with(project, &["--seed", "seed.json"])
}

/// What is said of a seed that is refused, without colours.
fn refusal(project: &Path, text: &str) -> String {
    fs::write(project.join("seed.json"), text).expect("written");
    let ended = run(project, &["deploy", "--port", "0", "--seed", "seed.json"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    ended.stderr
}

#[test]
fn items_of_a_model_are_as_its_own_mutations_make_them() {
    let (_folder, project) = blog();
    let post = json!({ "id": "1", "title": "Hello", "status": "draft", "year": 2026, "rank": 7 });
    let serving = seed(&project, &json!({ "items": { "Post": [post] } }));
    let read = "{ getPost(id: \"1\") { title createdAt updatedAt } }";
    let read = ask(&serving.line, read)["getPost"].clone();
    assert_eq!(read["title"], "Hello");
    assert_eq!(read["createdAt"], read["updatedAt"]);
    assert!(read["createdAt"].is_string(), "{read}");
    // The index has a sort key of two fields, which the item as written does not have.
    let by_status = "{ postsByStatus(status: \"draft\", yearRank: { eq: { year: 2026, rank: 7 } }) { items { id } } }";
    assert_eq!(
        ask(&serving.line, by_status),
        json!({ "postsByStatus": { "items": [{ "id": "1" }] } })
    );
}

#[test]
fn mutations_are_sent_by_whom_the_seed_says() {
    let (_folder, project) = blog();
    let mutation =
        "mutation Create($title: String!) { createPost(input: { title: $title }) { id } }";
    let serving = seed(
        &project,
        &json!({ "mutations": [
            { "mutation": mutation, "variables": { "title": "Ada's" }, "as": { "username": "ada" } },
            { "mutation": mutation, "variables": { "title": "Anybody's" } },
        ] }),
    );
    let list = ask(&serving.line, "{ listPosts { items { title owner } } }");
    let mut posts = list["listPosts"]["items"]
        .as_array()
        .expect("items")
        .clone();
    posts.sort_by_key(|post| post["title"].to_string());
    let is_ada = posts[0]["owner"]
        .as_str()
        .is_some_and(|owner| owner.ends_with("ada"));
    assert!(is_ada, "{posts:?}");
    assert_eq!(posts[1], json!({ "title": "Anybody's", "owner": null }));
}

#[test]
fn a_state_is_seeded_once_unless_asked() {
    let folder = new_project();
    let project = folder.path().join("blog");
    let post = |id: &str| json!({ "items": { "Posts": [{ "id": id, "title": "Hello", "createdAt": "2026-01-01T00:00:00Z" }] } });
    let count = |serving: &Serving| {
        let list = ask(&serving.line, LIST);
        list["listPosts"]["items"].as_array().expect("items").len()
    };
    assert_eq!(count(&seed(&project, &post("1"))), 1);
    assert_eq!(count(&seed(&project, &post("2"))), 1);
    let again = ["--seed", "seed.json", "--seed-again"];
    assert_eq!(count(&Serving::start_with(&project, &again)), 2);

    succeed(&project, &["destroy", "--yes"]);
    let _cleanup = Destroyed(&project);
    let detached = [
        "deploy",
        "--detach",
        "--json",
        "--port",
        "0",
        "--seed",
        "seed.json",
    ];
    let line = succeed_json(&project, &detached);
    assert_eq!(
        ask(&line, LIST)["listPosts"]["items"],
        json!([{ "title": "Hello" }])
    );
}

#[test]
fn what_is_refused_is_shown_at_its_place_and_nothing_is_left_of_it() {
    let (_folder, project) = blog();
    let good = "{ \"id\": \"1\", \"title\": \"Hello\" }";
    let said = refusal(
        &project,
        &format!("{{ \"items\": {{\n  \"Post\": [{good},\n    {{ \"title\": \"no id\" }}] }} }}"),
    );
    assert!(said.contains("AS7010"), "{said}");
    assert!(said.contains("seed.json:3:5"), "{said}");
    assert!(said.contains("key"), "{said}");

    let said = refusal(
        &project,
        &format!("{{ \"items\": {{\n  \"Post\": [{good}],\n  \"Pots\": [{good}] }} }}"),
    );
    assert!(said.contains("seed.json:3:3"), "{said}");
    assert!(said.contains("there are: Post"), "{said}");

    let create = "mutation { createPost(input: { title: \\\"Hello\\\" }) { id } }";
    let said = refusal(
        &project,
        &format!(
            "{{ \"items\": {{ \"Post\": [{good}] }},\n  \"mutations\": [{{ \"mutation\": \"{create}\" }},\n    {{ \"mutation\": \"mutation {{ deletePost(input: {{}}) {{ id }} }}\" }}] }}"
        ),
    );
    assert!(said.contains("seed.json:3:19"), "{said}");
    let serving = Serving::start(&project);
    let list = ask(&serving.line, "{ listPosts { items { id } } }");
    assert_eq!(list, json!({ "listPosts": { "items": [] } }));
}

#[test]
fn texts_and_numbers_are_those_of_json() {
    let (_folder, project) = blog();
    let title = r#"a \ud83d\ude00 \/ \\ \" \t\u00e9"#;
    let post = format!("{{\n\t\"id\": \"1\", \"title\": \"{title}\", \"year\": 1e3 }}");
    let text = format!("{{ \"items\": {{ \"P\\u006fst\": [{post}] }} }}");
    fs::write(project.join("seed.json"), text).expect("written");
    let serving = Serving::start_with(&project, &["--seed", "seed.json"]);
    assert_eq!(
        ask(&serving.line, "{ getPost(id: \"1\") { title year } }"),
        json!({ "getPost": { "title": "a \u{1f600} / \\ \" \t\u{e9}", "year": 1000 } })
    );
}

#[test]
fn a_file_that_is_no_seed_is_refused_before_anything_is_deployed() {
    let (_folder, project) = blog();
    for (text, code, place) in [
        (
            "{ \"items\": {} \n \"mutations\": [] }",
            "AS7009",
            "seed.json:2:2",
        ),
        ("{ \"item\": {} }", "AS7011", "seed.json:1:3"),
        (
            "{ \"items\": { \"Post\": [1] } }",
            "AS7011",
            "seed.json:1:23",
        ),
        (
            "{ \"mutations\": [{ \"as\": { \"username\": \"ada\" } }] }",
            "AS7011",
            "seed.json:1:17",
        ),
    ] {
        let said = refusal(&project, text);
        assert!(said.contains(code), "{code}: {said}");
        assert!(said.contains(place), "{place}: {said}");
        assert!(said.contains("nothing was deployed"), "{said}");
    }
    assert!(!project.join(".appsynth").exists());
    let ended = run(&project, &["deploy", "--seed", "none.json"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("none.json"), "{}", ended.stderr);
}
