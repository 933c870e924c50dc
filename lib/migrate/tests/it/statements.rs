//! Statements, variables and conditions.

use expect_test::expect;

use crate::{check_request, check_response};

#[test]
fn checks_of_authorization_stay() {
    check_request(
        r#"#set($allowed = false)
#foreach($group in $ctx.identity.claims.get("cognito:groups"))
  #if($group == "admin" || $group == "editor")
    #set($allowed = true)
    #break
  #end
#end
#if(!$allowed && $ctx.identity.username != $ctx.args.owner)
  $util.unauthorized()
#end
{ "operation": "Invoke", "payload": $util.toJson($ctx.args) }"#,
        expect![[r#"
              let allowed = false;
              for (const group of ctx.identity?.claims?.['cognito:groups'] ?? []) {
                if (group === 'admin' || group === 'editor') {
                  allowed = true;
                  break;
                }
              }
              if (!allowed && ctx.identity?.username != ctx.args.owner) {
                util.unauthorized();
              }
              return { operation: 'Invoke', payload: ctx.args };
        "#]],
    );
}

#[test]
fn what_is_true_in_a_template_is_true_here() {
    check_request(
        r#"#if($ctx.args.flag)
  $util.qr($ctx.stash.put("flag", "yes"))
#elseif(!$ctx.args.other)
  $util.qr($ctx.stash.put("flag", "neither"))
#end
{}"#,
        expect![[r#"
              if (isTrue(ctx.args.flag)) {
                ctx.stash.flag = 'yes';
              } else if (!isTrue(ctx.args.other)) {
                ctx.stash.flag = 'neither';
              }
              return {};
        "#]],
    );
}

#[test]
fn null_leaves_a_variable_as_it_was() {
    check_response(
        r#"#set($name = "nobody")
#set($name = $ctx.result.name)
#if($ctx.result.alias != "")
  #set($alias = $ctx.result.alias)
#end
{ "name": $util.toJson($name), "alias": $util.toJson($alias) }"#,
        expect![[r#"
              let alias;
              let name = 'nobody';
              name = ctx.result?.name ?? name;
              if (ctx.result?.alias !== '') {
                alias = ctx.result?.alias ?? alias;
              }
              return { name: name ?? null, alias: alias ?? null };
        "#]],
    );
}

#[test]
fn arguments_and_stash_are_written() {
    check_request(
        r#"$util.qr($ctx.args.input.put("createdAt", $util.time.nowISO8601()))
#set($ctx.stash.owner = $ctx.identity.sub)
$util.qr($ctx.stash.metadata.put("a", [1, 2]))
$util.toJson($ctx.args.input)"#,
        expect![[r#"
              ctx.args.input.createdAt = util.time.nowISO8601();
              ctx.stash.owner = ctx.identity?.sub ?? ctx.stash.owner;
              ctx.stash.metadata.a = [1, 2];
              return ctx.args.input ?? null;
        "#]],
    );
}

#[test]
fn the_place_in_a_loop_is_counted() {
    check_response(
        r#"#set($lines = [])
#foreach($item in $ctx.result.items)
  $util.qr($lines.add("$foreach.count: $item.name"))
#end
$util.toJson($lines)"#,
        expect![[r#"
              const lines = [];
              let index = -1;
              for (const item of ctx.result?.items ?? []) {
                index += 1;
                lines.push(`${index + 1}: ${item?.name}`);
              }
              return lines;
        "#]],
    );
}

#[test]
fn velocitys_own_names_for_the_place_in_a_loop_are_known() {
    check_response(
        r#"#set($lines = [])
#foreach($item in $ctx.result.items)
  #if($velocityHasNext)$util.qr($lines.add($velocityCount))#end
#end
$util.toJson($lines)"#,
        expect![[r#"
            const lines = [];
            const itemList = ctx.result?.items ?? [];
            let index = -1;
            for (const item of itemList) {
              index += 1;
              if (index + 1 < itemList.length) {
                lines.push(index + 1);
              }
            }
            return lines;
        "#]],
    );
}

#[test]
fn whole_numbers_are_divided_as_such() {
    check_response(
        r#"#set($half = $ctx.result.count / 2)
#set($rest = $ctx.result.count % 2)
{ "half": $util.toJson($half), "rest": $util.toJson($rest), "more": $util.toJson($ctx.result.count + 1) }"#,
        expect![[r#"
              const half = divide(ctx.result?.count, 2);
              const rest = ctx.result?.count == null ? null : ctx.result?.count % 2;
              return {
                half: half ?? null,
                rest: rest ?? null,
                more: (ctx.result?.count == null ? null : ctx.result?.count + 1) ?? null,
              };
        "#]],
    );
}

#[test]
fn early_returns_skip_the_data_source() {
    check_request(
        r#"#if($util.isNullOrEmpty($ctx.args.ids))
  #return([])
#end
{ "payload": $util.toJson($ctx.args.ids) }"#,
        expect![[r#"
              if (isNullOrEmpty(ctx.args.ids)) {
                runtime.earlyReturn([]);
              }
              return { payload: ctx.args.ids ?? null };
        "#]],
    );
}

#[test]
fn methods_of_strings_become_those_of_javascript() {
    check_response(
        r#"#set($name = $ctx.result.name.toLowerCase().trim())
{
  "replaced": "$name.replace('o', '0')",
  "starts": $name.startsWith("t"),
  "same": $name.equals("one"),
  "size": $name.length(),
  "part": $util.toJson($name.substring(0, 2))
}"#,
        expect![[r#"
              const name = ctx.result?.name?.toLowerCase()?.trim();
              return {
                replaced: `${name?.split('o').join('0')}`,
                starts: name?.startsWith('t'),
                same: name === 'one',
                size: name?.length,
                part: name?.substring(0, 2) ?? null,
              };
        "#]],
    );
}
