//! What the server makes of HTTP requests.

use serde_json::json;

use crate::project::{Project, api, blog, get_with, post, query, query_with};

#[test]
fn items_are_created_and_read_over_http() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let created = query_with(
        &outputs,
        "mutation ($input: CreatePostInput!) { createPost(input: $input) { id title } }",
        json!({"input": {"id": "1", "title": "Hello"}}),
    );
    assert_eq!(
        created,
        json!({"data": {"createPost": {"id": "1", "title": "Hello"}}})
    );
    let read = query(
        &outputs,
        r#"{ getPost(id: "1") { title author } none: getPost(id: "2") { title } }"#,
    );
    assert_eq!(
        read,
        json!({"data": {"getPost": {"title": "Hello", "author": null}, "none": null}})
    );
}

#[test]
fn a_request_may_come_in_the_url() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let api = &outputs.apis[0];
    let key = [("x-api-key", api.api_key.as_deref().unwrap())];
    let ask = |parameters: &str| get_with(&format!("{}?{parameters}", api.graphql_url), &key);
    let write = "query=mutation($title:String){createPost(input:{id:%221%22,title:$title}){id}}\
                 &variables=%7B%22title%22:%22One+%2B%20two%22%7D";
    let written = ask(write);
    assert_eq!(written.body, json!({"data": {"createPost": {"id": "1"}}}));
    assert_eq!(written.status, 200);
    assert!(written.headers.contains_key("x-amzn-requestid"));
    let read =
        "operationName=B&query=query+A{__typename}query+B{getPost(id:%221%22){title}}&variables=";
    assert_eq!(
        ask(read).body,
        json!({"data": {"getPost": {"title": "One + two"}}})
    );
    for parameters in ["", "variables={}", "query={__typename}&variables=1"] {
        let answer = ask(parameters);
        assert_eq!(answer.status, 400, "{parameters}");
        assert_eq!(
            answer.body["errors"][0]["errorType"],
            "MalformedHttpRequestException"
        );
    }
    let keyless = get_with(&format!("{}?{write}", api.graphql_url), &[]);
    assert_eq!(keyless.status, 401);
}

#[test]
fn a_failed_condition_is_an_error_of_the_field_in_appsync_s_shape() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let create = |title: &str| {
        query_with(
            &outputs,
            "mutation ($title: String) { createPost(input: {id: \"1\", title: $title}) { id } }",
            json!({"title": title}),
        )
    };
    create("first");
    let answer = create("second");
    assert_eq!(answer["data"], json!({"createPost": null}));
    let error = &answer["errors"][0];
    assert_eq!(
        error["errorType"],
        "DynamoDB:ConditionalCheckFailedException"
    );
    assert_eq!(error["path"], json!(["createPost"]));
    assert_eq!(error["message"], "The conditional request failed");
}

#[test]
fn a_list_goes_on_at_its_token() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    for id in ["1", "2", "3"] {
        let create = "mutation ($id: ID!) { createPost(input: {id: $id}) { id } }";
        query_with(&outputs, create, json!({"id": id}));
    }
    let list = "query ($token: String) { listPosts(limit: 2, nextToken: $token) { items { id } nextToken } }";
    let first = query(&outputs, list);
    assert_eq!(
        first["data"]["listPosts"]["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let token = &first["data"]["listPosts"]["nextToken"];
    let second = query_with(&outputs, list, json!({"token": token}));
    assert_eq!(
        second["data"]["listPosts"]["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn many_requests_at_once_are_all_answered() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let outputs = &outputs;
            scope.spawn(move || {
                for n in 0..10 {
                    let id = format!("{thread}-{n}");
                    let create = "mutation ($id: ID!) { createPost(input: {id: $id}) { id } }";
                    let answer = query_with(outputs, create, json!({"id": id}));
                    assert_eq!(answer["data"]["createPost"]["id"], id);
                }
            });
        }
    });
    let all = query(&outputs, "{ listPosts { items { id } } }");
    assert_eq!(
        all["data"]["listPosts"]["items"].as_array().unwrap().len(),
        80
    );
}

#[test]
fn only_the_api_s_key_opens_it() {
    let mut project = Project::new(&blog());
    let api = project.deploy().apis.remove(0);
    let body = r#"{"query": "{ __typename }"}"#;
    const WRONG: &str = "You are not authorized to make this call.";
    let wrong: [(&[(&str, &str)], &str); 4] = [
        (&[], "Valid authorization header not provided."),
        (&[("x-api-key", "")], WRONG),
        (&[("x-api-key", "da2-aaaaaaaaaaaaaaaaaaaaaaaaaa")], WRONG),
        (
            &[("authorization", "Bearer eyJhbGciOiJub25lIn0.e30.")],
            WRONG,
        ),
    ];
    for (headers, message) in wrong {
        let answer = post(&api.graphql_url, headers, body);
        assert_eq!(answer.status, 401, "{headers:?}");
        assert_eq!(
            answer.body,
            json!({"errors": [{
                "errorType": "UnauthorizedException",
                "message": message,
            }]})
        );
    }
    let key = api.api_key.unwrap();
    let answer = post(&api.graphql_url, &[("x-api-key", &key)], body);
    assert_eq!(answer.body, json!({"data": {"__typename": "Query"}}));
}

#[test]
fn an_expired_key_opens_nothing() {
    let mut template = blog();
    template["Resources"]["Key"]["Properties"]["Expires"] = json!(1_600_000_000);
    let mut project = Project::new(&template);
    let api = project.deploy().apis.remove(0);
    let key = api.api_key.unwrap();
    let answer = post(
        &api.graphql_url,
        &[("x-api-key", &key)],
        r#"{"query": "{ __typename }"}"#,
    );
    assert_eq!(answer.status, 401);
}

#[test]
fn malformed_bodies_are_bad_requests() {
    let mut project = Project::new(&blog());
    let api = project.deploy().apis.remove(0);
    let key = api.api_key.unwrap();
    const UNREADABLE: &str = "Unable to parse GraphQL query.";
    for (body, message) in [
        ("", "Request body is empty."),
        ("meow", UNREADABLE),
        ("{}", UNREADABLE),
        ("[]", UNREADABLE),
        (r#"{"query": 1}"#, UNREADABLE),
    ] {
        let answer = post(&api.graphql_url, &[("x-api-key", &key)], body);
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(
            answer.body,
            json!({"errors": [{"errorType": "MalformedHttpRequestException", "message": message}]})
        );
    }
    let no_graphql = post(
        &api.graphql_url,
        &[("x-api-key", &key)],
        r#"{"query": "{ getPost("}"#,
    );
    assert_eq!(no_graphql.status, 400);
    assert_eq!(
        no_graphql.headers["x-amzn-errortype"],
        "MalformedHttpRequestException"
    );
    assert_eq!(
        no_graphql.body,
        json!({"errors": [{"errorType": "MalformedHttpRequestException", "message": UNREADABLE}]})
    );
    // One byte too many: the server has read them all when it says so, and the connection is whole.
    let huge = "x".repeat(5 * 1024 * 1024 + 1);
    let answer = post(&api.graphql_url, &[("x-api-key", &key)], &huge);
    assert_eq!(answer.status, 413);
}

#[test]
fn graphql_that_does_not_fit_the_schema_is_answered_as_usual() {
    let mut project = Project::new(&blog());
    let outputs = project.deploy();
    let answer = query(&outputs, "{ getPosts }");
    assert_eq!(answer["data"], json!(null));
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
}

#[test]
fn pages_of_elsewhere_may_ask_but_not_by_a_name_of_their_own() {
    let mut project = Project::new(&blog());
    let api = project.deploy().apis.remove(0);
    let response = ureq::options(&api.graphql_url)
        .header("origin", "https://app.example")
        .header("access-control-request-headers", "x-api-key,x-custom")
        .call()
        .unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(
        response.headers()["access-control-allow-methods"],
        "GET, POST, OPTIONS"
    );
    assert_eq!(
        response.headers()["access-control-allow-headers"],
        "x-api-key,x-custom"
    );

    let key = api.api_key.unwrap();
    let answer = post(
        &api.graphql_url,
        &[("x-api-key", &key), ("host", "rebound.example")],
        r#"{"query": "{ __typename }"}"#,
    );
    assert_eq!(answer.status, 403);
}

#[test]
fn answers_carry_a_request_id_and_are_open_to_pages() {
    let mut project = Project::new(&blog());
    let api = project.deploy().apis.remove(0);
    let answer = post(&api.graphql_url, &[], "{}");
    assert!(answer.headers.contains_key("x-amzn-requestid"));
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let exposed = answer.headers["access-control-expose-headers"]
        .to_str()
        .unwrap();
    assert!(exposed.contains("x-amzn-RequestId,x-amzn-ErrorType"));
}

#[test]
fn each_of_several_apis_has_its_url() {
    let schema = "type Query { here: String }";
    let mut template = api(schema);
    for (logical_id, of) in [
        ("OtherApi", "Api"),
        ("OtherSchema", "Schema"),
        ("OtherKey", "Key"),
    ] {
        let mut resource = template["Resources"][of].clone();
        if of != "Api" {
            resource["Properties"]["ApiId"] = json!({"Fn::GetAtt": ["OtherApi", "ApiId"]});
        }
        template["Resources"][logical_id] = resource;
    }
    template["Resources"]["OtherSchema"]["Properties"]["Definition"] =
        json!("type Query { there: String }");
    let mut project = Project::new(&template);
    let outputs = project.deploy();
    for (api, field) in outputs.apis.iter().zip(["here", "there"]) {
        let key = api.api_key.as_deref().unwrap();
        let body = json!({"query": format!("{{ {field} }}")}).to_string();
        let answer = post(&api.graphql_url, &[("x-api-key", key)], &body);
        assert_eq!(answer.body, json!({"data": {field: null}}));
    }
    let [here, there] = outputs.apis.as_slice() else {
        panic!("there are two APIs");
    };
    let key = here.api_key.as_deref().unwrap();
    let answer = post(&there.graphql_url, &[("x-api-key", key)], "{}");
    assert_eq!(answer.status, 401, "a key opens its own API only");
}
