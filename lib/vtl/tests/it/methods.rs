//! Java's methods.

use serde_json::json;

use crate::{check, check_with};

#[test]
fn strings_have_the_methods_of_java() {
    for (call, result) in [
        ("length()", "11"),
        ("isEmpty()", "false"),
        ("isBlank()", "false"),
        ("trim()", "Hello World"),
        ("strip()", "Hello World"),
        ("concat(' ').stripTrailing().stripLeading()", "Hello World"),
        ("intern()", "Hello World"),
        ("getBytes('UTF-8')", "Hello World"),
        ("toLowerCase()", "hello world"),
        ("toUpperCase()", "HELLO WORLD"),
        ("charAt(4)", "o"),
        ("substring(6)", "World"),
        ("substring(0, 5)", "Hello"),
        ("subSequence(0, 1)", "H"),
        ("indexOf('o')", "4"),
        ("indexOf('o', 5)", "7"),
        ("indexOf('z')", "-1"),
        ("indexOf(-1)", "-1"),
        ("lastIndexOf(-1)", "-1"),
        ("lastIndexOf('o')", "7"),
        ("lastIndexOf('o', 6)", "4"),
        ("lastIndexOf('World', 6)", "6"),
        ("lastIndexOf('World', 5)", "-1"),
        ("lastIndexOf('', 99)", "11"),
        ("lastIndexOf('H', -1)", "-1"),
        ("indexOf(111)", "4"),
        ("codePointAt(0)", "72"),
        ("contentEquals('Hello World')", "true"),
        ("contains('lo W')", "true"),
        ("startsWith('Hell')", "true"),
        ("startsWith('World', 6)", "true"),
        ("endsWith('x')", "false"),
        ("equals('Hello World')", "true"),
        ("equalsIgnoreCase('hello world')", "true"),
        ("compareTo('Hello')", "6"),
        ("compareToIgnoreCase('HELLO WORLD')", "0"),
        ("concat('!')", "Hello World!"),
        ("repeat(2)", "Hello WorldHello World"),
        ("replace('o', '.')", "Hell. W.rld"),
        ("replace('.', '!')", "Hello World"),
        ("replaceAll('[lo]+', '-')", "He- W-r-d"),
        ("replaceAll('(\\w+) (\\w+)', '$2 $1')", "World Hello"),
        ("replaceFirst('l', 'L')", "HeLlo World"),
        ("matches('Hello')", "false"),
        ("matches('H.*d')", "true"),
        ("split(' ')", "[Hello, World]"),
        ("split('o', 2)", "[Hell,  World]"),
        ("toCharArray().size()", "11"),
        ("join('-', [1, 'b'])", "1-b"),
        ("join('-', 'a', 'b', 'c')", "a-b-c"),
        ("hashCode()", "-862545276"),
        ("toString()", "Hello World"),
    ] {
        check_with(
            json!({"s": "Hello World"}),
            &format!("$ctx.args.s.{call}"),
            result,
        );
    }
}

#[test]
fn strings_format_as_javas_formatter_does() {
    for (arguments, result) in [
        ("'plain 100%%%n'", "plain 100%\n"),
        (
            "'%s|%5s|%-5s|%.3s|%S', 'abcdef', 'a', 'b', 'abcdef', 'c'",
            "abcdef|    a|b    |abc|C",
        ),
        ("'%s %s %s', 1.0, true, [1, 'x']", "1.0 true [1, x]"),
        (
            "'%s %d %b %b', $undefined, $undefined, $undefined, 0",
            "null null false true",
        ),
        ("'%2$s %1$s', 'a', 'b'", "b a"),
        (
            "'%d|%5d|%-5d|%05d', 42, 42, 42, -42",
            "42|   42|42   |-0042",
        ),
        (
            "'%,d|%+d|% d|%(d|%,d', 1234567, 1, 2, -3, -123",
            "1,234,567|+1| 2|(3)|-123",
        ),
        (
            "'%x|%X|%o|%08x|%x', 255, 255, 8, 255, -1",
            "ff|FF|10|000000ff|ffffffff",
        ),
        ("'%c%c', 65, 'B'", "AB"),
        (
            "'%f|%.2f|%.0f|%8.2f|%08.2f', 3.14159, 1.005, 2.5, 3.14159, -3.14159",
            "3.141590|1.01|3|    3.14|-0003.14",
        ),
        (
            "'%.1f|%.1f|%,.2f', 0.25, 9.99, 1234567.891",
            "0.3|10.0|1,234,567.89",
        ),
        (
            "'%e|%.2e|%.1E', 3.14159, 0.000999, 99.99",
            "3.141590e+00|9.99e-04|1.0E+02",
        ),
    ] {
        check(&format!("#set($s = '')$s.format({arguments})"), result);
    }
}

#[test]
fn methods_that_give_nothing_print_nothing() {
    check(
        "#set($m = {})$m.putAll({'a': 1})$m $m.clear()$m",
        "{a=1} {}",
    );
    check("#set($l = ['b'])$l.add(0, 'a')$l $l.clear()$l", "[a, b] []");
}

#[test]
fn strings_count_utf16_units() {
    check_with(
        json!({"s": "a😀é"}),
        "$ctx.args.s.length() $ctx.args.s.indexOf('é') $ctx.args.s.substring(3)",
        "4 3 é",
    );
}

#[test]
fn lists_have_the_methods_of_java() {
    for (calls, result) in [
        ("size()", "3"),
        ("isEmpty()", "false"),
        ("get(1)", "b"),
        ("contains('c')", "true"),
        ("contains('z')", "false"),
        ("containsAll(['a', 'c'])", "true"),
        ("indexOf('b')", "1"),
        ("lastIndexOf('z')", "-1"),
        ("subList(1, 3)", "[b, c]"),
        ("clone()", "[a, b, c]"),
        ("toArray()", "[a, b, c]"),
        ("iterator().hasNext()", "true"),
        ("iterator().next()", "a"),
        ("set(0, 'z')", "a"),
        ("remove(0)", "a"),
        ("remove('b')", "true"),
        ("remove('z')", "false"),
        ("add('d')", "true"),
        ("addAll(['d', 'e'])", "true"),
        ("addAll([])", "false"),
        ("removeAll(['a'])", "true"),
        ("retainAll(['a', 'b', 'c'])", "false"),
        ("equals(['a', 'b', 'c'])", "true"),
        ("toString()", "[a, b, c]"),
    ] {
        check(&format!("#set($l = ['a', 'b', 'c'])$l.{calls}"), result);
    }
}

#[test]
fn lists_change_in_place() {
    for (call, result) in [
        ("add('d')", "[a, b, c, d]"),
        ("add(1, 'x')", "[a, x, b, c]"),
        ("addAll(['d', 'e'])", "[a, b, c, d, e]"),
        ("addAll(0, ['d'])", "[d, a, b, c]"),
        ("set(1, 'x')", "[a, x, c]"),
        ("remove(0)", "[b, c]"),
        ("remove('c')", "[a, b]"),
        ("removeAll(['a', 'c'])", "[b]"),
        ("retainAll(['a', 'c'])", "[a, c]"),
        ("clear()", "[]"),
    ] {
        check(
            &format!("#set($l = ['a', 'b', 'c'])$util.qr($l.{call})$l"),
            result,
        );
    }
}

#[test]
fn maps_have_the_methods_of_java() {
    for (call, result) in [
        ("size()", "2"),
        ("isEmpty()", "false"),
        ("get('a')", "1"),
        ("getOrDefault('z', 9)", "9"),
        ("containsKey('b')", "true"),
        ("containsValue('two')", "true"),
        ("containsValue('three')", "false"),
        ("keySet()", "[a, b]"),
        ("values()", "[1, two]"),
        ("entrySet()", "[a=1, b=two]"),
        ("put('a', 2)", "1"),
        ("putIfAbsent('a', 2)", "1"),
        ("replace('a', 2)", "1"),
        ("replace('a', 1, 2)", "true"),
        ("replace('a', 2, 1)", "false"),
        ("remove('b')", "two"),
        ("remove('b', 'two')", "true"),
        ("remove('b', 2)", "false"),
        ("clone()", "{a=1, b=two}"),
        ("equals({'a': 1, 'b': 'two'})", "true"),
        ("toString()", "{a=1, b=two}"),
    ] {
        check(
            &format!("#set($m = {{'a': 1, 'b': 'two'}})$m.{call}"),
            result,
        );
    }
}

#[test]
fn maps_change_in_place() {
    for (call, result) in [
        ("put('c', 3)", "{a=1, b=2, c=3}"),
        ("putIfAbsent('c', 3)", "{a=1, b=2, c=3}"),
        ("putAll({'b': 3, 'c': 4})", "{a=1, b=3, c=4}"),
        ("replace('z', 1)", "{a=1, b=2}"),
        ("replace('a', 1, 3)", "{a=3, b=2}"),
        ("remove('b', 2)", "{a=1}"),
        ("clone().clear()", "{a=1, b=2}"),
        ("remove('a')", "{b=2}"),
        ("clear()", "{}"),
    ] {
        check(
            &format!("#set($m = {{'a': 1, 'b': 2}})$util.qr($m.{call})$m"),
            result,
        );
    }
}

#[test]
fn a_number_is_another_key_than_its_text() {
    check_with(
        json!({"m": {"1": "text"}}),
        "$!ctx.args.m.get(1)$!ctx.args.m[1]$ctx.args.m.containsKey(1) $ctx.args.m.get('1')",
        "false text",
    );
    check(
        "#set($m = {1: 'a'})#set($m[2] = 'b')$util.qr($m.put(3, 'c'))\
            $m.get(1)$m[2]$m.remove(3)$!m.get('1') $util.toJson($m)",
        "abc {\"1\":\"a\",\"2\":\"b\"}",
    );
    check(
        "#set($m = {1: 'a'})#foreach($k in $m.keySet())$m.get($k)#end\
            #foreach($e in $m.entrySet())$e.key$e.value$m[$e.getKey()]#end $m",
        "a1aa {1=a}",
    );
    check(
        "$util.map.copyAndRetainAllKeys({1: 'a', '2': 'b', 3: 'c'}, [1, 2, 3])",
        "{1=a, 3=c}",
    );
}

#[test]
fn entries_give_their_key_and_value() {
    check(
        "#set($m = {'a': 1})#foreach($e in $m.entrySet())$e.key$e.value$e.getKey()$e.getValue()#end",
        "a1a1",
    );
}

#[test]
fn what_an_entry_is_set_to_is_in_its_map() {
    check(
        "#set($m = {'a': 1})#foreach($e in $m.entrySet())$util.qr($e.setValue(2))#end$m",
        "{a=2}",
    );
}

#[test]
fn a_member_of_an_entry_can_be_set() {
    check(
        "#set($m = {'a': 1})#foreach($e in $m.entrySet())#set($e.value = 2)#end$m",
        "{a=2}",
    );
}

#[test]
fn what_goes_from_a_view_goes_from_its_map() {
    for (call, result) in [
        ("keySet().remove('a')", "true{b=2, c=1}"),
        ("keySet().remove('z')", "false{a=1, b=2, c=1}"),
        ("keySet().removeAll(['a', 'z'])", "true{b=2, c=1}"),
        ("keySet().retainAll(['a', 'z'])", "true{a=1}"),
        (
            "keySet().retainAll(['a', 'b', 'c'])",
            "false{a=1, b=2, c=1}",
        ),
        ("keySet().clear()", "{}"),
        ("values().remove(1)", "true{b=2, c=1}"),
        ("values().removeAll([1])", "true{b=2}"),
        ("values().retainAll([2])", "true{b=2}"),
        ("entrySet().remove('a')", "false{a=1, b=2, c=1}"),
        ("entrySet().clear()", "{}"),
    ] {
        let map = "#set($m = {'a': 1, 'b': 2, 'c': 1})";
        check(&format!("{map}$m.{call}$m"), result);
    }
}

#[test]
fn views_show_what_their_map_has() {
    let map = "#set($m = {'a': 1, 'b': 2})#set($k = $m.keySet())";
    check(&format!("{map}#set($m.c = 3)$k $k.size()"), "[a, b, c] 3");
    for (template, result) in [
        (
            "$k.isEmpty() $k.empty $k.contains('a') $k.containsAll(['z'])",
            "false false true false",
        ),
        ("$k.toArray()[1] $k.iterator().next()", "b a"),
        (
            "$util.toJson($k)$util.toJson($m.values())",
            "[\"a\",\"b\"][1,2]",
        ),
        (
            "#foreach($key in $k)$key#end#foreach($value in $m.values())$value#end",
            "ab12",
        ),
        ("#set($l = [])$util.qr($l.addAll($k))$l", "[a, b]"),
        (
            "$util.isList($k) $util.typeOf($k) $util.isNullOrEmpty($k)",
            "false Object false",
        ),
        ("$util.list.copyAndRemoveAll($k, ['a'])", "[b]"),
        (
            "$k.equals({'b': 0, 'a': 0}.keySet()) $k.equals(['a', 'b'])",
            "true false",
        ),
        ("$m.values().equals($m.values())", "true"),
        ("$!k.get(0)$!k[0]$!k.indexOf('a')", ""),
    ] {
        let template = template.replace("{'b': 0, 'a': 0}", "$n");
        check(
            &format!("#set($n = {{'b': 0, 'a': 0}}){map}{template}"),
            result,
        );
    }
}

#[test]
fn what_happens_to_a_part_of_a_list_happens_to_the_list() {
    for (call, result) in [
        ("$p.clear()", "[a] []"),
        ("$p.remove('b')", "true[a, c] [c]"),
        ("$p.remove(0)", "b[a, c] [c]"),
        ("$p.add('d')", "true[a, b, c, d] [b, c, d]"),
        ("$p.set(0, 'x')", "b[a, x, c] [x, c]"),
        ("#set($p[-1] = 'x')", "[a, b, x] [b, x]"),
        ("$util.qr($l.set(1, 'x'))", "[a, x, c] [x, c]"),
        ("$p.get(1)$p[0]", "cb[a, b, c] [b, c]"),
        ("$p.subList(1, 2).set(0, 'x')", "c[a, b, x] [b, x]"),
        (
            "$p.equals(['b', 'c']) $util.isList($p)",
            "true true[a, b, c] [b, c]",
        ),
    ] {
        let list = "#set($l = ['a', 'b', 'c'])#set($p = $l.subList(1, 3))";
        check(&format!("{list}{call}$l $p"), result);
    }
}

#[test]
fn arrays_are_no_collections() {
    let array = "#set($s = 'a,b')#set($a = $s.split(','))#set($l = ['x'])";
    for (template, result) in [
        (
            "$a.size() $a.get(1) $a[-1] $a.contains('a') $a.isEmpty()",
            "2 b b true false",
        ),
        (
            "#foreach($one in $a)$one;#end$util.toJson($a)",
            "a;b;[\"a\",\"b\"]",
        ),
        ("#set($a[0] = 'z')$a.set(1, 'y')$a[0]$a[1]", "bzy"),
        ("$util.qr($l.addAll($a))$util.qr($l.removeAll($a))$l", "[x]"),
        ("$!l.containsAll($a)$!a.empty$!a.clone()", ""),
        ("$s.join('-', $a) $s.format('%s+%s', $a)", "a-b a+b"),
        ("$a.equals($a) $a.equals($s.split(','))", "true false"),
        ("$util.isList($a) $util.isList($l.toArray())", "false false"),
    ] {
        check(&format!("{array}{template}"), result);
    }
}

#[test]
fn a_character_is_no_string() {
    let given = "#set($s = 'Hello')#set($c = $s.charAt(0))";
    for (template, result) in [
        (
            "$c $c.equals('H') $c.equals($c) $c.toString().equals('H')",
            "H false true true",
        ),
        ("#if($c == 'H' && 'H' == $c)yes#end", "yes"),
        ("#set($t = $c + 'i')$t#set($n = $c + 1)$n", "Hi$n"),
        (
            "$s.replace($c, $s.charAt(1)) $s.format('%c%s', $c, $c)",
            "eello HH",
        ),
        (
            "$!s.contains($c)$!s.indexOf($c)$!s.concat($c)$!c.length()",
            "",
        ),
        ("$util.toJson([$c]) $util.isString($c)", "[\"H\"] false"),
        (
            "$c.isDigit($c) $c.isUpperCase($c) $c.toLowerCase($c) $c.compareTo($s.charAt(1))",
            "false true h -29",
        ),
        (
            "#set($a = $s.toCharArray())$a[1] $a.contains('e')#foreach($o in $a)#if($o == 'l')!#end#end",
            "e false!!",
        ),
    ] {
        check(&format!("{given}{template}"), result);
    }
}

#[test]
fn numbers_have_the_methods_of_java() {
    for (call, result) in [
        ("#set($n = 3.7)$n.intValue()", "3"),
        ("#set($n = 3.7)$n.longValue()", "3"),
        ("#set($n = 3)$n.doubleValue()", "3.0"),
        ("#set($n = 3)$n.floatValue()", "3.0"),
        ("#set($n = 3)$n.compareTo(4)", "-1"),
        ("#set($n = 3)$n.toString().length()", "1"),
        ("#set($n = 3)$n.equals(3)", "true"),
        ("#set($n = 3)$n.equals(3.0)", "false"),
        ("#set($n = 0)$n.parseInt('-12')", "-12"),
        ("#set($n = 0)$n.parseLong('12')", "12"),
        ("#set($n = 0)$n.parseDouble('1.5')", "1.5"),
        ("#set($n = 0)$n.valueOf('7')", "7"),
        ("#set($n = 0.0)$n.valueOf('7')", "7.0"),
        ("#set($n = 0)$n.max(3, 4)", "4"),
        ("#set($n = 0.5)$n.max(3, 4) $n.min(1.5, 2)", "4.0 1.5"),
        ("#set($n = 0)$!n.max(3, 4.5)", ""),
        ("#set($n = 0)$n.min(3, 4)", "3"),
        ("#set($n = 0.5)$n.isNaN()", "false"),
    ] {
        check(call, result);
    }
}

#[test]
fn booleans_have_the_methods_of_java() {
    for (call, result) in [
        ("#set($b = true)$b.booleanValue()", "true"),
        ("#set($b = true)$b.parseBoolean('False')", "false"),
    ] {
        check(call, result);
    }
}
