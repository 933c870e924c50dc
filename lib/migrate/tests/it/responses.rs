//! Responses: what is returned, and what ends the resolver.

use expect_test::expect;

use crate::{body, check_response, request};

#[test]
fn the_result_is_returned() {
    check_response(
        "$util.toJson($ctx.result)\n",
        expect![[r#"
              return ctx.result ?? null;
        "#]],
    );
}

#[test]
fn errors_end_the_resolver() {
    check_response(
        r#"## Failures are the caller's to see.
#if($ctx.error)
  $util.error($ctx.error.message, $ctx.error.type, $ctx.result)
#end
$util.toJson($ctx.result.items)"#,
        expect![[r#"
              // Failures are the caller's to see.
              if (ctx.error) {
                util.error(ctx.error.message, ctx.error.type, ctx.result);
              }
              return ctx.result?.items ?? null;
        "#]],
    );
}

#[test]
fn branches_return_for_themselves() {
    check_response(
        r#"#if($ctx.result.statusCode == 200)
  $ctx.result.body
#elseif($ctx.result.statusCode == 404)
  null
#else
  $utils.appendError("it failed", "$ctx.result.statusCode")
#end"#,
        expect![[r#"
              if (ctx.result?.statusCode == 200) {
                return JSON.parse(ctx.result?.body);
              } else if (ctx.result?.statusCode == 404) {
                return null;
              } else {
                util.appendError('it failed', `${ctx.result?.statusCode}`);
              }
              return null;
        "#]],
    );
}

#[test]
fn return_gives_the_result() {
    check_response(
        r#"#if($util.isNull($ctx.result))
  #return
#end
#return({"items": $ctx.result.items, "count": $ctx.result.items.size()})"#,
        expect![[r#"
              if (ctx.result == null) {
                return null;
              }
              return { items: ctx.result?.items ?? null, count: size(ctx.result?.items) ?? null };
        "#]],
    );
}

#[test]
fn what_follows_the_output_is_still_done() {
    check_response(
        r#"{ "id": $util.toJson($ctx.result.id) }
$util.qr($ctx.stash.put("id", $ctx.result.id))"#,
        expect![[r#"
              let output = null;
              output = { id: ctx.result?.id ?? null };
              ctx.stash.id = ctx.result?.id ?? null;
              return output;
        "#]],
    );
}

#[test]
fn an_old_version_does_not_see_failures() {
    let code = request(r#"{ "version": "2017-02-28", "operation": "Scan" }"#).code;
    assert_eq!(
        body(&code, "request"),
        "return { version: '2018-05-29', operation: 'Scan' };\n"
    );
    assert_eq!(
        body(&code, "response"),
        "if (ctx.error) util.error(ctx.error.message, ctx.error.type);
if (ctx.result == null) return null;
return ctx.result;
"
    );
}
