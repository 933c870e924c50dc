//! Conditions.

use appsynth_program::{
    Comparison, Half, Kind, Utility, all, any, arg, call, compare, contains, count, ends_with,
    has_key, if_, includes, is, is_empty, is_null, is_present, is_true, length, log, not, null,
    number, print, return_, same, starts_with, text,
};
use expect_test::expect;

use super::{check_condition, full};
use crate::agreement::evaluations;

#[test]
fn absence() {
    check_condition(
        is_null(arg("missing")),
        true,
        expect!["#if($util.isNull($ctx.args.missing))"],
        expect!["(ctx.args.missing == null)"],
    );
}

#[test]
fn presence() {
    check_condition(
        is_present(arg("id")),
        true,
        expect!["#if(!$util.isNull($ctx.args.id))"],
        expect!["(ctx.args.id != null)"],
    );
}

#[test]
fn emptiness() {
    check_condition(
        is_empty(arg("none")),
        true,
        expect!["#if($util.isNull($ctx.args.none) || $ctx.args.none.isEmpty())"],
        expect!["(Object.keys(ctx.args.none ?? {}).length === 0)"],
    );
}

#[test]
fn things_in_it() {
    check_condition(
        not(is_empty(arg("list"))),
        true,
        expect!["#if(!$util.isNull($ctx.args.list) && !$ctx.args.list.isEmpty())"],
        expect!["(Object.keys(ctx.args.list ?? {}).length !== 0)"],
    );
}

#[test]
fn truth() {
    check_condition(
        is_true(arg("yes")),
        true,
        expect!["#if($ctx.args.yes.equals(true))"],
        expect!["(ctx.args.yes === true)"],
    );
}

#[test]
fn texts() {
    check_condition(
        is(Kind::Text, arg("id")),
        true,
        expect!["#if($util.isString($ctx.args.id))"],
        expect!["(typeof ctx.args.id === 'string')"],
    );
}

#[test]
fn lists() {
    check_condition(
        is(Kind::List, arg("map")),
        false,
        expect!["#if($util.isList($ctx.args.map))"],
        expect!["(Array.isArray(ctx.args.map))"],
    );
}

#[test]
fn maps() {
    check_condition(
        is(Kind::Map, arg("map")),
        true,
        expect!["#if($util.isMap($ctx.args.map))"],
        expect!["(isMap(ctx.args.map))"],
    );
}

#[test]
fn equal_texts() {
    check_condition(
        same(arg("id"), "1"),
        true,
        expect![[r##"#if($ctx.args.id.equals("1"))"##]],
        expect!["(ctx.args.id === '1')"],
    );
}

#[test]
fn equal_texts_the_other_way_round() {
    check_condition(
        same("1", arg("id")),
        true,
        expect![[r##"#if($ctx.args.id.equals("1"))"##]],
        expect!["('1' === ctx.args.id)"],
    );
}

#[test]
fn equal_members() {
    check_condition(
        same(arg("id"), arg("empty")),
        false,
        expect!["#if($util.isString($ctx.args.id) && $ctx.args.id.equals($ctx.args.empty))"],
        expect!["(typeof ctx.args.id === 'string' && ctx.args.id === ctx.args.empty)"],
    );
}

#[test]
fn a_number_is_no_text() {
    check_condition(
        same(arg("number"), "3"),
        false,
        expect![[r##"#if($ctx.args.number.equals("3"))"##]],
        expect!["(ctx.args.number === '3')"],
    );
}

#[test]
fn numbers() {
    check_condition(
        compare(arg("number"), Comparison::GreaterOrEqual, 3),
        true,
        expect!["#if($util.isNumber($ctx.args.number) && $ctx.args.number >= 3)"],
        expect!["(typeof ctx.args.number === 'number' && ctx.args.number >= 3)"],
    );
}

#[test]
fn sizes() {
    check_condition(
        compare(count(arg("list")), Comparison::Less, 3),
        false,
        expect!["#if($util.defaultIfNull($ctx.args.list, []).size() < 3)"],
        expect!["((ctx.args.list ?? []).length < 3)"],
    );
}

#[test]
fn elements() {
    check_condition(
        contains(arg("list"), "y"),
        true,
        expect![[r##"#if($util.isList($ctx.args.list) && $ctx.args.list.contains("y"))"##]],
        expect!["(Array.isArray(ctx.args.list) && ctx.args.list.includes('y'))"],
    );
}

#[test]
fn no_parts_of_texts() {
    check_condition(
        contains(arg("text"), "a"),
        false,
        expect![[r##"#if($util.isList($ctx.args.text) && $ctx.args.text.contains("a"))"##]],
        expect!["(Array.isArray(ctx.args.text) && ctx.args.text.includes('a'))"],
    );
}

#[test]
fn beginnings() {
    check_condition(
        starts_with(arg("text"), "a-"),
        true,
        expect![[r##"#if($util.isString($ctx.args.text) && $ctx.args.text.startsWith("a-"))"##]],
        expect!["(typeof ctx.args.text === 'string' && ctx.args.text.startsWith('a-'))"],
    );
}

#[test]
fn ends() {
    check_condition(
        ends_with(arg("text"), "b-"),
        true,
        expect![[r##"#if($util.isString($ctx.args.text) && $ctx.args.text.endsWith("b-"))"##]],
        expect!["(typeof ctx.args.text === 'string' && ctx.args.text.endsWith('b-'))"],
    );
}

#[test]
fn parts_of_a_text() {
    check_condition(
        includes(arg("text"), "-b"),
        true,
        expect![[r##"#if($util.isString($ctx.args.text) && $ctx.args.text.contains("-b"))"##]],
        expect!["(typeof ctx.args.text === 'string' && ctx.args.text.includes('-b'))"],
    );
}

#[test]
fn lengths() {
    check_condition(
        compare(length(arg("text")), Comparison::Equal, 4),
        true,
        expect![[r##"#if($util.defaultIfNull($ctx.args.text, "").length() == 4)"##]],
        expect!["((ctx.args.text ?? '').length === 4)"],
    );
}

#[test]
fn fractions() {
    check_condition(
        compare(arg("number"), Comparison::Less, number("3.25")),
        true,
        expect!["#if($util.isNumber($ctx.args.number) && $ctx.args.number < 3.25)"],
        expect!["(typeof ctx.args.number === 'number' && ctx.args.number < 3.25)"],
    );
}

#[test]
fn regular_expressions() {
    check_condition(
        is_true(call(
            Utility::Matches,
            [text("[ab-]+"), arg("text").or("").into()],
        )),
        true,
        expect![[r##"#if($util.matches("[ab-]+", $util.defaultIfNull($ctx.args.text, "")))"##]],
        expect!["(util.matches('[ab-]+', ctx.args.text ?? ''))"],
    );
}

#[test]
fn names() {
    check_condition(
        has_key(arg("map"), "n"),
        true,
        expect![[r##"#if($ctx.args.map.containsKey("n"))"##]],
        expect!["(Object.hasOwn(ctx.args.map ?? {}, 'n'))"],
    );
}

#[test]
fn any_within_all() {
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
fn opposite_of_all() {
    check_condition(
        not(all([is_true(arg("yes")), is_null(arg("id"))])),
        true,
        expect!["#if(!($ctx.args.yes.equals(true) && $util.isNull($ctx.args.id)))"],
        expect!["(!(ctx.args.yes === true && ctx.args.id == null))"],
    );
}

#[test]
fn long_ones_have_a_line_for_each_part() {
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
fn nothing_to_ask() {
    check_condition(
        all([any([]), all([])]),
        false,
        expect!["#if(false && true)"],
        expect!["(false && true)"],
    );
}
