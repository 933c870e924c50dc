//! Every construct, printed both ways and run both ways.

use appsynth_program::{
    Comparison, Condition, CtxPath, Expr, Half, Kind, Stmt, Utility, all, any, append_error, arg,
    args, auth_type, auto_id, call, claim, comment, compare, concat, contains, count, early_return,
    empty_list, empty_map, end_if, error, error_with, first, for_each, for_entries, has_key, if_,
    if_else, is, is_empty, is_null, is_present, is_true, item, join, keys, let_, list, log, map,
    not, now_epoch_milliseconds, now_epoch_seconds, now_iso8601, null, prev_result, print, push,
    put, put_all, remove, result, return_, same, set, set_subscription_filter, source, split,
    starts_with, stash, stash_put, text, to_dynamodb, to_filter_expression, to_map_values,
    unauthorized, var,
};
use appsynth_util::Context;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::agreement::evaluations;

/// A context that has something of every kind.
fn full() -> Context {
    Context {
        arguments: json!({
            "id": "1", "text": "a-b-", "empty": "", "number": 3, "yes": true, "no": false,
            "null": null, "list": ["x", "y", "x"], "none": [], "map": {"k": "v", "n": null},
            "nothing": {}, "filter": {"age": {"gt": 3}},
        }),
        identity: json!({"claims": {"sub": "me", "cognito:groups": ["a"]}, "username": "u"}),
        source: json!({"id": "parent"}),
        stash: json!({"kept": {"deep": 1}}),
        prev: json!({"result": {"p": 1}}),
        result: json!({"items": [1, 2]}),
        error: json!({"message": "m", "type": "t"}),
        ..Context::default()
    }
}

/// Asserts both printings of the half, without what stands around a JavaScript function's body, and
/// that they agree in a full and in an empty context.
fn check_half(half: &Half, vtl: Expect, js: Expect) {
    vtl.assert_eq(&print::vtl(half));
    let module = print::js(half, &Half::new([], return_(null())));
    let body = module.split_once("export function request(ctx) {\n");
    let (_, rest) = body.expect("a request function");
    let (body, rest) = rest.split_once("\n}\n").expect("an end");
    let (_, helpers) = rest.split_once("\n}\n").expect("a response function");
    let body: Vec<&str> = body
        .lines()
        .map(|line| line.strip_prefix("  ").unwrap_or(line))
        .collect();
    js.assert_eq(&format!("{}\n{helpers}", body.join("\n")));
    evaluations(half, &[full(), Context::default()]);
}

fn check(statements: impl IntoIterator<Item = Stmt>, vtl: Expect, js: Expect) {
    check_half(&Half::new(statements, return_(null())), vtl, js);
}

fn check_value(value: impl Into<Expr>, vtl: Expect, js: Expect) {
    check_half(&Half::new([], return_(value)), vtl, js);
}

/// Asserts the outcome in the full context as well: whether it holds.
fn check_condition(condition: Condition, holds: bool, vtl: Expect, js: Expect) {
    let half = Half::new(
        [],
        end_if(
            condition,
            Half::new([], return_(true)),
            Half::new([], return_(false)),
        ),
    );
    let printed = print::vtl(&half);
    vtl.assert_eq(printed.lines().next().unwrap_or_default());
    let printed = print::js(&half, &half);
    let (_, printed) = printed.split_once("  if ").expect("a condition");
    let (printed, _) = printed.split_once(" {\n").expect("a block");
    js.assert_eq(printed);
    let evaluations = evaluations(&half, &[full(), Context::default()]);
    assert_eq!(
        evaluations[0].outcome,
        appsynth_util::Outcome::Value(Value::Bool(holds)),
        "{printed}"
    );
}

#[test]
fn value_literals() {
    check_value(
        list([
            null(),
            true.into(),
            12.into(),
            text("it's"),
            text("$5 #if \"x\""),
        ]),
        expect![[r#"
            $util.toJson([$null, true, 12, "it's", '$5 #if "x"'])
        "#]],
        expect![[r#"
            return [null, true, 12, 'it\'s', '$5 #if "x"'];
        "#]],
    );
}

#[test]
fn value_members_of_what_may_be_absent() {
    check_value(
        list([
            arg("id"),
            claim("cognito:groups"),
            source("id"),
            stash("kept").get("deep"),
            prev_result().get("p"),
            Expr::Ctx(CtxPath::Error).get("type"),
        ]),
        expect![[r#"
            $util.toJson([
              $ctx.args.id,
              $ctx.identity.claims.get("cognito:groups"),
              $ctx.source.id,
              $ctx.stash.kept.deep,
              $ctx.prev.result.p,
              $ctx.error.type
            ])
        "#]],
        expect![[r#"
            return [
              ctx.args.id ?? null,
              ctx.identity?.claims?.['cognito:groups'] ?? null,
              ctx.source?.id ?? null,
              ctx.stash.kept?.deep ?? null,
              ctx.prev?.result?.p ?? null,
              ctx.error?.type ?? null
            ];
        "#]],
    );
}

#[test]
fn value_members_that_every_object_seems_to_have() {
    check_value(
        list([
            arg("constructor"),
            arg("class"),
            arg("map").get("__proto__"),
            arg("toString"),
        ]),
        expect![[r#"
            $util.toJson([$ctx.args.constructor, $ctx.args.get("class"), $ctx.args.map.get("__proto__"), $ctx.args.toString])
        "#]],
        expect![[r#"
            return [
              member(ctx.args, 'constructor'),
              ctx.args.class ?? null,
              member(ctx.args.map, '__proto__'),
              member(ctx.args, 'toString')
            ];

            /** The map's own member of this name, or null. */
            function member(map, name) {
              return Object.hasOwn(map ?? {}, name) ? map[name] : null;
            }
        "#]],
    );
}

#[test]
fn value_members_of_computed_names() {
    check_value(
        arg("map").get(arg("list").get("k")),
        expect![[r#"
            $util.toJson($ctx.args.map.get($ctx.args.list.k))
        "#]],
        expect![[r#"
            return member(ctx.args.map, ctx.args.list?.k ?? null);

            /** The map's own member of this name, or null. */
            function member(map, name) {
              return Object.hasOwn(map ?? {}, name) ? map[name] : null;
            }
        "#]],
    );
}

#[test]
fn value_defaults() {
    check_value(
        map([
            ("a", arg("missing").or("d").into()),
            ("b", arg("id").or(1).into()),
        ]),
        expect![[r#"
            $util.toJson({ "a": $util.defaultIfNull($ctx.args.missing, "d"), "b": $util.defaultIfNull($ctx.args.id, 1) })
        "#]],
        expect![[r#"
            return { a: ctx.args.missing ?? 'd', b: ctx.args.id ?? 1 };
        "#]],
    );
}

#[test]
fn value_texts_in_a_row() {
    check_value(
        list([
            concat([
                text("a#"),
                arg("id"),
                text("$b"),
                arg("missing"),
                1.into(),
                text("`${x}`"),
            ])
            .into(),
            concat([call(Utility::ToJson, [text("q")]), claim("cognito:x")]).into(),
        ]),
        expect![[r##"
            #set($part1 = '$b')
            #set($part2 = '`${x}`')
            #set($part3 = $util.defaultIfNull($util.toJson("q"), ""))
            #set($part4 = $util.defaultIfNull($ctx.identity.claims.get("cognito:x"), ""))
            $util.toJson(["a#$!{ctx.args.id}${part1}$!{ctx.args.missing}1${part2}", "${part3}${part4}"])
        "##]],
        expect![[r#"
            return [
              `a#${ctx.args.id ?? ''}\$b${ctx.args.missing ?? ''}${1}\`\${x}\``,
              `${JSON.stringify('q')}${ctx.identity?.claims?.['cognito:x'] ?? ''}`
            ];
        "#]],
    );
}

#[test]
fn value_functions() {
    check_value(
        list([
            auto_id().into(),
            auth_type().into(),
            now_iso8601().into(),
            now_epoch_seconds().into(),
            now_epoch_milliseconds().into(),
            call(Utility::UrlEncode, [text("a b")]),
            call(Utility::ToStringSet, [arg("list")]),
        ]),
        expect![[r#"
            $util.toJson([
              $util.autoId(),
              $util.authType(),
              $util.time.nowISO8601(),
              $util.time.nowEpochSeconds(),
              $util.time.nowEpochMilliSeconds(),
              $util.urlEncode("a b"),
              $util.dynamodb.toStringSet($ctx.args.list)
            ])
        "#]],
        expect![[r#"
            return [
              util.autoId(),
              util.authType(),
              util.time.nowISO8601(),
              util.time.nowEpochSeconds(),
              util.time.nowEpochMilliSeconds(),
              util.urlEncode('a b'),
              util.dynamodb.toStringSet(ctx.args.list ?? null)
            ];
        "#]],
    );
}

#[test]
fn value_attribute_values() {
    check_value(
        map([
            ("one", to_dynamodb(arg("id")).into()),
            ("all", to_map_values(args())),
        ]),
        expect![[r#"
            $util.toJson({ "one": $util.dynamodb.toDynamoDB($ctx.args.id), "all": $util.dynamodb.toMapValues($ctx.args) })
        "#]],
        expect![[r#"
            return { one: util.dynamodb.toDynamoDB(ctx.args.id ?? null), all: util.dynamodb.toMapValues(ctx.args) };
        "#]],
    );
}

#[test]
fn value_expressions_that_functions_give_as_text() {
    check_value(
        to_filter_expression(arg("filter")),
        expect![[r#"
            $util.toJson($util.parseJson($util.transform.toDynamoDBFilterExpression($ctx.args.filter)))
        "#]],
        expect![[r#"
            return JSON.parse(util.transform.toDynamoDBFilterExpression(ctx.args.filter ?? null));
        "#]],
    );
}

#[test]
fn value_parts_of_texts() {
    check_value(
        list([
            split(arg("text"), '-'),
            split(arg("text"), '|'),
            join(arg("list"), "#$").into(),
        ]),
        expect![[r##"
            #set($part1 = '#$')
            $util.toJson([
              $ctx.args.text.split("-", -1),
              $ctx.args.text.split("[|]", -1),
              $part1.join($part1, $util.defaultIfNull($ctx.args.list, []))
            ])
        "##]],
        expect![[r#"
            return [
              ctx.args.text?.split('-') ?? null,
              ctx.args.text?.split('|') ?? null,
              (ctx.args.list ?? []).join('#$')
            ];
        "#]],
    );
}

#[test]
fn value_first_elements() {
    check_half(
        &Half::new(
            [],
            end_if(
                is_empty(arg("list")),
                Half::new([], return_(null())),
                Half::new([], return_(first(arg("list")))),
            ),
        ),
        expect![[r#"
            #if($util.isNull($ctx.args.list) || $ctx.args.list.isEmpty())
              $util.toJson($null)
            #else
              $util.toJson($ctx.args.list.get(0))
            #end
        "#]],
        expect![[r#"
            if (Object.keys(ctx.args.list ?? {}).length === 0) {
              return null;
            } else {
              return ctx.args.list?.[0] ?? null;
            }
        "#]],
    );
}

#[test]
fn value_sizes_and_names() {
    check_value(
        list([
            count(arg("list")).into(),
            keys(arg("map")).into(),
            count(keys(arg("map"))).into(),
        ]),
        expect![[r#"
            $util.toJson([
              $util.defaultIfNull($ctx.args.list, []).size(),
              $util.defaultIfNull($ctx.args.map, {}).keySet(),
              $util.defaultIfNull($ctx.args.map, {}).keySet().size()
            ])
        "#]],
        expect![[r#"
            return [
              (ctx.args.list ?? []).length,
              Object.keys(ctx.args.map ?? {}),
              Object.keys(ctx.args.map ?? {}).length
            ];
        "#]],
    );
}

#[test]
fn value_long_values_have_a_line_for_each_member() {
    check_value(
        map([
            ("operation", text("Query")),
            (
                "query",
                map([
                    ("expression", text("#pk = :pk and begins_with(#sk, :sk)")),
                    (
                        "names",
                        map([("#pk", text("pk")), ("#sk", text("sk"))]).into(),
                    ),
                ])
                .into(),
            ),
            ("index", text("byOwner")),
        ]),
        expect![[r#"
            $util.toJson({
              "operation": "Query",
              "query": { "expression": '#pk = :pk and begins_with(#sk, :sk)', "names": { '#pk': "pk", '#sk': "sk" } },
              "index": "byOwner"
            })
        "#]],
        expect![[r#"
            return {
              operation: 'Query',
              query: { expression: '#pk = :pk and begins_with(#sk, :sk)', names: { '#pk': 'pk', '#sk': 'sk' } },
              index: 'byOwner'
            };
        "#]],
    );
}

#[test]
fn statement_variables() {
    check(
        [
            let_("a", 1),
            let_("b", "x"),
            set("b", arg("id").or("y")),
            stash_put("b", var("b")),
            stash_put("a", var("a")),
        ],
        expect![[r##"
            #set($a = 1)
            #set($b = "x")
            #set($b = $util.defaultIfNull($ctx.args.id, "y"))
            $util.qr($ctx.stash.put("b", $b))
            $util.qr($ctx.stash.put("a", $a))
            $util.toJson($null)
        "##]],
        expect![[r#"
            const a = 1;
            let b = 'x';
            b = ctx.args.id ?? 'y';
            ctx.stash.b = b;
            ctx.stash.a = a;
            return null;
        "#]],
    );
}

#[test]
fn statement_names_that_mean_something_else_get_a_number() {
    check(
        [
            let_("null", "a"),
            let_("request", "b"),
            stash_put("x", list([var("null").into(), var("request").into()])),
        ],
        expect![[r##"
            #set($null_2 = "a")
            #set($request = "b")
            $util.qr($ctx.stash.put("x", [$null_2, $request]))
            $util.toJson($null)
        "##]],
        expect![[r#"
            const null_2 = 'a';
            const request_2 = 'b';
            ctx.stash.x = [null_2, request_2];
            return null;
        "#]],
    );
}

#[test]
fn statement_maps_are_changed() {
    check(
        [
            let_("m", map([("a", 1.into()), ("b-c", 2.into())])),
            put("m", "d", arg("missing")),
            put("m", "e f", arg("id")),
            put("m", arg("id").or("k"), true),
            put_all("m", arg("map")),
            remove("m", "a"),
            remove("m", "b-c"),
            stash_put("m", var("m")),
        ],
        expect![[r##"
            #set($m = { "a": 1, "b-c": 2 })
            $util.qr($m.put("d", $ctx.args.missing))
            $util.qr($m.put("e f", $ctx.args.id))
            #if(!$util.defaultIfNull($ctx.args.id, "k").equals("__proto__"))
              $util.qr($m.put($util.defaultIfNull($ctx.args.id, "k"), true))
            #end
            $util.qr($m.putAll($util.defaultIfNull($ctx.args.map, {})))
            $util.qr($m.remove("a"))
            $util.qr($m.remove("b-c"))
            $util.qr($ctx.stash.put("m", $m))
            $util.toJson($null)
        "##]],
        expect![[r#"
            const m = { a: 1, 'b-c': 2 };
            m.d = ctx.args.missing ?? null;
            m['e f'] = ctx.args.id ?? null;
            put(m, ctx.args.id ?? 'k', true);
            Object.assign(m, ctx.args.map);
            delete m.a;
            delete m['b-c'];
            ctx.stash.m = m;
            return null;

            /** Sets a member of the map, except the one that is no member in JavaScript. */
            function put(map, name, value) {
              if (name !== '__proto__') {
                map[name] = value;
              }
            }
        "#]],
    );
}

#[test]
fn statement_lists_grow() {
    check(
        [
            let_("l", empty_list()),
            push("l", arg("id")),
            push("l", arg("missing")),
            stash_put("l", var("l")),
        ],
        expect![[r##"
            #set($l = [])
            $util.qr($l.add($ctx.args.id))
            $util.qr($l.add($ctx.args.missing))
            $util.qr($ctx.stash.put("l", $l))
            $util.toJson($null)
        "##]],
        expect![[r#"
            const l = [];
            l.push(ctx.args.id ?? null);
            l.push(ctx.args.missing ?? null);
            ctx.stash.l = l;
            return null;
        "#]],
    );
}

#[test]
fn statement_branches() {
    check(
        [
            if_else(is_null(arg("id")), [stash_put("x", 1)], [stash_put("x", 2)]),
            Stmt::If(
                vec![
                    (is_true(arg("no")), vec![log("no")]),
                    (is_true(arg("yes")), vec![log(arg("yes"))]),
                ],
                vec![],
            ),
        ],
        expect![[r##"
            #if($util.isNull($ctx.args.id))
              $util.qr($ctx.stash.put("x", 1))
            #else
              $util.qr($ctx.stash.put("x", 2))
            #end
            #if($ctx.args.no.equals(true))
              $util.qr($util.log.info("no"))
            #elseif($ctx.args.yes.equals(true))
              $util.qr($util.log.info($ctx.args.yes))
            #end
            $util.toJson($null)
        "##]],
        expect![[r#"
            if (ctx.args.id == null) {
              ctx.stash.x = 1;
            } else {
              ctx.stash.x = 2;
            }
            if (ctx.args.no === true) {
              console.log('no');
            } else if (ctx.args.yes === true) {
              console.log(ctx.args.yes ?? null);
            }
            return null;
        "#]],
    );
}

#[test]
fn statement_loops_over_lists() {
    check(
        [
            let_("l", empty_list()),
            for_each(
                "x",
                arg("list"),
                [
                    for_each("x", arg("none"), [push("l", item("x"))]),
                    push("l", item("x")),
                ],
            ),
            stash_put("l", var("l")),
        ],
        expect![[r##"
            #set($l = [])
            #foreach($x in $ctx.args.list)
              #foreach($x_2 in $ctx.args.none)
                $util.qr($l.add($x_2))
              #end
              $util.qr($l.add($x))
            #end
            $util.qr($ctx.stash.put("l", $l))
            $util.toJson($null)
        "##]],
        expect![[r#"
            const l = [];
            for (const x of ctx.args.list ?? []) {
              for (const x_2 of ctx.args.none ?? []) {
                l.push(x_2);
              }
              l.push(x);
            }
            ctx.stash.l = l;
            return null;
        "#]],
    );
}

#[test]
fn statement_loops_over_members() {
    check(
        [
            let_("m", empty_map()),
            for_entries(
                ("name", "value"),
                arg("map"),
                [
                    put("m", item("name"), item("value")),
                    if_(same(item("name"), "k"), [stash_put("found", true)]),
                ],
            ),
            stash_put("m", var("m")),
        ],
        expect![[r##"
            #set($m = {})
            #foreach($entry in $ctx.args.map.entrySet())
              #if($entry.key != "__proto__")
                $util.qr($m.put($entry.key, $entry.value))
              #end
              #if($entry.key == "k")
                $util.qr($ctx.stash.put("found", true))
              #end
            #end
            $util.qr($ctx.stash.put("m", $m))
            $util.toJson($null)
        "##]],
        expect![[r#"
            const m = {};
            for (const [name, value] of Object.entries(ctx.args.map ?? {})) {
              put(m, name, value);
              if (name === 'k') {
                ctx.stash.found = true;
              }
            }
            ctx.stash.m = m;
            return null;

            /** Sets a member of the map, except the one that is no member in JavaScript. */
            function put(map, name, value) {
              if (name !== '__proto__') {
                map[name] = value;
              }
            }
        "#]],
    );
}

#[test]
fn statement_early_returns() {
    check(
        [if_(is_present(arg("id")), [early_return(arg("id"))])],
        expect![[r#"
            #if(!$util.isNull($ctx.args.id))
              #return($util.toJson($ctx.args.id))
            #end
            $util.toJson($null)
        "#]],
        expect![[r#"
            if (ctx.args.id != null) {
              runtime.earlyReturn(ctx.args.id ?? null);
            }
            return null;
        "#]],
    );
}

#[test]
fn statement_errors() {
    check(
        [
            append_error("one", "Type"),
            append_error(concat([text("two "), arg("id")]), "Type"),
            if_(
                is_present(arg("id")),
                [error_with("three", "Type", arg("map"), result())],
            ),
            error("four", "Type"),
        ],
        expect![[r#"
            $util.qr($util.appendError("one", "Type"))
            $util.qr($util.appendError("two $!{ctx.args.id}", "Type"))
            #if(!$util.isNull($ctx.args.id))
              $util.error("three", "Type", $ctx.args.map, $ctx.result)
            #end
            $util.error("four", "Type")
            $util.toJson($null)
        "#]],
        expect![[r#"
            util.appendError('one', 'Type');
            util.appendError(`two ${ctx.args.id ?? ''}`, 'Type');
            if (ctx.args.id != null) {
              util.error('three', 'Type', ctx.args.map ?? null, ctx.result ?? null);
            }
            util.error('four', 'Type');
            return null;
        "#]],
    );
}

#[test]
fn statement_refusals() {
    check(
        [if_(is_present(arg("id")), [unauthorized()])],
        expect![[r#"
            #if(!$util.isNull($ctx.args.id))
              $util.unauthorized()
            #end
            $util.toJson($null)
        "#]],
        expect![[r#"
            if (ctx.args.id != null) {
              util.unauthorized();
            }
            return null;
        "#]],
    );
}

#[test]
fn statement_subscription_filters() {
    check(
        [if_(
            is_present(arg("filter")),
            [set_subscription_filter(call(
                Utility::ToSubscriptionFilter,
                [arg("filter")],
            ))],
        )],
        expect![[r#"
            #if(!$util.isNull($ctx.args.filter))
              $extensions.setSubscriptionFilter($util.transform.toSubscriptionFilter($ctx.args.filter))
            #end
            $util.toJson($null)
        "#]],
        expect![[r#"
            if (ctx.args.filter != null) {
              extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(ctx.args.filter ?? null));
            }
            return null;
        "#]],
    );
}

#[test]
fn statement_comments() {
    check(
        [comment("one\ntwo"), comment("*/ #end")],
        expect![[r#"
            ## one
            ## two
            ## */ #end
            $util.toJson($null)
        "#]],
        expect![[r#"
            // one
            // two
            // */ #end
            return null;
        "#]],
    );
}

#[test]
fn condition_absence() {
    check_condition(
        is_null(arg("missing")),
        true,
        expect!["#if($util.isNull($ctx.args.missing))"],
        expect!["(ctx.args.missing == null)"],
    );
}

#[test]
fn condition_presence() {
    check_condition(
        is_present(arg("id")),
        true,
        expect!["#if(!$util.isNull($ctx.args.id))"],
        expect!["(ctx.args.id != null)"],
    );
}

#[test]
fn condition_emptiness() {
    check_condition(
        is_empty(arg("none")),
        true,
        expect!["#if($util.isNull($ctx.args.none) || $ctx.args.none.isEmpty())"],
        expect!["(Object.keys(ctx.args.none ?? {}).length === 0)"],
    );
}

#[test]
fn condition_things_in_it() {
    check_condition(
        not(is_empty(arg("list"))),
        true,
        expect!["#if(!$util.isNull($ctx.args.list) && !$ctx.args.list.isEmpty())"],
        expect!["(Object.keys(ctx.args.list ?? {}).length !== 0)"],
    );
}

#[test]
fn condition_truth() {
    check_condition(
        is_true(arg("yes")),
        true,
        expect!["#if($ctx.args.yes.equals(true))"],
        expect!["(ctx.args.yes === true)"],
    );
}

#[test]
fn condition_texts() {
    check_condition(
        is(Kind::Text, arg("id")),
        true,
        expect!["#if($util.isString($ctx.args.id))"],
        expect!["(typeof ctx.args.id === 'string')"],
    );
}

#[test]
fn condition_lists() {
    check_condition(
        is(Kind::List, arg("map")),
        false,
        expect!["#if($util.isList($ctx.args.map))"],
        expect!["(Array.isArray(ctx.args.map))"],
    );
}

#[test]
fn condition_maps() {
    check_condition(
        is(Kind::Map, arg("map")),
        true,
        expect!["#if($util.isMap($ctx.args.map))"],
        expect!["(isMap(ctx.args.map))"],
    );
}

#[test]
fn condition_equal_texts() {
    check_condition(
        same(arg("id"), "1"),
        true,
        expect![[r##"#if($ctx.args.id.equals("1"))"##]],
        expect!["(ctx.args.id === '1')"],
    );
}

#[test]
fn condition_equal_texts_the_other_way_round() {
    check_condition(
        same("1", arg("id")),
        true,
        expect![[r##"#if($ctx.args.id.equals("1"))"##]],
        expect!["('1' === ctx.args.id)"],
    );
}

#[test]
fn condition_equal_members() {
    check_condition(
        same(arg("id"), arg("empty")),
        false,
        expect!["#if($util.isString($ctx.args.id) && $ctx.args.id.equals($ctx.args.empty))"],
        expect!["(typeof ctx.args.id === 'string' && ctx.args.id === ctx.args.empty)"],
    );
}

#[test]
fn condition_a_number_is_no_text() {
    check_condition(
        same(arg("number"), "3"),
        false,
        expect![[r##"#if($ctx.args.number.equals("3"))"##]],
        expect!["(ctx.args.number === '3')"],
    );
}

#[test]
fn condition_numbers() {
    check_condition(
        compare(arg("number"), Comparison::GreaterOrEqual, 3),
        true,
        expect!["#if($util.isNumber($ctx.args.number) && $ctx.args.number >= 3)"],
        expect!["(typeof ctx.args.number === 'number' && ctx.args.number >= 3)"],
    );
}

#[test]
fn condition_sizes() {
    check_condition(
        compare(count(arg("list")), Comparison::Less, 3),
        false,
        expect!["#if($util.defaultIfNull($ctx.args.list, []).size() < 3)"],
        expect!["((ctx.args.list ?? []).length < 3)"],
    );
}

#[test]
fn condition_elements() {
    check_condition(
        contains(arg("list"), "y"),
        true,
        expect![[r##"#if($util.isList($ctx.args.list) && $ctx.args.list.contains("y"))"##]],
        expect!["(Array.isArray(ctx.args.list) && ctx.args.list.includes('y'))"],
    );
}

#[test]
fn condition_no_parts_of_texts() {
    check_condition(
        contains(arg("text"), "a"),
        false,
        expect![[r##"#if($util.isList($ctx.args.text) && $ctx.args.text.contains("a"))"##]],
        expect!["(Array.isArray(ctx.args.text) && ctx.args.text.includes('a'))"],
    );
}

#[test]
fn condition_beginnings() {
    check_condition(
        starts_with(arg("text"), "a-"),
        true,
        expect![[r##"#if($util.isString($ctx.args.text) && $ctx.args.text.startsWith("a-"))"##]],
        expect!["(typeof ctx.args.text === 'string' && ctx.args.text.startsWith('a-'))"],
    );
}

#[test]
fn condition_names() {
    check_condition(
        has_key(arg("map"), "n"),
        true,
        expect![[r##"#if($ctx.args.map.containsKey("n"))"##]],
        expect!["(Object.hasOwn(ctx.args.map ?? {}, 'n'))"],
    );
}

#[test]
fn condition_any_within_all() {
    let no = || is_true(arg("no"));
    check_condition(
        all([any([no(), no()]), no()]),
        false,
        expect![
            "#if(($ctx.args.no.equals(true) || $ctx.args.no.equals(true)) && $ctx.args.no.equals(true))"
        ],
        expect!["((ctx.args.no === true || ctx.args.no === true) && ctx.args.no === true)"],
    );
}

#[test]
fn condition_opposite_of_all() {
    check_condition(
        not(all([is_true(arg("yes")), is_null(arg("id"))])),
        true,
        expect!["#if(!($ctx.args.yes.equals(true) && $util.isNull($ctx.args.id)))"],
        expect!["(!(ctx.args.yes === true && ctx.args.id == null))"],
    );
}

#[test]
fn condition_long_ones_have_a_line_for_each_part() {
    let long = || is_null(arg("aNameThatIsNotShortAndNeedsSpace"));
    let half = Half::new(
        [if_(any([long(), long(), long()]), [log(1)])],
        return_(null()),
    );
    let printed = print::js(&half, &half);
    assert!(printed.contains("  if (\n    ctx.args.aNameThatIsNotShortAndNeedsSpace == null ||\n"));
    evaluations(&half, &[full()]);
}

#[test]
fn condition_nothing_to_ask() {
    check_condition(
        all([any([]), all([])]),
        false,
        expect!["#if(false && true)"],
        expect!["(false && true)"],
    );
}
