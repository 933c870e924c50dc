//! Statements.

use appsynth_program::{
    Stmt, Utility, append_error, arg, call, comment, concat, early_return, empty_list, empty_map,
    error, error_with, error_without_type, for_each, for_entries, if_, if_else, is_null,
    is_present, is_true, item, let_, list, log, map, push, put, put_all, remove, result, same, set,
    set_subscription_filter, stash_put, text, unauthorized, var,
};
use expect_test::expect;

use super::check;

#[test]
fn only_what_is_set_again_is_no_constant() {
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
fn names_that_mean_something_else_get_a_number() {
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
fn maps_are_changed() {
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
fn lists_grow() {
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
fn branches_are_asked_one_after_the_other() {
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
fn a_loop_within_a_loop_has_an_element_of_its_own() {
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
fn a_loop_takes_the_members_of_a_map() {
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
fn an_early_return_ends_the_half() {
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
fn an_error_may_be_without_a_type() {
    check(
        [error_without_type("no")],
        expect![[r#"
        $util.error("no")
        $util.toJson($null)
    "#]],
        expect![[r#"
        util.error('no');
        return null;
    "#]],
    );
}

#[test]
fn errors_are_appended_or_end_the_half() {
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
fn a_refusal_ends_the_half() {
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
fn a_subscription_filter_is_set() {
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
fn every_line_of_a_comment_is_one() {
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
