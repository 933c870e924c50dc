//! Unit and pipeline resolvers, their data sources' failures, and their languages.

use appsynth_runtime::{AuthType, Caller, Code};
use expect_test::expect;
use serde_json::{Value, json};

use crate::fixture::{Canned, Fixture, execute, failure, js, vtl};

const SCHEMA: &str =
    "type Query { a: String b(n: Int): AWSJSON c: Item d: Int } type Item { id: ID }";

const RESULT: &str = "$util.toJson($ctx.result)";

#[test]
fn a_unit_resolver_asks_its_data_source() {
    Fixture::new(SCHEMA)
        .unit(
            "Query.a",
            "none",
            vtl(r#"{"version": "2018-05-29", "payload": "vtl"}"#, RESULT),
        )
        .unit(
            "Query.b",
            "none",
            js(
                "export function request(ctx) { return { payload: { n: ctx.args.n + 1 } }; }
                export function response(ctx) { return ctx.result; }",
            ),
        )
        .check(
            "{ a b(n: 1) }",
            expect![[r#"
                {"a":"vtl","b":"{\"n\":2}"}
            "#]],
        );
}

#[test]
fn a_failure_reaches_the_response_half() {
    Fixture::new(SCHEMA)
        .source("broken", failure(json!({"id": "old"})))
        .unit(
            "Query.a",
            "broken",
            vtl(
                r#"{"version": "2018-05-29"}"#,
                "#if($ctx.error)$util.error($ctx.error.message, $ctx.error.type, $ctx.result)#end null",
            ),
        )
        .unit(
            "Query.b",
            "broken",
            js("import { util } from '@aws-appsync/utils';
                export function request(ctx) { return {}; }
                export function response(ctx) {
                    util.appendError('careful', 'Warning');
                    return ctx.error;
                }"),
        )
        .unit("Query.c", "broken", vtl(r#"{"version": "2018-05-29"}"#, RESULT))
        .check(
            "{ a b c { id } }",
            expect![[r#"
                {"a":null,"b":"{\"message\":\"The conditional request failed\",\"type\":\"DynamoDB:ConditionalCheckFailedException\"}","c":{"id":"old"}}
                {"path":["a"],"data":{"id":"old"},"errorType":"DynamoDB:ConditionalCheckFailedException","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"The conditional request failed"}
                {"path":["b"],"data":null,"errorType":"Warning","errorInfo":null,"locations":[{"line":1,"column":5,"sourceName":null}],"message":"careful"}
            "#]],
        );
}

#[test]
fn a_failure_ends_resolvers_without_a_response_half_and_old_templates() {
    Fixture::new(SCHEMA)
        .source("broken", failure(Value::Null))
        .source("empty", Canned(Ok(Value::Null)))
        .unit("Query.a", "broken", Code::Direct)
        .unit("Query.b", "broken", vtl(r#"{"version": "2017-02-28"}"#, r#""never""#))
        .unit(
            "Query.c",
            "empty",
            vtl(r#"{"version": "2017-02-28"}"#, r#"{"id": "never"}"#),
        )
        .check(
            "{ a b c { id } }",
            expect![[r#"
                {"a":null,"b":null,"c":null}
                {"path":["a"],"data":null,"errorType":"DynamoDB:ConditionalCheckFailedException","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"The conditional request failed"}
                {"path":["b"],"data":null,"errorType":"DynamoDB:ConditionalCheckFailedException","errorInfo":null,"locations":[{"line":1,"column":5,"sourceName":null}],"message":"The conditional request failed"}
            "#]],
        );
}

#[test]
fn errors_of_either_half_end_the_resolver() {
    Fixture::new(SCHEMA)
        .unit(
            "Query.a",
            "none",
            vtl(r#"$util.error("no", "Refused", {"x": 1}, ["info"])"#, RESULT),
        )
        .unit(
            "Query.b",
            "none",
            js("import { util } from '@aws-appsync/utils';
                export function request(ctx) { return {}; }
                export function response(ctx) { util.error('late', 'Late', { y: 2 }); }"),
        )
        .unit("Query.c", "none", vtl("$util.unauthorized()", RESULT))
        .unit("Query.d", "none", vtl("$util.error(\"not you\", \"Unauthorized\")", RESULT))
        .check(
            "{ a b c { id } d }",
            expect![[r#"
                {"a":null,"b":null,"c":null,"d":null}
                {"path":["a"],"data":{"x":1},"errorType":"Refused","errorInfo":["info"],"locations":[{"line":1,"column":3,"sourceName":null}],"message":"no"}
                {"path":["b"],"data":{"y":2},"errorType":"Late","errorInfo":null,"locations":[{"line":1,"column":5,"sourceName":null}],"message":"late"}
                {"path":["c"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":7,"sourceName":null}],"message":"Not Authorized to access c on type Query"}
                {"path":["d"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":16,"sourceName":null}],"message":"not you"}
            "#]],
        );
}

#[test]
fn clients_see_of_an_errors_data_what_they_selected_and_the_field_is_null() {
    Fixture::new(
        "type Query { post: Post posts: [Post] }
        type Post { id: ID title: String author: Author secret: String } type Author { name: String mail: String }",
    )
    .unit(
        "Query.post",
        "none",
        js("import { util } from '@aws-appsync/utils';
            export function request(ctx) { return {}; }
            export function response(ctx) {
                const author = { name: 'Ada', mail: 'ada@example.com' };
                util.error('old', 'Conflict', { id: 1, secret: 's', author }, { secret: 's' });
            }"),
    )
    .unit(
        "Query.posts",
        "none",
        vtl(r#"$util.error("old", "Conflict", [{"id": 1, "title": "t"}, {"id": 2}])"#, RESULT),
    )
    .check(
        "{ post { key: id title author { name __typename } } posts { id } }",
        expect![[r#"
            {"post":null,"posts":null}
            {"path":["post"],"data":{"key":1,"title":null,"author":{"name":"Ada","__typename":"Author"}},"errorType":"Conflict","errorInfo":{"secret":"s"},"locations":[{"line":1,"column":3,"sourceName":null}],"message":"old"}
            {"path":["posts"],"data":[{"id":1},{"id":2}],"errorType":"Conflict","errorInfo":null,"locations":[{"line":1,"column":53,"sourceName":null}],"message":"old"}
        "#]],
    );
}

#[test]
fn the_data_of_validate_are_the_fields_value() {
    Fixture::new(SCHEMA)
        .unit(
            "Query.c",
            "none",
            vtl(
                r#"$util.validate(false, "no", "Invalid", {"id": 7, "other": 8})"#,
                RESULT,
            ),
        )
        .check("{ c { id } }", expect![[r#"
            {"c":{"id":"7"}}
            {"path":["c"],"data":{"id":7},"errorType":"Invalid","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"no"}
        "#]]);
}

#[test]
fn a_template_changes_the_arguments_for_what_follows() {
    Fixture::new(SCHEMA)
        .function(
            "owner",
            "none",
            vtl(
                r#"$util.qr($ctx.args.put("owner", "ann")){"version": "2018-05-29"}"#,
                "{}",
            ),
        )
        .function(
            "module",
            "none",
            js("export function request(ctx) {
                    ctx.args.mine = true;
                    return { payload: ctx.args };
                }
                export function response(ctx) { return ctx.result; }"),
        )
        .pipeline(
            "Query.b",
            &["owner", "module"],
            vtl(
                "{}",
                r#"{"module": $util.toJson($ctx.prev.result), "after": $util.toJson($ctx.args)}"#,
            ),
        )
        .check("{ b(n: 1) }", expect![[r#"
            {"b":"{\"module\":{\"n\":1,\"owner\":\"ann\",\"mine\":true},\"after\":{\"n\":1,\"owner\":\"ann\"}}"}
        "#]]);
}

#[test]
fn a_pipeline_hands_results_and_stash_on() {
    Fixture::new(SCHEMA)
        .function(
            "first",
            "none",
            vtl(
                r#"$util.qr($ctx.stash.put("first", "seen"))
                {"version": "2018-05-29", "payload": {"before": $util.toJson($ctx.prev.result), "stash": $util.toJson($ctx.stash)}}"#,
                RESULT,
            ),
        )
        .function(
            "second",
            "none",
            js("export function request(ctx) {
                    ctx.stash.second = ctx.prev.result.before;
                    return { payload: { prev: ctx.prev.result } };
                }
                export function response(ctx) { return { ...ctx.result, stash: ctx.stash }; }"),
        )
        .pipeline(
            "Query.b",
            &["first", "second"],
            vtl(
                r#"$util.qr($ctx.stash.put("start", 1)) {"from": "before"}"#,
                r#"{"after": $util.toJson($ctx.prev.result), "same": $util.toJson($ctx.result.stash)}"#,
            ),
        )
        .check(
            "{ b(n: 1) }",
            expect![[r#"
                {"b":"{\"after\":{\"prev\":{\"before\":{\"from\":\"before\"},\"stash\":{\"start\":1,\"first\":\"seen\"}},\"stash\":{\"start\":1,\"first\":\"seen\",\"second\":{\"from\":\"before\"}}},\"same\":{\"start\":1,\"first\":\"seen\",\"second\":{\"from\":\"before\"}}}"}
            "#]],
        );
}

#[test]
fn returning_early_skips_what_follows_in_its_part() {
    let fixture = || {
        Fixture::new(SCHEMA)
            .function("skips", "none", vtl("#return(\"skipped\")", r#""never""#))
            .function(
                "adds",
                "none",
                js("export function request(ctx) { return { payload: ctx.prev.result + ' then added' }; }
                    export function response(ctx) { return ctx.result; }"),
            )
    };
    fixture()
        .pipeline("Query.a", &["skips", "adds"], Code::Direct)
        .check(
            "{ a }",
            expect![[r#"
                {"a":"skipped then added"}
            "#]],
        );
    fixture()
        .pipeline(
            "Query.a",
            &["adds"],
            vtl("#return(\"at once\")", r#""never""#),
        )
        .check(
            "{ a }",
            expect![[r#"
                {"a":"at once"}
            "#]],
        );
    fixture()
        .pipeline(
            "Query.a",
            &["adds"],
            js("import { runtime } from '@aws-appsync/utils';
                export function request(ctx) { runtime.earlyReturn('early'); }
                export function response(ctx) { return ctx.prev.result + ' but after'; }"),
        )
        .check(
            "{ a }",
            expect![[r#"
                {"a":"early but after"}
            "#]],
        );
}

#[test]
fn skip_to_says_where_a_pipeline_goes_on() {
    let function = |statement: &str| {
        js(&format!(
            "import {{ runtime }} from '@aws-appsync/utils';
            export function request(ctx) {{ {statement} return {{ payload: ctx.prev.result + ' asked' }}; }}
            export function response(ctx) {{ return ctx.result + ' answered'; }}"
        ))
    };
    let around = |statement: &str| {
        js(&format!(
            "import {{ runtime }} from '@aws-appsync/utils';
            export function request(ctx) {{ {statement} return 'begun'; }}
            export function response(ctx) {{ return ctx.prev.result + ', after'; }}"
        ))
    };
    for (before, first, expected) in [
        ("", "", "begun asked answered asked answered, after"),
        (
            "",
            "runtime.earlyReturn('skipped');",
            "skipped asked answered, after",
        ),
        (
            "",
            "runtime.earlyReturn('skipped', { skipTo: 'NEXT' });",
            "skipped asked answered, after",
        ),
        (
            "",
            "runtime.earlyReturn('ended', { skipTo: 'END' });",
            "ended, after",
        ),
        (
            "runtime.earlyReturn('ended', { skipTo: 'END' });",
            "",
            "ended, after",
        ),
        (
            "runtime.earlyReturn('next', { skipTo: 'NEXT' });",
            "",
            "next asked answered asked answered, after",
        ),
    ] {
        let api = Fixture::new(SCHEMA)
            .function("first", "none", function(first))
            .function("second", "none", function(""))
            .pipeline("Query.a", &["first", "second"], around(before))
            .api();
        let response = execute(&api, Caller::new(AuthType::ApiKey), "{ a }", json!({}));
        assert_eq!(response.data, json!({"a": expected}), "{before}{first}");
    }
}

#[test]
fn skip_to_means_nothing_to_a_unit_resolver() {
    Fixture::new(SCHEMA)
        .unit(
            "Query.a",
            "none",
            js("import { runtime } from '@aws-appsync/utils';
                export function request(ctx) { runtime.earlyReturn('early', { skipTo: 'END' }); }
                export function response(ctx) { return 'never'; }"),
        )
        .check(
            "{ a }",
            expect![[r#"
                {"a":"early"}
            "#]],
        );
}

#[test]
fn what_resolvers_log_comes_with_the_response() {
    let api = Fixture::new(SCHEMA)
        .function(
            "shout",
            "none",
            js(
                "export function request(ctx) { console.log('asked'); return {}; }
                export function response(ctx) { console.error('answered'); return 'x'; }",
            ),
        )
        .pipeline(
            "Query.a",
            &["shout"],
            vtl("$util.log.info(\"before\") {}", RESULT),
        )
        .api();
    let response = execute(&api, Caller::new(AuthType::ApiKey), "{ a }", json!({}));
    let logs: Vec<_> = response
        .logs
        .iter()
        .map(|log| {
            (
                log.field.as_str(),
                log.function.as_deref(),
                log.line.as_str(),
            )
        })
        .collect();
    assert_eq!(
        logs,
        [
            ("Query.a", None, "INFO - before"),
            ("Query.a", Some("shout"), "INFO - code.js:1:32: \"asked\""),
            (
                "Query.a",
                Some("shout"),
                "ERROR - code.js:2:49: \"answered\""
            ),
        ]
    );
    let shown = serde_json::to_value(&response).expect("is JSON");
    assert_eq!(shown, json!({"data": {"a": "x"}}));
}

#[test]
fn errors_know_the_field_that_failed() {
    let api = Fixture::new("type Query { item: Item } type Item { id: ID name: String! }")
        .value("Query.item", json!({}))
        .unit("Item.id", "none", vtl("$util.error(\"no\")", RESULT))
        .api();
    let query = "{ item { id name } }";
    let response = execute(&api, Caller::new(AuthType::ApiKey), query, json!({}));
    let fields: Vec<_> = response
        .errors
        .iter()
        .map(|error| error.field.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(fields, ["Item.id", "Item.name"]);
}

#[test]
fn an_error_in_a_function_ends_the_pipeline() {
    Fixture::new(SCHEMA)
        .function("warns", "none", vtl("$util.appendError(\"hm\", \"W\") {}", RESULT))
        .function("fails", "none", vtl("$util.error(\"stop\", \"E\")", RESULT))
        .function("never", "none", vtl("$util.error(\"never\", \"N\")", RESULT))
        .pipeline("Query.a", &["warns", "fails", "never"], Code::Direct)
        .check(
            "{ a }",
            expect![[r#"
                {"a":null}
                {"path":["a"],"data":null,"errorType":"W","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"hm"}
                {"path":["a"],"data":null,"errorType":"E","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"stop"}
            "#]],
        );
}

#[test]
fn direct_resolvers_send_the_whole_context() {
    Fixture::new(SCHEMA)
        .unit("Query.b", "none", Code::Direct)
        .check(
            "{ b(n: 4) }",
            expect![[r#"
                {"b":"{\"arguments\":{\"n\":4},\"identity\":null,\"source\":null,\"request\":{\"headers\":{},\"domainName\":null},\"prev\":null,\"info\":{\"fieldName\":\"b\",\"parentTypeName\":\"Query\",\"variables\":{},\"selectionSetList\":[],\"selectionSetGraphQL\":\"\"},\"stash\":{}}"}
            "#]],
        );
}

#[test]
fn a_missing_half_passes_through() {
    let half = |request: Option<&str>, response: Option<&str>| Code::Vtl {
        request: request.map(str::to_owned),
        response: response.map(str::to_owned),
    };
    Fixture::new(SCHEMA)
        .unit("Query.a", "none", half(Some(r#"{"payload": "raw"}"#), None))
        .unit(
            "Query.b",
            "none",
            half(None, Some("$util.toJson($ctx.result.arguments)")),
        )
        .check(
            "{ a b(n: 2) }",
            expect![[r#"
                {"a":"raw","b":"{\"n\":2}"}
            "#]],
        );
}

#[test]
fn without_a_request_handler_the_whole_context_is_sent() {
    Fixture::new(SCHEMA)
        .unit(
            "Query.b",
            "none",
            js("export function response(ctx) { return JSON.stringify(ctx.result); }"),
        )
        .check(
            "{ b(n: 4) }",
            expect![[r#"
                {"b":"{\"arguments\":{\"n\":4},\"identity\":null,\"source\":null,\"request\":{\"headers\":{},\"domainName\":null},\"prev\":null,\"info\":{\"fieldName\":\"b\",\"parentTypeName\":\"Query\",\"variables\":{},\"selectionSetList\":[],\"selectionSetGraphQL\":\"\"},\"stash\":{}}"}
            "#]],
        );
}

#[test]
fn a_request_invalidates_subscriptions_five_times() {
    let api = Fixture::new(
        "type Query { a: Int } type Mutation { leave(user: Int): Int }
        type Subscription { onLeave: Int @aws_subscribe(mutations: [\"leave\"]) }",
    )
    .unit(
        "Mutation.leave",
        "none",
        vtl(
            r#"{"payload": $ctx.args.user}"#,
            r#"$extensions.invalidateSubscriptions({
                "subscriptionField": "onLeave", "payload": {"user": $ctx.args.user}
            })
            $ctx.result"#,
        ),
    )
    .api();
    let run = |query: &str| execute(&api, Caller::new(AuthType::ApiKey), query, json!({}));
    let leave = |users: &[i32]| {
        let fields = users.iter().enumerate();
        let fields = fields.map(|(index, user)| format!("f{index}: leave(user: {user}) "));
        run(&format!("mutation {{ {} }}", fields.collect::<String>()))
    };
    let answer = leave(&[1, 2, 3, 4, 5, 1]);
    assert_eq!(answer.errors, []);
    assert_eq!(answer.invalidations.len(), 5);

    let answer = leave(&[1, 2, 3, 4, 5, 6]);
    assert_eq!(answer.invalidations.len(), 5);
    assert_eq!(answer.data["f4"], 5);
    assert_eq!(answer.data["f5"], Value::Null);
    assert_eq!(
        answer.errors[0].message,
        "a request invalidates subscriptions at most 5 times"
    );
}
