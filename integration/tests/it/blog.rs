//! The example as a client sees it: every field of its schema, every resolver of its stack.

use integration::{Client, Project, Served};
use serde_json::{Value, json};

use crate::quotes;

fn blog() -> (Project, Served) {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let served = project.deploy();
    (project, served)
}

fn create_post(served: &Served, author: &str, title: &str, body: &str) -> Value {
    let create = "mutation Create($input: CreatePostInput!) {
        createPost(input: $input) { id title body authorId createdAt updatedAt }
    }";
    let input = json!({ "authorId": author, "title": title, "body": body });
    served.data(create, json!({ "input": input }))["createPost"].clone()
}

#[test]
fn a_post_is_validated_stored_and_read_back() {
    let (_project, served) = blog();
    let post = create_post(&served, "ada", "  On engines ", "It weaves.");
    assert_eq!(post["title"], "On engines");
    assert_eq!(post["createdAt"], post["updatedAt"]);

    let read = "query Get($id: ID!) {
        getPost(id: $id) { id title body authorId createdAt updatedAt }
    }";
    let id = json!({ "id": post["id"] });
    assert_eq!(served.data(read, id)["getPost"], post);
    assert_eq!(
        served.data(read, json!({ "id": "nobody" })),
        json!({ "getPost": null })
    );
}

#[test]
fn a_post_without_a_title_is_refused_by_the_first_function() {
    let (_project, served) = blog();
    let answer = served.ask(
        "mutation { createPost(input: { authorId: \"ada\", title: \" \" }) { id } }",
        json!({}),
    );
    assert_eq!(answer["data"], json!({ "createPost": null }));
    let error = &answer["errors"][0];
    assert_eq!(error["errorType"], "InvalidPost");
    assert_eq!(error["message"], "A post needs a title");
    assert_eq!(error["path"], json!(["createPost"]));
    assert_eq!(
        served.data("{ listPosts { items { id } } }", json!({}))["listPosts"]["items"],
        json!([])
    );
}

#[test]
fn posts_are_listed_in_pages() {
    let (_project, served) = blog();
    for number in 0..3 {
        create_post(&served, "ada", &format!("Part {number}"), "");
    }
    let list = "query List($nextToken: String) {
        listPosts(limit: 2, nextToken: $nextToken) { items { title } nextToken }
    }";
    let first = served.data(list, json!({}))["listPosts"].clone();
    assert_eq!(first["items"].as_array().map(Vec::len), Some(2));
    let next = served.data(list, json!({ "nextToken": first["nextToken"] }))["listPosts"].clone();
    assert_eq!(next["nextToken"], Value::Null);

    let mut titles: Vec<_> = [&first, &next]
        .into_iter()
        .flat_map(|page| page["items"].as_array().expect("items"))
        .map(|post| post["title"].as_str().expect("a title"))
        .collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Part 0", "Part 1", "Part 2"]);
}

#[test]
fn an_authors_posts_come_newest_first_and_only_theirs() {
    let (_project, served) = blog();
    create_post(&served, "ada", "Older", "");
    create_post(&served, "grace", "Compilers", "");
    create_post(&served, "ada", "Newer", "");
    let data = served.data(
        "{ postsByAuthor(authorId: \"ada\") { items { title } } }",
        json!({}),
    );
    assert_eq!(
        data["postsByAuthor"]["items"],
        json!([{ "title": "Newer" }, { "title": "Older" }])
    );
}

#[test]
fn an_update_changes_only_what_it_names() {
    let (_project, served) = blog();
    let post = create_post(&served, "ada", "Draft", "Some words");
    let update = "mutation Update($input: UpdatePostInput!) {
        updatePost(input: $input) { title body createdAt }
    }";
    let data = served.data(
        update,
        json!({ "input": { "id": post["id"], "title": "Final", "body": null } }),
    );
    assert_eq!(
        data["updatePost"],
        json!({ "title": "Final", "body": "Some words", "createdAt": post["createdAt"] })
    );

    let answer = served.ask(update, json!({ "input": { "id": "nobody", "title": "x" } }));
    assert_eq!(
        answer["errors"][0]["errorType"],
        "DynamoDB:ConditionalCheckFailedException"
    );
    assert_eq!(answer["data"], json!({ "updatePost": null }));
}

#[test]
fn a_deleted_post_is_given_once_and_gone() {
    let (_project, served) = blog();
    let post = create_post(&served, "ada", "Fleeting", "");
    let delete = "mutation Delete($id: ID!) { deletePost(id: $id) { title } }";
    let id = json!({ "id": post["id"] });
    assert_eq!(
        served.data(delete, id.clone()),
        json!({ "deletePost": { "title": "Fleeting" } })
    );
    assert_eq!(
        served.data("query Get($id: ID!) { getPost(id: $id) { id } }", id),
        json!({ "getPost": null })
    );
}

#[test]
fn a_posts_author_comes_from_the_table_of_users() {
    let (_project, served) = blog();
    let post = create_post(&served, "ada", "On engines", "");
    let read = "query Get($id: ID!) { getPost(id: $id) { author { id name } } }";
    let id = json!({ "id": post["id"] });
    assert_eq!(
        served.data(read, id.clone()),
        json!({ "getPost": { "author": null } })
    );

    let rename = "mutation { renameAuthor(id: \"ada\", name: \"Ada L.\") { id name } }";
    let ada = json!({ "id": "ada", "name": "Ada L." });
    assert_eq!(
        served.data(rename, json!({})),
        json!({ "renameAuthor": ada })
    );
    assert_eq!(
        served.data(read, id),
        json!({ "getPost": { "author": ada } })
    );
}

#[test]
fn the_lambda_function_reckons_how_long_reading_takes() {
    let (_project, served) = blog();
    let post = create_post(&served, "ada", "Long", &"word ".repeat(450));
    let read = "query Get($id: ID!) { getPost(id: $id) { readingMinutes } }";
    assert_eq!(
        served.data(read, json!({ "id": post["id"] })),
        json!({ "getPost": { "readingMinutes": 3 } })
    );
}

#[test]
fn echo_needs_no_data_source() {
    let (_project, served) = blog();
    let message = "quotes \" and $dollars ${stay} #as they are";
    assert_eq!(
        served.data(
            "query Echo($message: String!) { echo(message: $message) }",
            json!({ "message": message })
        ),
        json!({ "echo": message })
    );
}

#[test]
fn the_quote_comes_over_http() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    project.set_environment_value("local", "quotes-url", &quotes::serve());
    let served = project.deploy();
    assert_eq!(
        served.data("{ quoteOfTheDay { text author } }", json!({})),
        json!({ "quoteOfTheDay": { "text": "Less is more", "author": "Mies" } })
    );
}

#[test]
fn a_service_that_is_down_costs_only_its_own_field() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    // Port 9 is never served here: the connection is refused at once.
    project.set_environment_value("local", "quotes-url", "http://127.0.0.1:9");
    let served = project.deploy();
    let answer = served.ask(
        "{ echo(message: \"still here\") quoteOfTheDay { text } }",
        json!({}),
    );
    assert_eq!(
        answer["data"],
        json!({ "echo": "still here", "quoteOfTheDay": null })
    );
    assert_eq!(answer["errors"][0]["path"], json!(["quoteOfTheDay"]));
}

#[test]
fn the_schema_can_be_asked_for() {
    let (_project, served) = blog();
    let data = served.data(
        "{ __type(name: \"Post\") { kind fields { name } } __schema { queryType { name } } }",
        json!({}),
    );
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
    assert_eq!(data["__type"]["kind"], "OBJECT");
    assert_eq!(data["__type"]["fields"][0]["name"], "id");
}

#[test]
fn a_wrong_key_gets_nothing() {
    let (_project, served) = blog();
    let mut stranger = Client::clone(&served);
    stranger.api_key = "da2-aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned();
    let refused = stranger.try_ask("{ listPosts { items { id } } }", json!({}));
    assert!(
        matches!(refused, Err(ureq::Error::StatusCode(401))),
        "{refused:?}"
    );
}
