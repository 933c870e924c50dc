//! Subscriptions over AppSync's WebSocket protocol.

use serde_json::{Value, json};

use crate::project::{Project, add, api, query, resolver, source};
use crate::socket::{Socket, upgraded, with_key};

/// An API of notes that are not kept: mutations give back what they are given.
fn notes() -> Value {
    let schema = r#"
        type Author { name: String level: Int }
        type Note { id: ID! text: String tags: [String] author: Author secret: String @aws_iam }
        input AuthorInput { name: String level: Int }
        input NoteInput { id: ID! text: String tags: [String] author: AuthorInput secret: String }
        type Query { nothing: String }
        type Mutation {
            write(note: NoteInput!): Note
            erase(note: NoteInput!): Note
            fail(note: NoteInput!): Note
            leave(name: String): String
        }
        type Subscription {
            onWrite(id: ID, text: String): Note @aws_subscribe(mutations: ["write"])
            onChange: Note @aws_subscribe(mutations: ["write", "erase", "fail"])
            onFilter(filter: AWSJSON): Note @aws_subscribe(mutations: ["write"])
            onTransform(filter: AWSJSON, user: String): Note @aws_subscribe(mutations: ["write"])
            onDeny: Note @aws_subscribe(mutations: ["write"])
            onGive(note: AWSJSON): Note @aws_subscribe(mutations: ["write"])
            onIam: Note @aws_subscribe(mutations: ["write"]) @aws_iam
        }
    "#;
    let mut template = api(schema);
    add(
        &mut template,
        "NoneSource",
        source("NoneSource", "NONE", json!({})),
    );
    let echo = r#"{"version": "2018-05-29", "payload": $util.toJson($ctx.args.note)}"#;
    for field in ["write", "erase"] {
        add(
            &mut template,
            field,
            resolver(&format!("Mutation.{field}"), "NoneSource", echo),
        );
    }
    add(
        &mut template,
        "fail",
        resolver("Mutation.fail", "NoneSource", r#"$util.error("no", "No")"#),
    );
    let nothing = r#"{"version": "2018-05-29", "payload": null}"#;
    let mut with_response = |id: &str, field: &str, response: &str| {
        let mut resolver = resolver(field, "NoneSource", nothing);
        resolver["Properties"]["ResponseMappingTemplate"] = json!(response);
        add(&mut template, id, resolver);
    };
    with_response(
        "leave",
        "Mutation.leave",
        r#"$extensions.invalidateSubscriptions({"subscriptionField": "onTransform", "payload": {"user": $ctx.args.name}})
           "left""#,
    );
    with_response(
        "onFilter",
        "Subscription.onFilter",
        "$extensions.setSubscriptionFilter($ctx.args.filter) null",
    );
    with_response(
        "onTransform",
        "Subscription.onTransform",
        r#"$extensions.setSubscriptionFilter($util.transform.toSubscriptionFilter($ctx.args.filter))
           $extensions.setSubscriptionInvalidationFilter({"filterGroup": [{"filters": [
             {"fieldName": "user", "operator": "eq", "value": $ctx.args.user}]}]})
           null"#,
    );
    with_response("onDeny", "Subscription.onDeny", "$util.unauthorized()");
    with_response(
        "onGive",
        "Subscription.onGive",
        "$util.toJson($ctx.args.note)",
    );
    template
}

const WRITE: &str = r#"mutation { write(note: {id: "1", text: "a"}) { id text } }"#;

#[test]
fn an_event_has_what_the_mutation_selected() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    let subscription =
        "subscription { heard: onWrite { key: id text author { name level } __typename } }";
    let answer = socket.start(&outputs, "one", subscription);
    assert_eq!(answer, json!({"type": "start_ack", "id": "one"}));

    query(
        &outputs,
        r#"mutation {
            first: write(note: {id: "1", text: "a", author: {name: "Ada", level: 3}}) {
                number: id words: text author { called: name }
            }
            write(note: {id: "2", text: "b"}) { id }
        }"#,
    );
    let event =
        |note: Value| json!({"id": "one", "type": "data", "payload": {"data": {"heard": note}}});
    assert_eq!(
        socket.received(),
        [
            event(json!({
                "key": "1", "text": "a", "author": {"name": "Ada", "level": null}, "__typename": "Note",
            })),
            event(json!({"key": "2", "text": null, "author": null, "__typename": "Note"})),
        ]
    );
}

#[test]
fn an_error_of_an_event_has_no_places() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    socket.start(&outputs, "one", "subscription { onWrite { id } }");
    query(&outputs, r#"mutation { write(note: {id: "1"}) { text } }"#);
    assert_eq!(
        socket.received(),
        [json!({"id": "one", "type": "data", "payload": {
            "data": {"onWrite": null},
            "errors": [{
                "path": ["onWrite", "id"],
                "message": "Cannot return null for non-nullable type: 'ID' within parent 'Note' (/onWrite/id)",
            }],
        }})]
    );
}

#[test]
fn headers_may_come_among_the_sub_protocols() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::open_with_protocol(&project, &outputs, &with_key(&outputs)).unwrap();
    socket.send(&json!({"type": "connection_init"}));
    assert_eq!(
        socket.receive(),
        json!({"type": "connection_ack", "payload": {"connectionTimeoutMs": 300_000}})
    );
}

#[test]
fn only_mutations_that_are_subscribed_to_and_succeed_are_heard() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    socket.start(&outputs, "change", "subscription { onChange { id } }");
    socket.start(&outputs, "write", "subscription { onWrite { id } }");
    for mutation in ["write", "erase", "fail"] {
        let mutation = format!(r#"mutation {{ {mutation}(note: {{id: "{mutation}"}}) {{ id }} }}"#);
        query(&outputs, &mutation);
    }
    let data = |id: &str, field: &str, note: &str| json!({"id": id, "type": "data", "payload": {"data": {field: {"id": note}}}});
    assert_eq!(
        socket.received(),
        [
            data("change", "onChange", "write"),
            data("write", "onWrite", "write"),
            data("change", "onChange", "erase"),
        ]
    );
}

#[test]
fn arguments_are_filters_and_null_is_one_too() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    let subscription =
        "subscription S($id: ID, $text: String) { onWrite(id: $id, text: $text) { id } }";
    for (id, variables) in [
        ("all", json!({})),
        ("first", json!({"id": "1"})),
        ("both", json!({"id": "1", "text": "b"})),
        ("null", json!({"text": null})),
    ] {
        let answer = socket.start_with(&with_key(&outputs), id, subscription, &variables);
        assert_eq!(answer["type"], "start_ack");
    }
    query(&outputs, WRITE);
    query(&outputs, r#"mutation { write(note: {id: "2"}) { id } }"#);
    let heard: Vec<_> = socket
        .received()
        .iter()
        .map(|message| {
            let note = &message["payload"]["data"]["onWrite"]["id"];
            format!(
                "{} {}",
                message["id"].as_str().unwrap(),
                note.as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(heard, ["all 1", "first 1", "all 2", "null 2"]);
}

#[test]
fn filters_of_resolvers_hold_events_back() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    let by_level = json!({"filterGroup": [
        {"filters": [{"fieldName": "author.level", "operator": "gt", "value": 2}]},
        {"filters": [{"fieldName": "tags", "operator": "containsAny", "value": ["urgent"]}]},
    ]});
    let by_text = json!({"and": [{"text": {"beginsWith": "a"}}, {"id": {"ne": "2"}}]});
    for (field, filter) in [("onFilter", by_level), ("onTransform", by_text)] {
        let subscription =
            format!("subscription S($filter: AWSJSON) {{ {field}(filter: $filter) {{ id }} }}");
        let variables = json!({"filter": filter.to_string()});
        let answer = socket.start_with(&with_key(&outputs), field, &subscription, &variables);
        assert_eq!(answer["type"], "start_ack", "{answer}");
    }
    for note in [
        r#"{id: "1", text: "ab", author: {level: 3}}"#,
        r#"{id: "2", text: "ab", tags: ["urgent"]}"#,
        r#"{id: "3", text: "b", author: {level: 2}}"#,
    ] {
        query(
            &outputs,
            &format!("mutation {{ write(note: {note}) {{ id text tags author {{ level }} }} }}"),
        );
    }
    let heard: Vec<_> = socket
        .received()
        .iter()
        .map(|message| format!("{} {}", message["id"], message["payload"]["data"]))
        .collect();
    assert_eq!(
        heard,
        [
            r#""onFilter" {"onFilter":{"id":"1"}}"#,
            r#""onTransform" {"onTransform":{"id":"1"}}"#,
            r#""onFilter" {"onFilter":{"id":"2"}}"#,
        ]
    );
}

#[test]
fn a_filter_that_is_none_or_too_large_refuses_the_subscription() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    let among = json!({"fieldName": "text", "operator": "in", "value": [1, 2, 3, 4, 5, 6]});
    for (filter, message) in [
        (
            json!({}),
            "the subscription filter has no list `filterGroup`",
        ),
        (
            json!({"filterGroup": [{"filters": [among]}]}),
            "subscription exceeds maximum value limit 5 for operator `in`.",
        ),
    ] {
        let subscription = "subscription S($filter: AWSJSON) { onFilter(filter: $filter) { id } }";
        let variables = json!({"filter": filter.to_string()});
        let answer = socket.start_with(&with_key(&outputs), "one", subscription, &variables);
        assert_eq!(
            answer,
            json!({"type": "error", "id": "one", "payload": {"errors": [{
                "message": message,
                "errorCode": 400,
            }]}})
        );
    }
}

#[test]
fn an_invalidation_ends_the_subscriptions_that_its_payload_passes() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    for user in ["ada", "bob"] {
        let subscription =
            format!(r#"subscription {{ onTransform(filter: "{{}}", user: "{user}") {{ id }} }}"#);
        assert_eq!(
            socket.start(&outputs, user, &subscription)["type"],
            "start_ack"
        );
    }
    query(&outputs, r#"mutation { leave(name: "ada") }"#);
    query(&outputs, WRITE);
    assert_eq!(
        socket.received(),
        [
            json!({"type": "complete", "id": "ada"}),
            json!({"id": "bob", "type": "data", "payload": {"data": {"onTransform": {"id": "1"}}}}),
        ]
    );
}

#[test]
fn a_subscription_ends_when_the_client_stops_it() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    socket.start(&outputs, "one", "subscription { onWrite { id } }");
    socket.send(&json!({"type": "stop", "id": "one"}));
    assert_eq!(socket.receive(), json!({"type": "complete", "id": "one"}));
    query(&outputs, WRITE);
    assert_eq!(socket.received(), [] as [Value; 0]);

    socket.send(&json!({"type": "stop", "id": "one"}));
    assert_eq!(
        socket.receive()["payload"]["errors"][0]["errorType"],
        "UnknownOperationError"
    );
}

#[test]
fn a_connection_needs_a_valid_credential() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let unauthorized = |message: &str| {
        json!({
            "errorType": "UnauthorizedException",
            "message": message,
            "errorCode": 401,
        })
    };
    for (headers, error) in [
        (
            json!({"host": "localhost", "x-api-key": "da2-guess"}),
            unauthorized("You are not authorized to make this call."),
        ),
        (
            json!({"host": "localhost"}),
            unauthorized("Valid authorization header not provided."),
        ),
        (
            json!("no object"),
            json!({"message": "Required headers are missing.", "errorCode": 400}),
        ),
    ] {
        let mut socket = Socket::open(&project, &outputs, &headers).unwrap();
        socket.send(&json!({"type": "connection_init"}));
        let refused = json!({"type": "connection_error", "payload": {"errors": [error]}});
        assert_eq!(socket.receive(), refused);
        assert_eq!(socket.next(), None);
    }
}

#[test]
fn a_subscription_needs_a_valid_credential_of_its_own() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    for (headers, message) in [
        (json!({}), "Valid authorization header not provided."),
        (
            json!({"x-api-key": "da2-guess"}),
            "You are not authorized to make this call.",
        ),
    ] {
        let subscription = "subscription { onWrite { id } }";
        let answer = socket.start_with(&headers, "one", subscription, &json!({}));
        assert_eq!(
            answer,
            json!({"type": "error", "id": "one", "payload": {"errors": [{
                "errorType": "UnauthorizedException",
                "message": message,
            }]}})
        );
    }
    query(&outputs, WRITE);
    assert_eq!(socket.received(), [] as [Value; 0]);
}

#[test]
fn fields_closed_to_the_caller_refuse_the_subscription() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    for field in ["onDeny", "onIam"] {
        let answer = socket.start(
            &outputs,
            field,
            &format!("subscription {{ {field} {{ id }} }}"),
        );
        assert_eq!(
            answer,
            json!({"type": "error", "id": field, "payload": {"errors": [{
                "errorType": "Unauthorized",
                "message": format!("Not Authorized to access {field} on type Subscription"),
            }]}})
        );
    }
}

#[test]
fn what_the_resolver_gives_has_to_fit_the_schema() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    let mut start = |note: &str, selection: &str| {
        let subscription =
            format!("subscription S($note: AWSJSON) {{ onGive(note: $note) {{ {selection} }} }}");
        let variables = json!({ "note": note });
        let answer = socket.start_with(&with_key(&outputs), note, &subscription, &variables);
        answer["payload"]["errors"].clone()
    };
    for (note, selection) in [
        ("null", "id"),
        (r#"{"id": "1"}"#, "id text author { level }"),
        ("{}", "text __typename"),
    ] {
        assert_eq!(start(note, selection), Value::Null, "{note}");
    }
    for (note, selection, message) in [
        (
            r#"{"text": "a"}"#,
            "id",
            "Cannot return null for non-nullable type: 'ID' within parent 'Note' (/onGive/id)",
        ),
        (
            r#"{"author": {"level": "high"}}"#,
            "author { level }",
            "Can't serialize value (/onGive/author/level) : Expected type 'Int' but was 'String'.",
        ),
        (
            "1",
            "text",
            "Can't resolve value (/onGive) : type mismatch error, expected type OBJECT",
        ),
    ] {
        assert_eq!(start(note, selection), json!([{"message": message}]));
    }
    let denied = start(r#"{"secret": "a"}"#, "secret");
    assert_eq!(denied[0]["errorType"], "Unauthorized");
}

#[test]
fn what_is_no_subscription_is_refused() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    for (text, error) in [
        (
            "{ nothing }",
            json!({
                "errorType": "UnsupportedOperation",
                "message": "query not supported through the realtime channel",
            }),
        ),
        (
            "subscription { onWrite { ",
            json!({
                "errorType": "MalformedHttpRequestException",
                "message": "Unable to parse GraphQL query.",
            }),
        ),
        (
            "subscription { onWrite { no } }",
            json!({
                "message": "Validation error of type FieldUndefined: Field 'no' in type 'Note' is undefined @ 'onWrite/no'",
            }),
        ),
    ] {
        let answer = socket.start(&outputs, "one", text);
        assert_eq!(answer["type"], "error");
        assert_eq!(answer["payload"]["errors"], json!([error]));
    }
    for (text, id) in [
        ("", None),
        ("no JSON", None),
        (r#"{"type": 1}"#, None),
        (
            r#"{"type": "start", "id": "one", "payload": {}}"#,
            Some("one"),
        ),
    ] {
        socket.send_text(text);
        let answer = socket.receive();
        assert_eq!(
            answer["payload"]["errors"][0]["message"],
            "unknown not supported through the realtime channel"
        );
        assert_eq!(answer.get("id").and_then(Value::as_str), id);
    }
}

#[test]
fn an_id_is_used_once_at_a_time() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    let subscription = "subscription { onWrite { id } }";
    socket.start(&outputs, "one", subscription);
    let refused = socket.start(&outputs, "one", subscription);
    assert_eq!(refused, duplicated("one"));
    query(&outputs, WRITE);
    assert_eq!(socket.received().len(), 1);
}

fn duplicated(id: &str) -> Value {
    json!({"type": "error", "id": id, "payload": {"errors": [{
        "errorType": "DuplicatedOperationError",
        "message": format!("Duplicated operation with id {id}"),
    }]}})
}

#[test]
fn a_subscription_has_one_field() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    for (id, selection) in [
        ("fields", "onWrite { id } onChange { id }"),
        ("aliases", "one: onWrite { id } other: onWrite { id }"),
        (
            "fragment",
            "onWrite { id } ... on Subscription { onChange { id } }",
        ),
    ] {
        let refused = socket.start(&outputs, id, &format!("subscription {{ {selection} }}"));
        assert_eq!(refused, duplicated(id));
    }
    query(&outputs, WRITE);
    assert_eq!(socket.received(), [] as [Value; 0]);

    for (id, selection) in [
        ("name", "__typename onWrite { id }"),
        ("skipped", "onWrite { id } onChange @skip(if: true) { id }"),
        ("twice", "onWrite { id } onWrite { text }"),
    ] {
        let answer = socket.start(&outputs, id, &format!("subscription {{ {selection} }}"));
        assert_eq!(answer, json!({"type": "start_ack", "id": id}));
    }
}

#[test]
fn a_connection_has_a_hundred_subscriptions_at_most() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    let subscription = "subscription { onWrite { id } }";
    for id in 0..100 {
        assert_eq!(
            socket.start(&outputs, &id.to_string(), subscription)["type"],
            "start_ack"
        );
    }
    let errors = &socket.start(&outputs, "100", subscription)["payload"]["errors"];
    assert_eq!(errors[0]["errorType"], "MaxSubscriptionsReachedError");
}

#[test]
fn subscribers_stay_through_a_deployment() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    socket.start(&outputs, "one", "subscription { onWrite { id } }");
    let mut changed = notes();
    changed["Resources"]["Api"]["Properties"]["Name"] = json!("Renamed");
    project.set_template(&changed);
    project.deploy_again();
    query(&outputs, WRITE);
    assert_eq!(socket.received().len(), 1);
}

#[test]
fn other_protocols_are_not_spoken() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let url = &outputs.apis[0].realtime_url;
    for (protocols, message) in [
        (None, "NoProtocolError"),
        (Some("graphql-transport-ws"), "SubProtocolNotSupportedError"),
        (Some("header-e30"), "SubProtocolNotSupportedError"),
    ] {
        let answer = upgraded(url, protocols);
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
        assert!(!answer.contains("sec-websocket-protocol"), "{answer}");
        let start = answer.find("{").expect("a message");
        let end = answer.rfind("}").expect("a message");
        let said: Value = serde_json::from_str(&answer[start..=end]).expect("JSON");
        assert_eq!(
            said,
            json!({
                "type": "connection_error",
                "payload": {"errors": [{"message": message, "errorCode": 400}]},
            })
        );
    }
}

#[test]
fn a_server_that_ends_takes_leave_of_its_clients() {
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut socket = Socket::connect(&project, &outputs);
    project.destroy();
    assert_eq!(socket.next(), None);
}

/// Subscribers on connections of their own, half of which want half of the events.
#[test]
fn every_subscriber_gets_every_event_once() {
    const SUBSCRIBERS: usize = 40;
    const WRITERS: usize = 4;
    const EACH: usize = 50;
    let mut project = Project::new(&notes());
    let outputs = project.deploy();
    let mut sockets: Vec<_> = (0..SUBSCRIBERS)
        .map(|number| {
            let mut socket = Socket::connect(&project, &outputs);
            let filter = if number % 2 == 0 {
                ""
            } else {
                r#"(text: "even")"#
            };
            let subscription = format!("subscription {{ onWrite{filter} {{ id text }} }}");
            socket.start(&outputs, "one", &subscription);
            socket
        })
        .collect();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let outputs = &outputs;
            scope.spawn(move || {
                for number in 0..EACH {
                    let text = if number % 2 == 0 { "even" } else { "odd" };
                    let note = format!(r#"{{id: "{writer}-{number}", text: "{text}"}}"#);
                    query(
                        outputs,
                        &format!("mutation {{ write(note: {note}) {{ id text }} }}"),
                    );
                }
            });
        }
    });
    for (number, socket) in sockets.iter_mut().enumerate() {
        let mut heard: Vec<_> = socket
            .received()
            .iter()
            .map(|message| message["payload"]["data"]["onWrite"]["id"].to_string())
            .collect();
        heard.sort_unstable();
        let mut written: Vec<_> = (0..WRITERS)
            .flat_map(|writer| {
                let step = if number % 2 == 0 { 1 } else { 2 };
                (0..EACH)
                    .step_by(step)
                    .map(move |one| format!("\"{writer}-{one}\""))
            })
            .collect();
        written.sort_unstable();
        assert_eq!(heard, written, "subscriber {number}");
    }
}
