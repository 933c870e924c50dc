//! Conditions.

use appsynth_program::{
    Comparison, Half, Kind, Utility, all, any, arg, call, compare, contains, count, ends_with,
    has_key, if_, includes, is, is_empty, is_null, is_present, is_true, keys, length, log, not,
    null, number, print, return_, same, split, starts_with, text,
};
use expect_test::expect;

use super::{check_condition, full};
use crate::agreement::evaluations;

#[test]
fn what_is_missing_is_null() {
    check_condition(
        is_null(arg("missing")),
        true,
        expect!["#if($util.isNull($ctx.args.missing))"],
        expect!["(ctx.args.missing == null)"],
    );
}

#[test]
fn what_is_there_is_present() {
    check_condition(
        is_present(arg("id")),
        true,
        expect!["#if(!$util.isNull($ctx.args.id))"],
        expect!["(ctx.args.id != null)"],
    );
}

#[test]
fn a_list_without_elements_is_empty() {
    check_condition(
        is_empty(arg("none")),
        true,
        expect!["#if($util.isNull($ctx.args.none) || $ctx.args.none.isEmpty())"],
        expect!["(Object.keys(ctx.args.none ?? {}).length === 0)"],
    );
}

#[test]
fn a_list_with_elements_is_not_empty() {
    check_condition(
        not(is_empty(arg("list"))),
        true,
        expect!["#if(!$util.isNull($ctx.args.list) && !$ctx.args.list.isEmpty())"],
        expect!["(Object.keys(ctx.args.list ?? {}).length !== 0)"],
    );
}

#[test]
fn only_the_value_true_is_true() {
    check_condition(
        is_true(arg("yes")),
        true,
        expect!["#if($ctx.args.yes.equals(true))"],
        expect!["(ctx.args.yes === true)"],
    );
}

#[test]
fn a_text_is_of_the_kind_text() {
    check_condition(
        is(Kind::Text, arg("id")),
        true,
        expect!["#if($util.isString($ctx.args.id))"],
        expect!["(typeof ctx.args.id === 'string')"],
    );
}

#[test]
fn a_map_is_not_of_the_kind_list() {
    check_condition(
        is(Kind::List, arg("map")),
        false,
        expect!["#if($util.isList($ctx.args.map))"],
        expect!["(Array.isArray(ctx.args.map))"],
    );
}

#[test]
fn a_map_is_of_the_kind_map() {
    check_condition(
        is(Kind::Map, arg("map")),
        true,
        expect!["#if($util.isMap($ctx.args.map))"],
        expect!["(isMap(ctx.args.map))"],
    );
}

#[test]
fn equal_texts_are_the_same() {
    check_condition(
        same(arg("id"), "1"),
        true,
        expect![[r##"#if($ctx.args.id.equals("1"))"##]],
        expect!["(ctx.args.id === '1')"],
    );
}

#[test]
fn equal_texts_are_the_same_the_other_way_round() {
    check_condition(
        same("1", arg("id")),
        true,
        expect![[r##"#if($ctx.args.id.equals("1"))"##]],
        expect!["('1' === ctx.args.id)"],
    );
}

#[test]
fn members_are_the_same_only_as_texts() {
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
fn numbers_are_compared_only_with_numbers() {
    check_condition(
        compare(arg("number"), Comparison::GreaterOrEqual, 3),
        true,
        expect!["#if($util.isNumber($ctx.args.number) && $ctx.args.number >= 3)"],
        expect!["(typeof ctx.args.number === 'number' && ctx.args.number >= 3)"],
    );
}

#[test]
fn the_size_of_a_list_is_compared() {
    check_condition(
        compare(count(arg("list")), Comparison::Less, 3),
        false,
        expect!["#if($util.defaultIfNull($ctx.args.list, []).size() < 3)"],
        expect!["((ctx.args.list ?? []).length < 3)"],
    );
}

#[test]
fn a_list_contains_its_elements() {
    check_condition(
        contains(arg("list"), "y"),
        true,
        expect![[r##"#if($util.isList($ctx.args.list) && $ctx.args.list.contains("y"))"##]],
        expect!["(Array.isArray(ctx.args.list) && ctx.args.list.includes('y'))"],
    );
}

#[test]
fn only_lists_contain() {
    check_condition(
        contains(arg("text"), "a"),
        false,
        expect![[r##"#if($util.isList($ctx.args.text) && $ctx.args.text.contains("a"))"##]],
        expect!["(Array.isArray(ctx.args.text) && ctx.args.text.includes('a'))"],
    );
}

#[test]
fn a_text_starts_with_its_beginning() {
    check_condition(
        starts_with(arg("text"), "a-"),
        true,
        expect![[r##"#if($util.isString($ctx.args.text) && $ctx.args.text.startsWith("a-"))"##]],
        expect!["(typeof ctx.args.text === 'string' && ctx.args.text.startsWith('a-'))"],
    );
}

#[test]
fn a_text_ends_with_its_end() {
    check_condition(
        ends_with(arg("text"), "b-"),
        true,
        expect![[r##"#if($util.isString($ctx.args.text) && $ctx.args.text.endsWith("b-"))"##]],
        expect!["(typeof ctx.args.text === 'string' && ctx.args.text.endsWith('b-'))"],
    );
}

#[test]
fn a_text_includes_its_parts() {
    check_condition(
        includes(arg("text"), "-b"),
        true,
        expect![[r##"#if($util.isString($ctx.args.text) && $ctx.args.text.contains("-b"))"##]],
        expect!["(typeof ctx.args.text === 'string' && ctx.args.text.includes('-b'))"],
    );
}

#[test]
fn the_length_of_a_text_is_compared() {
    check_condition(
        compare(length(arg("text")), Comparison::Equal, 4),
        true,
        expect![[r##"#if($util.defaultIfNull($ctx.args.text, "").length() == 4)"##]],
        expect!["((ctx.args.text ?? '').length === 4)"],
    );
}

#[test]
fn numbers_are_compared_with_fractions() {
    check_condition(
        compare(arg("number"), Comparison::Less, number("3.25")),
        true,
        expect!["#if($util.isNumber($ctx.args.number) && $ctx.args.number < 3.25)"],
        expect!["(typeof ctx.args.number === 'number' && ctx.args.number < 3.25)"],
    );
}

#[test]
fn a_text_matches_a_regular_expression() {
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
fn a_map_has_the_key_of_a_null() {
    check_condition(
        has_key(arg("map"), "n"),
        true,
        expect![[r##"#if($ctx.args.map.containsKey("n"))"##]],
        expect!["(Object.hasOwn(ctx.args.map ?? {}, 'n'))"],
    );
}

#[test]
fn any_stands_in_brackets_within_all() {
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
fn the_opposite_of_all_is_that_of_the_whole() {
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
fn any_of_nothing_fails_and_all_of_nothing_holds() {
    check_condition(
        all([any([]), all([])]),
        false,
        expect!["#if(false && true)"],
        expect!["(false && true)"],
    );
}

#[test]
fn parts_of_a_text_and_keys_of_a_map_are_lists() {
    check_condition(
        is(Kind::List, split(text("a-b"), "-")),
        true,
        expect![[r##"#if($util.isString("a-b"))"##]],
        expect!["(Array.isArray('a-b'?.split('-')))"],
    );
    check_condition(
        contains(split(arg("missing"), "-"), "a"),
        false,
        expect![[
            r##"#if($util.isString($ctx.args.missing) && $ctx.args.missing.split("-", -1).contains("a"))"##
        ]],
        expect![
            "(Array.isArray(ctx.args.missing?.split('-')) && ctx.args.missing?.split('-').includes('a'))"
        ],
    );
    check_condition(
        is(Kind::List, keys(arg("map"))),
        true,
        expect!["#if(true)"],
        expect!["(Array.isArray(Object.keys(ctx.args.map ?? {})))"],
    );
}
