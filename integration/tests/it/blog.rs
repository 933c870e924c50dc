//! The example as its readers see it: what its directives stand for, and what its own code changes of that.

use integration::{Client, Project, Served};
use serde_json::{Value, json};

use crate::quotes;

fn blog() -> (Project, Served) {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let served = project.deploy();
    (project, served)
}

/// The API for somebody with an account, as the environment's own issuer vouches for.
fn reader(project: &Project, served: &Served, name: &str) -> Client {
    let token = project.succeed(&["token", "--username", name]);
    served.signed_in(token.trim_end())
}

/// The API for one of the editors.
fn editor(project: &Project, served: &Served) -> Client {
    let token = project.succeed(&["token", "--username", "kit", "--groups", "editors"]);
    served.signed_in(token.trim_end())
}

fn create_post(client: &Client, author: &str, title: &str, body: &str) -> Value {
    let create = "mutation Create($input: CreatePostInput!) {
        createPost(input: $input) { id title body authorId createdAt updatedAt owner }
    }";
    let input = json!({ "authorId": author, "title": title, "body": body });
    client.data(create, json!({ "input": input }))["createPost"].clone()
}

const UPDATE: &str = "mutation Update($input: UpdatePostInput!) {
    updatePost(input: $input) { title body createdAt }
}";

#[test]
fn a_post_is_handed_in_stored_and_read_back() {
    let (_project, served) = blog();
    let post = create_post(&served, "ada", "  On engines ", "It weaves.");
    assert_eq!(post["title"], "On engines");
    assert_eq!(post["createdAt"], post["updatedAt"]);

    let read = "query Get($id: ID!) {
        getPost(id: $id) { id title body authorId createdAt updatedAt owner }
    }";
    let id = json!({ "id": post["id"] });
    assert_eq!(served.data(read, id)["getPost"], post);
    assert_eq!(
        served.data(read, json!({ "id": "nobody" })),
        json!({ "getPost": null })
    );
}

#[test]
fn a_post_without_a_title_is_refused_by_the_function_in_the_slot() {
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
fn the_function_in_the_slot_passes_the_tests_beside_it() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    let said: Value = serde_json::from_str(&project.succeed(&["test", "--json"])).expect("JSON");
    let names = said["tests"].as_array().into_iter().flatten();
    let names: Vec<_> = names.map(|test| &test["name"]).collect();
    assert_eq!(
        names,
        ["takes the spaces off a title", "refuses a title of spaces"]
    );
}

#[test]
fn lists_show_how_posts_begin_as_the_replaced_half_says() {
    let (_project, served) = blog();
    let body = "word ".repeat(100);
    let post = create_post(&served, "ada", "Long", &body);
    let list = served.data("{ listPosts { items { body } } }", json!({}));
    let shown = format!("{}…", &body[..200]);
    assert_eq!(list["listPosts"]["items"], json!([{ "body": shown }]));
    let whole = served.data(
        "query Get($id: ID!) { getPost(id: $id) { body } }",
        json!({ "id": post["id"] }),
    );
    assert_eq!(whole["getPost"]["body"], body);
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
fn an_authors_posts_come_by_the_index_and_only_theirs() {
    let (project, served) = blog();
    create_post(&served, "ada", "Older", "");
    create_post(&served, "grace", "Compilers", "");
    create_post(&served, "ada", "Newer", "");
    let newest_first = json!([{ "title": "Newer" }, { "title": "Older" }]);
    let data = served.data(
        "{ postsByAuthor(authorId: \"ada\", sortDirection: DESC) { items { title } } }",
        json!({}),
    );
    assert_eq!(data["postsByAuthor"]["items"], newest_first);

    let editor = editor(&project, &served);
    editor.data(
        "mutation { createAuthor(input: { id: \"ada\", name: \"Ada L.\" }) { id } }",
        json!({}),
    );
    let data = served.data(
        "{ getAuthor(id: \"ada\") { name posts(sortDirection: DESC) { items { title } } } }",
        json!({}),
    );
    assert_eq!(
        data["getAuthor"],
        json!({ "name": "Ada L.", "posts": { "items": newest_first } })
    );
}

#[test]
fn a_post_is_changed_by_its_author_and_by_editors_alone() {
    let (project, served) = blog();
    let ada = reader(&project, &served, "ada");
    let post = create_post(&ada, "ada", "Draft", "Some words");
    assert_eq!(post["owner"], "ada");

    let input = |title: &str| json!({ "input": { "id": post["id"], "title": title } });
    for stranger in [reader(&project, &served, "eve"), Client::clone(&served)] {
        let answer = stranger.ask(UPDATE, input("Mine"));
        assert_eq!(answer["data"], json!({ "updatePost": null }));
        assert_eq!(answer["errors"][0]["errorType"], "Unauthorized");
    }
    assert_eq!(
        ada.data(UPDATE, input("Final"))["updatePost"],
        json!({ "title": "Final", "body": "Some words", "createdAt": post["createdAt"] })
    );
    let editor = editor(&project, &served);
    assert_eq!(
        editor.data(UPDATE, input("Finally"))["updatePost"]["title"],
        "Finally"
    );
}

#[test]
fn a_deleted_post_is_given_once_and_gone() {
    let (project, served) = blog();
    let editor = editor(&project, &served);
    let post = create_post(&served, "ada", "Fleeting", "");
    let delete = "mutation Delete($id: ID!) { deletePost(input: { id: $id }) { title } }";
    let id = json!({ "id": post["id"] });
    assert_eq!(
        editor.data(delete, id.clone()),
        json!({ "deletePost": { "title": "Fleeting" } })
    );
    assert_eq!(
        served.data("query Get($id: ID!) { getPost(id: $id) { id } }", id),
        json!({ "getPost": null })
    );
}

#[test]
fn comments_are_read_by_all_and_written_with_an_account() {
    let (project, served) = blog();
    let post = create_post(&served, "ada", "On engines", "");
    let comment = "mutation Comment($post: ID!, $text: String!) {
        createComment(input: { postId: $post, text: $text }) { text post { title } }
    }";
    let variables = |text: &str| json!({ "post": post["id"], "text": text });

    let refused = served.ask(comment, variables("Hm"));
    assert_eq!(refused["errors"][0]["errorType"], "Unauthorized");
    let eve = reader(&project, &served, "eve");
    let empty = eve.ask(comment, variables(""));
    assert_eq!(empty["errors"][0]["message"], "A comment needs a text");
    assert_eq!(
        eve.data(comment, variables("How true")),
        json!({ "createComment": { "text": "How true", "post": { "title": "On engines" } } })
    );
    let read = "query Get($id: ID!) { getPost(id: $id) { comments { items { text } } } }";
    assert_eq!(
        served.data(read, json!({ "id": post["id"] })),
        json!({ "getPost": { "comments": { "items": [{ "text": "How true" }] } } })
    );
}

#[test]
fn readers_are_known_by_the_table_of_users() {
    let (project, served) = blog();
    let ada = reader(&project, &served, "ada");
    assert_eq!(
        ada.data("{ me { name } }", json!({})),
        json!({ "me": null })
    );
    let rename = "mutation { setMyName(name: \"Ada L.\") { name } }";
    assert_eq!(
        ada.data(rename, json!({})),
        json!({ "setMyName": { "name": "Ada L." } })
    );
    assert_eq!(
        ada.data("{ me { name } }", json!({})),
        json!({ "me": { "name": "Ada L." } })
    );

    let eve = reader(&project, &served, "eve");
    assert_eq!(
        eve.data("{ me { name } }", json!({})),
        json!({ "me": null })
    );
    let anonymous = served.ask("{ me { name } }", json!({}));
    assert_eq!(anonymous["errors"][0]["errorType"], "Unauthorized");
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
fn the_quote_comes_over_http_from_what_stands_in_for_the_service() {
    let project = Project::example(env!("CARGO_BIN_EXE_example-app"));
    project.stand_in_for("https://quotes.local.example.com", &quotes::serve());
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
    project.stand_in_for("https://quotes.local.example.com", "http://127.0.0.1:9");
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
