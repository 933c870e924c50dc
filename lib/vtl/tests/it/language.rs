//! The Velocity template language.

use serde_json::json;

use crate::{check, check_with, render};

#[test]
fn references_print_their_value_or_themselves() {
    check("#set($a = 1)$a ${a} $!a $!{a}", "1 1 1 1");
    check(
        "$a ${a} $a.b $a.b() [$!a] [$!{a}]",
        "$a ${a} $a.b $a.b() [] []",
    );
    check(
        "costs $2.50, $ and $$ and ${}",
        "costs $2.50, $ and $$ and ${}",
    );
    check_with(
        json!({"x": null}),
        "$ctx.args.x $!ctx.args.x.",
        "$ctx.args.x .",
    );
}

#[test]
fn names_may_contain_hyphens() {
    check("#set($a-b = 1)$a-b ${a-b}-c", "1 1-c");
}

#[test]
fn properties_methods_and_indexes_chain() {
    let arguments = json!({"m": {"l": [{"n": "one"}, {"n": "two"}]}, "k": "l"});
    check_with(
        arguments.clone(),
        "$ctx.args.m.l[1].n.toUpperCase().length()",
        "3",
    );
    check_with(
        arguments.clone(),
        "$context.arguments.m[$ctx.args.k][-1].n",
        "two",
    );
    check_with(
        arguments.clone(),
        "$ctx.args.m.get('l').get(0).get(\"n\"). The end.",
        "one. The end.",
    );
    check_with(arguments, "${ctx.args.k}.x", "l.x");
}

#[test]
fn backslashes_escape_only_what_they_touch() {
    check("#set($a = 1)\\$a \\\\$a \\\\\\$a \\x", "$a \\1 \\$a \\x");
    check("\\$undefined \\\\$undefined", "\\$undefined \\\\$undefined");
    check(
        "\\$!undefined|\\\\$!undefined|\\\\\\$!undefined",
        "\\$!undefined|\\\\|\\\\$!undefined",
    );
    check_with(
        json!({"x": null}),
        "\\$ctx.args.x|\\\\$ctx.args.x|\\$!ctx.args.x|\\$ctx.args",
        "\\$ctx.args.x|\\\\$ctx.args.x|\\$!ctx.args.x|$ctx.args",
    );
    check(
        "\\#if(true) \\\\#if(true)x#end \\#unknown",
        "#if(true) \\x \\#unknown",
    );
}

#[test]
fn set_gives_a_value_to_a_variable_or_member() {
    check("#set($a = 'x')#set( ${b} = $a )$b", "x");
    check(
        "#set($m = {})#set($m.a = 1)#set($m['b-c'] = 2)$m",
        "{a=1, b-c=2}",
    );
    check(
        "#set($l = [1, 2])#set($l[1] = 3)#set($l[-2] = 0)$l",
        "[0, 3]",
    );
}

#[test]
fn set_to_null_leaves_the_old_value() {
    check("#set($a = 1)#set($a = $undefined)$a", "1");
    check("#set($m = {'a': 1})#set($m.a = $undefined)$m", "{a=1}");
}

#[test]
fn what_cannot_be_set_is_passed_over() {
    let arguments = json!({"s": "a", "n": 1, "l": [1]});
    for (target, what) in [
        ("$ctx.args.s.x", "a string"),
        ("$ctx.args.s[0]", "a string"),
        ("$ctx.args.n.x", "a number"),
        ("$ctx.args.l.x", "a list"),
        ("$ctx.args.l['x']", "a list"),
    ] {
        let template = format!("#set({target} = 2)$ctx.args.s$ctx.args.n$ctx.args.l");
        check_with(arguments.clone(), &template, "a1[1]");
        let rendered = render(&template, &crate::arguments(arguments.clone()));
        let warning = format!(
            "WARN - the `#set` of `{target}` at line 1, column 6 does nothing: {what} has no such member"
        );
        assert_eq!(rendered.evaluation.logs, [warning]);
    }
    check("#set($util.toJson(1) = 2)x", "x");
    check("#set($undefined.x = 2)x", "x");
}

#[test]
fn copies_are_the_same_list_or_map() {
    check("#set($a = [1])#set($b = $a)$util.qr($b.add(2))$a", "[1, 2]");
    check("#set($m = {'l': []})$util.qr($m.l.add(1))$m", "{l=[1]}");
}

#[test]
fn references_are_true_unless_false_or_null() {
    for (value, is_true) in [("false", false), ("''", true), ("0", true), ("[]", true)] {
        let yes = if is_true { "yes" } else { "no" };
        check(&format!("#set($x = {value})#if($x)yes#{{else}}no#end"), yes);
    }
    for (condition, is_true) in [
        ("true", true),
        ("false", false),
        ("null", false),
        ("$undefined", false),
        ("''", false),
        ("\"x\"", false),
        ("\"$ctx.args\"", false),
        ("1", false),
        ("(1)", false),
        ("[]", false),
        ("{}", false),
        ("1 + 1", false),
        ("$ctx.args.n + $ctx.args.boom.get(0)", false),
        ("!'x'", true),
        ("!1", true),
        ("$undefined || 'default'", false),
        ("$ctx.args && 1 < 2", true),
        ("($ctx.args)", true),
        ("!true", false),
        ("!$undefined", true),
        ("not false", true),
        ("true && false", false),
        ("true and true", true),
        ("false || true", true),
        ("false or false", false),
        ("false && $ctx.args.x.boom() || true", true),
    ] {
        check(
            &format!("#if({condition})yes#{{else}}no#end"),
            if is_true { "yes" } else { "no" },
        );
    }
}

#[test]
fn only_the_first_true_branch_runs() {
    let template = "#if($ctx.args.n == 1)one#elseif($ctx.args.n == 2)two#else many#end";
    check_with(json!({"n": 1}), template, "one");
    check_with(json!({"n": 2}), template, "two");
    check_with(json!({"n": 3}), template, " many");
}

#[test]
fn comparison_crosses_number_types_and_falls_back_to_text() {
    for (condition, is_true) in [
        ("1 == 1.0", true),
        ("1 eq 1", true),
        ("1 != 2", true),
        ("1 ne 1", false),
        ("1 == '1'", true),
        ("true == 'true'", true),
        ("'a' == 'a'", true),
        ("[1, 2] == [1, 2]", true),
        ("{'a': 1} == {'a': 1}", true),
        ("{'a': 1} == {'a': 2}", false),
        ("$undefined == $missing", true),
        ("$undefined == 'a'", false),
        ("1 < 2", true),
        ("2 lt 2", false),
        ("2 <= 2", true),
        ("2 le 1", false),
        ("2 > 1.5", true),
        ("2 gt 2", false),
        ("2 >= 2", true),
        ("1 ge 2", false),
        ("'a' < 'b'", false),
        ("$undefined < 1", false),
    ] {
        check(
            &format!("#if({condition})yes#{{else}}no#end"),
            if is_true { "yes" } else { "no" },
        );
    }
}

#[test]
fn arithmetic_is_javas() {
    for (expression, result) in [
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7.0 / 2", "3.5"),
        ("7 % 3", "1"),
        ("-7 % 3", "-1"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("10 - 4 - 3", "3"),
        ("1 + 0.5", "1.5"),
        ("2147483647 + 1", "2147483648"),
        ("1 / 0", "$r"),
        ("1 + $undefined", "$r"),
        ("'a' + 1", "a1"),
        ("1 + 'a'", "1a"),
        ("'a' + $ctx.args.x.y", "a$ctx.args.x.y"),
        (
            "$!{undefined} + 'a' + $util.parseJson('')",
            "$!{undefined}a$util.parseJson('')",
        ),
        ("'a' + null", "anull"),
        ("'a' - 1", "$r"),
        ("5-3", "2"),
    ] {
        check(&format!("#set($r = {expression})$r"), result);
    }
}

#[test]
fn doubles_print_as_in_java() {
    for (literal, text) in [
        ("1.0", "1.0"),
        ("1.50", "1.5"),
        ("-0.25", "-0.25"),
        ("0.001", "0.001"),
        ("0.0001", "1.0E-4"),
        ("9999999.0", "9999999.0"),
        ("10000000.0", "1.0E7"),
        ("1e3", "1000.0"),
        ("1.25E10", "1.25E10"),
    ] {
        check(&format!("#set($d = {literal})$d"), text);
    }
}

#[test]
fn foreach_knows_where_it_is() {
    check(
        "#foreach($i in ['a', 'b'])$i$foreach.index$foreach.count$velocityCount #end",
        "a011 b122 ",
    );
    check(
        "#foreach($i in ['a', 'b'])$i#if($velocityHasNext), #end#end$velocityHasNext",
        "a, b$velocityHasNext",
    );
    check(
        "#foreach($i in [1, 2])$foreach.first$foreach.last#if($foreach.hasNext),#end#end",
        "truefalse,falsetrue",
    );
    check(
        "#foreach($a in [1, 2])#foreach($b in [1])$foreach.parent.index$foreach.topmost.count #end#end",
        "01 12 ",
    );
    check(
        "#foreach($i in [1, 2])$foreach.getIndex()$foreach.hasNext() #end",
        "0true 1false ",
    );
}

#[test]
fn foreach_goes_through_lists_map_values_and_iterators() {
    check("#foreach($v in {'a': 1, 'b': 2})$v#end", "12");
    check(
        "#set($l = [1, 2, 3])#set($i = $l.iterator())$i.next()#foreach($v in $i)-$v#end",
        "1-2-3",
    );
    check(
        "#foreach($v in $undefined)x#end#foreach($v in 'text')x#end",
        "",
    );
}

#[test]
fn foreach_restores_its_variables_and_keeps_others() {
    check(
        "#set($i = 'old')#foreach($i in [1, 2])#set($last = $i)#end$i $last $foreach",
        "old 2 $foreach",
    );
}

#[test]
fn break_ends_one_loop() {
    check(
        "#foreach($a in [1, 2])#foreach($b in [1..3])#if($b == 2)#break#end$a$b #end#end",
        "11 21 ",
    );
}

#[test]
fn break_outside_of_a_loop_ends_its_macro() {
    check(
        "#macro(m)<#break>#end#foreach($i in [1, 2])$i#m()#end#m()",
        "1<2<<",
    );
}

#[test]
fn foreach_sees_what_it_sets() {
    check(
        "#set($l = [1, 2])#foreach($i in $l)#set($l[1] = 'x')$i#end",
        "1x",
    );
    check(
        "#set($m = {'a': 1, 'b': 2})#foreach($i in $m)#set($m.b = 'x')$i#end",
        "1x",
    );
    check(
        "#set($l = [1, 2])#foreach($i in $l)$util.qr($l.add(3))$i#end",
        "12",
    );
}

#[test]
fn stop_ends_the_template() {
    check("a#if(true)b#stop c#end d", "ab");
}

#[test]
fn ranges_go_both_ways() {
    check(
        "#set($n = 3)#set($r = [1..$n])$r #set($d = [2..-1])$d",
        "[1, 2, 3][2, 1, 0, -1]",
    );
    check("#set($r = [1..$undefined])$r", "$r");
}

#[test]
fn double_quotes_interpolate_and_single_quotes_do_not() {
    check(
        "#set($n = 'Ada')#set($s = \"hi $n, ${n}s #if(true)!#end\")$s",
        "hi Ada, Adas !",
    );
    check("#set($n = 'Ada')#set($s = 'hi $n')$s", "hi $n");
    check("#set($s = \"$undefined #name\")$s", "$undefined #name");
}

#[test]
fn quotes_are_doubled_within_their_own_kind() {
    check("#set($s = \"a \"\"b\"\" 'c'\")$s", "a \"b\" 'c'");
    check("#set($s = 'it''s \"so\"')$s", "it's \"so\"");
    check_with(
        json!({"m": {"k": "v"}}),
        "#set($s = \"<$ctx.args.m.get(\"\"k\"\")>\")$s",
        "<v>",
    );
}

#[test]
fn backslashes_keep_no_quote_from_ending_its_string() {
    check("#set($s = \"\\\\\")$s", "\\\\");
    check("#set($s = \"\\\")$s", "\\");
    check("#set($s = \"C:\\\")$s", "C:\\");
    check("#set($p = 'a\\b')$p.replace(\"\\\", \"/\")", "a/b");
    check("#set($p = 'a\\b')$p.split(\"\\\\\").size()", "2");
    check("#set($s = \"\\\"\"x\\\")$s", "\\\"x\\");
    check("#set($y = 1)#set($s = \"\\$y \\\\ \\n\")$s", "$y \\\\ \\n");
}

#[test]
fn strings_have_unicode_escapes() {
    check("#set($s = \"caf\\u00e9 \\uD83D\\uDE00\")$s", "café 😀");
    check("#set($s = '\\u0041\\u00')$s", "A\\u00");
    check("\\u0041", "\\u0041");
}

#[test]
fn literals_nest() {
    check(
        "#set($x = {'a': [1, {'b': 2.5}], \"c\": true})$util.toJson($x)",
        r#"{"a":[1,{"b":2.5}],"c":true}"#,
    );
    check("#set($x = [ ])#set($y = { })$x$y", "[]{}");
}

#[test]
fn comments_print_nothing() {
    check("a## gone $x\nb#* gone\n #if *#c", "abc");
    let arguments = json!({"n": 5, "l": [1], "s": "abc"});
    for reference in ["$ctx.args.n", "$!ctx.args.n", "$ctx.args.l[0]"] {
        let value = if reference.ends_with('n') { 5 } else { 1 };
        check_with(
            arguments.clone(),
            &format!("{reference}##$ctx.args.s\n{reference}## x\n"),
            &format!("{value}##abc\n{value}## x\n"),
        );
    }
    check(
        "#foreach($i in [1])$foreach.index## no comment\n#end",
        "0## no comment\n",
    );
    for template in [
        "$ctx.args.n ##x",
        "${ctx.args.n}##x",
        "$!{ctx.args.n}##x",
        "$ctx.args.n###x",
        "$ctx.args.n##*x*#",
        "$ctx.args.l.size()##x",
        "$ctx.args.n.##x",
        "#set($n = 5)$n##x",
        "#set($l = [5])$l[0]##x",
    ] {
        let text = render(template, &crate::arguments(arguments.clone())).text;
        assert!(!text.contains(['#', 'x']), "{template}: {text}");
    }
}

#[test]
fn what_is_not_parsed_prints_itself() {
    check("#[[$a #if(]]#", "$a #if(");
}

#[test]
fn words_that_are_no_directives_are_text() {
    check(
        "#name = :v, #set, #endpoint #foo($x) #{x} # #1",
        "#name = :v, #set, #endpoint #foo($x) #{x} # #1",
    );
}

#[test]
fn words_among_arguments_are_null() {
    check(
        "$util.toJson(foo) $util.toJson([foo, {\"a\": b-c}]) $util.isNull(eq)",
        "null [null,{\"a\":null}] true",
    );
    check_with(json!({"n": 5}), "$!ctx.args.n(x)|$ctx.args.n(", "|5(");
    check_with(json!({"n": 5}), "$ctx.args.n (x)", "5 (x)");
    for template in [
        "#set($x = foo)",
        "#if(foo)#end",
        "#set($x = [foo])",
        "$l[foo]",
    ] {
        assert!(
            appsynth_vtl::Template::compile(template).is_err(),
            "{template}"
        );
    }
}

#[test]
fn define_is_rendered_where_it_is_printed() {
    check("#define($b)<$x>#end#set($x = 1)$b#set($x = 2)$b", "<1><2>");
}

#[test]
fn macros_have_parameters_and_bodies() {
    check("#macro(a)x#end#a #a\n#a() #@a", "x x\nx #@a");
    check(
        "#macro(hi $n $m)hi $n and $m;#end#hi('a' 'b')#hi(1, 2)#hi($undefined 2)",
        "hi a and b;hi 1 and 2;hi $n and 2;",
    );
    check("#late(1)#macro(late $n)<$n>#end", "<1>");
    check("#macro(box)[$!bodyContent]#end#@box()in#end", "[in]");
    check("#macro(p $n)#set($n = 2)#end#set($n = 1)#p(5)$n", "1");
}
