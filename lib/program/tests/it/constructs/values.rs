//! Values.

use appsynth_program::{
    CtxPath, Expr, Half, Utility, arg, args, auth_type, auto_id, call, claim, concat, count,
    empty_map, end_if, first, is_empty, join, keys, list, map, now_epoch_milliseconds,
    now_epoch_seconds, now_iso8601, null, number, prev_result, return_, source, split, stash, text,
    to_dynamodb, to_filter_expression, to_map_values,
};
use expect_test::expect;

use super::{check_half, check_value};

#[test]
fn literals_keep_their_signs_in_both_languages() {
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
fn members_of_what_may_be_absent_are_null() {
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
fn members_that_every_object_seems_to_have_are_only_its_own() {
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
fn members_of_computed_names_are_only_its_own() {
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
fn a_default_stands_in_for_null() {
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
fn texts_in_a_row_are_one_text() {
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
fn functions_have_the_same_names_in_both_languages() {
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
fn values_become_attribute_values() {
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
fn expressions_that_functions_give_as_text_are_parsed() {
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
fn texts_are_encoded_and_decoded() {
    check_value(
        list([
            call(Utility::Base64Encode, [arg("text").or("").into()]),
            call(Utility::Base64Decode, [text("YQ==")]),
            call(Utility::ParseJson, [text("{\"a\": [1, null]}")]),
            call(Utility::XmlToMap, [text("<a><b>1</b></a>")]),
        ]),
        expect![[r#"
            $util.toJson([
              $util.base64Encode($util.defaultIfNull($ctx.args.text, "")),
              $util.base64Decode("YQ=="),
              $util.parseJson('{"a": [1, null]}'),
              $util.xml.toMap("<a><b>1</b></a>")
            ])
        "#]],
        expect![[r#"
            return [
              util.base64Encode(ctx.args.text ?? ''),
              util.base64Decode('YQ=='),
              JSON.parse('{"a": [1, null]}'),
              util.xml.toMap('<a><b>1</b></a>')
            ];
        "#]],
    );
}

#[test]
fn headers_are_copied_even_if_there_are_none() {
    check_value(
        map([
            (
                "copied",
                call(
                    Utility::CopyHeaders,
                    [Expr::Ctx(CtxPath::RequestHeaders).or(empty_map()).into()],
                ),
            ),
            ("request", Expr::Ctx(CtxPath::Request)),
        ]),
        expect![[r#"
            $util.toJson({
              "copied": $util.http.copyHeaders($util.defaultIfNull($ctx.request.headers, {})),
              "request": $ctx.request
            })
        "#]],
        expect![[r#"
            return { copied: util.http.copyHeaders(ctx.request?.headers ?? {}), request: ctx.request ?? null };
        "#]],
    );
}

#[test]
fn only_numbers_are_numbers() {
    let numbers = [
        "0", "-1", "2.75", "1e9", "12E-3", "01", "1.", ".5", "+1", "1a", "", "NaN", "1;x",
    ];
    let is_number = numbers.map(|text| (text, number(text) != null()));
    let (valid, invalid) = is_number.split_at(5);
    assert!(valid.iter().all(|(_, is)| *is), "{valid:?}");
    assert!(!invalid.iter().any(|(_, is)| *is), "{invalid:?}");
}

#[test]
fn texts_are_split_and_joined() {
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
fn the_first_element_of_a_list_is_given() {
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
fn what_is_absent_has_no_elements_and_no_keys() {
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
fn long_values_have_a_line_for_each_member() {
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
