//! No arguments make a function panic.

use appsynth_util::FUNCTIONS;
use proptest::prelude::*;
use serde_json::Value;

use crate::host;

/// Texts that mean something to one function or another.
const TEXTS: &[&str] = &[
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "yy/M/d h:m:s a",
    "G Y w W F D Q E e c k K A n N VV z O x Z ZZZZ",
    "[yyyy][MM]",
    "2018-02-01T17:21:05.180+08:00",
    "2018-02-01",
    "Australia/Perth",
    "+08:00",
    "-1",
    "UTC+2",
    "nfc",
    "(a+)+$",
    "%41%",
    "<a b='1'>x<c/></a>",
    "{\"s3\":{}}",
    "{\"sqlStatementResults\":[{\"records\":[[{}]],\"columnMetadata\":[{}]}]}",
];

fn argument() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(TEXTS).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        prop::sample::select(
            &[
                "and",
                "or",
                "not",
                "eq",
                "between",
                "in",
                "size",
                "attributeType",
                "records"
            ][..]
        )
        .prop_map(str::to_owned),
        ".{0,4}",
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_arguments_make_a_function_panic(arguments in prop::collection::vec(argument(), 0..4)) {
        for function in FUNCTIONS.iter() {
            let _ = (function.call)(&host(), &arguments);
        }
    }
}
