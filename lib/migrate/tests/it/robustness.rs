//! Nothing that looks like a template makes the translation panic, and every module is valid.

use appsynth_migrate::{Template, compare, translate};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "#if(",
    "#elseif(",
    "#else",
    "#end",
    "#foreach($i in ",
    "#set($a = ",
    "#set($a.b = ",
    "#break",
    "#return(",
    "#stop",
    "#macro(m $a)",
    "#m(",
    "#define($a)",
    "#[[",
    "]]#",
    "## c\n",
    ")",
    "(",
    "[",
    "]",
    "{",
    "}",
    "$a",
    "${a}",
    "$!a",
    "$a.b",
    "$ctx.args.s",
    "$ctx.result.l",
    "$ctx.stash.put('k', ",
    "$util.toJson(",
    "$util.qr(",
    "$util.error('x')",
    "$util.dynamodb.toMapValuesJson(",
    "$foreach.index",
    "$i.key",
    ".size()",
    ".get(",
    ".add(",
    ".entrySet()",
    "\"",
    "'",
    "\"k\": ",
    "1",
    ", ",
    " + ",
    " / ",
    " == ",
    " < ",
    " && ",
    "true",
    "null",
    "\n",
    " ",
    "é",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_translated_compiles(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..25)) {
        let text = pieces.concat();
        let mut sources = appsynth_diagnostics::Sources::new();
        let id = sources.add("f.vtl", text.as_str());
        let template = Template { id, path: "f.vtl", text: &text };
        if let Ok(translation) = translate(Some(template), None) {
            let comparison = compare(None, None, &translation.code);
            prop_assert!(comparison.differences.is_empty(), "{text}\n{}\n{comparison:?}", translation.code);
        }
    }
}
