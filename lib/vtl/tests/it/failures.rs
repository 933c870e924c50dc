//! Errors about a template name the place.

use serde_json::json;

use crate::{check_error, check_with};

#[test]
fn unknown_methods_and_functions_are_named() {
    let arguments = json!({"s": "x", "l": [1], "m": {}});
    for (template, message) in [
        (
            "\n  $ctx.args.s.nope(1)",
            "a string has no method `nope` with 1 argument at line 2, column 15",
        ),
        (
            "$ctx.args.l.push(1, 2)",
            "a list has no method `push` with 2 arguments at line 1, column 13",
        ),
        (
            "$ctx.args.m.hasKey()",
            "a map has no method `hasKey` without arguments at line 1, column 13",
        ),
        (
            "é$util.nope()",
            "there is no function `$util.nope` at line 1, column 8",
        ),
        (
            "$utils.time.nope()",
            "there is no function `$util.time.nope` at line 1, column 13",
        ),
        (
            "$extensions.nope()",
            "there is no function `$extensions.nope` at line 1, column 13",
        ),
    ] {
        check_error(arguments.clone(), template, message);
    }
}

#[test]
fn what_does_not_apply_has_no_value_where_none_is_printed() {
    for (template, text) in [
        (
            "$util.qr($ctx.args.l.put([2]))$util.quiet($ctx.args.m.nope().more())$util.toJson($ctx.args)",
            r#"{"l":[1],"m":{},"s":"x"}"#,
        ),
        (
            "#if(0 == $ctx.args.s.size())empty#{else}not empty#end",
            "not empty",
        ),
        (
            "$util.toJson($util.defaultIfNull($ctx.args.s.nope(), 1))",
            "1",
        ),
        ("[$!ctx.args.s.nope()][$!{ctx.args.s[0]}]", "[][]"),
        (
            "#if($ctx.args.s[0] || $ctx.args.l['a'])yes#{else}no#end",
            "no",
        ),
        (
            "#if($ctx.args.s.contains(1) || $ctx.args.l.get('0') || $ctx.args.l.addAll({}))yes#{else}no#end",
            "no",
        ),
    ] {
        check_with(json!({"l": [1], "m": {}, "s": "x"}), template, text);
    }
}

#[test]
fn misspelt_functions_have_suggestions() {
    for (template, message) in [
        (
            "$util.toJSON(1)",
            "there is no function `$util.toJSON` (did you mean `$util.toJson`?) at line 1, column 7",
        ),
        (
            "$util.dynamodb.toMapValueJson({})",
            "there is no function `$util.dynamodb.toMapValueJson` (did you mean `$util.dynamodb.toMapValuesJson`?) at line 1, column 16",
        ),
    ] {
        check_error(json!({}), template, message);
    }
}

#[test]
fn arguments_that_do_not_fit_are_told_at_their_call() {
    let arguments = json!({"s": "abc", "l": [1]});
    for (template, message) in [
        (
            "$ctx.args.l.get(3)",
            "`get`: Index 3 out of bounds for length 1 at line 1, column 13",
        ),
        (
            "$ctx.args.l[3]",
            "Index 3 out of bounds for length 1 at line 1, column 12",
        ),
        (
            "$ctx.args.s[0]",
            "a string has no index that is a number at line 1, column 12",
        ),
        (
            "$ctx.args.s.substring(2, 9)",
            "`substring`: begin 2, end 9, length 3 at line 1, column 13",
        ),
        (
            "$ctx.args.s.contains([])",
            "`contains`: a string is needed, not a list at line 1, column 13",
        ),
        (
            "$util.qr($ctx.args.s.contains($undefined))",
            "`contains`: a string is needed, not null at line 1, column 22",
        ),
        (
            "$ctx.args.l.addAll(1)",
            "`addAll`: a list is needed, not a number at line 1, column 13",
        ),
        (
            "$ctx.args.s.format('%d', 'x')",
            "`format`: `%d` cannot write a string at line 1, column 13",
        ),
        (
            "$ctx.args.s.format('%d')",
            "`format`: there is no argument for `%d` at line 1, column 13",
        ),
        (
            "$ctx.args.s.format('%q', 1)",
            "`format`: `%q` is no conversion at line 1, column 13",
        ),
        (
            "$ctx.args.s.format('50%')",
            "`format`: `%` is no conversion at line 1, column 13",
        ),
        (
            "#set($n = 0)$n.parseInt('x')",
            "`parseInt`: For input string: \"x\" at line 1, column 16",
        ),
        (
            "$ctx.args.keySet().add('x')",
            "`add`: what a map shows takes nothing; `put` it into the map at line 1, column 20",
        ),
        (
            "$ctx.args.s.split(',').add('x')",
            "`add`: an array keeps its length; a list has no such limit at line 1, column 24",
        ),
        (
            "$ctx.args.keySet()[0]",
            "a set of keys has no index that is a number at line 1, column 19",
        ),
        (
            "$util.dynamodb.toNumber('x')",
            "`$util.dynamodb.toNumber`: dynamodb.toNumber: the argument must be a number at line 1, column 16",
        ),
        (
            "$util.list.copyAndRetainAll(1, 2)",
            "two lists are needed at line 1, column 12",
        ),
    ] {
        check_error(arguments.clone(), template, message);
    }
}

#[test]
fn a_template_that_gives_no_json_fails() {
    check_error(
        json!({}),
        "{\"a\": $undefined}",
        "Unable to parse the JSON document: 'expected value at line 1 column 7'",
    );
}

#[test]
fn syntax_errors_display_their_place() {
    let error = appsynth_vtl::Template::compile("{}\n#if(true)").unwrap_err();
    assert_eq!(error.to_string(), "`#if` has no `#end` at line 2, column 1");
    assert_eq!((error.start, error.end), (3, 6));
}
