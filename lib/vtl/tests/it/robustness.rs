//! No template and no context makes the engine panic.

use appsynth_util::Context;
use appsynth_vtl::Template;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::host;

/// Pieces that mean something in a template, so that random ones get past the parser.
const PIECES: &[&str] = &[
    "#if(",
    "#elseif(",
    "#else",
    "#end",
    "#foreach($i in ",
    "#set($a = ",
    "#set($a.b[0] = ",
    "#break",
    "#return(",
    "#return",
    "#stop",
    "#macro(m $a)",
    "#m(",
    "#define($a)",
    "#[[",
    "]]#",
    "#*",
    "*#",
    "##",
    ")",
    "(",
    "[",
    "]",
    "{",
    "}",
    "$",
    "!",
    "\\",
    "$a",
    "${a}",
    "$!a",
    "$a.b",
    "$a[0]",
    "$ctx.args",
    "$ctx.args.l",
    "$ctx.args.s",
    "$ctx.stash.put('k', ",
    "$util.toJson(",
    "$util.qr(",
    "$util.dynamodb.toMapValuesJson(",
    "$util.time.nowFormatted('",
    "$util.transform.toDynamoDBFilterExpression(",
    "$foreach.index",
    ".size()",
    ".get(",
    ".substring(",
    ".replaceAll(",
    ".add(",
    ".keySet()",
    ".entrySet()",
    "\"",
    "'",
    "1",
    "-5",
    "1.5",
    "..",
    ", ",
    ": ",
    " + ",
    " / ",
    " % ",
    " == ",
    " < ",
    " && ",
    " || ",
    "true",
    "null",
    "\n",
    "\r\n",
    " ",
    "é",
    "😀",
    "x",
];

fn context() -> Context {
    Context {
        arguments: json!({"s": "a😀é", "l": [1, 2.5, null, "x"], "m": {"k": {"d": []}}}),
        stash: json!({}),
        ..Context::default()
    }
}

fn evaluate(source: &str, context: &Context) {
    if let Ok(template) = Template::compile(source) {
        drop(template.facts());
        let _ = template.render(context, &host());
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((".{0,4}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(source in "(?s).{0,200}") {
        evaluate(&source, &context());
    }

    #[test]
    fn nothing_like_a_template_panics(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        evaluate(&pieces.concat(), &context());
    }

    #[test]
    fn any_context_survives_the_way_through_a_template(arguments in json_value()) {
        let context = Context { arguments: json!({"v": arguments}), ..Context::default() };
        let template = Template::compile("$util.toJson($ctx.args.v)").unwrap();
        let printed = template.render(&context, &host()).text;
        prop_assert!(serde_json::from_str::<Value>(&printed).is_ok());
    }

    #[test]
    fn no_arguments_of_methods_panic(
        receiver in json_value(), first in json_value(), second in json_value(),
        method in prop::sample::select(&[
            "get", "put", "add", "addAll", "set", "remove", "subList", "substring", "indexOf", "charAt", "startsWith",
            "replaceAll", "replace", "split", "repeat", "join", "putAll", "compareTo", "parseInt", "max", "contains",
            "retainAll", "getOrDefault", "equals", "matches",
        ][..]),
    ) {
        let context = Context { arguments: json!({"r": receiver, "a": first, "b": second}), ..Context::default() };
        evaluate(&format!("$ctx.args.r.{method}($ctx.args.a)"), &context);
        evaluate(&format!("$ctx.args.r.{method}($ctx.args.a, $ctx.args.b)"), &context);
        evaluate("#set($x = $ctx.args.r + $ctx.args.a)#set($y = [$ctx.args.a..$ctx.args.b])#if($x == $y)$x#end", &context);
    }
}

#[test]
fn deep_nesting_is_refused_or_evaluated() {
    let nest = |open: &str, close: &str, depth: usize| {
        format!("{}{}", open.repeat(depth), close.repeat(depth))
    };
    for depth in [10, 50, 59, 60, 100, 10_000] {
        for source in [
            format!("#set($x = {}1{})", "(".repeat(depth), ")".repeat(depth)),
            format!("#set($x = {})", nest("[", "]", depth)),
            format!(
                "#set($x = {}1{})",
                "{'a': ".repeat(depth),
                "}".repeat(depth)
            ),
            format!("#set($x = {}true)", "!".repeat(depth)),
            nest("#if(true)", "#end", depth),
            nest("#foreach($i in [1])", "#end", depth),
            format!("$a{}{}", "[$a".repeat(depth), "]".repeat(depth)),
            format!("{}1{}", "$a.b(".repeat(depth), ")".repeat(depth)),
            format!(
                "#macro(m $a){}#m(1){}#end#m(1)",
                "#if(true)".repeat(depth),
                "#end".repeat(depth)
            ),
            format!("#set($x = 1{})", " + 1".repeat(depth)),
        ] {
            evaluate(&source, &context());
        }
    }
}
