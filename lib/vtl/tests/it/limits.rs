//! Hostile templates end with an error, not with the machine.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use appsynth_util::{Clock, Context, Host, Outcome};
use appsynth_vtl::Template;

use crate::{check_error, render};

#[test]
fn foreach_ends_after_a_thousand_iterations_with_a_warning() {
    let rendered = render(
        "#foreach($i in [1..1001])#set($last = $i)#end$last",
        &Context::default(),
    );
    assert_eq!(rendered.text, "1000");
    assert_eq!(
        rendered.evaluation.logs,
        ["WARN - the `#foreach` at line 1, column 16 ends after 1000 of 1001 elements"]
    );
}

#[test]
fn endless_templates_end() {
    for (template, message) in [
        (
            "#macro(f)#f()#f()#end#f()",
            "macros and `#define` blocks call each other more than 20 levels deep",
        ),
        (
            "#define($d)$d$d#end$d",
            "macros and `#define` blocks call each other more than 20 levels deep",
        ),
        (
            "#foreach($i in [1..1000])#foreach($i in [1..1000])#foreach($i in [1..1000])#set($x = 1)#end#end#end",
            "the template takes more than 5000000 steps",
        ),
        (
            "#set($s = 'aaaaaaaa')#foreach($i in [1..100])#set($s = $s.concat($s))#end",
            "the template makes more than 64000000 bytes of data",
        ),
        (
            "#set($l = [1])#foreach($i in [1..100])$util.qr($l.addAll($l))#end",
            "the template makes more than 64000000 bytes of data",
        ),
        (
            "#set($s = 'aaaaaaaa')#foreach($i in [1..100])$s#set($s = \"$s$s\")#end",
            "the output exceeds 5000000 bytes",
        ),
        (
            "#set($m = {})$util.qr($m.put('m', $m))$util.toJson($m)",
            "`$util.toJson`: the value is nested deeper than 100 levels, or contains itself at line 1, column 45",
        ),
        (
            "#set($r = [1..1000000])",
            "the range 1..1000000 has more than 100000 elements at line 1, column 13",
        ),
    ] {
        check_error(serde_json::json!({}), template, message);
    }
}

#[test]
fn a_stash_that_contains_itself_is_an_error() {
    let rendered = render(
        "$util.qr($ctx.stash.put('s', $ctx.stash)){}",
        &Context::default(),
    );
    assert!(
        matches!(rendered.evaluation.outcome, Outcome::Error(error) if error.message.starts_with("the stash: "))
    );
}

#[test]
fn doubling_lists_within_lists_ends() {
    let rendered = render(
        "#set($l = ['x'])#foreach($i in [1..90])#set($l = [$l, $l])#end$util.toJson($l)",
        &Context::default(),
    );
    assert!(matches!(rendered.evaluation.outcome, Outcome::Error(_)));
}

#[test]
fn slow_templates_end_after_half_a_minute() {
    struct Fast(AtomicI64);
    impl Clock for Fast {
        fn now_millis(&self) -> i64 {
            self.0.fetch_add(10_000, Ordering::Relaxed)
        }
    }
    let host = Host {
        clock: Arc::new(Fast(AtomicI64::new(0))),
        ..crate::host()
    };
    let template = Template::compile("#foreach($i in [1..1000])$i #end").unwrap();
    match template.evaluate(&Context::default(), &host).outcome {
        Outcome::Error(error) => assert_eq!(error.message, "the template takes more than 30000 ms"),
        other => panic!("{other:?}"),
    }
}
